"""Style sheets of packs: whatever a browser would fetch is refused, and what is theirs is shown."""

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefwright.assembly import assemble
from briefwright.problems import Code
from briefwright.project import Project
from briefwright.templating.inspection import inspect
from briefwright.templating.stylesheets import Broken, Reference, embedded, references, tidied
from conftest import Builder, Cli
from values import pack

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LEAK = "http://leak.test/a.png"
HOSTILE = [
    f"body {{ background: url({LEAK}) }}",
    f"body {{ background: url('{LEAK}') }}",
    f'body {{ background: url( "{LEAK}" ) }}',
    "body { background: url(//leak.test/a.png) }",
    "body { background: url(/a.png) }",
    "body { background: url(../../secret.png) }",
    "body { background: url(a.png?q=1) }",
    "body { background: url(file:///etc/passwd) }",
    "body { background: url(javascript:alert(1)) }",
    "body { background: url('data:text/html,<script>alert(1)</script>') }",
    f"body {{ background: URL({LEAK}) }}",
    f"body {{ background: u\\72l({LEAK}) }}",
    f"body {{ background: \\75\\72\\6c({LEAK}) }}",
    f"body {{ background: \\000075rl({LEAK}) }}",
    "body { background: url(\\68ttp://leak.test/a.png) }",
    "body { background: url(http\\3a //leak.test/a.png) }",
    f"@import '{LEAK}';",
    f"@import url({LEAK});",
    f"@IMPORT '{LEAK}';",
    f"@\\69mport '{LEAK}';",
    f"@im\\port '{LEAK}';",
    f'body {{ background: image-set("{LEAK}" 1x) }}',
    f"body {{ background: -webkit-image-set(url({LEAK}) 1x) }}",
    f'body {{ --x: "{LEAK}"; background: image-set(var(--x) 1x) }}',
    f'body {{ --x: "{LEAK}"; --i: image-set(var(--x) 1x); background: var(--i) }}',
    f"body {{ --x: url({LEAK}); background: var(--x) }}",
    f"@font-face {{ font-family: F; src: url({LEAK}) }} body {{ font-family: F }}",
    f"body {{ cursor: url({LEAK}), auto }}",
    f"body {{ list-style-image: url({LEAK}); border-image: url({LEAK}) 1 }}",
    f"body::before {{ content: url({LEAK}) }}",
    f"body {{ mask-image: url({LEAK}); filter: url({LEAK}#f) }}",
    f"a[href^='h'] {{ background: url({LEAK}) }}",
    f"/* a */ body {{ /* ' */ background: url({LEAK}) /* ' */ }}",
    f"body {{ color: 'a\nbackground: red; background: url({LEAK}) }}",
    f"body {{ background: url({LEAK}",
    f"@media screen {{ body {{ background: url({LEAK}) }} }}",
    f"@namespace url({LEAK});",
    f"body {{ background: cross-fade(url({LEAK}), red) }}",
    f'body {{ background: src("{LEAK}") }}',
    f"@supports (display: grid) {{ body {{ background: url({LEAK}) }} }}",
    f"body {{ behavior: url({LEAK}); -moz-binding: url({LEAK}) }}",
    "body { color: red",
    "body { color: red } /* never closed",
]
HARMLESS = [
    f"body::before {{ content: 'a\\' ; }} body {{ background: url({LEAK}) }} p {{ content: ' }}",
    ":root { --bw-read: #d7f5d0; --bw-pro: #14532d }",
    "body { background: url(#gradient) } /* url(http://leak.test/a.png) */",
    "body::before { content: 'url(http://leak.test/a.png)' }",
    "body { background: url(logo.png) } p { background: url('art/logo.png') }",
    "body { background: url(data:image/png;base64,AAAA) }",
    "@font-face { font-family: F; src: url('data:font/woff2;base64,AAAA') format('woff2') }",
    "@font-face { font-family: F; src: local('Arial') }",
    "body { background: image-set('logo.png' type('image/png') 1x) }",
    ".a\\:b::after { content: '\\201C\\\n' } a[href$='.pdf'] { color: rgb(0 0 0 / 50%) }",
    "@media print and (min-width: 10px) { .bw-card { color: var(--bw-pro, red) } }",
]


