"""Look through every template of a pack before one is rendered, and say all that is wrong.

Everything here takes values and returns values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import nodes
from jinja2.exceptions import SecurityError

from briefwright import positions
from briefwright.deprecations import Kind
from briefwright.exposed import CONTEXT, SCOPED, attributes_of, field_kind, no_field, no_name
from briefwright.failures import MISTAKES, no_such, no_template, of_pack, unreadable
from briefwright.filters import FILTERS, TESTS
from briefwright.packs import Pack, PackFile
from briefwright.problems import Code, Place, Problem, did_you_mean, each_once
from briefwright.sandbox import Sandbox, environment
from briefwright.strays import strays

_WORDS = {nodes.Include: "include", nodes.Import: "import", nodes.FromImport: "from"}
_AROUND = (nodes.If, nodes.For, nodes.With, nodes.Scope)
_LOST = "This stands outside of every block, so that nothing of it is printed."


@dataclass(frozen=True, slots=True, eq=False)
class _Template:
    """A template, read."""

    name: str
    """With its folder, as the sandbox calls it."""
    file: PackFile
    tree: nodes.Template


@lru_cache(maxsize=8)
def inspect(pack: Pack) -> tuple[Problem, ...]:
    """Return what is wrong with the templates and styles of *pack*, whatever brief it is for."""
    found = each_once(_Inspection(pack, environment(pack)).run())
    return tuple(sorted(found, key=lambda problem: problem.place))


class _Inspection:
    """Looks through one pack."""

    def __init__(self, pack: Pack, sandbox: Sandbox) -> None:
        self.pack = pack
        self.sandbox = sandbox
        self.templates: dict[str, _Template] = {}

    def run(self) -> Iterator[Problem]:
        """Yield every problem."""
        self.sandbox.start()
        files = [file for found in self.pack.files.values() for file in found]
        for file in files:
            if file.name.endswith(".j2"):
                yield from self._read(file)
        for template in self.templates.values():
            found = [*self._unknown_filters(template), *self._blocks(template)]
            yield from found or self._compile(template)
        reached = self._reached()
        assigned = {name for template in reached for name in _assigned(template.tree)}
        for template in reached:
            yield from self._unknown_templates(template)
            yield from self._unknown_names(template, assigned)
            yield from self._unknown_fields(template, assigned)
        asked = {name for t in self.templates.values() for name in _asked(t.tree)}
        if not any(_is_open(template.tree) for template in reached):
            yield from strays(self.pack, {*asked, *(t.file.name for t in reached)})

    def _problem(
        self, template: _Template, line: int, found: Iterable[positions.Token], *said: str
    ) -> Problem:
        """Return a problem at the first of the tokens *found*, or at the *line*."""
        token = next(iter(found), None)
        line, column = (token.line, token.column) if token else (line, 0)
        message, hint = said
        shown = positions.shown(template.file.text, line, column)
        return Problem(
            place=Place(path=template.file.shown, line=line, column=column),
            code=Code.TEMPLATE,
            message=message,
            hint=hint,
            detail=(*shown, of_pack(self.pack)),
        )

    # -- One by one

    def _read(self, file: PackFile) -> Iterator[Problem]:
        name = f"{file.folder}:{file.name}"
        try:
            tree = self.sandbox.parse(file.text, name, file.shown)
        except MISTAKES as error:
            yield unreadable(error, file, self.pack)
        else:
            self.templates[name] = _Template(name, file, tree)

    def _compile(self, template: _Template) -> Iterator[Problem]:
        try:
            self.sandbox.get_template(template.name)
        except MISTAKES as error:
            yield unreadable(error, template.file, self.pack)

    def _unknown_filters(self, template: _Template) -> Iterator[Problem]:
        older = {row.old for row in self.pack.deprecated if row.kind is Kind.FILTER}
        for node in template.tree.find_all((nodes.Filter, nodes.Test)):
            kind, known, behind = "test", {*TESTS}, ("is", "not")
            if isinstance(node, nodes.Filter):
                kind, known, behind = "filter", {*FILTERS, *older, "_items"}, ("|", "filter")
            if node.name not in known:
                found = positions.after(positions.tokens(template.file.text), node.name, *behind)
                near = [token for token in found if token.line == node.lineno]
                yield self._problem(template, node.lineno, near, *no_such(kind, node.name))

    # -- Templates that others ask for

    def _reached(self) -> list[_Template]:
        """Return the templates that some document may use."""
        reached: dict[str, _Template] = {}
        todo = [self._resolve(document.template) for document in self.pack.documents]
        while todo:
            template = todo.pop()
            if template and template.name not in reached:
                reached[template.name] = template
                todo += [self._resolve(name, template.name) for name in _asked(template.tree)]
        return [template for name, template in self.templates.items() if name in reached]

    def _resolve(self, name: str, parent: str = "") -> _Template | None:
        try:
            return self.templates.get(self.sandbox.join_path(name, parent))
        except SecurityError:
            return None  # It asks for itself: rendering says so.

    def _is_there(self, name: str, parent: str) -> bool:
        try:
            return not self.sandbox.join_path(name, parent).startswith("none:")
        except SecurityError:
            return True

    def _unknown_templates(self, template: _Template) -> Iterator[Problem]:
        for node, asked in _requests(template.tree):
            names = _constants(asked)
            lenient = isinstance(node, nodes.Include) and node.ignore_missing
            if not names or lenient or any(self._is_there(n, template.name) for n in names):
                continue
            found = positions.after(
                positions.statement(template.file.text, node.lineno),
                names[0],
                *(_WORDS.get(type(node), "extends"), "["),
            )
            yield self._problem(template, node.lineno, found, *no_template(names[0], self.pack))

    # -- Blocks

    def _blocks(self, template: _Template) -> Iterator[Problem]:
        """Say which blocks of a template that extends another replace nothing, and what is lost."""
        body = template.tree.body
        at = next((n for n, node in enumerate(body) if isinstance(node, nodes.Extends)), None)
        if at is None:
            return
        for line in _lost(body[at + 1 :]):
            yield self._problem(template, line, (), _LOST, "Put it into a block.")
        above = self._above(template)
        if above is None:
            return
        for block in _outer_blocks(body):
            if block.name not in above:
                message = f"There is no block “{block.name}” in what this template extends."
                found = positions.statement(template.file.text, block.lineno)
                named = positions.after(found, block.name, "block")
                hint = did_you_mean(block.name, above)
                yield self._problem(template, block.lineno, named, message, hint)

    def _above(self, template: _Template) -> set[str] | None:
        """Return the blocks of the templates that this one extends; None if not all are known."""
        blocks: set[str] = set()
        seen = {template.name}
        found: _Template | None = template
        while found and (extends := found.tree.find(nodes.Extends)):
            names = _constants(extends.template)
            found = self._resolve(names[0], found.name) if len(names) == 1 else None
            if found is None or found.name in seen:
                return None
            seen.add(found.name)
            blocks |= {block.name for block in found.tree.find_all(nodes.Block)}
        return blocks

    # -- Names

    def _unknown_names(self, template: _Template, assigned: set[str]) -> Iterator[Problem]:
        older = {row.old for row in self.pack.deprecated if row.kind is Kind.NAME}
        known = CONTEXT | assigned
        optional = {node.name for node in _optional(template.tree) if isinstance(node, nodes.Name)}
        for node in template.tree.find_all(nodes.Name):
            if node.ctx == "load" and node.name not in {*known, *SCOPED, *older, *optional}:
                optional.add(node.name)  # Once a file is enough.
                found = positions.names(positions.tokens(template.file.text), node.name)
                said = no_name(node.name, CONTEXT, assigned)
                yield self._problem(template, node.lineno, found, *said)

    def _unknown_fields(self, template: _Template, assigned: set[str]) -> Iterator[Problem]:
        asked = {id(node) for node in _optional(template.tree)}
        lookups = list(_lookups(template.tree))
        optional = {name for node, _, name in lookups if id(node) in asked}
        for node, value, name in lookups:
            if name in optional:
                continue
            said = self._no_string(value, name, assigned) or self._no_field(value, name, assigned)
            if said:
                found = positions.fields(positions.tokens(template.file.text), name)
                near = [token for token in found if token.line == node.lineno]
                yield self._problem(template, node.lineno, near, *said)

    def _no_string(self, node: nodes.Node, name: str, assigned: set[str]) -> tuple[str, str] | None:
        """Say that there is no such wording or option, if it is one that is asked for."""
        mappings = {"wording": self.pack.wording, "options": self.pack.options}
        if not isinstance(node, nodes.Name) or node.name not in mappings.keys() - assigned:
            return None
        older = {row.old for row in self.pack.deprecated}
        known = mappings[node.name]
        return None if name in known or name in older else no_name(name, known)

    def _no_field(self, node: nodes.Node, name: str, assigned: set[str]) -> tuple[str, str] | None:
        """Say that a value has no such field, where it is known before what it will be."""
        kind = _kind(node, assigned)
        if kind is None or not attributes_of(kind) or name in attributes_of(kind):
            return None
        older = {row.old for row in self.pack.deprecated}
        if f"{kind.__name__}.{name}" in older:
            return None
        return no_field(f"“{kind.__name__}”", name, attributes_of(kind))


def _requests(tree: nodes.Template) -> Iterator[tuple[nodes.Stmt, nodes.Expr]]:
    """Yield whatever asks for a template, and the name or names that it asks for."""
    for include in tree.find_all(nodes.Include):
        yield include, include.template
    for whole in tree.find_all(nodes.Import):
        yield whole, whole.template
    for part in tree.find_all(nodes.FromImport):
        yield part, part.template
    for extends in tree.find_all(nodes.Extends):
        yield extends, extends.template


def _constants(node: nodes.Node) -> list[str]:
    """Return the names of templates that an expression can be; [] if it is worked out later."""
    items = node.items if isinstance(node, nodes.List | nodes.Tuple) else [node]
    names = [item.value for item in items if isinstance(item, nodes.Const)]
    return [str(name) for name in names] if len(names) == len(items) else []


def _asked(tree: nodes.Template) -> Iterator[str]:
    """Yield every name of a template that *tree* may ask for."""
    for _, asked in _requests(tree):
        yield from _constants(asked)
        for const in asked.find_all(nodes.Const):
            if isinstance(const.value, str):
                yield const.value


def _is_open(tree: nodes.Template) -> bool:
    """Tell whether *tree* asks for a template whose name is worked out later."""
    return any(not _constants(asked) for _, asked in _requests(tree))


def _outer_blocks(body: Iterable[nodes.Node]) -> Iterator[nodes.Block]:
    for node in body:
        if isinstance(node, nodes.Block):
            yield node
        else:
            yield from _outer_blocks(node.iter_child_nodes())


def _lost(body: Iterable[nodes.Node]) -> Iterator[int]:
    """Yield the lines of what would print something and never will."""
    for node in body:
        if isinstance(node, nodes.Include | nodes.CallBlock | nodes.FilterBlock):
            yield node.lineno
        elif isinstance(node, _AROUND):
            yield from _lost(node.iter_child_nodes())
        elif isinstance(node, nodes.Output):
            yield from _printed(node)


def _printed(output: nodes.Output) -> Iterator[int]:
    for part in output.nodes:
        if not isinstance(part, nodes.TemplateData):
            yield part.lineno
        elif text := part.data.lstrip():
            yield part.lineno + part.data[: -len(text)].count("\n")


def _assigned(tree: nodes.Template) -> Iterator[str]:
    """Yield the names that loops, macros and ``set`` of a template give to something."""
    for node in tree.find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.Macro) or (isinstance(node, nodes.Name) and node.ctx != "load"):
            yield node.name
        elif isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)


def _optional(tree: nodes.Template) -> Iterator[nodes.Node]:
    """Yield what may be undefined, since the template asks whether it is."""
    for node in tree.find_all((nodes.Test, nodes.Filter)):
        if node.name in {"defined", "undefined", "default"} and node.node is not None:
            yield node.node


def _lookups(tree: nodes.Template) -> Iterator[tuple[nodes.Expr, nodes.Expr, str]]:
    """Yield what asks a value for a field or an item: the expression, the value, the name."""
    for dotted in tree.find_all(nodes.Getattr):
        yield dotted, dotted.node, dotted.attr
    for item in tree.find_all(nodes.Getitem):
        if name := _item(item):
            yield item, item.node, name


def _item(node: nodes.Getitem) -> str:
    arg = node.arg
    return arg.value if isinstance(arg, nodes.Const) and isinstance(arg.value, str) else ""


def _kind(node: nodes.Node, assigned: set[str]) -> type | None:
    """Return the class of what ``brief.pro.counts`` and the like will be."""
    if isinstance(node, nodes.Name):
        return None if node.name in assigned else field_kind(None, node.name)
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        name = node.attr if isinstance(node, nodes.Getattr) else _item(node)
        kind = _kind(node.node, assigned)
        return field_kind(kind, name) if kind else None
    return None
