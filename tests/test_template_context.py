"""What a template sees: documented whole, run as documented, and still there under older names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from briefwright.model import Brief, Library, SideSpec, Spec
from briefwright.problems import Code, Problem, Severity
from briefwright.render import try_render
from briefwright.selection import select
from briefwright.spec import read_spec
from briefwright.templates import find_pack
from briefwright.templating.deprecations import DEPRECATED, Deprecation, Kind
from briefwright.templating.exposed import CHANGES, CONTEXT, CONTEXT_VERSION, Context, attributes_of
from briefwright.templating.filters import FILTERS, TESTS
from briefwright.templating.reference import Entry, Group, classes, reference
from values import FORMAT, card, library

NAMES = Path(__file__).parent / "fixtures" / "context.txt"
"""Every name of the context, one a line: what one release has, the next one has too."""
LIBRARY: Library = library(card("a", topics=["t"], note="Slowly."), card("n", "con", ["u"], ["a"]))


def key(entry: Entry) -> str:
    return f"{entry.group} {entry.owner}{'.' if entry.owner else ''}{entry.name}"


# -- The reference


def test_everything_that_the_sandbox_gives_is_in_the_reference() -> None:
    named = {
        group: {entry.name for entry in reference() if entry.group is group} for group in Group
    }
    assert named[Group.NAME] == CONTEXT
    assert named[Group.FILTER] == FILTERS.keys()
    assert named[Group.TEST] == TESTS.keys()
    brief = {entry.name for entry in reference() if entry.owner == "Brief"}
    assert brief == attributes_of(Brief) >= {"title", "sides", "format"}
    met = {found.name for found in classes()}
    assert met >= {"Brief", "Card", "Entry", "Citation", "Date", "Format", "Speech", "Group"}
    assert {entry.owner for entry in reference() if entry.owner} <= {*met, "loop"}


@pytest.mark.parametrize("entry", reference(), ids=key)
def test_each_says_what_it_is(entry: Entry) -> None:
    assert entry.help.endswith((".", ")."))
    assert entry.written
    assert entry.example or entry.group is Group.FIELD
    assert entry.type or entry.owner == "loop" or entry.group in (Group.TEST, Group.FUNCTION)
    for unclear in ("typing", "<class", "ClassVar", "Markup", "None", "tuple"):
        assert unclear not in entry.type


def test_types_and_arguments_are_in_plain_words() -> None:
    found = {key(entry): entry for entry in reference()}
    assert found["name cards"].type == "Card by name"
    assert found["field Brief.works"].type == "list of Work"
    assert found["field Card.passage"].type == "Passage, or nothing"
    assert found["field Entry.first"].type == "yes or no"
    assert (found["filter time"].written, found["filter time"].type) == (
        "time(rate)",
        "Counts → text",
    )
    written = 'card(timing="", number=none, bare=false, read_to="", stopped="")'
    assert found["filter card"].written == written
    assert found["filter round"].written == "round(digits=0)"
    assert found["filter count"].help == "The same as “length”."
    side = next(c for c in classes() if c.name == "Side")
    assert side.values == "One of `pro`, `con`, `both`."


def test_nothing_goes_without_a_word() -> None:
    now = {key(entry) for entry in reference()}
    older = {f"{row.kind} {row.old}" for row in DEPRECATED}
    before = set(NAMES.read_text(encoding="utf-8").splitlines())
    assert before <= now | older, "deprecate what goes; then write the file anew"
    assert len(before) > 150


def test_each_version_says_what_came() -> None:
    assert max(CHANGES) == CONTEXT_VERSION
    assert all(said.endswith(".") for said in CHANGES.values())


def test_every_example_runs_and_shows_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "docs" / "_ext"))
    from guide.context import results

    given = results()
    assert given.keys() == {entry.example for entry in reference() if entry.example}
    assert all(given.values())
    # Worked out here by hand, from the specification and the cards.
    assert given["{{ brief.title }}"] == "The Russia–Iran partnership"
    assert given["{{ other.name }}"] == "Con"
    assert given["{{ side.name | upper }}"] == "PRO"
    assert given["{{ brief.works | length }}"] == "2"


# -- Older names

TABLE = (
    Deprecation(kind=Kind.NAME, old="motion", new="brief.resolution", since="0.2"),
    Deprecation(kind=Kind.FIELD, old="Brief.topic", new="resolution", since="0.2"),
    Deprecation(kind=Kind.FIELD, old="Card.claim", new="tag", since="0.2"),
    Deprecation(kind=Kind.FIELD, old="Brief.speeds", new="format.rates", since="0.3"),
    Deprecation(kind=Kind.FILTER, old="clock", new="time", since="0.2"),
    Deprecation(kind=Kind.WORDING, old="works_cited", new="sources", since="0.2"),
    Deprecation(kind=Kind.OPTION, old="page-size", new="paper", since="0.2"),
)
Render = Callable[..., tuple[str, list[Problem]]]


@pytest.fixture
def rendered(tmp_path: Path) -> Render:
    """Render the overview with a real pack, a file of the project's in it, and the table."""

    def run(text: str, manifest: str = "", spec: str = "") -> tuple[str, list[Problem]]:
        folder = tmp_path / "templates" / "public-forum"
        folder.mkdir(parents=True)
        (folder / "round.md.j2").write_text(text, encoding="utf-8")
        if manifest:
            (folder / "template.yml").write_text(manifest, encoding="utf-8")
        pack = find_pack("public-forum", tmp_path, deprecated=TABLE)
        asked, _ = read_spec(f"resolution: Resolved.\n{spec}", "briefs/x.yaml", "x")
        assert asked
        options, problems = pack.read_options(asked)
        brief, _ = select(asked, LIBRARY, FORMAT, options)
        made = try_render(brief, pack)
        return made.documents[0].text if made.documents else "", [*problems, *made.problems]

    return run


