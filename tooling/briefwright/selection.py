"""Choose and arrange: a specification and the library make a brief.

Everything here takes values and returns values.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from briefwright.blocks import BlockChoice, choose_blocks, together
from briefwright.counts import count_card
from briefwright.model import (
    Block,
    Brief,
    Card,
    Citation,
    Clash,
    Contention,
    Counts,
    Entry,
    Format,
    Library,
    Query,
    Read,
    SectionSpec,
    Side,
    SideBrief,
    Spec,
    Work,
)
from briefwright.problems import Code, Problem, Severity
from briefwright.queries import Index
from briefwright.reads import Answered, answer_reads
from briefwright.speeches import plan_speeches
from briefwright.text import prettify
from briefwright.words import ENGLISH, Words

NO_OPTIONS: Mapping[str, object] = MappingProxyType({})


def select(
    spec: Spec,
    library: Library,
    form: Format,
    options: Mapping[str, object] = NO_OPTIONS,
    words: Words = ENGLISH,
) -> tuple[Brief, tuple[Problem, ...]]:
    """Return the brief that *spec* asks for, and everything that is wrong with what it asks.

    *form* is the format that it names; *options* are those of the template, typed: ``rates`` sets
    other words a minute than those of the format. *words* are in the language of the brief.
    """
    return _Selection(spec, Index(library), library, form, words).brief(options)


@dataclass(slots=True)
class _Argument:
    """A contention before its cards are numbered."""

    heading: str
    cards: Sequence[Card]
    topics: Iterable[str]
    section: SectionSpec = field(default_factory=lambda: SectionSpec(heading=""))


class _Selection:
    """The state of one selection: what is counted and what went wrong."""

    def __init__(
        self, spec: Spec, index: Index, library: Library, form: Format, words: Words
    ) -> None:
        self.spec, self.index, self.library = spec, index, library
        self.form, self.words = form, words
        self.problems: list[Problem] = []
        self.counted: dict[str, Counts] = {}
        self.reads: list[Read] = []

    def brief(self, options: Mapping[str, object]) -> tuple[Brief, tuple[Problem, ...]]:
        spec = self.spec
        printed: dict[Side, set[str]] = {Side.PRO: set(), Side.CON: set()}
        contentions = {side: self._contentions(side, printed[side]) for side in printed}
        sides = {
            side: self._side(side, contentions, printed[side]) for side in (Side.PRO, Side.CON)
        }
        cards = _cards_of(sides.values())
        self._check_empty(sides)
        entries = self._entries(cards.values(), set())
        brief = Brief(
            slug=spec.slug,
            title=spec.title or spec.resolution,
            resolution=spec.resolution,
            language=spec.language,
            format=self.form,
            team=spec.team,
            round=spec.round,
            options=options,
            pro=sides[Side.PRO],
            con=sides[Side.CON],
            entries=entries,
            works=_works(entries),
            clashes=self._clashes(cards),
            counts=self._total(cards.values()),
            rates=self._rates(options.get("rates")),
            reads=tuple(self.reads),
        )
        plans, problems = plan_speeches(brief, spec, self.index)
        self.problems += problems
        brief = replace(brief, speeches=plans)
        return brief, tuple(sorted(self.problems, key=lambda problem: problem.place))

    def _rates(self, wanted: object) -> tuple[int, ...]:
        """Return the words a minute at which times are given, the judge's first if it is known."""
        rates = wanted if isinstance(wanted, tuple) and wanted else self.form.rates
        known = self.spec.round.rate
        return (known, *(rate for rate in rates if rate != known)) if known else rates

    # -- Contentions

    def _contentions(self, side: Side, printed: set[str]) -> tuple[Contention, ...]:
        listed = together(self._listed(side), lambda found: _level(found.section))
        arguments = listed or tuple(self._by_topic(side))
        found = []
        for number, argument in enumerate(arguments, start=1):
            entries = self._entries(argument.cards, printed)
            found.append(
                Contention(
                    number=number,
                    heading=argument.heading,
                    anchor=f"{side}-{number}",
                    text=argument.section.text,
                    extension=argument.section.extension,
                    topics=tuple(dict.fromkeys(argument.topics)),
                    entries=entries,
                    counts=_sum(entry.counts for entry in entries),
                    pocket=argument.section.pocket,
                    hat=argument.section.hat,
                )
            )
        return tuple(found)

    def _listed(self, side: Side) -> list[_Argument]:
        """Return the contentions that the specification lists."""
        found = []
        for number, section in enumerate(self.spec.side(side).sections):
            if not section.answers:
                cards = self._cards(side, number, section)
                asked = [query.topic for query in section.cards if isinstance(query, Query)]
                topics = [topic for topic in asked if topic in self.index.topics]
                topics += [card.topics[0] for card in cards if card.topics]
                found.append(_Argument(section.heading, cards, topics, section))
        return found

    def _by_topic(self, side: Side) -> Iterable[_Argument]:
        """Yield one contention for each first topic of the side's cards, in the order of the files."""
        groups: dict[str, list[Card]] = {}
        for card in self.index.serving(side):
            groups.setdefault(card.topics[0] if card.topics else "", []).append(card)
        rest = groups.pop("", [])
        for topic, cards in groups.items():
            yield _Argument(prettify(topic), cards, (topic,))
        if rest:
            yield _Argument(self.words.other_evidence, rest, ())

    def _cards(self, side: Side, number: int, section: SectionSpec) -> tuple[Card, ...]:
        """Return the cards of a section, each once, in the order in which it lists them."""
        found: dict[str, Card] = {}
        for position, wanted in enumerate(section.cards):
            place = self.spec.place(side.value, "sections", number, "cards", position)
            if isinstance(wanted, Query):
                cards, problems = self.index.ask(wanted, side, place)
            else:
                card, problems = self.index.named(wanted, side, place)
                cards = (card,) if card else ()
            self.problems.extend(problems)
            found.update((card.name, card) for card in cards if card.name not in found)
        return tuple(found.values())

    # -- Sides

    def _side(
        self, side: Side, contentions: Mapping[Side, tuple[Contention, ...]], printed: set[str]
    ) -> SideBrief:
        listed = {
            number: self._cards(side, number, section)
            for number, section in enumerate(self.spec.side(side).sections)
            if section.answers
        }
        choices, problems = choose_blocks(
            self.spec, self.index, side, contentions[side.opponent], listed
        )
        self.problems.extend(problems)
        answered: tuple[Answered, ...] = ()
        if self.spec.round.side in (side, None):
            choices, answered, problems = answer_reads(
                self.spec, self.index, side, contentions[side.opponent], choices
            )
            self.problems.extend(problems)
        blocks = tuple(
            self._block(side, number, choice, printed)
            for number, choice in enumerate(choices, start=1)
        )
        self._note_reads(answered, blocks)
        cards = _distinct((*contentions[side], *blocks))
        return SideBrief(
            side=side,
            name=self.form.pro if side is Side.PRO else self.form.con,
            contentions=contentions[side],
            blocks=blocks,
            questions=self.spec.side(side).questions,
            counts=self._total(cards.values()),
        )

    def _block(self, side: Side, number: int, choice: BlockChoice, printed: set[str]) -> Block:
        entries = self._entries(choice.cards, printed)
        return Block(
            number=number,
            heading=choice.heading,
            anchor=f"{side}-at-{number}",
            against=choice.against,
            text=choice.text,
            extension=choice.extension,
            entries=entries,
            counts=_sum(entry.counts for entry in entries),
            pocket=choice.pocket,
            hat=choice.hat,
            reads=choice.reads,
        )

    def _note_reads(self, answered: Iterable[Answered], blocks: Sequence[Block]) -> None:
        self.reads += (
            Read(
                name=read.name,
                label=read.label,
                blocks=tuple(blocks[at].anchor for at in read.blocks),
            )
            for read in answered
        )

    def _entries(self, cards: Iterable[Card], printed: set[str]) -> tuple[Entry, ...]:
        """Return *cards*, numbered, and note which of them are *printed* for the first time."""
        entries = []
        for number, card in enumerate(cards, start=1):
            first = card.name not in printed
            printed.add(card.name)
            entries.append(Entry(card=card, number=number, counts=self._count(card), first=first))
        return tuple(entries)

    def _check_empty(self, sides: Mapping[Side, SideBrief]) -> None:
        wrong = any(problem.severity is Severity.ERROR for problem in self.problems)
        if wrong or self.library.unread or self.library.unproved:
            return  # A side may only seem empty.
        empty = [side for side, brief in sides.items() if not brief.counts.cards]
        if len(empty) == len(sides):
            message = "Neither side has a card: the brief is empty."
            self._problem(Severity.ERROR, message, "Cut cards into source/<name>/cards.md first.")
            return
        for side in empty:
            message = f"The side “{side}” has no card."
            hint = f"Name its cards here, or cut cards with “:side: {side}”."
            self._problem(Severity.WARNING, message, hint, side)

    def _problem(
        self, severity: Severity, message: str, hint: str, side: Side | None = None
    ) -> None:
        place = self.spec.place(side.value) if side else self.spec.place()
        self.problems.append(
            Problem(
                place=place, code=Code.EMPTY_SIDE, message=message, hint=hint, severity=severity
            )
        )

    # -- What the whole brief has

    def _count(self, card: Card) -> Counts:
        counts = self.counted.get(card.name)
        if counts is None:
            counts = self.counted[card.name] = count_card(card)
        return counts

    def _total(self, cards: Iterable[Card]) -> Counts:
        return _sum(self._count(card) for card in cards)

    def _clashes(self, cards: Mapping[str, Card]) -> tuple[Clash, ...]:
        """Return the pairs among *cards* of which one answers the other by name."""
        return tuple(
            Clash(answer=answer, answered=answered)
            for name, answered in cards.items()
            for answer in self.index.answers.get(name, ())
            if answer.name in cards and answer.name != name
        )