def refused(sheet: str) -> list[str]:
    """Return what is said of a sheet in a pack with two pictures."""
    found = inspect(
        pack({"index.md.j2": "", "screen.css": sheet, "logo.png": "", "art/logo.png": ""})
    )
    assert all(problem.code is Code.STYLE for problem in found)
    assert all("\n" not in problem.headline for problem in found)
    return [f"{problem.place}: {problem.headline}" for problem in found]


@pytest.mark.parametrize("sheet", HOSTILE)
def test_what_would_fetch_is_refused(sheet: str) -> None:
    assert refused(sheet)


@pytest.mark.parametrize("sheet", HARMLESS)
def test_what_fetches_nothing_is_not(sheet: str) -> None:
    assert refused(sheet) == []


def test_what_is_said() -> None:
    assert refused(f"p {{}}\nbody {{ background: url({LEAK}) }}") == [
        f"templates/x/screen.css:2:20: A style sheet fetches nothing: “{LEAK}” is refused."
        " Put the file into the folder of the template, and name it: url(logo.png)."
    ]
    assert refused("@import 'a.css';") == [
        "templates/x/screen.css:1:1: A style sheet cannot import another."
        " Copy what it says into “screen.css”."
    ]
    assert refused("p { background: url(lgo.png) }") == [
        "templates/x/screen.css:1:17: There is no file “lgo.png” in the template."
        " Did you mean “logo.png”?"
    ]
    assert refused("p {\n/* x") == [
        "templates/x/screen.css:1:3: This bracket is never closed."
        " Close it, so that nothing behind it is lost.",
        "templates/x/screen.css:2:1: This comment is never closed."
        " Close it, so that nothing behind it is lost.",
    ]


def test_what_lies_in_the_pack_becomes_a_part_of_the_sheet() -> None:
    known = {"logo.png": "data:image/png;base64,AAAA"}
    text = "a { b: url(logo.png) } c { d: url( 'logo.png' ); e: image-set('logo.png' 1x) url(#x) }"
    inside = 'url("data:image/png;base64,AAAA")'
    assert embedded(text, known.get) == (
        f"a {{ b: {inside} }} c {{ d: {inside};"
        ' e: image-set("data:image/png;base64,AAAA" 1x) url(#x) }'
    )


def test_a_hostile_sheet_stops_the_build_and_a_logo_is_shown(small: Path, cli: Cli) -> None:
    folder = small / "templates" / "public-forum"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "logo.png").write_bytes(PIXEL)
    (folder / "screen.css").write_text(f"body {{ background: url({LEAK}) }}\n")
    said = cli("build", "--to", "html", cwd=small, code=1).stderr
    assert said.startswith("templates/public-forum/screen.css:1:20: error[style]: A style sheet")
    assert not (small / "build/html").exists()
    (folder / "screen.css").write_text("body { background: url(logo.png) }\n")
    cli("build", "--to", "html", cwd=small)
    sheet = (small / "build/html/_static/briefwright.css").read_text(encoding="utf-8")
    assert f'url("data:image/png;base64,{base64.b64encode(PIXEL).decode()}")' in sheet


def test_a_project_without_briefs_is_no_way_around(small: Path, sphinx_builder: Builder) -> None:
    for path in (small / "briefs").glob("*.yaml"):
        path.unlink()
    folder = small / "templates" / "public-forum"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "screen.css").write_text(f"body {{ background: url({LEAK}) }}\n")
    assert not assemble(Project(small)).briefs
    with pytest.raises(Exception, match="nothing was built"):
        sphinx_builder(small)


def test_time_grows_with_the_sheet_and_not_faster() -> None:
    for sheet in ("(" * 200_000, "url(" * 50_000, "'" * 200_000, "/*" * 99_999, "\\" * 200_000):
        assert len(list(references(sheet))) <= 100_000


# -- A browser decides what is hostile

Fetched = Callable[[str], bool]


