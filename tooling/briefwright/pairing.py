"""A pairing: what is known of a round before it, and the specification that is written from it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, fields
from types import MappingProxyType

from briefwright.fields import Wording, build, load
from briefwright.fields.tree import yaml_string
from briefwright.files import file_problem, write_all
from briefwright.model import Format, Side, Spec
from briefwright.problems import BriefError, Code, Place, Problem, stop
from briefwright.project import SPEC_SUFFIXES, Project
from briefwright.rates import FASTEST, SLOWEST
from briefwright.text import check_characters, check_slug, slugify

PACK = "round"
"""What lays the brief of a round out, if nobody wants another pack."""
_ROUND = ("tournament", "round", "date", "room", "opponent", "judge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """What is known of a round; what is not known is empty."""

    tournament: str = ""
    """The name of the tournament."""
    round: str = ""
    """Its number or name: 3, quarter-final."""
    date: str = ""
    """The day."""
    room: str = ""
    """Its name or number."""
    opponent: str = ""
    """The other team."""
    judge: str = ""
    """The judge, or the panel."""
    side: str = ""
    """Ours, as the format calls it, or pro or con."""
    rate: int = 0
    """How many words a minute the judge follows."""
    format: str = ""
    """The format of debate; by default that of the brief."""
    reads: tuple[str, ...] = ()
    """What the opponent reads."""
    brief: str = ""
    """The brief that has the arguments."""
    name: str = ""
    """Of the new brief."""
    template: str = ""
    """The pack; by default that for rounds."""

    def over(self, other: "Pairing") -> "Pairing":
        """Return what this one knows, and for the rest what the *other* does."""
        pairs = ((f.name, getattr(self, f.name) or getattr(other, f.name)) for f in fields(self))
        return Pairing(**dict(pairs))


_WORDING = Wording(
    synonyms=MappingProxyType(
        {
            **dict.fromkeys(("they-read", "case"), "reads"),
            **dict.fromkeys(("base", "extends"), "brief"),
            **dict.fromkeys(("pack",), "template"),
            **dict.fromkeys(("slug",), "name"),
        }
    )
)


def read_pairing(text: str, path: str) -> Pairing:
    """Return the pairing in the file at *path*; raises :class:`BriefError`."""
    tree, problems = load(text, path)
    stop(problems)
    if tree is None:
        return Pairing()
    if isinstance(tree.data, dict) and isinstance(reads := tree.data.get("reads"), str):
        tree.data["reads"] = [part.strip() for part in reads.split(",") if part.strip()]
    pairing, problems = build(Pairing, tree, _WORDING)
    if pairing is None:
        raise BriefError(*problems)
    if pairing.rate and not SLOWEST <= pairing.rate <= FASTEST:
        wanted = f"words a minute, from {SLOWEST} to {FASTEST}"
        raise BriefError(tree.refuse(("rate",), wanted, "Leave it out where it is not known."))
    return pairing


def find_side(form: Format, name: str, place: Place) -> Side:
    """Return the side of *form* called *name*; raises :class:`BriefError` if it has none."""
    names = {"pro": Side.PRO, "con": Side.CON}
    names |= {form.pro.casefold(): Side.PRO, form.con.casefold(): Side.CON}
    folded = name.strip().casefold()
    # Aff and Affirmative are one.
    begun = {
        side
        for known, side in names.items()
        if len(folded) > 1 and (known.startswith(folded) or folded.startswith(known))
    }
    side = names.get(folded) or (begun.pop() if len(begun) == 1 else None)
    if side is None:
        message = f"“{form.title}” has no side “{name}”."
        hint = f"It has {form.pro} (pro) and {form.con} (con)."
        raise BriefError(Problem(place=place, code=Code.VALUE, message=message, hint=hint))
    return side


def find_base(specs: Iterable[Spec], name: str, place: Place) -> Spec:
    """Return the brief called *name*, or the only one that is not itself for a round."""
    listed = {spec.slug: spec for spec in specs}
    if name in listed:
        return listed[name]
    usual = bases(listed.values())
    if not name and len(usual) == 1:
        return usual[0]
    known = ", ".join(spec.slug for spec in usual)
    message = (
        f"There is no brief “{name}”." if name else "Nothing says which brief has the arguments."
    )
    hint = f"Name it with “--brief”: {known}." if known else "Make one first with “brief new”."
    raise BriefError(Problem(place=place, code=Code.UNKNOWN_BRIEF, message=message, hint=hint))


def bases(specs: Iterable[Spec]) -> tuple[Spec, ...]:
    """Return the briefs that a round may be based on: those that are no rounds themselves."""
    return tuple(spec for spec in specs if not spec.extends and spec.template != PACK)


def slug_of(pairing: Pairing, side: Side | None = None) -> str:
    """Return the name of the brief; with *side* behind it where there are two."""
    parts = [pairing.tournament, pairing.round] if pairing.tournament else []
    usual = " ".join(parts) or f"round {pairing.round or pairing.opponent or pairing.date}"
    return slugify(" ".join(filter(None, (pairing.name or usual, side))))


def title_of(pairing: Pairing, form: Format, side: Side, numbered: str) -> str:
    """Return what the brief is called; *numbered* has “{round}” in it, for one that is a number."""
    number = pairing.round
    if number.isdecimal():
        number = numbered.replace("{round}", number)
    about = ", ".join(filter(None, (pairing.tournament, number))) or pairing.opponent
    name = form.pro if side is Side.PRO else form.con
    return f"{about}: {name}" if about else name


def specification(pairing: Pairing, base: Spec, form: Format, side: Side, title: str) -> str:
    """Return the text of the specification."""
    lines = [
        f"# What is not said here comes from “{base.slug}”.",
        f"extends: {base.slug}",
        f"title: {yaml_string(title)}",
        f"template: {pairing.template or PACK}",
        f"format: {form.name}",
        "round:",
        *(
            f"  {name}: {yaml_string(value)}"
            for name in _ROUND
            if (value := getattr(pairing, name))
        ),
        f"  side: {side}",
    ]
    if pairing.rate:
        lines.append(f"  rate: {pairing.rate}")
    if pairing.reads:
        lines += ["  reads:", *(f"    - {yaml_string(name)}" for name in pairing.reads)]
    return "\n".join([*lines, ""])


def check(pairing: Pairing, slugs: Iterable[str], project: Project) -> None:
    """Raise a :class:`BriefError` for what no specification may have, or what is there already."""
    problems = [
        problem
        for name in (*_ROUND, "reads")
        for text in _texts(getattr(pairing, name))
        for problem in check_characters(text, f"--{name}")
    ]
    for slug in slugs:
        place = Place(path=f"briefs/{slug}.yaml")
        if wrong := check_slug(slug, place):
            problems.append(wrong)
            continue
        for suffix in SPEC_SUFFIXES:
            taken = f"briefs/{slug}{suffix}"
            if os.path.lexists(project.path(taken)):
                message = "There is a brief of this round already; it is left as it is."
                hint = f"Build it with “brief build {slug}”, or choose another name with “--name”."
                problems.append(file_problem(taken, message, hint))
    stop(problems)


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def write(project: Project, texts: Iterable[tuple[str, str]]) -> None:
    """Write specifications, pairs of a name and a text: all of them, or none."""
    write_all({project.path(f"briefs/{slug}.yaml"): text for slug, text in texts})
