"""Markup that no page may have: told at the template that wrote it, once, before it is written."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefwright.assembly import assemble, write_documents
from briefwright.markup.confine import BODIES
from briefwright.markup.refusals import refusals, without_cards
from briefwright.problems import BriefError
from briefwright.project import Project
from briefwright.sphinx_ext.directives import MAKERS
from conftest import process_env, snapshot
from reading import Reader

Say = Callable[[dict[str, str]], list[str]]
PACK = "templates/public-forum"
PAGE = "briefs/a/index"
CONF = 'extensions = ["briefwright.sphinx_ext"]\nroot_doc = "index"\nhtml_theme = "basic"\n'


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    reader = Reader(tmp_path_factory.mktemp("read"), conf=CONF)
    yield reader
    reader.app.cleanup()


@pytest.fixture
def say(small: Path) -> Say:
    """Put files into ``templates/public-forum``, and return what is said, without the detail."""

    def write(files: dict[str, str]) -> list[str]:
        for name, text in files.items():
            path = small / PACK / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found = assemble(Project(small)).problems
        return [f"{p.place}: {p.code}: {p.message}" for p in found]

    return write


# -- The same is refused here and by Sphinx

RULED = ":::{ruled} 3\n:::\n"
CARD = ":::{card} T\n:name: a\n:side: pro\n\nText {raw}`x` and\n```{raw}\n:::\n"
TEXTS = {
    "nothing": "# T\n\nText, `code`, [link](https://example.org/), {card}`a`.\n",
    "a directive": "x\n\n:::{figure} a.png\n:::\n",
    "one with backticks": "```{figure} a.png\n```\n",
    "one with tildes": "~~~{raw} html\n~~~\n",
    "one in a list": "- a\n\n  :::{figure} a.png\n  :::\n",
    "one behind the mark of a list": "1. :::{figure} a.png\n   :::\n",
    "one in a quotation": "> :::{figure} a.png\n> :::\n",
    "one behind a paragraph": "text\n:::{figure} a.png\n:::\n",
    "one in a directive": "::::{note}\n:::{figure} a.png\n:::\n::::\n",
    "one in a table": "::::{list-table}\n* - a\n  - :::{nte}\n    :::\n::::\n",
    "one in code": "```\n:::{figure} a.png\n:::\n```\n",
    "one in indented code": "x\n\n    :::{figure} a.png\n    :::\n",
    "one in a comment": "% :::{figure} a.png\n",
    "one that is text": "\\:::{figure} a.png\n",
    "of another domain": ":::{py:function} a\n:::\n",
    "of ours": ":::{debate:ruled} 3\n:::\n",
    "a fence without a name": ":::\n\nx\n\n:::\n",
    "a fence with a bare name": ":::note\nx\n:::\n",
    "a role": "see {sup}`2`\n",
    "a role in a table": "| a |\n|---|\n| {sup}`2` |\n",
    "a role in a heading": "# {sup}`2`\n",
    "a role in code": "`` {sup}`2` ``\n",
    "a role that is text": "\\{sup}`2`\n",
    "a role in a directive": ":::{note}\n{sup}`2`\n:::\n",
    "a role in a card": CARD,
    "a role behind a card": CARD + "\n{sup}`2`\n",
    "an open fence": ":::{note}\nx\n",
    "an open card": ":::{card} T\n:name: a\n:side: pro\n\nText\n",
    "a fence as long as the one in it": f":::{{note}}\n{RULED}:::\n",
    "a fence that is longer": f"::::{{note}}\n{RULED}::::\n",
    "a fence closed outside of its list": "- :::{note}\n\n:::\n",
    "an option": ":::{note}\n:class: huge\nx\n:::\n",
    "a class of ours": ":::{note}\n:class: bw-huge\nx\n:::\n",
    "an option of a card": ":::{card} T\n:nmae: a\n:side: pro\n\nx\n:::\n",
    "an option of lines": ":::{ruled} 3\n:lines: 2\n:::\n",
    "a line that is no option": ":::{card} T\n:name a\n\nx\n:::\n",
    "a toctree": ":::{toctree}\nhttps://example.org/\n:::\n",
    "five in one another": "".join(f"{':' * (9 - n)}{{note}}\n" for n in range(5))
    + "x\n"
    + "".join(f"{':' * n}\n" for n in range(5, 10)),
}
LINES = {
    # Sphinx knows the line of the directive only,
    "an option": [2],
    "a toctree": [2],
    # and takes the end of a fence that was closed too early for one more.
    "a fence as long as the one in it": [1],
    "a fence closed outside of its list": [1],
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_sphinx_would_refuse_is_refused_before(read: Reader, name: str) -> None:
    text = TEXTS[name]
    read(PAGE, text)
    told = [int(m[1]) for w in read.warnings if (m := re.search(r"\.md:(\d+): ERROR", w))]
    found = [text.count("\n", 0, refusal.start) + 1 for refusal in refusals(text, PAGE)]
    assert found == LINES.get(name, sorted(told))
    assert bool(found) == bool(told)


def test_the_cases_above_are_of_both_kinds() -> None:
    refused = [name for name in TEXTS if refusals(TEXTS[name], PAGE)]
    assert 10 < len(refused) < len(TEXTS) - 8


def test_images_are_refused_where_sphinx_only_warns() -> None:
    (found,) = refusals("x\n\na ![b](c.png)\n", PAGE)
    assert (found.start, found.message) == (5, "Evidence has no images: “c.png”.")


def test_what_is_put_in_the_place_of_a_card_keeps_the_lines() -> None:
    assert without_cards(f"a\n\n{CARD}\nb\n") == "a\n\n***" + "\n" * 7 + "\nb\n"
    inside = f"::::{{note}}\n{CARD}::::\n"
    assert without_cards(inside) == inside


def test_every_directive_of_ours_is_named_with_its_options() -> None:
    assert MAKERS.keys() == BODIES.keys()


# -- At the template

FIGURE = "{% extends '!card.md.j2' %}\n{% block note %}\n\n:::{figure} x.png\n:::\n{% endblock %}\n"


def test_a_directive_of_a_template_is_said_once_with_its_place(small: Path, say: Say) -> None:
    (small / "briefs/second.yaml").write_text("resolution: A second brief.\n", encoding="utf-8")
    assert say({"card.md.j2": FIGURE}) == [
        f"{PACK}/card.md.j2:4:1: markup: The directive “{{figure}}” is not for evidence."
    ]
    (problem,) = assemble(Project(small)).problems
    assert problem.hint.startswith("Known: card, card-ref, ")
    assert problem.detail[:2] == ("| :::{figure} x.png", "| ^")
    assert problem.detail[2].startswith("in the template “public-forum”, writing “pro-brief” of ")


def test_nothing_is_written_then(small: Path, say: Say) -> None:
    write_documents(Project(small), assemble(Project(small)))
    before = snapshot(small / "briefs")
    say({"card.md.j2": FIGURE})
    with pytest.raises(BriefError, match="figure"):
        write_documents(Project(small), assemble(Project(small)))
    assert snapshot(small / "briefs") == before


@pytest.mark.parametrize(
    ("text", "said"),
    {
        ":::{nte}\n:::\n": ":1:1: markup: The directive “{nte}” is not for evidence.",
        "a\n{% set x %}\n\n  {sup}`2`{% endset %}\n{{ x }}\n": ":4:3: markup: The role “sup” is",
        "{% macro m() -%}\n\n  see {sup}`2`\n{%- endmacro %}\n{{ m() }}": ":3:7: markup: The role",
        "{% for s in brief.sides -%}\n\n   :::{nte}\n   :::\n{% endfor %}\n": ":3:4: markup: The dir",
        "{{ 'see {sup}`2`' | myst }}\n": ":1:9: markup: The role “sup” is not for evidence.",
        ":::{note}\n:class: {{ side.side }}\n:::\n": ":2:1: markup: “{note}” may not have this “c",
        "x\n\n:::{note}\ny\n\n": ":3:1: fence: The fence of “{note}” ",
        "x ![a](b.png)\n": ":1:3: markup: Evidence has no images: “b.png”.",
        ":::{card-ref} T\n:nmae: x\n:::\n": ":2:1: markup: “{card-ref}” may not have this “nmae”.",
    }.items(),
)
def test_the_place_is_that_in_the_template(say: Say, text: str, said: str) -> None:
    found = say({"extension.md.j2": f"{text}", "counts.md.j2": ""})
    assert len(found) == 1
    assert found[0].startswith(f"{PACK}/extension.md.j2{said}")


def test_the_same_in_two_templates_is_said_of_both(say: Say) -> None:
    text = "{sup}`2`\n"
    found = say({"extension.md.j2": text, "sources.md.j2": f"x\n\n{text}"})
    assert sorted(line.partition(": ")[0] for line in found) == [
        f"{PACK}/extension.md.j2:1:1",
        f"{PACK}/sources.md.j2:3:1",
    ]


def test_what_a_filter_hides_from_the_trace_is_found_by_its_name(say: Say) -> None:
    text = "{% set x %}\n{sup}`2`{% endset %}\n{{ x | replace('2', '3') | myst }}{{ x }}\n"
    found = say({"extension.md.j2": text.replace(" | replace('2', '3') | myst", " | length")})
    assert [line.partition(": ")[0] for line in found] == [f"{PACK}/extension.md.j2:2:1"]


def test_what_a_brief_says_is_no_mistake_of_a_template(small: Path, say: Say) -> None:
    section = "pro:\n  - heading: H\n    text: See {sup}`2`.\n    cards: [free-day]\n"
    (small / "briefs/new.yaml").write_text(f"resolution: R\n{section}", encoding="utf-8")
    assert say({}) == []


def test_it_is_said_without_sphinx(small: Path, say: Say) -> None:
    say({"card.md.j2": FIGURE})
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from briefwright.assembly import assemble\nfrom briefwright.project import Project\n"
        "print(len(assemble(Project(Path.cwd())).problems), {'sphinx', 'docutils'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=small,
        env=process_env(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == "1 set()\n"
