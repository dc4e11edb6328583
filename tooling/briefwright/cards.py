"""Cards ⇄ text: the ``card`` directives of ``source/<name>/cards.md``, and how they are written.

A directive is read by this module alone, here and in Sphinx, so that there is one grammar.
"""

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefwright import citation, fields, marks
from briefwright.model import CardDraft, Citation, Paragraph, Path, Side
from briefwright.problems import Code, Place, Problem, did_you_mean
from briefwright.text import check_slug, escape_literal, reference_edges, unescape_literal

_OPENING = re.compile(r" {0,3}(:{3,})[ \t]*\{(?:debate:)?card\}[ \t]*(.*)")
# What somebody may have meant as the first line of a card: in a list, misspelt, with other marks.
_NEARLY = re.compile(
    r"(?:[ \t]|[>*+-] |[0-9]+\. )*(?::{2,}|`{3,}|~{3,}|(?=\{))[ \t]*\{?(?:debate:)?(\w+)\}?(?!`)"
)
_MISSPELT = frozenset({"card", "cards", "crad", "cadr", "carrd", "caard", "acrd", "carf", "cart"})
_NEARLY_OPTION = re.compile(r":[A-Za-z][\w-]*\b(?!:[ \t]|:$)")
_WRITTEN = re.compile(r"[ \t]*:?(?:name|topics):[ \t]*(\S.*)")
_CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_OPTION = re.compile(r":([A-Za-z][\w-]*):(?:[ \t]+(.*?))?[ \t]*")
_CITE_FIELDS = {
    "title": "title",
    "author": "author",
    "container-title": "container-title",
    "publisher": "publisher",
    "issued": "issued",
    "accessed": "accessed",
    "url": "URL",
    "page": "page",
    "qualifications": "qualifications",
    "language": "language",
}
OPTIONS = frozenset(
    {"name", "side", "topics", "answers", "occurrence", "note", "waive", "cite", "short-cite"}
    | set(_CITE_FIELDS)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """The parts of a directive whose body is not Markdown."""

    argument: str
    """As written."""
    options: Mapping[str, str]
    places: Mapping[str, Place]
    """Where the value of each option stands."""
    body: str
    place: Place
    """Where the directive begins."""
    body_place: Place


def read_cards(
    text: str, path: str, *, heads: bool = False, only: Container[str] | None = None
) -> tuple[tuple[CardDraft, ...], tuple[Problem, ...]]:
    """Return the cards of the file at *path*, in order, and what is wrong with them.

    Where only the *heads* are wanted, no card has its text. *only* are the names of the cards that
    are read at all, if not every one is.
    """
    drafts: list[CardDraft] = []
    problems: list[Problem] = []
    for argument, content, place, closed in _directives(text.split("\n"), path, problems):
        if not closed:
            problems.append(_unclosed(place))
            continue
        directive, found = read_directive(argument, content, place)
        problems += found
        if found:  # whatever else seems wrong may come of it
            continue
        if only is not None and directive.options.get("name") not in only:
            continue
        draft, found = _read_card(directive, heads=heads)
        problems += found
        if draft:
            drafts.append(draft)
    return tuple(drafts), tuple(problems)


def read_bodies(text: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each card in the file at *path*, and its text with the marks as written."""
    for argument, content, place, _ in _directives(text.split("\n"), path, []):
        directive, _ = read_directive(argument, content, place)
        yield directive.options.get("name", ""), directive.body


def written_names(text: str) -> set[str]:
    """Return every name and topic that cards in *text* claim, whatever is wrong with the cards."""
    found = filter(None, map(_WRITTEN.fullmatch, text.split("\n")))
    return {part for match in found for part in re.split(r"[\s,\[\]\"']+", match[1])}


def _directives(
    lines: list[str], path: str, problems: list[Problem]
) -> Iterator[tuple[str, str, Place, bool]]:
    """Yield argument, content and place of each card, and whether its fence closes.

    What only looks like a card is added to *problems*.
    """
    number = 0
    while number < len(lines):
        opening = _OPENING.fullmatch(lines[number])
        if opening:
            end, closed = _end(lines, number + 1, opening[1])
            place = Place(path=path, line=number + 1, column=opening.start(1) + 1)
            yield opening[2], "\n".join(lines[number + 1 : end]), place, closed
            number = end + closed
            continue
        here = Place(path=path, line=number + 1, column=1)
        code = _CODE_FENCE.match(lines[number])
        nearly = _nearly(lines[number], here)
        if nearly:
            problems.append(nearly)
        if code:
            closing = re.compile(rf" {{0,3}}{re.escape(code[1])}{code[1][0]}*[ \t]*")
            number += 1
            while number < len(lines) and not closing.fullmatch(lines[number]):
                number += 1
            if number == len(lines) and not nearly:
                message = f"The code that “{code[1]}” begins has no end: no card below it is read."
                hint = f"Put a line “{code[1]}” after the code."
                problems.append(_problem(here, Code.FENCE, message, hint))
        number += 1


def _nearly(line: str, place: Place) -> Problem | None:
    """Report a line that somebody may have meant as the first line of a card."""
    match = _NEARLY.match(line)
    if match is None or match[1].lower() not in _MISSPELT:
        return None
    message = f"This is not the first line of a card: “{line.strip()[:40]}”."
    hint = "A card begins at the margin, with “:::{card}” and its tag in one line."
    return _problem(place, Code.MARKUP, message, hint)


def _end(lines: list[str], start: int, colons: str) -> tuple[int, bool]:
    closing = re.compile(rf" {{0,3}}{colons}:*[ \t]*")
    for number in range(start, len(lines)):
        if closing.fullmatch(lines[number]):
            return number, True
        if _OPENING.fullmatch(lines[number]):
            return number, False
    return len(lines), False


def _unclosed(place: Place) -> Problem:
    message = "This card's fence is not closed."
    hint = "Put a line of as many colons, “:::”, after its text."
    return Problem(place=place, code=Code.FENCE, message=message, hint=hint)


def read_directive(
    argument: str, content: str, place: Place
) -> tuple[Directive, tuple[Problem, ...]]:
    """Part the *content* of a directive that opens at *place* into options and body.

    Options are ``:key: value`` lines, or a YAML block between lines of ``---``.
    """
    if content.startswith("---"):
        options, places, used, problems = _yaml_options(content, place)
    else:
        options, places, used, problems = _line_options(content, place)
    rest = content.split("\n")[used:]
    blank = next((number for number, line in enumerate(rest) if line.strip(" \t")), len(rest))
    body_place = Place(path=place.path, line=place.line + 1 + used + blank, column=1)
    body = "\n".join(rest[blank:])
    directive = Directive(
        argument=argument.strip(" \t"),
        options=options,
        places=places,
        body=body,
        place=place,
        body_place=body_place,
    )
    return directive, problems


_Options = tuple[dict[str, str], dict[str, Place], int, tuple[Problem, ...]]


def _line_options(content: str, place: Place) -> _Options:
    options: dict[str, str] = {}
    places: dict[str, Place] = {}
    problems: list[Problem] = []
    used = 0
    for line in content.split("\n"):
        match = _OPTION.fullmatch(line)
        if not match:
            if _NEARLY_OPTION.match(line):
                here = Place(path=place.path, line=place.line + used + 1, column=1)
                message = f"This is not the line of an option: “{line.strip()[:40]}”."
                hint = "Write “:name: value”, or put a blank line above it if it is text."
                problems.append(_problem(here, Code.VALUE, message, hint))
            break
        used += 1
        key, value = match[1].lower(), match[2] or ""
        here = Place(
            path=place.path, line=place.line + used, column=match.start(2) + 1 if value else 1
        )
        if key in options:
            problems.append(_twice(key, here))
        options[key], places[key] = _option_value(value), here
    return options, places, used, tuple(problems)


def _twice(key: str, place: Place) -> Problem:
    message = f"The option “{key}” is given twice."
    return Problem(place=place, code=Code.DUPLICATE_KEY, message=message, hint="Keep one of them.")


def _option_value(written: str) -> str:
    if len(written) > 1 and written[0] == written[-1] == '"':
        try:
            value = json.loads(written)
        except ValueError:
            return written
        return str(value)
    return written


def _yaml_options(content: str, place: Place) -> _Options:
    lines = content.split("\n")
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        message = "The card's block of options is not closed."
        hint = "Put a line “---” after the options."
        return {}, {}, 0, (_problem(place, Code.FENCE, message, hint),)
    tree, problems = fields.load("\n".join(lines[1:end]), place.path, line=place.line + 2)
    options: dict[str, str] = {}
    places: dict[str, Place] = {}
    data = tree.data if tree and isinstance(tree.data, dict) else {}
    for key, value in data.items():
        name = key.lower()
        places[name] = tree.place((key,)) if tree else place
        options[name] = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if tree and isinstance(value, dict):
            problems = (*problems, tree.refuse((key,), "text or a list"))
        elif tree and isinstance(value, list) and not all(isinstance(v, str) for v in value):
            problems = (*problems, tree.refuse((key,), "a list of texts"))
    if tree and tree.data is not None and not isinstance(tree.data, dict):
        problems = (*problems, tree.refuse((), "options", "Write “name: …” in a line for each."))
    return options, places, end + 1, problems


def _read_card(
    directive: Directive, *, heads: bool = False
) -> tuple[CardDraft | None, tuple[Problem, ...]]:
    paragraphs, mark_problems = (
        ((), ()) if heads else marks.parse(directive.body, directive.body_place)
    )
    cite, cite_problems = _read_cite(directive)
    problems = [*_option_problems(directive), *mark_problems, *cite_problems]
    tag = unescape_literal(directive.argument)
    if not tag:
        hint = "Write the claim behind “:::{card}”, in the same line."
        problems.append(_problem(directive.place, Code.CARD_TAG, "This card has no tag.", hint))
    if not paragraphs and not heads:
        hint = "Put the passage after the options and a blank line."
        problems.append(_problem(directive.place, Code.CARD_EMPTY, "This card has no text.", hint))
    if problems:
        return None, tuple(problems)
    options = directive.options
    draft = CardDraft(
        name=options["name"],
        tag=tag,
        side=Side(options["side"]),
        paragraphs=paragraphs,
        place=directive.place,
        topics=_listed(options.get("topics", "")),
        answers=_listed(options.get("answers", "")),
        occurrence=int(options.get("occurrence") or 0),
        note=options.get("note", ""),
        waive=_listed(options.get("waive", ""), ";"),
        citation=cite,
        short_cite=options.get("short-cite", ""),
        body=directive.body_place,
    )
    return draft, ()


def _listed(value: str, separator: str = ",") -> tuple[str, ...]:
    parts = (part.strip().removeprefix('"').removesuffix('"') for part in value.split(separator))
    return tuple(dict.fromkeys(filter(None, parts)))


def _option_problems(directive: Directive) -> Iterator[Problem]:
    options, places = directive.options, directive.places
    for key in sorted(options.keys() - OPTIONS):
        message = f"A card has no option “{key}”."
        yield _problem(places[key], Code.UNKNOWN_KEY, message, did_you_mean(key, OPTIONS))
    for key, form in (("name", ":name: short-name"), ("side", ":side: pro")):
        if not options.get(key):
            place, message = directive.place, f"This card has no {key}."
            yield _problem(place, Code.MISSING_KEY, message, f"Put “{form}” below its tag.")
    if name := options.get("name"):
        problem = check_slug(name, places["name"])
        if problem:
            yield problem
    side = options.get("side")
    if side and side not in list(Side):
        message = f"There is no side “{side}”."
        yield _problem(places["side"], Code.VALUE, message, "A card is for pro, con or both.")
    occurrence = options.get("occurrence", "")
    if occurrence and not re.fullmatch("[1-9][0-9]{0,2}", occurrence):
        message = f"“occurrence” wants a whole number from 1, not “{occurrence}”."
        yield _problem(
            places["occurrence"], Code.VALUE, message, "1 is the first place of the essay."
        )


def _problem(place: Place, code: Code, message: str, hint: str) -> Problem:
    return Problem(place=place, code=code, message=message, hint=hint)


def _read_cite(directive: Directive) -> tuple[Citation | None, tuple[Problem, ...]]:
    """Read the citation of a card that has no stored source, if it brings one."""
    given = {key: name for key, name in _CITE_FIELDS.items() if directive.options.get(key)}
    text = directive.options.get("cite", "")
    if not given:
        return (Citation(text=text), ()) if text else (None, ())
    data: fields.Data = {name: directive.options[key] for key, name in given.items()}
    places: dict[Path, Place] = {(name,): directive.places[key] for key, name in given.items()}
    tree = fields.Tree(data=data, places={(): directive.place, **places})
    read, problems = citation.read_citation(tree, text=text)
    return read, (*problems, *fields.check_language(tree, ("language",)))


def write_directive(name: str, argument: str, options: Mapping[str, str], body: str = "") -> str:
    """Return a directive as generated documents have it; options without a value are left out."""
    title = reference_edges(escape_literal(argument))
    lines = [f":::{{{name}}} {title}".rstrip(" ")]
    lines += (f":{key}: {write_option(value)}" for key, value in options.items() if value)
    return "\n".join([*lines, *(["", body] if body else []), ":::", ""])


def write_card(tag: str, options: Mapping[str, str], paragraphs: Iterable[Paragraph]) -> str:
    """Return a card as generated documents have it."""
    return write_directive("card", tag, options, marks.write(paragraphs))


_PLAIN_VALUE = re.compile(r"\w(?:[^\s\"#:]|:(?=[^\s:])| (?=[^\s#]))*")


def write_option(value: str) -> str:
    """Return the value of an option: plain where that is safe, else a JSON string."""
    if _PLAIN_VALUE.fullmatch(value) and value.isprintable():
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda match: f"\\u{ord(match[0]):04x}", quoted)
