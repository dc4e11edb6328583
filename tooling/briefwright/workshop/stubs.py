"""What a copied file begins as: something that changes nothing yet, and shows what it could.

Everything here takes values and returns values.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from briefwright.fields.tree import yaml_string
from briefwright.templating.options import MEASURED, Option, OptionType, Value
from briefwright.templating.origins import Origin, head
from briefwright.templating.packs import MANIFEST, Pack, PackFile
from briefwright.workshop.anatomy import blocks, functions, properties

_FOOTER = (
    '#let footer(look, job) = align(center, context counter(page).display("1 / 1", both: true))'
)


def stub(file: PackFile, origin: Origin) -> str | None:
    """Return a file that builds on *file*; None if one of its kind cannot."""
    make = _STUBS.get(PurePosixPath(file.name).suffix)
    return make(file, origin) if make else None


def manifest_stub(pack: Pack, origin: Origin) -> str:
    """Return a ``template.yml`` with every option and fixed string of *pack* commented out."""
    lines = [
        head(
            MANIFEST,
            f"{origin.sentence}.",
            "To change a default or a fixed string, take away the “#” in front of its line, and of",
            "“options:” or “wording:” above it. A brief's own options come before these.",
        ),
        "# options:",
        *(line for option in pack.options.values() for line in _option(option)),
        "",
        "# wording:",
        *(f"#   {name}: {yaml_string(text)}" for name, text in pack.wording.items()),
    ]
    return "\n".join(lines) + "\n"


def _option(option: Option) -> Iterator[str]:
    words = ", ".join(option.choices)
    several = "Or" if option.type in MEASURED else "One of"
    said = [option.help, *([f"{several}: {words}."] if words else [])]
    yield f"#   # {' '.join(filter(None, said))}"
    yield f"#   {option.name}: {{default: {yaml_value(option, option.default)}}}"


def yaml_value(option: Option, value: Value) -> str:
    """Return a value of an option as ``template.yml`` has it."""
    if isinstance(value, tuple):
        return f"[{', '.join(yaml_value(option, item) for item in value)}]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and option.type is not OptionType.CHOICE:
        return yaml_string(value)
    return str(value)


def _partial(file: PackFile, origin: Origin) -> str:
    named = blocks(file.text)
    if not named:
        advice = (
            "Write before or after the line below, which brings the shipped one, or put something",
            "of your own in its place.",
        )
        return head(file.name, f"{origin.sentence}.", *advice) + f'{{% include "!{file.name}" %}}\n'
    advice = (
        "Change what stands in a block; “{{ super() }}” brings what the shipped one has there.",
        "Delete the blocks that you leave as they are.",
    )
    parts = [head(file.name, f"{origin.sentence}.", *advice), f'{{% extends "!{file.name}" %}}\n']
    parts += [f"\n{{% block {name} %}}\n{{{{ super() }}}}\n{{%- endblock %}}\n" for name in named]
    return "".join(parts)


def _print(file: PackFile, origin: Origin) -> str:
    found = functions(file.text)
    example = next((f.source for f in found if f.name == "footer"), _FOOTER)
    lines = [
        f"{origin.sentence}.",
        "Define here what you want otherwise, and nothing else: functions of the shipped one call",
        "yours through “look”. An example, without the “//”:",
        "",
        *(_FOOTER if "look, job" in example else example).splitlines(),
        "",
        "What there is to define:",
        "",
        *(_listed(function.signature, function.help) for function in found),
    ]
    return head(file.name, *lines)


def _listed(signature: str, said: str) -> str:
    first = said.split(". ", maxsplit=1)[0].rstrip(".")
    return f"{signature}: {first}" if first else signature


def _screen(file: PackFile, origin: Origin) -> str:
    said = head(
        file.name,
        f"{origin.sentence}.",
        "This is read after the shipped one. Take a line out of the comment to change it; rules of",
        "your own may follow.",
    )
    lines = "\n".join(f"  {name}: {value};" for name, value in properties(file.text).items())
    return f"{said}\n:root {{\n  /*\n{lines}\n  */\n}}\n"


def _strings(file: PackFile, origin: Origin) -> str:
    said = head(
        file.name,
        f"{origin.sentence}.",
        "Take away the “# ” in front of what you change; all else stays as it is.",
    )
    return said + "".join(f"# {line}".rstrip() + "\n" for line in file.text.splitlines())


_STUBS: Mapping[str, Callable[[PackFile, Origin], str]] = {
    ".j2": _partial,
    ".typ": _print,
    ".css": _screen,
    ".yml": _strings,
}


def new_pack(name: str, title: str, parent: Pack) -> dict[str, str]:
    """Return the files of a pack called *name* that builds on *parent*, by name."""
    files = {MANIFEST: _manifest(name, title, parent), "print.typ": _CITE.format(name=name)}
    if parent.file("sources.md.j2") and "colon" in parent.wording:
        files["sources.md.j2"] = _SOURCES
    return files


def _manifest(name: str, title: str, parent: Pack) -> str:
    size = "  size: {default: 11}  # a default of the other template, changed\n"
    sources = "  sources: Works cited  # a fixed string of the other template, changed\n"
    return _MANIFEST.format(
        name=name,
        title=yaml_string(title),
        description=yaml_string(f"Made from “{parent.title}”."),
        parent=parent.name,
        size=size if "size" in parent.options else "",
        sources=sources if "sources" in parent.wording else "",
    )


_MANIFEST = """\
title: {title}
description: {description}
extends: {parent}
# All that can be set here: brief template show {name}

options:
{size}  accent:  # an option of its own, which print.typ reads
    type: colour
    default: "#15803d"
    help: Colour of the short cites in the PDF.

wording:  # in every language; for one of them: locale/en.yml
{sources}  cut_by: Cut by  # a string of its own, which sources.md.j2 prints
"""

_CITE = """\
// Short cites in the colour of the option “accent”. What else there is to define here is listed by:
// brief template show {name} print.typ
#let short-cite(look, whole: false, body) = {{
  let colour = (look.colour-of)(look.options.accent)
  text(fill: colour, (look.inherited.short-cite)(look, whole: whole, body))
}}
"""

_SOURCES = """\
{# The list of sources as it is, and below it whose work the cards are, where “team” says so. #}
{% include "!sources.md.j2" %}
{% if brief.team %}

*{{ wording.colon | fill(label=wording.cut_by, text=brief.team) }}*
{% endif %}
"""
