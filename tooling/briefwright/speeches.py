"""What is said in each speech of a side, how long it takes, and what goes first if it is too long.

Everything here takes values and returns values.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefwright.counts import clock, count_card, count_marked
from briefwright.model import (
    Band,
    Block,
    Brief,
    Card,
    Contention,
    Counts,
    Entry,
    Format,
    SectionSpec,
    Side,
    SideBrief,
    Spec,
    Speech,
    SpeechItem,
    SpeechKind,
    SpeechPart,
    SpeechPlan,
)
from briefwright.problems import Code, Place, Problem, Severity, did_you_mean
from briefwright.queries import Index
from briefwright.stops import find_stops, until
from briefwright.text import count_words, fold_heading, slugify

_FEW = 6
"""How many of the parts to leave out are named."""
_AT = re.compile(r"\d{1,2}:[0-5]\d")


def plan_speeches(
    brief: Brief, spec: Spec, index: Index
) -> tuple[tuple[SpeechPlan, ...], tuple[Problem, ...]]:
    """Return the speeches of both sides, in the order of the format, and what is wrong with them.

    What *spec* does not plan holds what the format has it for: the case, the answers to the other
    side's, or the lines that carry arguments on; that may be more than there is time for.
    """
    planning = _Planning(brief, spec, index)
    written = planning.written()
    usual = {side.side: _usual(brief, side, spec) for side in brief.sides}
    plans = []
    for speech in speeches_of(brief.format):
        planned = written.get(speech.short)
        parts = usual[speech.side].get(speech.short, ()) if planned is None else planned
        plans.append(_plan(speech, parts, brief, planned=planned is not None))
    problems = (*planning.problems, *(p for plan in plans for p in planning.told(plan)))
    return tuple(plans), problems


def speeches_of(form: Format) -> Iterator[Speech]:
    """Yield those of a format that one side alone holds: questions are no speech."""
    for speech in form.speeches:
        if speech.kind is not SpeechKind.CROSSFIRE and speech.side is not Side.BOTH:
            yield speech


def find_speech(form: Format, name: str, side: Side | None = None) -> tuple[Speech | None, str]:
    """Return the speech called *name*, in short, in full, or in words of its name that no other has.

    *side* decides between the sides. Where there is none, the text says what there is.
    """
    held = [s for s in speeches_of(form) if side in (None, Side.BOTH, s.side)]
    wanted = slugify(name)
    exact = [speech for speech in held if wanted in (slugify(speech.short), slugify(speech.name))]
    if len(exact) == 1:
        return exact[0], ""
    words = set(wanted.split("-"))
    near = [s for s in held if wanted and words <= set(slugify(f"{s.short} {s.name}").split("-"))]
    if len(near) == 1:
        return near[0], ""
    if near:
        return None, f"Say which: {', '.join(speech.short for speech in near)}."
    return None, did_you_mean(name, [speech.short for speech in held])


# -- What a specification plans


@dataclass(slots=True)
class _Sections:
    """The contentions and blocks of a side by heading, and what the specification says of them."""

    sections: Sequence[Contention | Block]
    found: Mapping[str, Contention | Block]
    asked: Mapping[str, SectionSpec]

    @classmethod
    def of(cls, side: SideBrief, spec: Spec) -> "_Sections":
        """Return those of *side*; of two with one heading the first."""
        sections: list[Contention | Block] = [*side.contentions, *side.blocks]
        return cls(
            sections=sections,
            found={fold_heading(section.heading): section for section in reversed(sections)},
            asked={
                fold_heading(section.heading): section for section in spec.side(side.side).sections
            },
        )

    def priority(self, section: Contention | Block) -> int:
        """Return when *section* goes, if time runs short."""
        asked = self.asked.get(fold_heading(section.heading))
        return asked.priority if asked else 0


class _Planning:
    """The speeches that a specification plans, and what goes wrong."""

    def __init__(self, brief: Brief, spec: Spec, index: Index) -> None:
        self.brief, self.spec, self.index = brief, spec, index
        self.sections = {side.side: _Sections.of(side, spec) for side in brief.sides}
        self.problems: list[Problem] = []
        self.keys: dict[str, str] = {}
        """What the specification calls a speech, by its short name."""

    def written(self) -> dict[str, tuple[SpeechPart, ...]]:
        """Return what is said in the speeches that are planned, by their short names."""
        found: dict[str, tuple[SpeechPart, ...]] = {}
        for key, items in self.spec.speeches.items():
            speech, hint = find_speech(self.brief.format, key)
            place = self.spec.place("speeches", key)
            if speech is None:
                message = f"“{self.brief.format.title}” has no speech “{key}”."
                self._say(place, Code.UNKNOWN_KEY, message, hint)
            elif speech.short in found:
                message = f"The speech “{speech.short}” is planned twice."
                self._say(place, Code.DUPLICATE_KEY, message, "Put the two together.")
            elif items:
                self.keys[speech.short] = key
                found[speech.short] = _numbered(self._parts(key, speech, items))
        return found

    def _parts(self, key: str, speech: Speech, items: Sequence[SpeechItem]) -> Iterator[SpeechPart]:
        for number, item in enumerate(items):
            place = self.spec.place("speeches", key, number)
            given = [name for name in ("card", "section", "analytic") if getattr(item, name)]
            if len(given) != 1:
                message = "What is said is a card, a section or an analytic: one of them."
                self._say(place, Code.VALUE, message, "Write “- card: …” for each card.")
                continue
            if item.at and not _AT.fullmatch(item.at):
                at = self.spec.place("speeches", key, number, "at")
                message = f"`at` must be minutes and seconds, not “{item.at}”."
                self._say(at, Code.VALUE, message, "Write it like 3:42.")
            if item.card and not self._is_heading(speech, item.card):
                yield from self._card(speech, item, place)
            elif not item.analytic:
                yield from self._section(speech, item, place)
            else:
                words = Counts(read=count_words(item.analytic))
                yield _marked(SpeechPart(text=item.analytic, counts=words), item)

    def _card(self, speech: Speech, item: SpeechItem, place: Place) -> Iterator[SpeechPart]:
        card, problems = self.index.named(item.card, speech.side, place)
        self.problems += problems
        if card is None:
            return
        counts = Counts() if item.skipped else self._read(card, item, place)
        sections = self.sections[speech.side].sections
        home = next((section for section in sections if _has(section, card.name)), None)
        entry = Entry(card=card, number=1, counts=count_card(card), first=True)
        part = SpeechPart(entry=entry, counts=counts)
        if home:
            priority = self.sections[speech.side].priority(home)
            part = replace(part, heading=home.heading, anchor=home.anchor, priority=priority)
        yield _marked(part, item)

    def _read(self, card: Card, item: SpeechItem, place: Place) -> Counts:
        """Count *card* as far as it was read."""
        counts = count_card(card)
        if not item.read_to or not card.paragraphs:  # it was only surveyed
            return counts
        stops = find_stops(card.paragraphs, item.read_to)
        if len(stops) != 1:
            problem = bad_stop(card, item.read_to, place, len(stops))
            self.problems.append(problem)
            return counts
        _, _, read = count_marked(until(card.paragraphs, stops[0]))
        return replace(counts, read=read + count_words(card.tag))

    def _is_heading(self, speech: Speech, name: str) -> bool:
        """Tell whether what looks like a card is a heading of one word."""
        return (
            name not in self.index.cards and fold_heading(name) in self.sections[speech.side].found
        )

    def _section(self, speech: Speech, item: SpeechItem, place: Place) -> Iterator[SpeechPart]:
        sections, heading = self.sections[speech.side], item.section or item.card
        section = sections.found.get(fold_heading(heading))
        if section is None:
            message = f"The side “{speech.side}” has no section “{heading}”."
            known = [found.heading for found in sections.found.values()]
            self._say(place, Code.MISSING_CARD, message, did_you_mean(heading, known))
            return
        for part in _cards(section, sections.priority(section)):
            yield _marked(part, item)

    def told(self, plan: SpeechPlan) -> Iterator[Problem]:
        """Yield what there is to say of the time of a speech that is planned."""
        if not plan.planned or plan.band is Band.GREEN:
            return
        if self.spec.round.side not in (None, plan.speech.side):
            return  # that side is the opponent's in this round
        speech, at = plan.speech, f"at {plan.rate} words a minute"
        place = self.spec.place("speeches", self.keys[speech.short])
        own = place.path == self.spec.place().path  # else it was planned for another round
        takes = f"“{speech.short}” takes {clock(plan.seconds)} {at}"
        if plan.excess:
            over = clock(plan.excess)
            yield Problem(
                place=place,
                code=Code.SPEECH_TIME,
                message=f"{takes}: {over} more than its {speech.minutes:g} min (TM001).",
                hint=f"Leave out {leave_out(plan)}, or say in `round` at what `rate` you speak.",
                severity=Severity.ERROR if own else Severity.WARNING,
            )
        else:
            yield Problem(
                place=place,
                code=Code.SPEECH_TIME,
                message=f"{takes} of its {speech.minutes:g} min (TM001).",
                severity=Severity.INFO,
            )

    def _say(self, place: Place, code: Code, message: str, hint: str) -> None:
        self.problems.append(Problem(place=place, code=code, message=message, hint=hint))


def bad_stop(card: Card, words: str, place: Place, found: int) -> Problem:
    """Return the problem of last words that stand nowhere in *card*, or more than once."""
    message = f"“{words}” does not stand in what is read of “{card.name}”."
    hint = "Give the last words that were read, as they stand in the card."
    if found:
        message = f"“{words}” stands in what is read of “{card.name}” {found} times."
        hint = "Give more of the words before."
    return Problem(place=place, code=Code.VALUE, message=message, hint=hint)


def leave_out(plan: SpeechPlan) -> str:
    """Return the names of what to leave out, in order, with their times, as far as they are few."""
    named = [
        f"{_brief(part.called)} ({clock(part.counts.seconds(plan.rate))})" for part in plan.drops
    ]
    more = len(named) - _FEW
    listed = ", ".join(named[:_FEW])
    return f"{listed} and {more} more" if more > 0 else listed


def _brief(name: str) -> str:
    """Return the first words of an analytic; names of cards are one word."""
    words = name.split()
    return f"“{' '.join(words[:5])} …”" if len(words) > 5 else name


# -- What a format has its speeches for


def _usual(brief: Brief, side: SideBrief, spec: Spec) -> dict[str, tuple[SpeechPart, ...]]:
    """Return what each speech of *side* is there for, by its short name."""
    sections = _Sections.of(side, spec)
    held = [speech for speech in speeches_of(brief.format) if speech.side is side.side]
    parts: dict[str, list[SpeechPart]] = {speech.short: [] for speech in held}
    makers = [speech for speech in held if speech.kind is SpeechKind.CONSTRUCTIVE] or held[:1]
    sizes = brief.options.get("split")
    shares = _shares(side.contentions, sizes if isinstance(sizes, tuple) else (), len(makers))
    for speech, share in zip(makers, shares, strict=False):
        for contention in share:
            parts[speech.short] += _cards(contention, sections.priority(contention))
    answering = next(
        (n for n, s in enumerate(held) if s.answers or s.kind is SpeechKind.REBUTTAL), len(held)
    )
    for block in side.blocks if answering < len(held) else ():
        parts[held[answering].short] += _cards(block, sections.priority(block))
    carried = [*_carried(side, sections)]
    for speech in held[answering + 1 :]:
        parts[speech.short] += [] if parts[speech.short] else carried
    return {short: _numbered(found) for short, found in parts.items()}


def _shares(
    contentions: Sequence[Contention], sizes: Sequence[int], most: int
) -> Iterator[Sequence[Contention]]:
    """Yield the contentions of each speech that makes some; the last takes what is left."""
    rest = contentions
    for size in sizes[: most - 1]:
        yield rest[:size]
        rest = rest[size:]
    yield rest


def _carried(side: SideBrief, sections: _Sections) -> Iterator[SpeechPart]:
    """Yield the lines that carry the arguments of *side* on."""
    arguments: Iterable[Contention | Block] = (
        *side.contentions,
        *(block for block in side.blocks if block.extension),
    )
    for section in arguments:
        text = section.extension or section.heading
        yield SpeechPart(
            text=text,
            heading=section.heading,
            anchor=section.anchor,
            counts=Counts(read=count_words(text)),
            priority=sections.priority(section),
        )


# -- Parts


def _cards(section: Contention | Block, priority: int) -> Iterator[SpeechPart]:
    for entry in section.entries:
        yield SpeechPart(
            entry=entry,
            heading=section.heading,
            anchor=section.anchor,
            counts=entry.counts,
            priority=priority,
        )


def _marked(part: SpeechPart, item: SpeechItem) -> SpeechPart:
    """Return *part* with what the specification says of it."""
    return replace(
        part,
        priority=item.priority or part.priority,
        read_to=item.read_to,
        at=item.at,
        skipped=item.skipped,
        counts=Counts() if item.skipped else part.counts,
    )


def _numbered(parts: Iterable[SpeechPart]) -> tuple[SpeechPart, ...]:
    """Return *parts*, each card once, with their numbers and what is read before each."""
    once: dict[object, SpeechPart] = {}
    before = Counts()
    for part in parts:
        key = part.entry.card.name if part.entry else ("", len(once))
        if key not in once:
            once[key] = replace(part, number=len(once) + 1, before=before)
            before += part.counts
    return tuple(once.values())


def _plan(
    speech: Speech, parts: Sequence[SpeechPart], brief: Brief, *, planned: bool
) -> SpeechPlan:
    rate = brief.round.rate or max(brief.rates)
    counts = sum((part.counts for part in parts), start=Counts())
    plan = SpeechPlan(
        speech=speech, parts=tuple(parts), counts=counts, rate=rate, planned=planned, drops=()
    )
    return replace(plan, drops=tuple(_drops(plan)))


def _drops(plan: SpeechPlan) -> Iterator[SpeechPart]:
    """Yield what to leave out until the rest fits: the highest priority first, of equals the last."""
    left = plan.counts.read
    for part in sorted(plan.parts, key=lambda part: (-part.priority, -part.number)):
        if Counts(read=left).seconds(plan.rate) <= plan.limit:
            return
        if part.counts.read:
            left -= part.counts.read
            yield part


def _has(section: Contention | Block, name: str) -> bool:
    return any(entry.card.name == name for entry in section.entries)
