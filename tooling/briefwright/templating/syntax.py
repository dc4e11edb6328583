"""What a template asks for, assigns and loses, read off its syntax tree.

Everything here takes values and returns values.
"""

from collections.abc import Iterable, Iterator

from jinja2 import nodes

from briefwright.templating.exposed import field_kind

_AROUND = (nodes.If, nodes.For, nodes.With, nodes.Scope)


def requests(tree: nodes.Template) -> Iterator[tuple[nodes.Stmt, nodes.Expr]]:
    """Yield whatever asks for a template, and the name or names that it asks for."""
    for include in tree.find_all(nodes.Include):
        yield include, include.template
    for whole in tree.find_all(nodes.Import):
        yield whole, whole.template
    for part in tree.find_all(nodes.FromImport):
        yield part, part.template
    for extends in tree.find_all(nodes.Extends):
        yield extends, extends.template


def constants(node: nodes.Node) -> list[str]:
    """Return the names of templates that an expression can be; [] if it is worked out later."""
    items = node.items if isinstance(node, nodes.List | nodes.Tuple) else [node]
    names = [item.value for item in items if isinstance(item, nodes.Const)]
    return [str(name) for name in names] if len(names) == len(items) else []


def asked_names(tree: nodes.Template) -> Iterator[str]:
    """Yield every name of a template that *tree* may ask for."""
    for _, asked in requests(tree):
        yield from constants(asked)
        for const in asked.find_all(nodes.Const):
            if isinstance(const.value, str):
                yield const.value


def is_open(tree: nodes.Template) -> bool:
    """Tell whether *tree* asks for a template whose name is worked out later."""
    return any(not constants(asked) for _, asked in requests(tree))


def outer_blocks(body: Iterable[nodes.Node]) -> Iterator[nodes.Block]:
    """Yield the blocks that stand in no other block."""
    for node in body:
        if isinstance(node, nodes.Block):
            yield node
        else:
            yield from outer_blocks(node.iter_child_nodes())


def lost_lines(body: Iterable[nodes.Node]) -> Iterator[int]:
    """Yield the lines of what would print something and never will."""
    for node in body:
        if isinstance(node, nodes.Include | nodes.CallBlock | nodes.FilterBlock):
            yield node.lineno
        elif isinstance(node, _AROUND):
            yield from lost_lines(node.iter_child_nodes())
        elif isinstance(node, nodes.Output):
            yield from _printed(node)


def _printed(output: nodes.Output) -> Iterator[int]:
    for part in output.nodes:
        if not isinstance(part, nodes.TemplateData):
            yield part.lineno
        elif text := part.data.lstrip():
            yield part.lineno + part.data[: -len(text)].count("\n")


def assigned_names(tree: nodes.Template) -> Iterator[str]:
    """Yield the names that loops, macros and ``set`` of a template give to something."""
    for node in tree.find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.Macro) or (isinstance(node, nodes.Name) and node.ctx != "load"):
            yield node.name
        elif isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)


def optional_nodes(tree: nodes.Template) -> Iterator[nodes.Node]:
    """Yield what may be undefined, since the template asks whether it is."""
    for node in tree.find_all((nodes.Test, nodes.Filter)):
        if node.name in {"defined", "undefined", "default"} and node.node is not None:
            yield node.node


def lookups(tree: nodes.Template) -> Iterator[tuple[nodes.Expr, nodes.Expr, str]]:
    """Yield what asks a value for a field or an item: the expression, the value, the name."""
    for dotted in tree.find_all(nodes.Getattr):
        yield dotted, dotted.node, dotted.attr
    for item in tree.find_all(nodes.Getitem):
        if name := _item(item):
            yield item, item.node, name


def _item(node: nodes.Getitem) -> str:
    arg = node.arg
    return arg.value if isinstance(arg, nodes.Const) and isinstance(arg.value, str) else ""


def kind_of_value(node: nodes.Node, assigned: set[str]) -> type | None:
    """Return the class of what ``brief.pro.counts`` and the like will be."""
    if isinstance(node, nodes.Name):
        return None if node.name in assigned else field_kind(None, node.name)
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        name = node.attr if isinstance(node, nodes.Getattr) else _item(node)
        kind = kind_of_value(node.node, assigned)
        return field_kind(kind, name) if kind else None
    return None
