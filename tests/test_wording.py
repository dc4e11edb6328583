"""The fixed strings that readers see: from the packs, in the language of the brief."""

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from pytest_regressions.file_regression import FileRegressionFixture

from briefwright import assembly, fields
from briefwright.citation import full_cite, short_cite
from briefwright.format_files import find_formats
from briefwright.languages import PLURALS, plural
from briefwright.library import assemble, cited
from briefwright.model import Citation, Date, Name
from briefwright.problems import BriefError, Severity
from briefwright.project import Project
from briefwright.render import render
from briefwright.selection import select
from briefwright.spec import read_spec
from briefwright.templates import BASE, SHIPPED, find_pack, pack_names
from briefwright.templating.packs import Pack
from briefwright.words import ENGLISH, KEYS, PLACEHOLDER, Words, filled
from conftest import Cli
from values import FORMAT, card, library

LANGUAGES = ("es", "fr")
Put = Callable[[str, str], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a file of a project's templates, and return the project."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def words_of(root: Path, language: str, name: str = "public-forum") -> dict[str, str]:
    return dict(find_pack(name, root).speaking(language).wording)


def refused(root: Path, name: str = "public-forum") -> list[str]:
    with pytest.raises(BriefError) as raised:
        find_pack(name, root)
    return [str(p).removeprefix("templates/") for p in raised.value.problems]


# -- What is shipped


def folders() -> list[str]:
    """Return the shipped packs that have strings of their own."""
    packs = (find_pack(name, partial=True) for name in pack_names())
    return [pack.name for pack in packs if pack.layers[0].manifest.wording]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", folders())
def test_every_string_of_every_shipped_pack_is_translated(name: str, language: str) -> None:
    own = find_pack(name, partial=True).layers[0].manifest.wording
    tree, problems = fields.load(
        (SHIPPED / name / "locale" / f"{language}.yml").read_text(encoding="utf-8"), name
    )
    assert not problems
    assert tree
    assert isinstance(tree.data, dict)
    translated = {key: str(value) for key, value in tree.data.items()}
    whole = {key for key in own if not is_form(key, own)} - {"language"}
    assert {key for key in translated if not is_form(key, own)} == whole
    for key in whole:
        assert set(PLACEHOLDER.findall(translated[key])) == set(PLACEHOLDER.findall(own[key])), key
        assert translated[key].strip(), key


def is_form(key: str, words: dict[str, str]) -> bool:
    """Tell whether *key* is a plural form of another."""
    base, _, form = key.rpartition("_")
    return form in PLURALS and "{n}" in words.get(base, "")


@pytest.mark.parametrize("name", folders())
def test_there_are_no_other_locale_files(name: str) -> None:
    found = {path.name for path in (SHIPPED / name / "locale").iterdir()}
    assert found == {f"{language}.yml" for language in LANGUAGES}


def test_the_words_of_the_code_are_those_of_the_base_pack() -> None:
    base = find_pack(BASE, partial=True)
    assert set(KEYS) <= base.wording.keys()
    assert Words.of(base.wording) == ENGLISH


def test_every_language_has_twelve_months_and_its_own_name() -> None:
    for language in LANGUAGES:
        words = Words.of(find_pack(BASE, partial=True).speaking(language).wording)
        assert words.language == language
        assert len(words.months.split(",")) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_format_is_translated(language: str) -> None:
    for file in find_formats()[0].files.values():
        own, other = file.format, file.speaking(language)
        assert other is not own, file.path
        assert not {s.name for s in own.speeches} & {s.name for s in other.speeches}
        assert all(s.team for s in other.speeches) == all(s.team for s in own.speeches)
        assert [s.minutes for s in own.speeches] == [s.minutes for s in other.speeches]
    spanish = find_formats()[0].files["public-forum"].speaking("es-MX")
    assert (spanish.pro, spanish.con) == ("A favor", "En contra")


# -- A brief in another language

SPEC = """\
resolution: "La alianza entre Rusia e Irán es duradera."
title: Rusia e Irán
language: es-MX
team: Colegio del Puerto
round: {tournament: Abierto de otoño, date: 22 de noviembre}
options: {notes: yes}
pro:
  questions: [¿Por qué?]
con:
  - heading: Es una táctica
    cards: {source: skeptical-nd}
    extension: Sigan la táctica.
"""
UNVERIFIED = """\
# Sin guardar

:::{card} Alguien lo dijo
:name: alguien
:side: pro
:author: Lee Ana, Roe B, Poe C
:title: Algo
:issued: 2017-05-01
:accessed: 2017-06
:page: 3-4

*Un **texto** sin fuente.*
:::
"""


@pytest.fixture
def spanish(project: Path) -> Path:
    """Both essays, and a brief in Spanish, in a project in Spanish."""
    (project / "briefs" / "russia-iran.yaml").unlink()
    (project / "briefs" / "rusia.yaml").write_text(SPEC, encoding="utf-8")
    (project / "source" / "nadie").mkdir()
    (project / "source" / "nadie" / "cards.md").write_text(UNVERIFIED, encoding="utf-8")
    with (project / "conf.py").open("a", encoding="utf-8") as stream:
        stream.write('\nlanguage = "es"\n')
    return project


def english_left(text: str, evidence: str, name: str = "public-forum") -> tuple[set[str], int]:
    """Return the fixed English strings in *text*, and how many were looked for.

    Those that stand in the *evidence* too cannot be told apart, and are not looked for.
    """
    pack = find_pack(name)
    english, spanish = pack.wording, pack.speaking("es").wording
    pieces = {
        piece.strip(" .,:;()“”")
        for key, value in english.items()
        if spanish[key] != value and key not in {"language", "months"}
        for piece in PLACEHOLDER.split(value)[::2]
    } | {month.strip() for month in ENGLISH.months.split(",")}
    wanted = {p for p in pieces if len(p) > 2 and not found_in(p, evidence)}
    return {piece for piece in wanted if found_in(piece, text)}, len(wanted)


def found_in(piece: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text))


