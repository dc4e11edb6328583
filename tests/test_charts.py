"""Charts: tables with bars, from the text of a directive to the page and to paper."""

import re
from collections.abc import Iterator

import pytest
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from briefwright.cards import read_directive
from briefwright.charts import Bar, Chart, Row, amount, bars, read_chart, write_chart
from briefwright.markup.refusals import refusals
from briefwright.model import Band
from briefwright.problems import Place, Problem
from briefwright.sphinx_ext import nodes as ours
from conftest import Built, sphinx_build
from printing import Press, press, section, text

TIMES = """\
:::{chart} Time of the speeches
:label: Speech
:values: Time
:limit: Limit
:text: What to do

First \\| constructive | 3:30 | 4:00 | 0:30 left
Rebuttal | 4:30 | 4:00 | drop one
Summary | 2:00 | 3:00
:::
"""
WINS = """\
:::{chart} Wins
:label: Opponent
:values: Won | Lost
:text: When

Ashland &amp; Co | 3 | 1 | Nov
Harbour | | 2 |
:::
"""
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp", "Cf"]), max_size=12
)
HEAD = TEXT.filter(str.strip).map(str.strip)
VALUE = st.sampled_from(["", "0", "63", "63 words", "3:05", "2.5", "40 %"])


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    values = tuple(draw(st.lists(HEAD, min_size=1, max_size=4)))
    limit, note = draw(st.just("") | HEAD), draw(st.just("") | HEAD)
    count = len(values)
    rows = st.builds(
        Row,
        label=TEXT,
        values=st.lists(VALUE, min_size=count, max_size=count).map(tuple),
        limit=VALUE if limit else st.just(""),
        text=TEXT if note else st.just(""),
    )
    listed = tuple(draw(st.lists(rows, min_size=1, max_size=3)))
    return Chart(
        title=draw(HEAD), label=draw(HEAD), values=values, limit=limit, text=note, rows=listed
    )


def read(written: str) -> tuple[Chart, tuple[Problem, ...]]:
    head, _, rest = written.removesuffix("\n:::\n").partition("\n")
    argument = head.removeprefix(":::{chart} ")
    directive, problems = read_directive(argument, rest, Place(path="p.md", line=1, column=1))
    chart, found = read_chart(directive)
    return chart, (*problems, *found)


@given(charts())
def test_what_is_written_is_read_back(chart: Chart) -> None:
    assert read(write_chart(chart)) == (chart, ())


def test_a_chart_without_rows_is_nothing() -> None:
    assert write_chart(Chart(title="T", label="L", values=("V",))) == ""


def test_values_are_numbers_with_a_unit_or_times() -> None:
    found = {value: amount(value) for value in ("63", "63 words", "2.5", "3:50", "40%", "0:00")}
    assert found == {"63": 63, "63 words": 63, "2.5": 2.5, "3:50": 230, "40%": 40, "0:00": 0}
    assert [v for v in ("-1", "3:75", "1,200", "soon", "1:2") if amount(v) is not None] == []


def test_all_bars_are_on_one_scale() -> None:
    chart, problems = read(TIMES)
    assert not problems
    assert chart.rows[0].label == "First | constructive"
    assert bars(chart) == (
        Bar(parts=(210 / 270,), limit=240 / 270, band=Band.YELLOW),
        Bar(parts=(1.0,), limit=240 / 270, band=Band.RED),
        Bar(parts=(120 / 270,), limit=180 / 270, band=Band.GREEN),
    )
    assert bars(read(WINS)[0]) == (Bar(parts=(0.75, 0.25)), Bar(parts=(0.0, 0.5)))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("Wins", "", 1, "This chart has no title."),
        (":label: Opponent\n", "", 1, "This chart has no head of its labels."),
        (":values: Won | Lost\n", "", 1, "This chart has no head of its values."),
        ("Lost", "a|b|c|d", 3, "A bar has 5 parts."),
        ("| 3 |", "| many |", 6, "“many” is neither a number nor a time."),
        ("| Nov", "| Nov | 9", 6, "This row has 5 cells, and the chart 4 columns."),
    ],
)
def test_what_is_wrong_is_told_at_its_line(old: str, new: str, line: int, said: str) -> None:
    written = WINS.replace(old, new, 1)
    assert (line, said) in [(p.place.line, p.message) for p in read(written)[1]]
    # A template that writes it hears of it before a page is made.
    assert said in [refusal.message for refusal in refusals(written, "briefs/a/index")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("charts")
    (root / "conf.py").write_text(
        'extensions = ["briefwright.sphinx_ext"]\nroot_doc = "index"\nhtml_theme = "basic"\n'
    )
    (root / "index.md").write_text(f"# Charts\n\n{TIMES}\n{WINS}", encoding="utf-8")
    return sphinx_build(root, root / "out")


def test_a_page_has_a_table_with_bars(page: Built) -> None:
    html = page.read("index.html")
    times, wins = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert re.search(r"<caption>.*Time of the speeches", times)
    assert [re.sub("<.*?>|\n", "", row) for row in re.findall("<tr.*?</tr>", times, re.DOTALL)] == [
        "SpeechTimeLimitWhat to do",
        "First | constructive3:304:000:30 left",
        "Rebuttal4:304:00drop one",
        "Summary2:003:00",
    ]
    assert re.findall('class="bw-bar([^"]*)"', times) == [" bw-yellow", " bw-red", " bw-green"]
    assert times.count('class="bw-limit"') == 3
    assert "Ashland &amp; Co" in wins
    assert wins.count('class="bw-key"') == 2


def test_bars_are_told_apart_without_colour(page: Built) -> None:
    html = page.read("index.html")
    used = re.findall(r'fill="url\(#(.*?)\)"', html)
    assert used
    assert set(used) <= {*re.findall('<pattern id="(.*?)"', html)}
    assert all('aria-hidden="true"' in svg for svg in re.findall("<svg[^>]*>", html))


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(tmp_path_factory.mktemp("press")) as opened:
        yield opened


def test_paper_has_the_same_table(printer: Press) -> None:
    chart = ours.chart(numbers=1, classes=[])
    chart += nodes.title("", "Wins")
    key, bar = ours.chart_key(part=1), ours.chart_bar(bar=Bar(parts=(0.25, 0.5), limit=0.6))
    group = nodes.tgroup(cols=2)
    group += [nodes.colspec(colwidth=9, stub=1), nodes.colspec(colwidth=4)]
    head = nodes.row("", nodes.entry("", nodes.paragraph("", "Side")))
    head += nodes.entry("", nodes.paragraph("", "", key, nodes.Text("Won")))
    row = nodes.row("", nodes.entry("", nodes.paragraph("", "Pro"), bar))
    row += nodes.entry("", nodes.paragraph("", "3"))
    group += [nodes.thead("", head), nodes.tbody("", row)]
    chart += group
    written = printer.typst(section("A", chart))
    assert "columns: (5fr, auto,)" in written
    pdf, problems = printer.print(section("A", chart))
    assert not problems
    assert re.search(r"Wins\s+Side\s+Won\s+Pro\s+3", text(pdf))
