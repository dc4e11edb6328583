"""Any text comes out as it went in: through the real pipeline, into doctree, HTML and PDF.

Each text stands in an essay, in a card with random marks, and as a tag; a sample of them stands in
headings, citation, round data, questions and every other place where a template prints text.
"""

import json
import random
import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from briefwright.cards import write_card
from briefwright.model import Mark, Paragraph, Span
from briefwright.sphinx_ext import nodes
from briefwright.text import escape_myst
from conftest import ROOT, Builder, sphinx_build

EXAMPLES: list[str] = json.loads(
    (ROOT / "tests/fixtures/commonmark/examples.json").read_text(encoding="utf-8")
)
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
LOOKALIKES = [
    *(sign for sign in PUNCTUATION),
    *(sign * 3 for sign in PUNCTUATION),
    *(f"{one}{two}" for one, two in pairwise(PUNCTUATION)),
    "{{ brief.title }} {% raw %} {# x #} ${x} $5 to $10 $$x$$",
    '#import x #set text() #read("/etc/passwd") @label <label> // /* */ ] )(.x',
    "{ref}`x` {eval-rst}`y` [x]{.read} [x](y) [x][y] [^1] [x]: y ![x](y)",
    "<b>x</b> <script>alert(1)</script> <!-- x --> &amp; &lt; &#42; &nosuch; <http://x.y>",
    ":::{card} x ::: ```{include} /etc/passwd ``` ~~~ --- === *** ___ - x 1. x 1) x # x > x",
    ":name: x | a | b | % comment (x)= +++ \\ \\* \\\\ \\n *x **y ***z*** _a __b__ `c` ``d``",
    "שלום עולם مرحبا بالعالم \u202eover\u202c \u2066isolate\u2069 e\u0301 a\u0308\u0323 한글 中文 日本語 हिन्दी 🙂👩‍👩‍👧",
    "“curly” ‘quotes’ – — … ﬁ ﬂ ½ ² ™ \u00a0 \u2009 \u200b \u200d \u00ad \u2028 x \u3000 §",
    "a  b   c\td",
    "http://x.y/z?a=b&c=d#e www.x.y x@y.z",
    "{underline}",
]
TEXT = st.text(
    st.one_of(
        st.sampled_from(PUNCTUATION + " aB1é“’–\u00a0中ا\u0301\t"),
        st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")),
    ),
    min_size=1,
    max_size=40,
)


@dataclass(frozen=True)
class Case:
    """A text, and the card that quotes it."""

    name: str
    text: str
    """Of the essay's paragraphs, joined by line feeds."""
    tag: str
    marked: tuple[Paragraph, ...]


def case(number: int, text: str, chance: random.Random) -> Case:
    """Return *text* as a passage that stands nowhere else, marked at random."""
    lines = [line for line in re.split("\n+", text) if line.strip()] or ["x"]
    # Words of our own at both ends make the passage one of a kind.
    lines[0] = f"q{number}q {lines[0]}"
    lines[-1] = f"{lines[-1]} z{number}z"
    marked = tuple(tuple(_spans(line, chance)) for line in lines)
    tag = re.sub("\n", " ", text).strip(" \t") or "x"
    return Case(f"card-{number}", "\n".join(lines), tag, marked)


def _spans(line: str, chance: random.Random) -> list[Span]:
    spans: list[Span] = []
    at = 0
    while at < len(line):
        size = chance.randint(1, 9)
        mark = Mark(chance.choice([0, 0, 1, 1, 3, 3, 7, 2, 4]))
        if spans and spans[-1].marks == mark:
            mark = Mark(mark ^ Mark.UNDERLINED)
        spans.append(Span(line[at : at + size], mark))
        at += size
    return spans


