"""A tournament from the pairing to the page of the record: six rounds, both sides, two formats."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from pypdf import PdfReader

from briefwright.cli import cli
from briefwright.library import assemble
from briefwright.project import Project
from briefwright.scaffold import lay_out
from conftest import ROOT

PAIRINGS = {
    # By the name of the brief: the opponent, our side, the format, what they read.
    "autumn-open-1-pro": ("Northside KL", "pro", "public-forum", ()),
    "autumn-open-2": ("Lakeside LR", "pro", "public-forum", ("tactic", "hegemony-problem")),
    "autumn-open-3": ("Harbour CD", "con", "public-forum", ("drive a wedge",)),
    "autumn-open-4": ("Westfield MO", "pro", "lincoln-douglas", ("skeptical-nd",)),
    "autumn-open-5": ("Northside KL", "con", "lincoln-douglas", ("coalition",)),
    "autumn-open-semifinal": ("lakeside  lr", "pro", "public-forum", ()),
}
"""The first is one of the two that were made before the flip; the last meets a team again."""
ANALYTIC = "Two states that act together are together."
NOTE = "Asked about parity twice."


@dataclass(frozen=True)
class Tournament:
    """The project, and what the commands said."""

    root: Path
    said: dict[str, str]

    def text(self, name: str) -> list[str]:
        """Return the text of each page of a PDF."""
        return [page.extract_text() for page in PdfReader(self.root / "build" / name).pages]


@pytest.fixture(scope="module")
def tournament(tmp_path_factory: pytest.TempPathFactory) -> Tournament:
    root = tmp_path_factory.mktemp("tournament") / "project"
    lay_out(root)
    for path in (*(root / "briefs").glob("*.yaml"), *(root / "source").rglob("*.md")):
        path.unlink()
    for path in (*(ROOT / "source").rglob("*.md"), ROOT / "briefs/russia-iran.yaml"):
        goal = root / path.relative_to(ROOT)
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes(path.read_bytes())
    said: dict[str, str] = {}

    def brief(name: str, *arguments: str) -> None:
        result = CliRunner().invoke(cli, ["-C", str(root), *arguments])
        assert result.exit_code == 0, (arguments, result.output)
        said[name] = result.output

    def pair(slug: str, *more: str) -> None:
        opponent, side, form, reads = PAIRINGS[slug]
        number = slug.split("-")[2]
        given = ["--tournament", "Autumn Open", "--round", number, "--opponent", opponent]
        given += ["--date", "2026-11-21", "--format", form, "--to", "myst", "--yes", *more]
        given += [part for name in reads for part in ("--reads", name)]
        brief(slug, "round", *given, *(() if "--flip" in more else ("--side", side)))

    pair("autumn-open-1-pro", "--flip")
    pair("autumn-open-2", "--judge", "Ms. Ortiz", "--rate", "220", "--room", "B 204")
    pro_c = ("Pro C", "autumn-open-2")
    brief(
        "plan", "speech", *pro_c, "Contention 1", f"analytic: {ANALYTIC}", "breadth", "--no-build"
    )
    brief("mark", "mark", "Pro C", "breadth", "autumn-open-2", "--skipped")
    brief("send", "send", *pro_c)
    won = ("--points", "28.5", "--rank", "1", "--time", "Pro C=3:50")
    brief("result 2", "result", "autumn-open-2", "--won", *won, "--note", NOTE)
    pair("autumn-open-3")
    brief("result 3", "result", "autumn-open-3", "--lost", "--ballots", "1-2")
    pair("autumn-open-4")
    brief("result 4", "result", "autumn-open-4", "--won")
    pair("autumn-open-5")
    brief("result 5", "result", "autumn-open-5", "--tied")
    pair("autumn-open-semifinal", "--as-before")
    brief("result 1", "result", "autumn-open-1-pro", "--bye")
    brief("result 6", "result", "autumn-open-semifinal", "--won")
    for slug in PAIRINGS:
        brief(f"time {slug}", "time", slug, "--json")
    brief("map", "map", "russia-iran", "--json")
    brief("rounds", "rounds", "--json")
    brief("build", "build")
    return Tournament(root, said)


def test_each_brief_is_for_one_side_in_its_format(tournament: Tournament) -> None:
    for slug, (_, side, form, _) in PAIRINGS.items():
        made = json.loads(tournament.said[f"time {slug}"])
        assert made, slug
        text = (tournament.root / f"briefs/{slug}.yaml").read_text(encoding="utf-8")
        assert f"side: {side}\n" in text
        assert f"format: {form}\n" in text
        pages = tournament.text(f"pdf/{slug}.pdf")
        other = {"pro": "con", "con": "pro"}[side]
        cards = "\n".join(
            p.read_text("utf-8") for p in (tournament.root / "briefs" / slug).glob("*.md")
        )
        assert f":side: {other}\n" not in cards
        assert len(pages) > 5


def test_the_prep_sheet_is_one_page_with_the_pairing_and_our_answers(
    tournament: Tournament,
) -> None:
    first, second, *_ = tournament.text("pdf/autumn-open-2.pdf")
    for part in ("Ms. Ortiz", "B 204", "Lakeside LR", "220", "AT 1: For Moscow, Iran is a means"):
        assert part in first
    assert "Prep sheet" in first
    assert "Prep sheet" not in second


def test_what_they_read_is_answered_first(tournament: Tournament) -> None:
    text = "\n".join(tournament.text("pdf/autumn-open-2.pdf")[1:])
    order = [
        text.index(f"AT {number}: {heading}")
        for number, heading in enumerate(
            ("For Moscow, Iran is a means", "Russia and Iran are rivals"), start=1
        )
    ]
    assert order == sorted(order)
    assert "drive a wedge” is taken for" in tournament.said["autumn-open-3"]


def test_a_team_that_is_met_again_is_known(tournament: Tournament) -> None:
    text = (tournament.root / "briefs/autumn-open-semifinal.yaml").read_text(encoding="utf-8")
    assert "tactic" in text
    assert "hegemony-problem" in text
    assert NOTE in " ".join(tournament.text("pdf/autumn-open-semifinal.pdf")[0].split())


def test_the_document_of_a_speech_has_all_of_it_and_what_is_sent_only_cards(
    tournament: Tournament,
) -> None:
    speech = " ".join(" ".join(tournament.text("pdf/autumn-open-2-pro-c.pdf")).split())
    assert ANALYTIC in speech
    assert "Both share enduring strategic objectives" in speech
    assert "They already act as a coalition" not in speech
    sent = PdfReader(tournament.root / "build/send/pro-c.pdf")
    text = " ".join(" ".join(page.extract_text() for page in sent.pages).split())
    assert "Both share enduring strategic objectives" in text
    hidden = " ".join(str(value) for value in (sent.metadata or {}).values())
    secrets = (ANALYTIC, NOTE, "Lakeside", "Ortiz", "B 204", "Autumn Open", "AT 1", "Extend the")
    for secret in (*secrets, "Moscow and Tehran share interests from North Africa"):  # skipped
        assert secret not in text
        assert secret not in hidden


def test_what_is_sent_is_whole_cards(tournament: Tournament) -> None:
    from briefwright import marks

    library, _ = assemble(Project(ROOT).sources()[0])
    sent = " ".join("".join(tournament.text("send/pro-c.pdf")).split())
    card = library.cards["enduring-objectives"]
    for paragraph in marks.plain(card.paragraphs).split("\n"):
        assert "".join(paragraph.split()) in "".join(sent.split())


def record(tournament: Tournament) -> Iterator[dict[str, object]]:
    yield from json.loads(tournament.said["rounds"])


def test_the_record_has_every_round(tournament: Tournament) -> None:
    found = {str(each["brief"]): each for each in record(tournament)}
    assert found.keys() == PAIRINGS.keys()
    for slug, (opponent, side, form, _) in PAIRINGS.items():
        kept = found[slug]
        assert (kept["opponent"], kept["side"], kept["format"]) == (opponent, side, form)
    assert found["autumn-open-2"]["result"] == "won"
    assert found["autumn-open-3"]["ballots"] == "1-2"


def test_the_page_of_the_record_shows_it(tournament: Tournament) -> None:
    page = tournament.root / "build/html/briefs/rounds/index.html"
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    text = " ".join(soup.get_text(" ").split())
    for part in (*(each[0] for each in PAIRINGS.values()), NOTE, "3:50"):
        assert " ".join(part.split()).casefold() in text.casefold()
    links = {str(link["href"]) for link in soup.find_all("a", href=True)}
    assert any("autumn-open-3" in link for link in links)
    assert soup.find_all(class_="bw-chart")


def test_the_map_knows_both_sides(tournament: Tournament) -> None:
    found = json.loads(tournament.said["map"])
    assert {row["topic"] for row in found["topics"]} >= {"wedge", "tactic"}