def test_a_spanish_brief_has_no_english_words_of_ours(spanish: Path, cli: Cli) -> None:
    cli("build", cwd=spanish)
    evidence = " ".join(
        path.read_text(encoding="utf-8") for path in (spanish / "source").rglob("*.md")
    )
    evidence += (spanish / "briefs/index.md").read_text(encoding="utf-8")
    html = spanish / "build" / "html"
    pages = [*(html / "briefs/rusia").glob("*.html"), *(html / "source").rglob("*.html")]
    assert len(pages) == 3 + 5
    for page in pages:
        shown = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for script in shown.select("script, style"):
            script.decompose()
        left, looked_for = english_left(shown.decode(), evidence)
        assert (left, looked_for > 60) == (set(), True), (page, looked_for)
    for pdf in (spanish / "build" / "pdf").iterdir():
        with pypdfium2.PdfDocument(pdf) as document:
            text = " ".join(page.get_textpage().get_text_range() for page in document)
        left, looked_for = english_left(" ".join(text.split()), evidence)
        assert (left, looked_for > 60) == (set(), True)
        assert "Página 1 de" in text
        assert "Contenido" in text
    index = (html / "briefs/rusia/index.html").read_text(encoding="utf-8")
    assert '<html class="no-js" lang="es-MX"' in index
    for said in ("Sin autor s. f.", "consultado el 22 de noviembre de 2026", "A favor"):
        assert said in " ".join(BeautifulSoup(index, "html.parser").get_text().split())
    side = (html / "briefs/rusia/pro-brief.html").read_text(encoding="utf-8")
    for said in ("Sin verificar: esta", "en su contexto", 'title="Enlace a esta evidencia"'):
        assert said in side
    essay = (html / "source/kozak-2017/essay.html").read_text(encoding="utf-8")
    assert '<strong class="bw-passage-side">A favor</strong>' in essay
    assert 'aria-label="Evidencias que empiezan aquí"' in essay
    assert "evidencia" in (html / "searchindex.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in pack_names() if name != BASE])
def test_every_pack_writes_spanish(name: str, spanish: Path) -> None:
    spec = SPEC.replace("title:", f"template: {name}\ntitle:")
    (spanish / "briefs" / "rusia.yaml").write_text(spec, encoding="utf-8")
    made = assembly.assemble(Project(spanish))
    assert [p for p in made.problems if p.severity is Severity.ERROR] == []
    evidence = " ".join(
        path.read_text(encoding="utf-8") for path in (spanish / "source").rglob("*.md")
    )
    syntax = (
        r"(?ms)^:::\{toctree\}.*?^:::|^:[a-z-]+:|^:::\{[a-z-]+\}|^% .*?$|\]\(.*?\)|^\(.*?\)=$"
        r"|[a-z-]+\.md#[a-z0-9-]+"
    )
    for document in made.documents:
        text = re.sub(syntax, " ", document.text)
        left, looked_for = english_left(text.replace("\\", ""), evidence, name)
        assert (left, looked_for > 60) == (set(), True), document.path


SHIPPED_TEMPLATES = sorted(SHIPPED.rglob("*.j2"))


@pytest.mark.parametrize("path", SHIPPED_TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_templates_write_no_words_of_their_own(path: Path) -> None:
    text = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"))
    syntax = r"(?m)^ *:[a-z-]+:.*$|^[ *-]*:{3,}\{[a-z-]+\}.*$|\{\.[a-z-]+( \.[a-z-]+)*\}"
    assert not re.findall(r"[^\W\d_]{2,}", re.sub(syntax, "", text))


def test_the_pdf_says_its_language(spanish: Path, cli: Cli) -> None:
    import pypdf

    cli("build", "--to", "pdf", cwd=spanish)
    root = pypdf.PdfReader(spanish / "build/pdf/rusia.pdf").trailer["/Root"]
    assert root["/Lang"] == "es-MX"


def test_a_brief_may_speak_another_language_than_its_project(project: Path, cli: Cli) -> None:
    (project / "briefs" / "rusia.yaml").write_text(SPEC, encoding="utf-8")
    cli("build", "--to", "html", cwd=project)
    html = project / "build" / "html"
    essay = (html / "source/kozak-2017/essay.html").read_text(encoding="utf-8")
    assert '<strong class="bw-passage-side">Pro</strong>' in essay  # for the briefs do not agree
    assert 'lang="en"' in essay
    assert "Cards that begin here" in essay
    side = (html / "briefs/rusia/pro-brief.html").read_text(encoding="utf-8")
    assert "en su contexto" in side
    assert 'lang="es-MX"' in side
    english = (html / "briefs/russia-iran/pro-brief.html").read_text(encoding="utf-8")
    assert "in context" in english
    assert "en su contexto" not in english


def test_other_words_reach_every_page_that_shows_them(spanish: Path, cli: Cli) -> None:
    page = spanish / "build/html/briefs/rusia/pro-brief.html"
    essay = spanish / "build/html/source/kozak-2017/essay.html"
    cli("build", "--to", "html", cwd=spanish)
    locale = spanish / "templates/base/locale/es.yml"
    locale.parent.mkdir(parents=True)
    locale.write_text("in_context: véase\ncards_begin: Aquí\n", encoding="utf-8")
    cli("build", "--to", "html", cwd=spanish)
    assert ">véase<" in page.read_text(encoding="utf-8")
    assert "en su contexto" not in page.read_text(encoding="utf-8")
    assert 'aria-label="Aquí"' in essay.read_text(encoding="utf-8")


# -- A project's own strings


def test_a_project_adds_a_language_by_one_file(small: Path, cli: Cli) -> None:
    spec = small / "briefs" / "sunday-libraries.yaml"
    spec.write_text(spec.read_text(encoding="utf-8") + "\nlanguage: pt-BR\n", encoding="utf-8")
    said = cli("build", "--to", "html", cwd=small).stderr
    assert said.count("warning[language]") == 1
    assert "“public-forum” has no words in “pt-BR”: they stay in “en”. Write them into" in said
    page = small / "build/html/briefs/sunday-libraries/pro-brief.html"
    assert 'lang="pt-BR"' in page.read_text(encoding="utf-8")
    assert "Contention 1" in page.read_text(encoding="utf-8")
    locale = small / "templates/base/locale/pt.yml"
    locale.parent.mkdir(parents=True)
    locale.write_text('contention: "Argumento {number}: {heading}"\n', encoding="utf-8")
    assert not cli("build", "--to", "html", cwd=small).stderr
    text = page.read_text(encoding="utf-8")
    assert "Argumento 1" in text
    assert "Crossfire questions" in text  # what the file lacks stays as it is


def test_the_language_wins_and_in_it_the_nearest_folder(put: Put) -> None:
    root = put("base/locale/es.yml", "extension: Base\nnote: Base\nround: Base\n")
    put("public-forum/template.yml", "wording: {extension: Pack, note: Pack}\n")
    put("public-forum/locale/es.yml", "extension: Español\n")
    put("public-forum/locale/es-MX.yml", "judge: Mexicano\nextension: Mexicano\n")
    spanish, mexican = words_of(root, "es"), words_of(root, "es-MX")
    assert (spanish["extension"], spanish["note"], spanish["round"]) == ("Español", "Base", "Base")
    assert (spanish["judge"], spanish["language"]) == ("Juez", "es")
    assert (mexican["extension"], mexican["judge"]) == ("Mexicano", "Mexicano")
    assert (mexican["room"], mexican["language"]) == ("Sala", "es-mx")
    french = words_of(root, "fr")
    assert (french["extension"], french["judge"]) == ("Prolongement", "Juge")
    portuguese = words_of(root, "pt")  # which nobody has given a word
    assert (portuguese["extension"], portuguese["judge"]) == ("Pack", "Judge")
    english = words_of(root, "en-GB")
    assert (english["extension"], english["judge"], english["language"]) == ("Pack", "Judge", "en")
    assert find_pack("public-forum", root).languages == ("es", "es-mx", "fr")


def test_a_pack_may_be_written_in_another_language(put: Put) -> None:
    root = put("ours/template.yml", "extends: public-forum\nwording: {language: pt, note: Nota}\n")
    found = find_pack("ours", root)
    assert Words.of(found.wording).language == "pt"
    assert Words.of(found.speaking("pt-BR").wording).language == "pt"
    assert words_of(root, "es", "ours")["language"] == "es"
    assert [words_of(root, tag, "ours")["note"] for tag in ("", "pt", "fr", "en", "de")] == [
        *("Nota", "Nota", "Note", "Note", "Nota")
    ]
    put("public-forum/template.yml", "wording: {language: es, note: Apunte}\n")
    assert words_of(root, "es", "public-forum")["note"] == "Apunte"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "public-forum/template.yml",
            "wording: {extention: X}\n",
            "1:11: error[unknown-key]: No template has a string “extention”."
            " Did you mean “extension”?",
        ),
        (
            "base/locale/pt.yml",
            "note: Nota\nextention: X\n",
            "2:1: error[unknown-key]: No template has a string “extention”."
            " Did you mean “extension”?",
        ),
        (
            "base/locale/pt.yml",
            'contention: "Argumento {numero}: {heading}"\n',
            "1:13: error[value]: “{numero}” stands for nothing in the string “contention”."
            " Did you mean “{number}”?",
        ),
        (
            "public-forum/template.yml",
            'wording: {note: "{Side} note"}\n',
            "1:17: error[value]: “{Side}” stands for nothing in the string “note”."
            " It has no names in braces.",
        ),
        (
            "base/locale/pt.yml",
            'cards_few: "{m} cartas"\n',
            "1:12: error[value]: “{m}” stands for nothing in the string “cards_few”."
            " Did you mean “{n}”?",
        ),
        (
            "base/locale/pt.yml",
            'contention: "Argumento {number: {heading}"\n',
            "1:13: error[value]: A “{” in the string “contention” is alone."
            " Braces stand in pairs, round the name of what is filled in.",
        ),
        (
            "base/locale/pt.yml",
            "answers_few: X\n",
            "1:1: error[unknown-key]: No template has a string “answers_few”."
            " Did you mean “answers_one”?",
        ),
        (
            "base/locale/pt.yml",
            "months: janeiro, fevereiro\n",
            "1:9: error[value]: `months` wants the names of 12 months, with commas between them.",
        ),
        ("base/locale/pt.yml", "note: [a]\n", "1:7: error[value]: `note` wants text, not a list."),
        (
            "base/locale/pt.yml",
            "- note\n",
            "1:1: error[value]: This wants keys and values, not a list.",
        ),
        (
            "base/locale/pt_BR.yml",
            "note: Nota\n",
            " error[value]: “pt_BR” is no language tag."
            " Name the file like es.yml, fr-CA.yml or zh-Hant.yml.",
        ),
        ("base/locale/pt.yml", "note: &a x\n", "1:7: error[yaml]: “&a” is an anchor of YAML,"),
    ],
)
def test_what_is_wrong_with_strings_is_said_at_its_place(
    put: Put, name: str, text: str, said: str
) -> None:
    (problem,) = refused(put(name, text))
    assert problem.startswith(f"{name}:{said}")


