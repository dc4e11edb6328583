"""The tokens of evidence as docutils nodes: what a profile allows, the rest as text."""

import json
from collections.abc import Callable, Sequence
from typing import TypeAlias

from docutils import nodes
from docutils.parsers.rst import roles
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.warnings_ import MystWarnings
from sphinx import addnodes

from briefwright.markup import confine
from briefwright.markup.confine import Profile
from briefwright.markup.grammar import DIRECTIVE
from briefwright.problems import BriefError, Code
from briefwright.sphinx_ext.complaints import Complaints
from briefwright.sphinx_ext.report import report

BodyDirective: TypeAlias = Callable[["ConfinedRenderer", str, str, int], Sequence[nodes.Node]]
"""Takes the renderer, the text after the name, the content as it stands, and the fence's line."""

BODY_DIRECTIVES: dict[str, BodyDirective] = {}
"""Directives of pages whose content is nobody's Markdown: by name, what makes their nodes."""

LINKS = "A link leads to http(s), to an e-mail address, or to a document of the project."

_RENDERED = frozenset(
    f"render_{kind}"
    for kind in (
        *("paragraph", "inline", "text", "heading", "hr", "blockquote", "code_block", "fence"),
        *("bullet_list", "ordered_list", "list_item", "em", "strong", "code_inline", "link"),
        *("image", "softbreak", "hardbreak", "table", "colon_fence"),
        *("myst_target", "myst_line_comment", "myst_role"),
    )
)