def lay_out(root: Path, texts: list[str], seed: int = 0) -> list[Case]:
    """Write a project of which everything that can hold text holds one of *texts*."""
    chance = random.Random(seed)
    cases = [case(number, text, chance) for number, text in enumerate(texts)]
    folder = root / "source" / "any"
    folder.mkdir(parents=True)
    (root / "briefs").mkdir()
    lines = [re.sub(r"\s", " ", text).strip() or "x" for text in texts]
    pick = (lines[number % len(lines)] for number in range(10_000))
    front = {
        "title": next(pick),
        "author": [{"family": next(pick), "given": next(pick)}, {"literal": next(pick)}],
        "qualifications": next(pick),
        "publisher": next(pick),
        "container-title": next(pick),
        "issued": "2020-05-06",
    }
    paragraphs = "\n\n".join(escape_myst(line) for one in cases for line in one.text.split("\n"))
    (folder / "essay.md").write_text(
        f"---\n{_json(front)}\n---\n\n{paragraphs}\n", encoding="utf-8"
    )
    written = "\n".join(
        write_card(one.tag, {"name": one.name, "side": "pro"}, one.marked) for one in cases
    )
    (folder / "cards.md").write_text(f"# Cards\n\n{written}", encoding="utf-8")
    spec = {
        "resolution": next(pick),
        "title": next(pick),
        "team": next(pick),
        "round": {
            key: next(pick) for key in ("tournament", "round", "date", "room", "opponent", "judge")
        },
        "pro": {
            "sections": [
                {
                    "heading": next(pick),
                    "extension": next(pick),
                    "cards": [one.name for one in cases[at : at + 40]],
                }
                for at in range(0, len(cases), 40)
            ],
            "questions": [next(pick), next(pick)],
        },
    }
    (root / "briefs" / "any.yaml").write_text(_json(spec), encoding="utf-8")
    index = "# Briefs\n\n```{toctree}\n:glob:\n\n*/index\n/source/*/essay\n/source/*/cards\n```\n"
    (root / "briefs" / "index.md").write_text(index, encoding="utf-8")
    (root / "conf.py").write_text('extensions = ["briefwright.sphinx_ext"]\n', encoding="utf-8")
    return cases


def _json(value: object) -> str:
    """Return *value* as JSON, which is YAML, with whatever YAML does not print escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\ufeff\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text)


def page(text: str) -> BeautifulSoup:
    """Return a page whose white space stays as it is."""
    return BeautifulSoup(text, "html.parser", preserve_whitespace_tags={"html"})


def side_document(root: Path) -> str:
    """Return the name of the document of the Pro side."""
    (path,) = (root / "briefs" / "any").glob("pro*.md")
    return f"briefs/any/{path.stem}"


def check(root: Path, cases: list[Case], sphinx_builder: Builder) -> None:
    # One of the two sides is empty, which is but a warning.
    built = sphinx_builder(root, suppress_warnings=["brief.empty-side", "brief.hidden"])
    docname = side_document(root)
    cards = {card["name"]: card for card in built.doctree(docname).findall(nodes.card)}
    html = page(built.read(f"{docname}.html"))
    for one in cases:
        card = cards[one.name]
        (text,) = card.findall(nodes.card_text)
        assert "\n".join(child.astext() for child in text.children) == one.text
        assert next(iter(card.findall(nodes.card_tag))).astext() == one.tag
        assert card["verified"]
        assert tuple(_shown(paragraph) for paragraph in text.children) == one.marked
        shown = html.select_one(f"#card-{one.name} .bw-text")
        assert shown is not None
        assert "\n".join(p.get_text() for p in shown.select("p")) == one.text
        tag = html.select_one(f"#card-{one.name}-tag")
        assert tag is not None
        assert one.tag in tag.get_text()
    assert not html.select(".bw-card script, .bw-card img, .bw-card iframe, .bw-card [onclick]")
    spec = json.loads((root / "briefs/any.yaml").read_text(encoding="utf-8"))
    whole = " ".join(html.get_text().split())
    for section in spec["pro"]["sections"]:
        assert " ".join(section["heading"].split()) in whole
        assert " ".join(section["extension"].split()) in whole
    for question in spec["pro"]["questions"]:
        assert " ".join(question.split()) in whole
    overview = page(built.read("briefs/any/index.html"))
    whole = " ".join(overview.get_text().split())
    for text in (spec["resolution"], spec["title"], spec["team"], *spec["round"].values()):
        assert " ".join(text.split()) in whole
    front = json.loads((root / "source/any/essay.md").read_text(encoding="utf-8").split("\n")[1])
    for name in ("title", "publisher", "container-title", "qualifications"):
        assert " ".join(front[name].split()) in whole


def _shown(paragraph: object) -> Paragraph:
    spans = []
    for child in getattr(paragraph, "children", []):
        mark = child.mark if isinstance(child, nodes.marked) else Mark.NONE
        spans.append(Span(child.astext(), mark))
    return tuple(spans)


@pytest.mark.parametrize("part", range(4))
def test_the_commonmark_examples_are_texts(
    part: int, tmp_path: Path, sphinx_builder: Builder
) -> None:
    root = tmp_path / "project"
    cases = lay_out(root, EXAMPLES[part::4], part)
    check(root, cases, sphinx_builder)


def test_what_looks_like_markup_is_text(tmp_path: Path, sphinx_builder: Builder) -> None:
    root = tmp_path / "project"
    check(root, lay_out(root, LOOKALIKES), sphinx_builder)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(st.lists(TEXT, min_size=60, max_size=60), st.integers(0, 1_000))
def test_any_text_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], seed: int
) -> None:
    root = tmp_path_factory.mktemp("any") / "project"
    cases = lay_out(root, texts, seed)
    check(root, cases, partial(sphinx_build, goal=root.with_name("built")))