def test_a_pack_may_bring_strings_that_its_own_templates_use(put: Put) -> None:
    root = put("ours/template.yml", "extends: public-forum\nwording: {hail: Hail}\n")
    assert "No template has a string “hail”." in refused(root, "ours")[0]
    put("ours/resolution.md.j2", "{{ wording.hail }}\n")
    assert words_of(root, "en", "ours")["hail"] == "Hail"
    put("ours/locale/es.yml", "hail: Hola\n")
    assert words_of(root, "es", "ours")["hail"] == "Hola"
    put("base/locale/es.yml", "hail: Hola\n")
    assert "base/locale/es.yml:1:1" in refused(root)[0]  # public-forum has no such string


def test_a_pack_that_builds_on_no_other_may_name_what_it_likes(put: Put) -> None:
    root = put("bare/template.yml", "documents: [{name: index, template: i.md.j2}]\n")
    put("bare/i.md.j2", "{{ wording['x'] }}\n")
    assert words_of(root, "es", "bare") == {}
    put("bare/template.yml", "documents: [{name: index, template: i.md.j2}]\nwording: {x: X}\n")
    assert words_of(root, "es", "bare") == {"x": "X"}


def test_a_locale_file_from_elsewhere_is_not_read(put: Put, tmp_path: Path) -> None:
    root = put("base/locale/README.md", "")
    (tmp_path.parent / "secret.yml").write_text("note: secret\n", encoding="utf-8")
    (root / "templates/base/locale/pt.yml").symlink_to(tmp_path.parent / "secret.yml")
    assert "This link leads out of its template." in refused(root)[0]


