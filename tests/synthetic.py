"""Synthetic libraries with the shape of real ones.

Figures measured on 2,497 cards: words a card median 539 and 90th percentile 1,712; 37 % underlined;
12.3 % (63 words) read aloud, in many short fragments; tags of 10 words; two of three cards keep
more than one paragraph. A library of 1,000 comes within a tenth of each.
"""

import random
from collections.abc import Iterator

from briefwright import marks
from briefwright.model import Mark, Paragraph, SourceFile, SourceFolder, Span

WORDS = [
    "the",
    "of",
    "a",
    "to",
    "and",
    "in",
    "that",
    "is",
    "for",
    "on",
    "with",
    "as",
    "it",
    "by",
    "from",
    "at",
    "state",
    "power",
    "will",
    "alliance",
    "policy",
    "would",
    "region",
    "interests",
    "however",
    "security",
    "cooperation",
    "between",
    "economic",
    "military",
    "sanctions",
    "pressure",
    "regime",
    "likely",
    "because",
    "strategic",
    "partner",
    "energy",
    "election",
    "trade",
    "nuclear",
    "not",
    "conflict",
    "support",
    "analysts",
    "argue",
    "leaders",
    "influence",
    "relations",
    "agreement",
    "markets",
    "“stability”",
    "Moscow’s",
    "Tehran’s",
    "long-term",
    "post–Cold",
    "U.S.",
    "2017",
    "$5",
    "percent",
    "Syria",
    "Iraq",
    "Turkey",
    "Europe",
    "China",
    "Washington",
]
MEDIAN_WORDS, SPREAD = 539, 0.9
"""Of a log-normal distribution: its 90th percentile is then 1,708."""
CARDS_AN_ESSAY = 10
PARAGRAPH, PARAGRAPHS = (150, 600), 16
"""Words a paragraph, from and to; paragraphs an essay."""


def library(cards: int, seed: int = 0, median_words: int = MEDIAN_WORDS) -> Iterator[SourceFolder]:
    """Yield the folders of a library of so many cards, ten to an essay."""
    chance = random.Random(seed)
    topics = [f"topic-{number}" for number in range(max(4, cards // 25))]
    for number in range(max(1, cards // CARDS_AN_ESSAY)):
        share = range(number * CARDS_AN_ESSAY, min((number + 1) * CARDS_AN_ESSAY, cards))
        yield folder(f"source-{number}", list(share), topics, chance, median_words)


def folder(
    name: str,
    numbers: list[int],
    topics: list[str],
    chance: random.Random,
    median_words: int = MEDIAN_WORDS,
) -> SourceFolder:
    """Return one essay and the cards numbered *numbers* that are cut from it."""
    essay = [_sentence_paragraph(chance, chance.randint(*PARAGRAPH)) for _ in range(PARAGRAPHS)]
    cards = "\n".join(_card(number, essay, topics, chance, median_words) for number in numbers)
    front = f"title: Essay {name}\nauthor: [{{family: Author{name[7:]}, given: A}}]\nissued: 2020-01-02\n"
    front += f"accessed: 2021-01-01\nURL: https://example.org/{name}\npublisher: Example\n"
    text = f"---\n{front}---\n\n# Essay {name}\n\n" + "\n\n".join(essay) + "\n"
    return SourceFolder(
        name=name,
        essay=SourceFile(path=f"source/{name}/essay.md", text=text),
        cards=SourceFile(path=f"source/{name}/cards.md", text=f"# Cards\n\n{cards}"),
    )


def _sentence_paragraph(chance: random.Random, words: int) -> str:
    chosen = chance.choices(WORDS, k=words)
    for at in range(0, words, 14):
        chosen[at] = chosen[at].capitalize()
    return (
        " ".join(word + ("." if at % 14 == 13 else "") for at, word in enumerate(chosen, 0)) + "."
    )


def _card(
    number: int, essay: list[str], topics: list[str], chance: random.Random, median_words: int
) -> str:
    wanted = int(median_words * chance.lognormvariate(0, SPREAD))
    # A long card begins where there is room for it.
    room = len(essay) - 1 - wanted * 2 // sum(PARAGRAPH)
    start = chance.randrange(max(1, room))
    paragraphs: list[Paragraph] = []
    for text in essay[start:]:
        words = text.split(" ")
        paragraphs.append(_mark(words[: max(wanted, 20)], chance))
        wanted -= len(words)
        if wanted <= 0:
            break
    side = "pro" if number % 2 else "con"
    tag = " ".join(chance.choices(WORDS, k=10)).capitalize()
    options = f":name: card-{number}\n:side: {side}\n:topics: {chance.choice(topics)}\n"
    if number > 1:
        options += f":answers: card-{chance.randrange((number + 1) % 2, number, 2)}\n"
    return f":::{{card}} {tag}\n{options}\n{marks.write(paragraphs)}\n:::\n"


_READ = Mark.UNDERLINED | Mark.READ
_STRESSED = _READ | Mark.EMPHASIS


def _mark(words: list[str], chance: random.Random) -> Paragraph:
    """Underline 37 % of the words and read 12 %, in runs of one to a few words."""
    spans: list[Span] = []
    at = 0
    while at < len(words):
        for mark, size in (
            (Mark.NONE, chance.randint(6, 18)),
            (Mark.UNDERLINED, chance.randint(2, 5)),
            (chance.choices((_READ, _STRESSED), (7, 1))[0], chance.randint(1, 4)),
            (Mark.UNDERLINED, chance.randint(1, 3)),
        ):
            run = words[at : at + size]
            at += size
            if run:
                spans.append(Span(" ".join(run) + (" " if at < len(words) else ""), mark))
    return tuple(spans)
