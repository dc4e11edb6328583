"""The library: every essay read, every card located in its essay and cut from it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from types import MappingProxyType

from briefwright import anchor, citation, marks
from briefwright.cards import read_cards, written_names
from briefwright.essay import read_essay
from briefwright.model import (
    Card,
    CardDraft,
    Essay,
    Library,
    Mark,
    Paragraph,
    Passage,
    SourceFolder,
    Span,
)
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.text import hidden_characters
from briefwright.words import ENGLISH, Words


def assemble(
    sources: Iterable[SourceFolder], *, is_unread: Callable[[], bool] = lambda: False
) -> tuple[Library, tuple[Problem, ...]]:
    """Read and prove everything in *sources*; returns what holds, and what does not.

    *is_unread*, which is asked after the last of them, says whether some files could not be read:
    what seems to be missing may be in them.
    """
    essays: dict[str, Essay] = {}
    drafts: dict[str, tuple[CardDraft, ...]] = {}
    problems: list[Problem] = []
    lost: set[str] = set()
    broken: set[str] = set()
    for folder in sources:
        for file in filter(None, (folder.essay, folder.cards)):
            problems += hidden_characters(file.text, file.path)
        if folder.essay:
            essay, found = read_essay(folder.essay.text, folder.essay.path, folder.name)
            problems += found
            if essay:
                essays[folder.name] = essay
        if folder.unread or (folder.essay and folder.name not in essays):
            broken.add(folder.name)
        if folder.cards:
            drafts[folder.name], found = read_cards(folder.cards.text, folder.cards.path)
            problems += found
            lost |= written_names(folder.cards.text) if found else set()
    unread = is_unread()
    short_cites = citation.short_cites({name: essay.citation for name, essay in essays.items()})
    cards: dict[str, Card] = {}
    for source in (name for name in drafts if name not in broken):
        proved, unproved = _prove(drafts[source], source, essays.get(source), short_cites)
        problems += unproved
        problems += _add(cards, proved)
    every = [draft for listed in drafts.values() for draft in listed]
    names = {draft.name for draft in every}
    topics = {topic for draft in every for topic in draft.topics}
    if not unread:
        problems += _answer_problems(cards, names | topics | lost)
    proved_topics = {topic for card in cards.values() for topic in card.topics}
    lost |= names | topics | broken
    library = Library(
        essays=MappingProxyType(essays),
        cards=MappingProxyType(cards),
        short_cites=MappingProxyType(dict(short_cites)),
        unproved=frozenset(lost - cards.keys() - proved_topics),
        unread=unread,
    )
    return library, tuple(problems)


def cited(library: Library, words: Words) -> Library:
    """Return *library* with the short cites in other *words*; those that were typed stay."""
    if words == ENGLISH:
        return library
    works = {name: essay.citation for name, essay in library.essays.items()}
    short_cites = citation.short_cites(works, words)
    cards = {
        name: replace(card, short_cite=_short_cite(card, short_cites, words))
        for name, card in library.cards.items()
    }
    return replace(library, cards=MappingProxyType(cards), short_cites=short_cites)


def _short_cite(card: Card, short_cites: Mapping[str, str], words: Words) -> str:
    if card.verified:
        return short_cites[card.source]
    typed = card.short_cite != citation.short_cite(card.citation)
    return card.short_cite if typed else citation.short_cite(card.citation, words)


def _add(cards: dict[str, Card], proved: Iterable[Card]) -> Iterator[Problem]:
    for card in proved:
        first = cards.setdefault(card.name, card)
        if first is not card:
            message = f"The name “{card.name}” is taken by the card at {first.place}."
            hint = "Give one of the two another name."
            yield Problem(place=card.place, code=Code.DUPLICATE_CARD, message=message, hint=hint)


def _prove(
    drafts: Iterable[CardDraft], source: str, essay: Essay | None, short_cites: Mapping[str, str]
) -> tuple[list[Card], list[Problem]]:
    cards: list[Card] = []
    problems: list[Problem] = []
    folded = anchor.fold(essay.text) if essay else None
    if not essay:
        problems += _sourceless([draft for draft in drafts if not draft.citation])
    for draft in drafts:
        if essay and folded:
            card, problem = _locate(draft, essay, folded, short_cites[source])
        else:
            card, problem = _unstored(draft, source), None
        if card:
            cards.append(card)
        if problem:
            problems.append(problem)
    return cards, problems


def _locate(
    draft: CardDraft, essay: Essay, folded: anchor.Folded, short_cite: str
) -> tuple[Card | None, Problem | None]:
    """Find *draft* in its essay and cut it out, or say why it cannot be found."""
    typed = anchor.fold(marks.plain(draft.paragraphs))
    found = anchor.locate(typed, folded)
    passage, problem = _choose(draft, essay, found)
    if found.inside_word:
        message = f"The text of “{draft.name}” begins or ends inside a word of its essay."
        hint = "Take the whole word into the card."
        problem = _problem(draft, Code.CUT_INSIDE_WORD, message, hint)
    elif not found.passages:
        problem = _miss(draft, essay, anchor.explain(typed, folded))
    if passage is None:
        return None, problem
    paragraphs = _cut(draft.paragraphs, typed, folded, essay, passage)
    return _card(draft, essay, passage, paragraphs, short_cite), None


def _choose(
    draft: CardDraft, essay: Essay, found: anchor.Found
) -> tuple[Passage | None, Problem | None]:
    places = found.passages
    if len(places) == 1 and draft.occurrence <= 1:
        return places[0], None
    if 0 < draft.occurrence <= len(places):
        return places[draft.occurrence - 1], None
    if not places:
        return None, None
    lines = ", ".join(str(_line(essay, passage.start)) for passage in places[:9])
    if len(places) == 1:
        message = (
            f"The text of “{draft.name}” stands only once in {essay.place.path} (line {lines})."
        )
        return None, _problem(draft, Code.QUOTE_AMBIGUOUS, message, "Take “:occurrence:” out.")
    message = f"The text of “{draft.name}” stands {len(places)} times in {essay.place.path}"
    message += f" (lines {lines})."
    hint = "Take more of the passage, or choose one with “:occurrence: 1”."
    return None, _problem(draft, Code.QUOTE_AMBIGUOUS, message, hint)


def _line(essay: Essay, at: int) -> int:
    return next(block.line for block in essay.blocks if at < block.end)


def _miss(draft: CardDraft, essay: Essay, detail: tuple[str, ...]) -> Problem:
    message = f"The text of “{draft.name}” does not stand in {essay.place.path}."
    if detail:
        hint = "The nearest passage differs in the words in brackets: copy them from the essay."
    else:
        hint = "Nothing in it is like the card: is it the right source?"
    return _problem(draft, Code.QUOTE_VERBATIM, message, hint, detail)


def _problem(
    draft: CardDraft, code: Code, message: str, hint: str, detail: tuple[str, ...] = ()
) -> Problem:
    place = draft.body or draft.place
    return Problem(place=place, code=code, message=message, hint=hint, detail=detail)


def _cut(
    typed: tuple[Paragraph, ...],
    card: anchor.Folded,
    folded: anchor.Folded,
    essay: Essay,
    passage: Passage,
) -> tuple[Paragraph, ...]:
    """Slice the passage out of the essay, with the marks where the typed card has them."""
    plain = marks.plain(typed)
    if plain == essay.text[passage.start : passage.end] and plain.count("\n") == len(typed) - 1:
        return typed
    lead = len(card.text) - len(card.text.lstrip(" "))
    base = folded.folded(passage.start) - lead
    pieces: list[tuple[int, int, Mark]] = []
    start, at = passage.start, 0
    for paragraph in typed:
        for span in paragraph:
            at += len(span.text)
            end = folded.source(base + card.folded(at), end=True)
            end = min(max(end, start), passage.end)
            pieces.append((start, end, span.marks))
            start = end
        at += 1
    pieces[-1] = (pieces[-1][0], passage.end, pieces[-1][2])
    return tuple(_paragraphs(essay, passage, pieces))


def _paragraphs(
    essay: Essay, passage: Passage, pieces: Iterable[tuple[int, int, Mark]]
) -> Iterator[Paragraph]:
    """Yield the passage's paragraphs, parted where the essay's blocks are."""
    blocks = (b for b in essay.blocks if b.end > passage.start and b.start < passage.end)
    block = next(blocks)
    spans: list[Span] = []
    for first, last, mark in pieces:
        at = first
        while at < last:
            if at >= block.end:
                yield tuple(spans)
                spans = []
                block = next(blocks)
            at = max(at, block.start)
            end = min(last, block.end)
            text = essay.text[at:end]
            if spans and spans[-1].marks is mark:
                text = spans.pop().text + text
            if text:
                spans.append(Span(text, mark))
            # What parts two blocks belongs to neither.
            at = end + 1 if end == block.end else end
    yield tuple(spans)


def _card(
    draft: CardDraft,
    essay: Essay,
    passage: Passage,
    paragraphs: tuple[Paragraph, ...],
    short_cite: str,
) -> Card:
    return Card(
        name=draft.name,
        tag=draft.tag,
        side=draft.side,
        paragraphs=paragraphs,
        source=essay.source,
        citation=essay.citation,
        short_cite=short_cite,
        passage=passage,
        place=draft.place,
        topics=draft.topics,
        answers=draft.answers,
        note=draft.note,
        waive=draft.waive,
    )


def _sourceless(drafts: Sequence[CardDraft]) -> Iterator[Problem]:
    """Say once of the cards of one file that nothing tells where they are from."""
    if drafts:
        more = f" and {len(drafts) - 1} more cards here have" if len(drafts) > 1 else " has"
        message = f"“{drafts[0].name}”{more} neither an essay beside them nor a citation."
        if len(drafts) == 1:
            message = message.replace("beside them", "beside it")
        hint = "Put the source into essay.md beside cards.md, or give the card “:cite: …”."
        yield _problem(drafts[0], Code.MISSING_KEY, message, hint)


def _unstored(draft: CardDraft, source: str) -> Card | None:
    """Take a card without a stored source as it was typed; it is shown as unverified."""
    if draft.citation is None:
        return None
    return Card(
        name=draft.name,
        tag=draft.tag,
        side=draft.side,
        paragraphs=draft.paragraphs,
        source=source,
        citation=draft.citation,
        short_cite=draft.short_cite or citation.short_cite(draft.citation),
        passage=None,
        place=draft.place,
        topics=draft.topics,
        answers=draft.answers,
        note=draft.note,
        waive=draft.waive,
    )


def _answer_problems(cards: Mapping[str, Card], known: AbstractSet[str]) -> Iterator[Problem]:
    for card in cards.values():
        for answered in card.answers:
            if answered not in known:
                message = (
                    f"“{card.name}” answers “{answered}”, which is neither a card nor a topic."
                )
                hint = did_you_mean(answered, known)
                place = Place(path=card.place.path, line=card.place.line)
                yield Problem(place=place, code=Code.MISSING_CARD, message=message, hint=hint)
