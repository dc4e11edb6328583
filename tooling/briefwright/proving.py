"""Prove cards: find each in its essay, and cut it from there, character for character."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from briefwright import anchor, citation, marks
from briefwright.model import Card, CardDraft, Citation, Essay, Mark, Paragraph, Passage, Span
from briefwright.problems import Code, Problem


def prove(
    drafts: Iterable[CardDraft], source: str, essay: Essay | None, short_cites: Mapping[str, str]
) -> tuple[list[Card], list[Problem]]:
    """Return the cards of a source that stand in its *essay*, and what is wrong with the others.

    Those of a source without an essay are taken as they were typed.
    """
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
    card = without_text(draft, essay.source, essay.citation, short_cite)
    return replace(card, paragraphs=paragraphs, passage=passage), None


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


def without_text(draft: CardDraft, source: str, cite: Citation, short_cite: str) -> Card:
    """Return the card of *draft* without its text."""
    return Card(
        name=draft.name,
        tag=draft.tag,
        side=draft.side,
        paragraphs=(),
        source=source,
        citation=cite,
        short_cite=short_cite,
        passage=None,
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
    short_cite = draft.short_cite or citation.short_cite(draft.citation)
    card = without_text(draft, source, draft.citation, short_cite)
    return replace(card, paragraphs=draft.paragraphs)
