"""Look through every template of a pack before one is rendered, and say all that is wrong.

Everything here takes values and returns values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import nodes
from jinja2.exceptions import SecurityError

from briefwright.problems import Code, Place, Problem, did_you_mean, each_once
from briefwright.templating import positions, syntax
from briefwright.templating.deprecations import Kind, warning, with_plurals
from briefwright.templating.exposed import CONTEXT, SCOPED, attributes_of, no_field, no_name
from briefwright.templating.failures import (
    MISTAKES,
    no_such,
    no_template,
    of_pack,
    one_line,
    unreadable,
)
from briefwright.templating.filters import FILTERS, TESTS
from briefwright.templating.packs import Pack, PackFile
from briefwright.templating.sandbox import Sandbox, environment
from briefwright.templating.strays import strays
from briefwright.templating.stylesheets import style_problems

_WORDS = {nodes.Include: "include", nodes.Import: "import", nodes.FromImport: "from"}
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
        yield from self._read_all()
        for template in self.templates.values():
            found = [*self._unknown_filters(template), *self._blocks(template)]
            yield from found or self._compile(template)
        reached = self._reached()
        assigned = {name for template in reached for name in syntax.assigned_names(template.tree)}
        for template in reached:
            yield from self._unknown_templates(template)
            yield from self._unknown_names(template, assigned)
            yield from self._unknown_fields(template, assigned)
            yield from self._unknown_counts(template)
        asked = {name for t in self.templates.values() for name in syntax.asked_names(t.tree)}
        if not any(syntax.is_open(template.tree) for template in reached):
            yield from strays(self.pack, {*asked, *(t.file.name for t in reached)})
        yield from self._older_keys()
        yield from style_problems(self.pack)

    def _older_keys(self) -> Iterator[Problem]:
        """Warn of older names in the files of YAML of the pack and of those it extends."""
        rows = list(with_plurals(self.pack.deprecated))
        trees = [(file.tree, Kind.WORDING, file.path) for file in self.pack.strings]
        trees += [(layer.tree, Kind.OPTION, ("options",)) for layer in self.pack.layers]
        for tree, kind, head in trees:
            for row in (row for row in rows if row.kind is kind):
                path = (*head, row.old)
                if tree.value(path) is not None:
                    yield warning(row, tree.key(path), (of_pack(self.pack),))

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
            message=one_line(message),
            hint=hint,
            detail=(*shown, of_pack(self.pack)),
        )

    # -- One by one

    def _read_all(self) -> Iterator[Problem]:
        """Read what is not shipped, and of the rest what may come to be used."""
        known = {
            f"{file.folder}:{file.name}": file
            for name, files in self.pack.files.items()
            for file in files
            if name.endswith(".j2")
        }
        todo = [self._full_name(document.template) for document in self.pack.documents]
        todo += [name for name, file in known.items() if not file.shipped]
        seen: set[str] = set()
        while todo:
            name = todo.pop(0)
            if name in seen or name not in known:
                continue
            seen.add(name)
            yield from self._read(known[name])
            if template := self.templates.get(name):
                todo += [self._full_name(n, name) for n in syntax.asked_names(template.tree)]
                todo += known if syntax.is_open(template.tree) else ()

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

    def _unknown_counts(self, template: _Template) -> Iterator[Problem]:
        """Say which strings that ``counted`` asks for are not there."""
        for node in template.tree.find_all(nodes.Filter):
            asked = node.args[0] if node.name == "counted" and node.args else None
            if not isinstance(asked, nodes.Const) or asked.value in self.pack.wording:
                continue
            found = positions.statement(template.file.text, node.lineno)
            near = [token for token in found if token.value.strip("\"'") == asked.value]
            said = no_name(str(asked.value), self.pack.wording)
            yield self._problem(template, node.lineno, near, *said)

    # -- Templates that others ask for

    def _reached(self) -> list[_Template]:
        """Return the templates that some document may use."""
        reached: dict[str, _Template] = {}
        todo = [self._resolve(document.template) for document in self.pack.documents]
        while todo:
            template = todo.pop()
            if template and template.name not in reached:
                reached[template.name] = template
                todo += [
                    self._resolve(name, template.name) for name in syntax.asked_names(template.tree)
                ]
        return [template for name, template in self.templates.items() if name in reached]

    def _full_name(self, name: str, parent: str = "") -> str:
        """Return what the sandbox calls the template *name* where *parent* asks for it."""
        try:
            return self.sandbox.join_path(name, parent)
        except SecurityError:
            return parent  # It asks for itself: rendering says so.

    def _resolve(self, name: str, parent: str = "") -> _Template | None:
        return self.templates.get(self._full_name(name, parent))

    def _is_there(self, name: str, parent: str) -> bool:
        return not self._full_name(name, parent).startswith("none:")

    def _unknown_templates(self, template: _Template) -> Iterator[Problem]:
        for node, asked in syntax.requests(template.tree):
            names = syntax.constants(asked)
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
        for line in syntax.lost_lines(body[at + 1 :]):
            yield self._problem(template, line, (), _LOST, "Put it into a block.")
        above = self._above(template)
        if above is None:
            return
        for block in syntax.outer_blocks(body):
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
            names = syntax.constants(extends.template)
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
        optional = {
            node.name
            for node in syntax.optional_nodes(template.tree)
            if isinstance(node, nodes.Name)
        }
        for node in template.tree.find_all(nodes.Name):
            if node.ctx == "load" and node.name not in {*known, *SCOPED, *older, *optional}:
                optional.add(node.name)  # Once a file is enough.
                found = positions.names(positions.tokens(template.file.text), node.name)
                said = no_name(node.name, CONTEXT, assigned)
                yield self._problem(template, node.lineno, found, *said)

    def _unknown_fields(self, template: _Template, assigned: set[str]) -> Iterator[Problem]:
        asked = {id(node) for node in syntax.optional_nodes(template.tree)}
        lookups = list(syntax.lookups(template.tree))
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
        kind = syntax.kind_of_value(node, assigned)
        if kind is None or not attributes_of(kind) or name in attributes_of(kind):
            return None
        older = {row.old for row in self.pack.deprecated}
        if f"{kind.__name__}.{name}" in older:
            return None
        return no_field(f"“{kind.__name__}”", name, attributes_of(kind))
