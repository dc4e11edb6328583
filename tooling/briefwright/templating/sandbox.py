"""The environment in which templates run: strict, confined, and escaping everything.

A template reads the fields of our frozen values and calls what is named here, nothing else. What
it prints is escaped unless it is MyST already. How much it may do is bounded.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from types import MethodType
from typing import Any

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import (
    BlockReference,
    Context,
    LoopContext,
    Macro,
    TemplateReference,
    Undefined,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing, pass_context
from markupsafe import Markup

from briefwright.templating.deprecations import Deprecation, Kind
from briefwright.templating.escaping import MAX_CHARACTERS, join, kind_of, to_myst
from briefwright.templating.exposed import Unknown, attributes
from briefwright.templating.filters import FILTERS, TESTS, Filter
from briefwright.templating.older import OlderNames
from briefwright.templating.packs import Pack

MAX_STEPS = 1_500_000
"""What one document may take: a step is a round of a loop, an item of a list, a few words escaped.

A card takes about 30: a document of ten thousand cards has room enough."""
_CALL = 10
_CHARACTERS_A_STEP = 8
MAX_TOTAL = 512_000_000
"""Characters of all texts that are made on the way to one document."""
MAX_NUMBER = 10**15

_MISSING = object()


class _Generator(CodeGenerator):
    """Writes what Jinja2 would do by itself, past the environment, as calls to it."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self.write("environment.tilde((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.cut(")
        self.visit(node.node, frame)
        for bound in (node.arg.start, node.arg.stop, node.arg.step):
            self.write(", ")
            self.visit(bound or nodes.Const(None), frame)
        self.write(")")


class _Loader(BaseLoader):
    """Gives out the files of a pack under names such as ``2:card.md.j2``: folder, then name."""

    def __init__(self, pack: Pack) -> None:
        self.files = {
            f"{file.folder}:{file.name}": file for files in pack.files.values() for file in files
        }

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the text of a file, and what messages call it."""
        del environment
        file = self.files.get(template)
        if file is None:
            raise TemplateNotFound(template.partition(":")[2])
        return file.text, file.shown, None


class _Names(Context):
    """What a template sees, its older names included."""

    def resolve_or_missing(self, key: str) -> Any:  # noqa: ANN401 (as in Jinja)
        """Return the value called *key*, or ``missing``."""
        found = super().resolve_or_missing(key)
        sandbox: Sandbox = self.environment  # type: ignore[assignment]
        if found is not missing or not (row := sandbox.older.note(Kind.NAME, key)):
            return found
        first, _, rest = row.new.partition(".")
        return sandbox.follow(super().resolve_or_missing(first), rest)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 for one pack."""

    code_generator_class = _Generator
    context_class = _Names
    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "**", "%"))

    def __init__(self, pack: Pack) -> None:
        super().__init__(
            loader=_Loader(pack),
            autoescape=True,
            undefined=Unknown,
            finalize=_finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            optimized=False,
            auto_reload=False,
        )
        self.pack = pack
        self._trees: dict[str, nodes.Template] = {}
        """Templates that are read and not yet made runnable."""
        self.filters = {name: _counted(function) for name, function in FILTERS.items()}
        self.filters["_items"] = _items
        for row in pack.deprecated:
            if row.kind is Kind.FILTER:
                self.filters[row.old] = _older(row, self.filters[row.new])
        self.older = OlderNames(pack)
        self.tests = {name: self.tests[name] for name in TESTS}
        self.globals = {"namespace": Namespace}
        self.concat = self._concat  # type: ignore[method-assign]
        self.start()

    def start(self) -> None:
        """Begin to count anew what a document takes."""
        self.steps = MAX_STEPS
        self.characters = MAX_TOTAL

    def count(self, steps: int = 1) -> None:
        """Take *steps* off what is left; raises SecurityError when nothing is."""
        self.steps -= steps
        if self.steps < 0:
            raise SecurityError("This takes too many steps: a loop or a macro has no end.")

    def bound(self, characters: int) -> None:
        """Take *characters* off what is left; raises SecurityError when nothing is."""
        self.characters -= max(characters, 0)
        if characters > MAX_CHARACTERS or self.characters < 0:
            raise SecurityError("This text is too long.")

    # -- Files

    def join_path(self, template: str, parent: str) -> str:
        """Return the full name of *template*; with ``!`` the next one after that of *parent*."""
        name = str(template)
        after = int(parent.partition(":")[0]) if name.startswith("!") and parent else -1
        files = self.pack.files.get(name.removeprefix("!"), ())
        found = next((file for file in files if file.folder > after), None)
        if found is None:
            return f"none:{name}"  # which the loader does not find
        full = f"{found.folder}:{found.name}"
        if full == parent:
            raise SecurityError(f"This template asks for itself. Did you mean “!{name}”?")
        self.count()
        return full

    def compile(self, *arguments: Any) -> Any:  # noqa: ANN401 (as overloaded by Jinja)
        """Make a template runnable, or say that it is too deep for Jinja or for Python."""
        with _shallow(*arguments[1:3]):
            return super().compile(*arguments)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = self._trees.pop(name or "", None)
        if tree is None:
            with _shallow(name, filename):
                tree = self._trees[name or ""] = self._confined(source, name, filename)
        return tree

    def _confined(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for scope in tree.find_all(nodes.ScopedEvalContextModifier):
            raise TemplateSyntaxError("“autoescape” is always on.", scope.lineno, name, filename)
        for loop in tree.find_all(nodes.For):
            items = nodes.Filter(loop.iter, "_items", [], [], None, None, lineno=loop.iter.lineno)
            items.set_environment(self)
            loop.iter = items
        return tree

    # -- Values

    def getattr(self, obj: object, attribute: str) -> object:
        """Return the field, the item or the exported macro called *attribute*."""
        found: object = _MISSING
        if attribute in attributes(obj):
            found = getattr(obj, attribute)
        elif isinstance(obj, Mapping):
            found = obj.get(attribute, _MISSING)
        elif isinstance(obj, Undefined):
            found = obj[attribute]  # which says what is undefined
        elif isinstance(obj, Namespace | TemplateModule) and not attribute.startswith("_"):
            found = getattr(obj, attribute, _MISSING)
        elif isinstance(obj, TemplateReference):
            found = _block(obj, attribute)
        if found is _MISSING and (path := self.older.path(obj, attribute)):
            return self.follow(obj, path)
        return self.undefined(obj=obj, name=attribute) if found is _MISSING else found

    def follow(self, value: object, path: str) -> object:
        """Return the field of *value* at *path*: ``format.rates``."""
        for part in filter(None, path.split(".")):
            value = self.getattr(value, part)
        return value

    def getitem(self, obj: object, argument: object) -> object:
        """Return the item at *argument*, or the field of that name."""
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, Markup):
            raise SecurityError("MyST cannot be taken apart: take a part of the text before.")
        if isinstance(obj, Undefined):
            return obj[argument]
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        if isinstance(obj, tuple | list | str) and isinstance(argument, int):
            with suppress(IndexError):
                return obj[argument]
        return self.undefined(f"{kind_of(obj)} has no item {str(argument)[:40]}.")

    def cut(self, obj: object, *bounds: int | None) -> object:
        """Return a slice of a list or a text."""
        if isinstance(obj, Undefined):
            return obj[0]  # which says what is undefined
        if isinstance(obj, Markup) or not isinstance(obj, tuple | list | str):
            raise SecurityError(f"{kind_of(obj)} cannot be taken apart.")
        self.count(len(obj))
        return obj[slice(*bounds)]

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Tell whether a template may read *attr* of *obj*."""
        del value
        return attr in attributes(obj)

    def is_safe_callable(self, obj: object) -> bool:
        """Tell whether a template may call *obj*: macros, blocks, loops, ``namespace``."""
        if isinstance(obj, MethodType) and isinstance(obj.__self__, LoopContext):
            return obj.__name__ in {"cycle", "changed"}
        return obj is Namespace or isinstance(obj, Macro | BlockReference | LoopContext)

    def call(
        self, context: Context, function: object, /, *args: object, **kwargs: object
    ) -> object:
        """Call *function*, if a template may."""
        if isinstance(function, Undefined):
            return function()  # which says what is undefined
        self.count(_CALL + sum(len(arg) for arg in args if isinstance(arg, tuple | list)))
        if not self.is_safe_callable(function) or not callable(function):
            raise SecurityError(f"{kind_of(function)} cannot be called.")
        return context.call(function, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Calculate with numbers; add and repeat texts and lists within bounds."""
        del context
        if isinstance(left, Undefined) or isinstance(right, Undefined):
            return self.binop_table[operator](left, right)
        if _is_number(left) and _is_number(right) and operator != "**":
            return _bounded(self.binop_table[operator](left, right))
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self.tilde((left, right))
        if operator == "+" and isinstance(left, tuple | list) and isinstance(right, tuple | list):
            self.count(len(left) + len(right))
            return (*left, *right)
        if operator == "*" and isinstance(left, str) and isinstance(right, int):
            self.bound(len(left) * right)
            return type(left)(str(left) * right)
        raise _refusal(operator, left, right)

    def tilde(self, parts: Iterable[object]) -> str:
        """Join *parts* as ``~`` does."""
        text = join(parts)
        self.bound(len(text))
        self.count(1 + len(text) // _CHARACTERS_A_STEP)
        return text

    def _concat(self, parts: Iterable[str]) -> str:
        found: list[str] = []
        for part in parts:
            self.characters -= len(part)
            if self.characters < 0:
                break
            found.append(part)
        self.bound(0)
        return "".join(found)


@contextmanager
def _shallow(name: str | None, filename: str | None) -> Iterator[None]:
    """Say of a template what Python says of its depth."""
    try:
        yield
    except (RecursionError, MemoryError, SyntaxError) as error:
        message = "Its brackets or blocks are nested too deeply."
        raise TemplateSyntaxError(message, 1, name, filename) from error


def _block(blocks: TemplateReference, name: str) -> object:
    try:
        return blocks[name]
    except KeyError:
        return _MISSING


@pass_context
def _finalize(context: Context, value: object) -> Markup:
    # With the context, since without it Jinja2 would escape constants for HTML beforehand.
    sandbox: Sandbox = context.environment  # type: ignore[assignment]
    text = to_myst(value)
    sandbox.bound(len(text))
    if text is not value:
        sandbox.count(1 + len(text) // _CHARACTERS_A_STEP)
    return text


@pass_context
def _items(context: Context, value: Iterable[object]) -> tuple[object, ...]:
    """Return what a loop runs over."""
    found = tuple(value)
    context.environment.count(1 + len(found))  # type: ignore[attr-defined]
    return found


def _counted(function: Filter) -> Filter:
    """Wrap a filter so that it takes steps for what it is given, and its text is bounded."""

    @pass_context
    def run(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        sandbox: Sandbox = context.environment  # type: ignore[assignment]
        sandbox.count(_size(value))
        result = function(context, value, *args, **kwargs)
        sandbox.count(_size(result))
        if isinstance(result, str):
            sandbox.bound(len(result))
        return result

    return run


def _older(row: Deprecation, filter_: Filter) -> Filter:
    """Wrap a filter so that its older name warns."""

    @pass_context
    def run(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        sandbox: Sandbox = context.environment  # type: ignore[assignment]
        sandbox.older.note(row.kind, row.old)
        return filter_(context, value, *args, **kwargs)

    return run


def _size(value: object) -> int:
    """Return how many steps a filter takes for a value that it is given, or gives."""
    if isinstance(value, Markup):
        return 1  # A card, mostly, which is written once.
    if isinstance(value, str):
        return 1 + len(value) // _CHARACTERS_A_STEP
    return len(value) if isinstance(value, tuple | list | Mapping) else 1


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bounded(number: float) -> float:
    if abs(number) > MAX_NUMBER:
        raise SecurityError("This number is too large.")
    return number


def _refusal(operator: str, left: object, right: object) -> Exception:
    if operator == "**":
        return SecurityError("There is no “**” in templates.")
    if operator == "%" and isinstance(left, str):
        return SecurityError("“%” does not fill in texts here: write “… | fill(name=value)”.")
    return TypeError(f"“{operator}” does not go with {kind_of(left)} and {kind_of(right)}")


@lru_cache(maxsize=8)
def environment(pack: Pack) -> Sandbox:
    """Return the environment of *pack*."""
    return Sandbox(pack)