@pytest.fixture(scope="module")
def fetched() -> Iterator[Fetched]:
    """Tell whether a real browser asks for anything because of a sheet."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.set_default_timeout(10_000)
        asked: list[str] = []

        def answer(route: SimpleNamespace) -> None:
            asked.append(route.request.url)
            route.abort()

        page.route(re.compile("^(?!data:|about:)"), answer)

        def run(sheet: str) -> bool:
            asked.clear()
            page.set_content("<!doctype html><p><a href='h'>x</a></p><ul><li>y</ul>")
            page.evaluate(
                "text => { const s = document.createElement('style'); s.textContent = text;"
                " document.head.append(s); return document.fonts.ready.then(() => "
                " new Promise(done => requestAnimationFrame(() => setTimeout(done, 15)))) }",
                sheet,
            )
            return bool(asked)

        yield run
        browser.close()


def is_refused(sheet: str) -> bool:
    """Tell whether a sheet is refused in a pack without pictures."""
    found = references(tidied(sheet))
    return any(isinstance(x, Broken) or not x.target.startswith(("#", "data:")) for x in found)


def test_a_browser_fetches_nothing_for_what_is_let_through(fetched: Fetched) -> None:
    assert sum(map(fetched, HOSTILE)) > 20  # so that the browser can be believed
    for sheet in HARMLESS:
        shown = embedded(sheet, lambda name: "data:image/png;base64,AA" if "logo" in name else None)
        assert not fetched(shown), sheet


DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>"
    f"<style>@import '{LEAK}'; rect {{ fill: url({LEAK}#a) }}</style>"
    f"<script href='{LEAK}'></script><script>fetch('{LEAK}')</script>"
    f"<image href='{LEAK}' xlink:href='{LEAK}'/><use href='{LEAK}#a'/><rect width='9' height='9'/>"
    f"<foreignObject><img xmlns='http://www.w3.org/1999/xhtml' src='{LEAK}'/></foreignObject>"
    f"<filter id='a'><feImage href='{LEAK}'/></filter>"
    f"<mask id='m'><image href='{LEAK}' width='9' height='9'/></mask></svg>"
)


@pytest.mark.parametrize(
    "rule",
    [
        "background: url({})",
        "background: image-set({} 1x)",
        "list-style-image: url({})",
        "content: url({})",
        "cursor: url({}), auto",
        "filter: url({}#a)",
        "backdrop-filter: url({}#a)",
        "mask: url({}#m)",
        "clip-path: url({}#m)",
        "shape-outside: url({})",
        "border-image: url({}) 1",
    ],
)
def test_not_even_a_drawing_of_the_pack_fetches(fetched: Fetched, rule: str) -> None:
    data = base64.b64encode(DRAWING.encode()).decode()
    address = f'"data:image/svg+xml;base64,{data}'
    written = rule.replace("{}#", address + "#").replace("{}", address)
    close = re.sub(r"(data:[^\s#)]+(#\w)?)", r'\1"', written)
    sheet = f"body, p, li, p::before {{ {close}; display: block; width: 50px; height: 50px }}"
    assert not is_refused(sheet)
    assert not fetched(sheet)


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "url(",
                "u\\72l(",
                "URL(",
                "image-set(",
                "src(",
                "@import ",
                "var(--x)",
                "--x:",
                LEAK,
            ),
            *(f"'{LEAK}'", f'"{LEAK}"', "'", '"', "\\", "\n", "/*", "*/", "(", ")", "{", "}", ";"),
            *(":", "body", "{background:", "red", " ", "data:image/png,", "#a", "\\22 ", "\0"),
            *("<!--", "-->"),
        ]
    ),
    min_size=2,
    max_size=14,
).map("".join)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    PIECES, st.sampled_from(["{}", "body{{background:{}}}", "body{{--x:'{leak}';background:{}}}"])
)
def test_whatever_a_browser_fetches_is_refused(fetched: Fetched, text: str, around: str) -> None:
    sheet = around.format(text, leak=LEAK)
    assert is_refused(sheet) or not fetched(sheet)


def test_references_are_found_where_they_stand() -> None:
    text = "a{b:url(x.png)}c{d:url('y.png')}"
    found = [x for x in references(text) if isinstance(x, Reference)]
    assert [(x.target, text[x.start : x.end]) for x in found] == [
        ("x.png", "url(x.png)"),
        ("y.png", "url('y.png')"),
    ]