@pytest.mark.parametrize(
    ("template", "gives", "column", "said"),
    [
        ("{{ motion }}", "Resolved.", 4, "The name “motion” is called “brief.resolution”"),
        ("{{ brief.topic }}", "Resolved.", 10, "The field “topic” is called “resolution”"),
        ("{{ brief['topic'] }}", "Resolved.", 10, "The field “topic” is called “resolution”"),
        ("{{ brief.speeds[0] }}", "150", 10, "The field “speeds” is called “format.rates”"),
        ("{{ brief.counts | clock(150) }}", "0:0", 19, "The filter “clock” is called “time”"),
        ("{{ wording.works_cited }}", "Sources", 12, "The wording “works_cited” is called"),
        ("{{ options['page-size'] }}", "letter", 12, "The option “page-size” is called “paper”"),
        ("{{ brief.options['page-size'] }}", "letter", 18, "The option “page-size” is called"),
    ],
)
def test_an_older_name_works_and_is_warned_of_once_at_its_place(
    rendered: Render, template: str, gives: str, column: int, said: str
) -> None:
    text, (problem,) = rendered(f"Round:\n{{% for _ in [1, 2] %}}\n{template}\n{{% endfor %}}\n")
    assert text.count(f"\n{gives}") == 2
    assert (problem.severity, problem.code) == (Severity.WARNING, Code.DEPRECATED)
    assert str(problem.place) == f"templates/public-forum/round.md.j2:3:{column}"
    assert problem.message.startswith(said)
    assert problem.message.endswith(" since Briefwright 0.2." if "speeds" not in said else " 0.3.")
    assert problem.hint.startswith("Write “")


def test_an_older_name_in_a_partial_is_warned_of_at_the_partial(
    rendered: Render, tmp_path: Path
) -> None:
    card = "{% extends '!card.md.j2' %}\n{% block note %}\n{{ entry.card.claim }}\n{% endblock %}"
    folder = tmp_path / "templates" / "base"
    folder.mkdir(parents=True)
    (folder / "card.md.j2").write_text(card, encoding="utf-8")
    _, (problem,) = rendered("x")
    assert str(problem.place) == "templates/base/card.md.j2:3:15"


def test_older_keys_of_another_language_still_hold_and_are_warned_of(tmp_path: Path) -> None:
    older = Deprecation(kind=Kind.WORDING, old="proofs", new="cards", since="0.2")
    folder = tmp_path / "templates/public-forum/locale"
    folder.mkdir(parents=True)
    text = "works_cited: Obras\nproofs: '{n} pruebas'\nproofs_one: una prueba\n"
    (folder / "es.yml").write_text(text, encoding="utf-8")
    pack = find_pack("public-forum", tmp_path, deprecated=(*TABLE, older)).speaking("es")
    asked, _ = read_spec("resolution: R\nlanguage: es\n", "briefs/x.yaml", "x")
    assert asked
    brief, _ = select(asked, LIBRARY, FORMAT, pack.read_options(asked)[0])
    made = try_render(brief, pack)
    assert "## Obras" in made.documents[0].text
    assert pack.wording["cards_one"] == "una prueba"
    found = [f"{p.place}: {p.message}" for p in made.problems]
    assert found == [
        "templates/public-forum/locale/es.yml:1:1: The wording “works_cited” is called “sources”"
        " since Briefwright 0.2.",
        "templates/public-forum/locale/es.yml:2:1: The wording “proofs” is called “cards” since"
        " Briefwright 0.2.",
        "templates/public-forum/locale/es.yml:3:1: The wording “proofs_one” is called “cards_one”"
        " since Briefwright 0.2.",
    ]


def test_older_keys_of_a_template_yml_still_hold_and_are_warned_of(rendered: Render) -> None:
    manifest = "wording: {works_cited: Evidence}\noptions: {page-size: {default: a4}}\n"
    text, problems = rendered("{{ options.paper }}", manifest)
    assert "## Evidence" in text
    assert "\na4" in text
    assert [f"{p.place}: {p.message}" for p in problems] == [
        "templates/public-forum/template.yml:1:11: The wording “works_cited” is called “sources”"
        " since Briefwright 0.2.",
        "templates/public-forum/template.yml:2:11: The option “page-size” is called “paper”"
        " since Briefwright 0.2.",
    ]


def test_an_older_option_of_a_specification_still_holds(rendered: Render) -> None:
    text, (problem,) = rendered("{{ options.paper }}", spec="options: {page-size: a4}\n")
    assert "\na4" in text
    assert str(problem).startswith("briefs/x.yaml:2:22: warning[deprecated]: The option “page-")


def test_without_the_table_an_older_name_is_not_there(rendered: Render, tmp_path: Path) -> None:
    rendered("x")
    pack = find_pack("public-forum", tmp_path)
    path = tmp_path / "templates/public-forum/round.md.j2"
    path.write_text("{{ motion }}", encoding="utf-8")
    pack = find_pack("public-forum", tmp_path)
    brief, _ = select(Spec(slug="x", resolution="R", pro=SideSpec()), LIBRARY, FORMAT, {})
    assert "There is no “motion” here." in str(try_render(brief, pack).problems[0])


def test_the_context_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Context.__new__(Context).brief = None  # type: ignore[misc, assignment]
