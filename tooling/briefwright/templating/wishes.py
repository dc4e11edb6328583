"""What whoever builds asks for besides the specifications: options, another template.

Everything here takes values and returns values.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from briefwright.model import Edition, Spec
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.text import check_characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What goes over what the specifications say."""

    options: Mapping[str, str] = field(default_factory=dict)  # a plain one can be pickled
    """As written; the pack of each brief types and checks them."""
    editions: tuple[str, ...] = ()
    """Instead of those that the specifications ask for."""
    template: str = ""
    """A pack instead of the one that the specification names."""
    origin: str = "--set"
    """What messages call the place where the options were written."""
    editions_origin: str = "--edition"
    """The same for the editions."""
    slugs: tuple[str, ...] = ()
    """The briefs that are meant; all where there is none."""
    below: "Wishes | None" = None
    """What these go over in their turn."""

    def over(self, spec: Spec) -> Spec:
        """Return *spec* as it is wished for."""
        if self.below:
            spec = self.below.over(spec)
        if self.slugs and spec.slug not in self.slugs:
            return spec
        return replace(
            spec,
            template=self.template or spec.template,
            editions=self._known() or spec.editions,
            options=MappingProxyType({**spec.options, **self.options}),
            places=MappingProxyType(
                {**spec.places, **{("options", name): self._place(name) for name in self.options}}
            ),
        )

    def among(self, slugs: Collection[str]) -> "Wishes":
        """Return the same for the briefs of *slugs*."""
        below = self.below and self.below.among(slugs)
        return replace(self, slugs=tuple(slugs), below=below)

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the options, whichever pack they are for."""
        if self.below:
            yield from self.below.problems()
        for name, written in self.options.items():
            yield from check_characters(name, self.origin)
            yield from check_characters(written, self._place(name).path)
        yield from self._unknown_editions()

    def _known(self) -> tuple[Edition, ...]:
        known = set(Edition)
        return tuple(Edition(name) for name in dict.fromkeys(self.editions) if name in known)

    def _unknown_editions(self) -> Iterator[Problem]:
        known = set(Edition)
        for name in dict.fromkeys(self.editions):
            if name not in known:
                message = f"There is no edition “{name}”."
                place = Place(path=self.editions_origin)
                hint = did_you_mean(name, known)
                yield Problem(place=place, code=Code.VALUE, message=message, hint=hint)

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
