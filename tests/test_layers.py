import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "tooling" / "briefwright"

LAYERS = (
    # Values in, values out.
    ("problems", "rates"),
    ("model", "text", "languages", "words", "page_ranges", "widths"),
    ("fields", "marks", "anchor", "counts", "sentences", "spoken", "stops"),
    ("formats", "front_matter", "citation", "essay", "cards", "charts", "seasons"),
    ("clash", "clash_layout", "clash_picture", "clash_svg", "clash_text"),
    ("markup", "spec", "queries"),
    ("proving", "library", "blocks", "reads", "speeches", "selection", "matching"),
    ("flows", "clash_words", "inheritance", "sending_page", "record_page"),
    ("templating",),
    ("render",),
    # The disk.
    ("children", "files", "rewriting", "project", "templates", "format_files", "record"),
    ("planning",),
    ("publish", "fingerprint"),
    ("press", "isolation", "isolation_worker"),
    ("assembly", "scaffold", "pairing"),
    # Sphinx, and the terminal.
    ("sphinx_ext", "console"),
    ("build", "health"),
    ("workshop",),
    ("live",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""Each imports from its own layer and those before it; a package is one name."""

ONLY_IN = {
    "sphinx": {"sphinx_ext"},
    "docutils": {"sphinx_ext"},
    "myst_parser": {"sphinx_ext"},
    "typst": {"press.engine", "press.engine_worker"},
    "rich": {"console", "commands"},
    "click": {"console", "commands", "cli"},
    "jinja2": {"templating", "render", "templates", "sphinx_ext", "isolation_worker"},
    "pydantic": {"fields.typed"},
    "pygraphviz": {"clash_layout"},
    "pikepdf": {
        *("press.mending", "press.tags"),
        *("press.imposing", "press.excerpting", "press.leading"),
    },
    "babel": {"languages"},
    "ruamel": {"rewriting"},
    "starlette": {"live"},
    "uvicorn": {"live"},
    "watchfiles": {"live"},
}
"""Where a package may be imported: elsewhere it would cost every command its time."""


def modules() -> dict[str, ast.Module]:
    """Return every module of the package by its dotted name, parsed."""
    return {
        path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(PACKAGE.rglob("*.py"))
        if not {"skeleton", "sample"} & {*path.parts} and path.name != "__init__.py"
    }


MODULES = modules()


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports, those inside functions too, but not those only for types."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield from (f"{module}.{name.name}" for name in node.names)
        else:
            yield from imports(node)


def own_imports(name: str) -> set[str]:
    """Return the modules of this package that a module imports."""
    found = set()
    for imported in imports(MODULES[name]):
        if imported.startswith("briefwright."):
            rest = imported.removeprefix("briefwright.")
            parents = [rest.rsplit(".", drop)[0] for drop in range(rest.count(".") + 1)]
            found |= {parent for parent in parents if parent in MODULES}
    return found


def layer(name: str) -> int:
    head = name.partition(".")[0]
    found = [number for number, names in enumerate(LAYERS) if head in names]
    assert found, f"{name} stands in no layer"
    return found[0]


def is_in(name: str, places: set[str]) -> bool:
    """Tell whether a module is one of *places*, or stands in a package that is."""
    return any(f"{name}.".startswith(f"{place}.") for place in places)


def test_every_module_imports_only_from_its_layer_and_those_before() -> None:
    upward = {
        f"{name} imports {imported}"
        for name in MODULES
        for imported in own_imports(name)
        if layer(imported) > layer(name)
    }
    assert not upward


def test_there_are_no_import_cycles() -> None:
    graph = {name: own_imports(name) - {name} for name in MODULES}
    assert list(TopologicalSorter(graph).static_order())


def test_heavy_packages_are_imported_only_where_they_are_needed() -> None:
    strays = {
        f"{name} imports {imported}"
        for name, tree in MODULES.items()
        for imported in imports(tree)
        for package, places in ONLY_IN.items()
        if imported.partition(".")[0] == package and not is_in(name, places)
    }
    assert not strays


def test_the_pure_layers_do_not_touch_the_disk() -> None:
    disk = {"os", "shutil", "tempfile", "subprocess", "io"}
    first = layer("files")
    touching = {
        f"{name} imports {imported}"
        for name, tree in MODULES.items()
        for imported in imports(tree)
        if layer(name) < first and imported.partition(".")[0] in disk
    }
    assert not touching