def _level(section: SectionSpec) -> tuple[str, str]:
    return section.pocket, section.hat


def _works(entries: Iterable[Entry]) -> tuple[Work, ...]:
    """Return the works that the cards of *entries* quote, by short cite."""
    groups: dict[str | Citation, list[Entry]] = {}
    for entry in entries:
        card = entry.card
        # A folder without an essay may hold cards of any number of works.
        groups.setdefault(card.source if card.verified else card.citation, []).append(entry)
    works = [
        Work(
            source=group[0].card.source if group[0].card.verified else "",
            short_cite=group[0].card.short_cite,
            citation=group[0].card.citation,
            cards=len(group),
            entries=tuple(sorted(group, key=_stands)),
        )
        for group in groups.values()
    ]
    return tuple(sorted(works, key=lambda work: (work.short_cite.casefold(), work.source)))


def _stands(entry: Entry) -> tuple[int, int, int]:
    """Return where the passage of a card stands; of those that begin alike the longer is first."""
    passage = entry.card.passage
    return (passage.start, -passage.end, entry.number) if passage else (0, 0, entry.number)


def _distinct(sections: Iterable[Contention | Block]) -> dict[str, Card]:
    return {entry.card.name: entry.card for section in sections for entry in section.entries}


def _cards_of(sides: Iterable[SideBrief]) -> dict[str, Card]:
    """Return every card of *sides* once, by name, in the order of print."""
    found: dict[str, Card] = {}
    for side in sides:
        for name, card in _distinct((*side.contentions, *side.blocks)).items():
            found.setdefault(name, card)
    return found


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, start=Counts())