class ConfinedRenderer(SphinxRenderer):
    """Renders one document; whatever is not allowed it reports, and shows as text."""

    profile: Profile
    complaints: Complaints

    def __init__(self, parser: MarkdownIt) -> None:
        super().__init__(parser)
        self.rules = {name: rule for name, rule in self.rules.items() if name in _RENDERED}
        self._depth = 0

    @property
    def docname(self) -> str:
        """The document that is read."""
        return self.sphinx_env.docname

    def warn(self, token: SyntaxTreeNode, message: str, hint: str) -> None:
        """Warn of what may be harmless, at the line of *token*."""
        self.complaints.add(Code.MARKUP, message, hint, token_line(token, 0), mild=True)

    def refuse(
        self, token: SyntaxTreeNode, message: str, hint: str, code: Code = Code.MARKUP
    ) -> None:
        """Tell what evidence may not use, at the line of *token*."""
        self.complaints.add(code, message, hint, token_line(token, 0))

    def create_warning(  # noqa: D102 # as in the base class
        self,
        message: str,
        subtype: MystWarnings | str,
        *,
        wtype: str | None = None,
        line: int | None = None,
        append_to: nodes.Element | None = None,
    ) -> None:
        # How an author orders the headings of an essay is not the user's mistake.
        order = MystWarnings.MD_HEADING_NON_CONSECUTIVE
        if self.profile is Profile.PAGE or subtype is not order:
            self.complaints.add(Code.MARKUP, f"{message}.", "", line or 0, mild=True)

    # Text

    def render_inline(self, token: SyntaxTreeNode) -> None:
        """Render a run of text, and say which of its links lead where none may lead."""
        for url in token.meta.get("refused", ()):
            self.warn(token, f"The link “{_short(url)}” is shown as text.", LINKS)
        self.render_children(token)

    def render_hardbreak(self, token: SyntaxTreeNode) -> None:
        """Render a line end as one white-space character, as :mod:`briefwright.essay` counts it."""
        self.current_node.append(nodes.Text("\n"))

    def render_code_block(self, token: SyntaxTreeNode) -> None:
        """Render indented code."""
        self._show(token.content, token)

    def render_myst_line_comment(self, token: SyntaxTreeNode) -> None:
        """Render nothing: comments are for those who read the file."""

    def render_myst_target(self, token: SyntaxTreeNode) -> None:
        """Render a target, unless there is one of its name already, or a heap of them."""
        before = self.current_node.children[-confine.MAX_TARGETS :]
        if nodes.fully_normalize_name(token.content) in self.document.nameids:
            message = f"There is another target “{_short(token.content)}” in this document."
            self.warn(token, message, "Rename one of them.")
        elif sum(isinstance(node, nodes.target) for node in before) == confine.MAX_TARGETS:
            self.warn(token, "There are too many targets for one place.", "Keep one of them.")
        else:
            super().render_myst_target(token)

    def _show(self, text: str, token: SyntaxTreeNode) -> None:
        """Show text as it stands; no lexer sees it, as lexers can be made to hang."""
        text = text.removesuffix("\n")
        if not text:
            return
        block = nodes.literal_block(text, text, language="none")
        self.add_line_and_source_path(block, token)
        self.current_node.append(block)

    # Links

    def render_link(self, token: SyntaxTreeNode) -> None:
        """Render a link to a site, to a place on the page, or to a document; else its text."""
        href = str(token.attrGet("href") or "")
        link = confine.resolve_link(href, self.docname, self.sphinx_env.found_docs)
        if link is None or (link.anchor and not link.document and self.profile is Profile.ESSAY):
            self.warn(token, f"The link to “{_short(href)}” is shown as text.", LINKS)
            self.render_children(token)
        elif link.url:
            self._wrap(nodes.reference(refuri=link.url), token)
        elif link.document:
            self._wrap_document(link, token)
        else:
            self.render_link_anchor(token, f"#{link.anchor}")

    def _wrap(self, node: nodes.Element, token: SyntaxTreeNode) -> None:
        self.add_line_and_source_path(node, token)
        self.copy_attributes(token, node, ("reftitle",), aliases={"title": "reftitle"})
        with self.current_node_context(node, append=True):
            self.render_children(token)

    def _wrap_document(self, link: confine.Link, token: SyntaxTreeNode) -> None:
        """Make the node that MyST's resolver takes for a link to a document."""
        node = addnodes.pending_xref(
            refdomain="doc",
            reftype="myst",
            refdoc=self.docname,
            reftarget=link.document,
            reftargetid=link.anchor or None,
            refexplicit=bool(token.children),
        )
        self.add_line_and_source_path(node, token)
        with self.current_node_context(node, append=True):
            self._wrap(nodes.inline(classes=["xref", "myst"]), token)

    def render_image(self, token: SyntaxTreeNode) -> None:
        """Show an image as its Markdown."""
        source = str(token.attrGet("src") or "")
        message = f"The image “{_short(source)}” is shown as text."
        self.warn(token, message, "Evidence has no images; link to it.")
        alt = self.renderInlineAsText(token.children or [])
        self.current_node.append(nodes.Text(f"![{alt}]({source})"))

    # Roles and directives

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """Obey the role if it is allowed, or show it as text."""
        name = confine.own_name(token.meta["name"])
        if name not in confine.ROLES or not self._has_role(name):
            message = f"The role “{_short(name)}” is not for evidence; it is shown as text."
            self.refuse(token, message, confine.ROLES_HERE)
            text = f"{{{token.meta['name']}}}{token.markup}{token.content}{token.markup}"
            self.current_node.append(nodes.Text(text))
            return
        super().render_myst_role(token)

    def _has_role(self, name: str) -> bool:
        found, _messages = roles.role(name, self.language_module_rst, 0, self.reporter)
        return found is not None

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Render a fence as the directive that it names, or as code."""
        match = DIRECTIVE.fullmatch(token.info)
        if match and self.profile is Profile.PAGE:
            self._render_directive(token, match[1], match[2] or "")
            return
        if match:
            message = f"An essay has no directives: “{{{_short(match[1])}}}” is shown as code."
            self.warn(token, message, "Take its fence away.")
        self._show(token.content, token)

    def render_colon_fence(self, token: SyntaxTreeNode) -> None:
        """Render a fence of colons as the directive that it names."""
        match = DIRECTIVE.fullmatch(token.info)
        self._render_directive(token, match[1] if match else "", (match and match[2]) or "")

    def _render_directive(self, token: SyntaxTreeNode, name: str, argument: str) -> None:
        shown = f"“{{{_short(name)}}}”"
        name = confine.own_name(name)
        if not token.meta.get("closed"):
            hint = f"End it with a line “{token.markup}”."
            self._show_directive(token, f"The fence of {shown} is not closed.", hint, Code.FENCE)
        elif name in BODY_DIRECTIVES:
            self._render_body(token, name, argument)
        elif name not in confine.DIRECTIVES:
            message = f"The directive {shown} is not for evidence; it is shown as text."
            self._show_directive(token, message, confine.DIRECTIVES_HERE)
        elif self._depth == confine.MAX_DIRECTIVE_DEPTH:
            message, hint = f"The directive {shown} is nested too deeply.", "Take it out."
            self._show_directive(token, message, hint, Code.SIZE)
        else:
            self._depth += 1
            self._run_allowed(token, name, argument)
            self._depth -= 1

    def _show_directive(
        self, token: SyntaxTreeNode, message: str, hint: str, code: Code = Code.MARKUP
    ) -> None:
        self.refuse(token, message, hint, code)
        end = token.markup if token.meta.get("closed") else ""
        self._show(f"{token.markup}{token.info}\n{token.content}{end}", token)

    def _render_body(self, token: SyntaxTreeNode, name: str, argument: str) -> None:
        line = token_line(token, 0)
        self.document.current_line = line
        try:
            self.current_node.extend(BODY_DIRECTIVES[name](self, argument, token.content, line))
        except BriefError as error:
            for problem in error.problems:
                report(problem)
            self._show(token.content, token)

    def _run_allowed(self, token: SyntaxTreeNode, name: str, argument: str) -> None:
        split = confine.split_options(token.content, confine.DIRECTIVES[name])
        for option in split.refused:
            message = f"“{{{name}}}” may not have this “{_short(option)}”."
            self.refuse(token, message, confine.options_here(name))
        body = split.body
        if name == "toctree":
            body = self._toctree_entries(body, token)
        head = [
            f":{option}: {json.dumps(value)}" if value else f":{option}:"
            for option, value in split.options
        ]
        # What is no option to us must be none to MyST, which also reads YAML between dashes.
        if body.startswith(("---", ":")) and not body.startswith(":::"):
            head.append("")
        content = "\n".join([*head, body])
        self.current_node.extend(self.run_directive(name, argument, content, token_line(token, 0)))

    def _toctree_entries(self, body: str, token: SyntaxTreeNode) -> str:
        known = self.sphinx_env.found_docs
        kept: list[str] = []
        for entry in body.splitlines():
            if not entry.strip() or confine.toctree_entry(entry, self.docname, known):
                kept.append(entry)
            else:
                message = f"The entry “{_short(entry)}” is no document of this brief."
                self.refuse(token, message, "The index of a brief lists what stands beside it.")
        return "\n".join(kept)


def _short(text: str) -> str:
    """Return text that fits into a message."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
