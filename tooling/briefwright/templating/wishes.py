"""What whoever builds asks for besides the specifications: options, another template.

Everything here takes values and returns values.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from briefwright.model import Spec
from briefwright.problems import Place, Problem
from briefwright.text import check_characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What goes over what the specifications say."""

    options: Mapping[str, str] = field(default_factory=dict)  # a plain one can be pickled
    """As written; the pack of each brief types and checks them."""
    template: str = ""
    """A pack instead of the one that the specification names."""
    origin: str = "--set"
    """What messages call the place where the options were written."""
    slugs: tuple[str, ...] = ()
    """The briefs that are meant; all where there is none."""

    def over(self, spec: Spec) -> Spec:
        """Return *spec* as it is wished for."""
        if self.slugs and spec.slug not in self.slugs:
            return spec
        return replace(
            spec,
            template=self.template or spec.template,
            options=MappingProxyType({**spec.options, **self.options}),
            places=MappingProxyType(
                {**spec.places, **{("options", name): self._place(name) for name in self.options}}
            ),
        )

    def among(self, slugs: Collection[str]) -> "Wishes":
        """Return the same for the briefs of *slugs*."""
        return replace(self, slugs=tuple(slugs))

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the options, whichever pack they are for."""
        for name, written in self.options.items():
            yield from check_characters(name, self.origin)
            yield from check_characters(written, self._place(name).path)

    def _place(self, name: str) -> Place:
        return Place(path=f"{self.origin} {name}")


NONE = Wishes()


def written(value: object) -> str:
    """Return a value of Python's as a specification has it: ``yes``, ``150, 200``."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(written, value))
    return str(value)
