"""The parser of Markdown: evidence is confined, the user's own pages are full MyST."""

import copy
import os
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError, SphinxError
from sphinx.util.nodes import NodeMatcher

from briefwright.markup import confine, grammar
from briefwright.markup.confine import Profile, profile_of
from briefwright.problems import Code
from briefwright.sphinx_ext.complaints import Complaints
from briefwright.sphinx_ext.evidence import exclude_unreadable, refuse_include
from briefwright.sphinx_ext.renderer import BODY_DIRECTIVES, LINKS, ConfinedRenderer
from briefwright.text import decode

__all__ = ["BODY_DIRECTIVES", "ConfinedParser", "is_confined", "setup"]

_NEVER = NodeMatcher(
    nodes.raw,
    nodes.image,
    nodes.meta,
    nodes.pending,
    nodes.substitution_definition,
    nodes.substitution_reference,
    addnodes.download_reference,
    addnodes.only,
)
_FAILED = "This document is shown as text, for it cannot be read as Markdown:"


class ConfinedParser(MystParser):
    """Reads evidence by its profile, and every other page as MyST reads it.

    An instance may read many documents; it keeps nothing between them.
    """

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Add the nodes of *inputstring* to *document*."""
        env = document.settings.env
        profile = _profile(env.docname, env)
        if profile is None:
            super().parse(inputstring, document)
            return
        document.settings = _settings(document.settings)
        complaints = Complaints(str(env.doc2path(env.docname, base=False)))
        if _leads_out(env):
            message = "This link leads out of the project; it is not read."
            complaints.add(Code.FILE, message, "Copy the file into the project.")
        else:
            _read(inputstring, document, profile, complaints)
        complaints.close()


def is_confined(docname: str, env: BuildEnvironment) -> bool:
    """Tell whether the document is evidence: below ``source/``, or generated for a brief."""
    return _profile(docname, env) is not None


def setup(app: Sphinx) -> None:
    """Read every Markdown document of the project with :class:`ConfinedParser`."""
    app.setup_extension("myst_parser")
    app.add_source_parser(ConfinedParser, override=True)
    # After Sphinx has merged what conf.py and the extensions say of suffixes.
    app.connect("config-inited", exclude_unreadable, priority=900)
    app.connect("builder-inited", _check_registry)
    app.connect("include-read", refuse_include)


def _check_registry(app: Sphinx) -> None:
    """Stop where another extension has taken Markdown over: it would obey what evidence says."""
    parsers = app.registry.get_source_parsers()
    if any(not issubclass(parsers[kind], ConfinedParser) for kind in ConfinedParser.supported):
        message = "Another extension reads the Markdown documents; name briefwright after it."
        raise ExtensionError(message)


def _profile(docname: str, env: BuildEnvironment) -> Profile | None:
    """Return the profile of a document by its name or, behind a link, by its place."""
    path = os.path.realpath(env.doc2path(docname))
    place = os.path.relpath(path, os.path.realpath(env.srcdir))
    return profile_of(docname) or profile_of(Path(place).with_suffix("").as_posix())


def _leads_out(env: BuildEnvironment) -> bool:
    path = os.path.realpath(env.doc2path(env.docname))
    return not Path(path).is_relative_to(os.path.realpath(env.srcdir))


def _settings(settings: Any) -> Any:  # noqa: ANN401 # docutils' Values
    """Return settings for one confined document; those of the others stay as they are."""
    own = copy.copy(settings)
    own.file_insertion_enabled = False
    own.raw_enabled = False
    own.smart_quotes = False
    # MyST's transforms ask for these even where its renderer came to no end.
    own.myst_footnote_sort = False
    own.myst_footnote_transition = False
    own.myst_heading_anchors_html_ids = False
    return own


def _read(text: str, document: nodes.document, profile: Profile, complaints: Complaints) -> None:
    """Parse the text, or tell why not and show it as it stands."""
    text = decode(text.encode("utf-8", "replace"), complaints.path)[0]
    code, reason, hint = Code.SIZE, "", "Part it into several documents."
    try:
        _render(text, document, profile, complaints)
    except SphinxError:  # as --exception-on-warning asks
        raise
    except grammar.TooMuchError as error:
        reason = str(error)
    except (RecursionError, MemoryError):
        reason = "it is nested too deeply."
    except Exception as error:  # noqa: BLE001 # whatever it is, it is one line to the user
        code, reason = Code.BUILD, f"{type(error).__name__}: {error}."
        hint = "Take out its unusual parts, and report this to the makers of Briefwright."
    if reason:
        _show(text, document)
        complaints.add(code, f"{_FAILED} {reason}", hint)


def _render(text: str, document: nodes.document, profile: Profile, complaints: Complaints) -> None:
    if len(text) > confine.MAX_CHARACTERS:
        raise grammar.TooMuchError(f"it is longer than {confine.MAX_CHARACTERS:,} characters.")
    body, found = confine.cut_front_matter(text)
    if found and profile is Profile.PAGE:
        message = "Top matter is for essays only; here it is left out."
        complaints.add(Code.MARKUP, message, "Delete it.", 1)
    md = grammar.parser(profile, ConfinedRenderer)
    md.options["myst_config"] = MdParserConfig()  # MyST's renderer asks for it
    renderer = cast(ConfinedRenderer, md.renderer)
    renderer.profile, renderer.complaints = profile, complaints
    md.options["document"] = document
    # MyST's comments ask for the character after the last.
    md.render(body if profile is Profile.ESSAY or body.endswith("\n") else f"{body}\n")
    _sweep(document, complaints)
    _tidy_transitions(document)


def _sweep(document: nodes.document, complaints: Complaints) -> None:
    """Make text of every node that could run, fetch or copy something, whoever made it."""
    for notice in list(document.findall(nodes.system_message)):
        notice.parent.remove(notice)  # it is logged already, and no text of the author's
    for node in list(document.findall(_NEVER)):
        text = node.astext()
        inline = isinstance(node.parent, nodes.TextElement)
        shown = nodes.Text(text) if inline else nodes.literal_block(text, text, language="none")
        node.parent.replace(node, shown)
    for link in list(document.findall(nodes.reference)):
        url = link.get("refuri", "#")
        if not url.startswith("#") and not confine.is_safe_url(url):
            message = f"The link to “{url:.60}” is shown as text."
            complaints.add(Code.MARKUP, message, LINKS, link.line or 0, mild=True)
            link.parent.replace(link, link.children)


def _tidy_transitions(document: nodes.document) -> None:
    """Drop the thematic breaks that docutils complains of: those that separate nothing."""
    for number, node in enumerate(list(document.findall(nodes.transition))):
        between = isinstance(node.parent, (nodes.document, nodes.section))
        if not between or number >= confine.MAX_BREAKS:
            _remove(node)
    for parent in (document, *document.findall(nodes.section)):
        kept: list[nodes.Node] = []
        for child in parent.children:
            begins = not kept or isinstance(kept[-1], (nodes.title, nodes.transition))
            if not (begins and isinstance(child, nodes.transition)):
                kept.append(child)
        parent.children = kept
    last: nodes.Element = document
    while last.children and isinstance(last.children[-1], nodes.section):
        last = last.children[-1]
    if last.children and isinstance(last.children[-1], nodes.transition):
        del last.children[-1]


def _remove(node: nodes.Node) -> None:
    """Remove a node, and what holds nothing without it."""
    parent = node.parent
    parent.remove(node)
    empty = (nodes.block_quote, nodes.list_item, nodes.bullet_list, nodes.enumerated_list)
    if not parent.children and isinstance(parent, empty):
        _remove(parent)


def _show(text: str, document: nodes.document) -> None:
    """Make the text itself, in a section with a name, the whole of the document."""
    blank = nodes.document(document.settings, document.reporter)
    for name, value in vars(blank).items():
        if isinstance(value, (dict, list)) and name != "attributes":
            setattr(document, name, value)
    name = Path(document["source"]).name
    section = nodes.section("", nodes.title(name, name))
    document.note_implicit_target(section, section)
    shown = text[: confine.MAX_CHARACTERS]
    section += nodes.literal_block(shown, shown, language="none")
    document += section
