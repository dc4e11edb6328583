"""The page of what is sent to the other side: HTML that needs no other file.

Everything here takes values and returns values.
"""

from collections.abc import Iterator, Sequence
from html import escape

from briefwright.citation import full_cite
from briefwright.model import Card, Mark, Paragraph
from briefwright.stops import divide, find_stops
from briefwright.words import Words

_ELEMENTS = ((Mark.UNDERLINED, "u"), (Mark.READ, "mark"), (Mark.EMPHASIS, "strong"))
_STYLE = """
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 serif;
  color: #000; background: #fff; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin: 2rem 0 0.2rem; }
p { margin: 0 0 0.5rem; overflow-wrap: anywhere; } .cite { font-size: 0.9rem; }
.text { font-size: 0.85rem; } u { font-size: 1rem; } mark { background: #ffe48f; color: #000; }
mark { font-weight: 700; text-decoration: underline; } mark strong { outline: 1px solid; }
.stop { border: 2px solid; padding: 0 0.3em; font-weight: 700; }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111; }
  mark { background: #5c4a00; color: #fff; } }
"""


def sending_page(
    title: str, language: str, cards: Sequence[tuple[Card, str]], words: Words, label: str
) -> str:
    """Return a page of *cards*, each whole, with the last words that were read where it was not.

    *label* says there how far it was read.
    """
    body = "\n".join(
        "\n".join(_card(number, card, read_to, words, label))
        for number, (card, read_to) in enumerate(cards, start=1)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _card(number: int, card: Card, read_to: str, words: Words, label: str) -> Iterator[str]:
    stops = find_stops(card.paragraphs, read_to)[:1] if read_to else ()
    tongue = f' lang="{escape(card.citation.language)}"' if card.citation.language else ""
    yield f"<article>\n<h2>{number}. <bdi>{escape(card.tag)}</bdi></h2>"
    cite = escape(full_cite(card.citation, words))
    yield f'<p class="cite"><b>{escape(card.short_cite)}</b> <bdi>{cite}</bdi></p>'
    if not card.verified:
        yield f"<p><b>{escape(words.unverified)}</b></p>"
    yield f'<div class="text"{tongue}>'
    for at, paragraph in enumerate(card.paragraphs):
        offset = next((stop.offset for stop in stops if stop.paragraph == at), None)
        before, after = divide(paragraph, offset) if offset is not None else (paragraph, ())
        stop = f' <span class="stop">{escape(label)}</span> ' if offset is not None else ""
        yield f'<p dir="auto">{_runs(before)}{stop}{_runs(after)}</p>'
    yield "</div>\n</article>"


def _runs(paragraph: Paragraph) -> str:
    written = []
    for span in paragraph:
        names = [name for mark, name in _ELEMENTS if mark in span.marks]
        opening = "".join(f"<{name}>" for name in names)
        closing = "".join(f"</{name}>" for name in reversed(names))
        written.append(f"{opening}{escape(span.text, quote=False)}{closing}")
    return "".join(written)