# -- Whole documents

SMALL = """\
resolution: R
title: T
team: E
pro:
  sections:
    - {heading: A, cards: [one, two], extension: X.}
  questions: [Q]
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_side(language: str, file_regression: FileRegressionFixture) -> None:
    spec, _ = read_spec(f"{SMALL}language: {language}\n", "briefs/x.yaml", "x")
    assert spec
    pack = find_pack("public-forum").speaking(language)
    words = Words.of(pack.wording)
    cards = library(
        card("one", answers=["a"], note="N"),
        card("two", short_cite="Abe 19", passage=None, citation=Citation(text="Abe 19")),
        card("a", "con"),
        card("b", "con", answers=["one", "two"]),
    )
    form = find_formats()[0].files["public-forum"].speaking(language)
    options, _ = pack.read_options(spec)
    brief, problems = select(spec, cards, form, {**options, "notes": True}, words)
    assert not problems
    texts = [document.text.partition("\n")[2] for document in render(brief, pack)]
    file_regression.check("\n\n".join(texts), encoding="utf-8", extension=".md")


# -- Plural forms


def test_plural_forms_are_those_of_the_language() -> None:
    assert [plural(n, "en") for n in (0, 1, 2)] == ["other", "one", "other"]
    assert [plural(n, "fr-CA") for n in (0, 1, 2)] == ["one", "one", "other"]
    assert [plural(n, "pl") for n in (1, 3, 5)] == ["one", "few", "many"]
    assert [plural(n, "xx-none") for n in (1, 2)] == ["one", "other"]


def test_numbers_take_the_forms_that_a_locale_has(put: Put) -> None:
    root = put(
        "base/locale/pl.yml",
        'cards: "{n} kart"\ncards_one: 1 karta\ncards_few: "{n} karty"\n',
    )
    put(
        "public-forum/index.md.j2",
        "{% for n in [1, 3, 5] %}{{ n | counted('cards') }};{% endfor %}",
    )
    assert "1 karta;3 karty;5 kart;" in written(find_pack("public-forum", root), "pl")
    assert "1 card;3 cards;5 cards;" in written(find_pack("public-forum", root), "en")


def test_a_string_to_count_with_must_be_there(put: Put) -> None:
    root = put("public-forum/index.md.j2", "{{ 1 | counted('crads') }}")
    with pytest.raises(BriefError) as raised:
        written(find_pack("public-forum", root), "en")
    (problem,) = raised.value.problems
    assert str(problem.place) == "templates/public-forum/index.md.j2:1:16"
    assert problem.headline == "There is no “crads” here. Did you mean “cards”?"
    put("public-forum/index.md.j2", "{% set k = 'crads' %}{{ 1 | counted(k) }}")
    with pytest.raises(BriefError, match="there is no wording “crads”"):
        written(find_pack("public-forum", root), "en")


def written(pack: Pack, language: str) -> str:
    spec, _ = read_spec(f"resolution: R\nlanguage: {language}\n", "briefs/x.yaml", "x")
    assert spec
    speaking = pack.speaking(language)
    brief, _ = select(
        spec,
        library(card("a"), card("b", "con")),
        FORMAT,
        pack.read_options(spec)[0],
        Words.of(speaking.wording),
    )
    return render(brief, speaking)[0].text


# -- Citations

WORK = Citation(
    title="The title?",
    authors=(Name(family="Roe", given="Jane"), Name(family="Poe", given="Edgar")),
    container_title="Gazette",
    issued=Date(2017, 2, 1),
    accessed=Date(2026, 11),
    page="3-4",
)


def in_language(language: str) -> Words:
    return Words.of(find_pack(BASE, partial=True).speaking(language).wording)


@pytest.mark.parametrize(
    ("language", "short", "full"),
    [
        (
            "en",
            "Roe and Poe 17",
            "Jane Roe and Edgar Poe, Gazette, 1 February 2017, “The title?” pp. 3-4,"
            " accessed November 2026.",
        ),
        (
            "es",
            "Roe y Poe 17",
            "Jane Roe y Edgar Poe, Gazette, 1 de febrero de 2017, «The title?», pp. 3-4,"
            " consultado en noviembre de 2026.",
        ),
        (
            "fr",
            "Roe et Poe 17",
            "Jane Roe et Edgar Poe, Gazette, 1er février 2017, «\xa0The title?\xa0», p. 3-4,"
            " consulté en novembre 2026.",
        ),
    ],
)
def test_a_work_is_cited_in_each_language(language: str, short: str, full: str) -> None:
    words = in_language(language)
    assert short_cite(WORK, words) == short
    assert full_cite(WORK, words) == full


def test_what_a_work_does_not_give_is_said_in_each_language() -> None:
    nothing = Citation(title="T", absent=("author", "issued"))
    assert full_cite(nothing, in_language("es")) == "Sin autor, s. f., «T»."
    assert full_cite(nothing, in_language("fr")) == "Sans auteur, s. d., «\xa0T\xa0»."
    assert short_cite(nothing, in_language("es")) == "Sin autor s. f."


def test_names_and_titles_are_not_taken_for_places_to_fill() -> None:
    odd = Citation(title="{mark} {date}", authors=(Name(literal="{last}"), Name(literal="{names}")))
    assert full_cite(odd) == "{last} and {names}, “{mark} {date}.”"
    assert filled("{a}{b}{c}", a="{b}", b="{a}") == "{b}{a}{c}"


def test_short_cites_follow_the_language_unless_they_were_typed() -> None:
    root = Path(__file__).resolve().parents[1]
    found, _ = assemble(Project(root).sources()[0])
    spanish = cited(found, in_language("es"))
    assert spanish.short_cites["skeptical-nd"] == "Sin autor s. f."
    assert {c.short_cite for c in spanish.cards.values()} == {"Kozak 17", "Sin autor s. f."}
    assert cited(found, ENGLISH) is found
    typed = library(card("a", passage=None, short_cite="No Author 3"))
    assert cited(typed, in_language("es")).cards["a"].short_cite == "No Author 3"
