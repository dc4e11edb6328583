"""Template packs as values: what ``template.yml`` says, and the files of a pack.

Everything here takes values and returns values; ``templates`` reads them from the disk.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from briefwright import __version__, fields
from briefwright.model import DEFAULT_FORMAT, Side, Spec
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.templating.deprecations import DEPRECATED, Deprecation, Kind, renewed, with_plurals
from briefwright.templating.options import (
    Option,
    OptionLayer,
    OptionType,
    Value,
    merge,
    read_options,
)
from briefwright.templating.relations import relation_problems, unfit_default
from briefwright.templating.wording import (
    Strings,
    check,
    is_locale,
    languages,
    read_locale,
    speaking,
)
from briefwright.text import is_of_windows

MANIFEST = "template.yml"
INSTALLED = "installed.yml"
"""Marks a pack that came from somebody else."""
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""The name of a pack or of a document."""
_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,3}")
_TEXT = OptionType.STRING
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


class Holds(StrEnum):
    """Which sections of its side a document prints."""

    ALL = "all"
    CONTENTIONS = "contentions"
    BLOCKS = "blocks"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDocument:
    """A document that a pack makes of each brief."""

    name: str
    """Of the file, without its ending."""
    template: str
    """The partial that writes it."""
    side: Side | None = None
    """The side that the document is for; None if it is for both."""
    ours: bool = False
    """For the side of the round instead, where the specification names one."""
    holds: Holds = Holds.ALL
    """Where a side has several documents: which of its sections this one prints."""
    pdf: bool = False
    """Printed as a PDF of its own: ``index`` with all that follows it, any other alone."""
    speech: str = ""
    """The speech that it is for, by its short name; it stands apart from what follows ``index``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A ``template.yml`` as it is written."""

    title: str = ""
    description: str = ""
    extends: str = ""
    format: str = ""
    """The format of debate of a brief that names none."""
    minimum_version: str = ""
    """The oldest Briefwright that the pack works with."""
    options: Mapping[str, OptionLayer] = field(default_factory=lambda: MappingProxyType({}))
    documents: tuple[PackDocument, ...] = ()
    wording: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Every fixed string, by the name that the templates use for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A ``template.yml`` and where it was found."""

    pack: str
    manifest: Manifest
    tree: fields.Tree
    shipped: bool = False
    """Whether it belongs to a pack that came with Briefwright."""
    folder: int = 0
    """The position of its folder in the order in which files are looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """A file of a pack: a partial, a style."""

    name: str
    """From the folder of the pack, with slashes."""
    folder: int
    """The position of its folder in the order in which files are looked up."""
    path: Path
    shown: str
    """How messages call it: from the project's root, or in full where it is shipped."""
    text: str
    """Empty for a file that is not text."""
    project: bool
    """Whether the file is the project's own."""
    shipped: bool = False
    """Whether it came with Briefwright."""

    @property
    def pack(self) -> str:
        """The pack whose folder it lies in."""
        return self.path.parts[-1 - self.name.count("/") - 1]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    """A template pack with all that it inherits."""

    name: str
    title: str
    description: str
    lineage: tuple[str, ...]
    """The pack and those that it extends, nearest first."""
    options: Mapping[str, Option]
    documents: tuple[PackDocument, ...]
    wording: Mapping[str, str]
    """Its fixed strings, in the language that it speaks."""
    files: Mapping[str, tuple[PackFile, ...]]
    """By name; the first wins, and ``!name`` in a template asks for the next one."""
    layers: tuple[Layer, ...] = ()
    """What it was laid together from, nearest first."""
    strings: tuple[Strings, ...] = ()
    """Its fixed strings in every language, nearest first."""
    deprecated: tuple[Deprecation, ...] = DEPRECATED
    """Older names that its templates may still use."""

    @property
    def is_trusted(self) -> bool:
        """Whether nothing of the pack, or of what it builds on, came from somebody else."""
        return INSTALLED not in self.files

    @property
    def is_shipped(self) -> bool:
        """Whether all of the pack, and of what it builds on, came with Briefwright.

        Not where somebody is at work on that.
        """
        files = (file for files in self.files.values() for file in files)
        return all(file.shipped and not file.project for file in files) and all(
            layer.shipped for layer in self.layers
        )

    @property
    def extends(self) -> str:
        """The pack that this one builds on, if any."""
        return self.lineage[1] if len(self.lineage) > 1 else ""

    def speaking(self, language: str) -> "Pack":
        """Return the pack with its fixed strings in *language*, as far as it has them."""
        return replace(self, wording=speaking(self.strings, language))

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of the languages that it speaks, besides its own."""
        return languages(self.strings)

    def file(self, name: str) -> PackFile | None:
        """Return the file of that name that wins, such as ``print.typ``."""
        files = self.files.get(name, ())
        return files[0] if files else None

    def format_of(self, spec: Spec) -> tuple[str, Place]:
        """Return the name of the format of *spec*, and where it is said."""
        saying = next((layer for layer in self.layers if layer.manifest.format), None)
        if spec.format or saying is None:
            return spec.format or DEFAULT_FORMAT, spec.place("format")
        return saying.manifest.format, saying.tree.place(("format",))

    def on(self, side: Side | None) -> "Pack":
        """Return the pack with its documents of our side for *side*, if that is known."""
        if side is None or not self.is_for_ours:
            return self
        ours = (replace(d, side=side) if d.ours else d for d in self.documents)
        return replace(self, documents=tuple(ours))

    @property
    def is_for_ours(self) -> bool:
        """Whether it makes documents for the side of the round alone."""
        return any(document.ours for document in self.documents)

    def read_options(self, spec: Spec) -> tuple[Mapping[str, Value], tuple[Problem, ...]]:
        """Return a value for each option, and what is wrong with those of *spec*."""
        return read_options(self.options, spec, self.deprecated)


@lru_cache(maxsize=64)  # packs build on one another, and a project has several
def read_manifest(text: str, path: str, pack: str) -> tuple[Layer | None, tuple[Problem, ...]]:
    """Read the ``template.yml`` at *path*, which belongs to *pack*."""
    tree, problems = fields.load(text, path)
    if tree is None:
        return None, problems
    if newer := _too_new(tree, pack):
        return None, (*problems, newer)  # what else it says may be unknown only because it is new
    manifest, more = fields.build(Manifest, tree)
    if manifest is None:
        return None, (*problems, *more)
    layer = Layer(pack=pack, manifest=manifest, tree=tree)
    return layer, (*problems, *more, *_name_problems(layer))


def _too_new(tree: fields.Tree, pack: str) -> Problem | None:
    """Return the problem that a pack wants a newer Briefwright, if it does."""
    path = ("minimum-version",)
    wanted = tree.value(path)
    if not isinstance(wanted, str):
        return None
    place = tree.place(path)
    if not _VERSION.fullmatch(wanted):
        hint = f"Write a version such as “{__version__}”."
        message = f"“{wanted[:40]}” is not a version."
        return Problem(place=place, code=Code.VALUE, message=message, hint=hint)
    if _version(wanted) <= _version(__version__):
        return None
    message = f"The template “{pack}” wants Briefwright {wanted} or newer; this is {__version__}."
    hint = "Install a newer Briefwright, or use an older version of the template."
    return Problem(place=place, code=Code.TEMPLATE, message=message, hint=hint)


def _version(written: str) -> tuple[int, ...]:
    """Return the numbers of a version, without zeros at the end: 1.2.0 is 1.2."""
    match = _NUMBERS.match(written)
    numbers = [int(number) for number in match[0].split(".")] if match else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _name_problems(layer: Layer) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, document in enumerate(layer.manifest.documents):
        place = layer.tree.place(("documents", number, "name"))
        if not NAME.fullmatch(document.name):
            message = f"“{document.name}” cannot be the name of a document."
            hint = "Use small letters, digits and hyphens."
            yield Problem(place=place, code=Code.SLUG, message=message, hint=hint)
        elif is_of_windows(document.name):
            message = f"“{document.name}” is a name that Windows keeps for itself."
            hint = f"Call it “{document.name}-brief”, or anything else."
            yield Problem(place=place, code=Code.SLUG, message=message, hint=hint)
        elif document.name in seen:
            message = f"Two documents are called “{document.name}”."
            yield Problem(place=place, code=Code.DUPLICATE_KEY, message=message)
        seen.add(document.name)


def build_pack(
    lineage: Sequence[str],
    layers: Sequence[Layer],
    files: Mapping[str, tuple[PackFile, ...]],
    deprecated: tuple[Deprecation, ...] = DEPRECATED,
) -> tuple[Pack, tuple[Problem, ...]]:
    """Lay the *layers* of a pack over each other, nearest first."""
    layers = [replace(layer, manifest=_renewed(layer.manifest, deprecated)) for layer in layers]
    manifests = [layer.manifest for layer in layers]
    options, problems = _merge_options(layers)
    strings, found = _read_strings(layers, files, deprecated)
    problems += found
    own = [layer.manifest for layer in layers if layer.pack == lineage[0]]
    pack = Pack(
        name=lineage[0],
        title=next((m.title for m in own if m.title), lineage[0]),
        description=next((m.description for m in own if m.description), ""),
        lineage=tuple(lineage),
        options=MappingProxyType(options),
        documents=next((m.documents for m in manifests if m.documents), ()),
        wording=speaking(strings),
        files=files,
        layers=tuple(layers),
        deprecated=deprecated,
        strings=strings,
    )
    return pack, (*problems, *_document_problems(pack, layers))


def _renewed(manifest: Manifest, deprecated: tuple[Deprecation, ...]) -> Manifest:
    """Return a manifest with the names that its options and strings have now."""
    options = renewed(manifest.options, deprecated, Kind.OPTION)
    wording = renewed(manifest.wording, with_plurals(deprecated), Kind.WORDING)
    return replace(manifest, options=options, wording=wording)


def _read_strings(
    layers: Sequence[Layer],
    files: Mapping[str, tuple[PackFile, ...]],
    deprecated: tuple[Deprecation, ...],
) -> tuple[tuple[Strings, ...], list[Problem]]:
    """Return the fixed strings of a pack, nearest first, and what is wrong with them."""
    strings = [
        Strings(
            folder=layer.folder,
            words=layer.manifest.wording,
            tree=layer.tree,
            path=("wording",),
        )
        for layer in layers
    ]
    problems: list[Problem] = []
    for file in (file for name in files if is_locale(name) for file in files[name]):
        found, wrong = read_locale(file.text, file.shown, file.folder)
        problems += wrong
        if found:
            words = renewed(found.words, with_plurals(deprecated), Kind.WORDING)
            strings.append(replace(found, words=MappingProxyType(words)))
    strings.sort(key=lambda file: file.folder)
    templates = [
        f.text for name, found in files.items() if name.endswith((".j2", ".typ")) for f in found
    ]
    root = max((layer.folder for layer in layers), default=0)
    problems += check(strings, root, templates)
    return tuple(strings), problems


def _merge_options(layers: Sequence[Layer]) -> tuple[dict[str, Option], list[Problem]]:
    names = dict.fromkeys(name for layer in reversed(layers) for name in layer.manifest.options)
    options: dict[str, Option] = {}
    problems: list[Problem] = []
    for name in names:
        having = [layer for layer in layers if name in layer.manifest.options]
        problems += _other_types(name, having)
        try:
            options[name] = merge(name, _of_first_type(name, having))
        except ValueError as error:
            reason, hint = error.args
            own = [layer for layer in having if not layer.shipped] or having  # whoever can mend it
            given = (x for x in own if x.manifest.options[name].default is not None)
            place = next(given, own[0]).tree.place(("options", name, "default"))
            problems.append(unfit_default(name, reason, hint, place))
    own_layers = [(x.manifest.options, x.tree) for x in layers if not x.shipped]
    return options, [*problems, *relation_problems(options, own_layers)]


def _of_first_type(name: str, layers: Sequence[Layer]) -> list[OptionLayer]:
    """Return an option of several *layers*, nearest first, with the type that the last gives it."""
    *changing, first = [layer.manifest.options[name] for layer in layers]
    kept = [replace(o, type=o.type if _narrows(o, first) else first.type) for o in changing]
    return [*(replace(option, of=first.of) for option in kept), first]


def _other_types(name: str, layers: Sequence[Layer]) -> Iterator[Problem]:
    """Yield a problem for each of *layers* that gives an option another type than it has.

    Templates, `print.typ` among them, count on what they are given.
    """
    *changing, first = layers
    known = first.manifest.options[name]
    for layer in changing:
        option = layer.manifest.options[name]
        kinds = {"type": (option.type, _type(known)), "of": (option.of, known.of or _TEXT)}
        for key, (kind, was) in kinds.items():
            if kind in (None, was) or (key == "type" and _narrows(option, known)):
                continue
            what = f"The option “{name}”" if key == "type" else f"Each item of “{name}”"
            message = f"{what} is a {was} in “{first.pack}”, and cannot be a {kind}."
            hint = f"Leave “{key}” out; default, help and narrower choices may be changed."
            place = layer.tree.place(("options", name, key))
            yield Problem(place=place, code=Code.VALUE, message=message, hint=hint)


def _narrows(option: OptionLayer, known: OptionLayer) -> bool:
    """Tell whether an option that takes any text takes a choice of texts now."""
    return (_type(known), option.type) == (_TEXT, OptionType.CHOICE)


def _type(option: OptionLayer) -> OptionType:
    return option.type or _TEXT


def _document_problems(pack: Pack, layers: Sequence[Layer]) -> Iterator[Problem]:
    making = next((layer for layer in layers if layer.manifest.documents), None)
    if making is None:
        place = layers[0].tree.place()
        message = f"The template “{pack.name}” makes no documents."
        hint = "Name them below “documents:”, or extend a pack that does."
        yield Problem(place=place, code=Code.TEMPLATE, message=message, hint=hint)
        return
    for number, document in enumerate(making.manifest.documents):
        if document.template not in pack.files:
            yield missing_file(
                document.template, making.tree.place(("documents", number, "template")), pack.files
            )


def missing_file(name: str, place: Place, known: Mapping[str, object]) -> Problem:
    """Return the problem of a file that a pack names and does not have."""
    message = f"There is no template “{name}”."
    hint = did_you_mean(name, known)
    return Problem(place=place, code=Code.TEMPLATE, message=message, hint=hint)
