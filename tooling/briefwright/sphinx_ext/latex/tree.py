"""The documents of a PDF by LaTeX, put together as those of other PDFs are."""

from collections.abc import Iterator

from docutils import nodes
from docutils.nodes import Element
from sphinx import addnodes
from sphinx.application import Sphinx

from briefwright.sphinx_ext.domain import slug_of
from briefwright.sphinx_ext.mains import short_title
from briefwright.sphinx_ext.nodes import card
from briefwright.sphinx_ext.printjob import PrintJob
from briefwright.sphinx_ext.typst_tables import SHORT_TABLE, lines_of


def put_together(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let the documents of a brief stand beside each other, under their short titles."""
    if app.builder.name != "latex" or not slug_of(docname):
        return
    job = next((job for job in jobs(app) if job.docname == docname), None)
    inside = list(_files(doctree))
    for file in inside:
        file.parent.remove(file)
    if job:
        for top in (doctree, *inside):
            _retitle(top, job)
    for file in inside:
        doctree += [nodes.raw("", "\\bwPart{}", format="latex"), file]
    _lead_to_sources(app, doctree)
    for table in list(doctree.findall(nodes.table)):
        if lines_of(table) > SHORT_TABLE:
            _let_break(table)


def _let_break(table: nodes.table) -> None:
    """Let a *table* go on overleaf, which Sphinx does only with very many rows."""
    table["classes"].append("longtable")
    section = table.parent
    if isinstance(section, nodes.section) and section.index(table) == 1:
        room = nodes.raw("", "\\needspace{14\\baselineskip}", format="latex")
        section.parent.insert(section.parent.index(section), room)
    if "colwidths-given" in table["classes"]:
        return
    # The columns of such a table are as wide as their contents, unless it is said how wide.
    table["classes"].append("colwidths-given")
    columns = list(table.findall(nodes.colspec))
    rows = [[len(entry.astext()) for entry in row.children] for row in table.findall(nodes.row)]
    for number, column in enumerate(columns):
        longest = max((row[number] for row in rows if number < len(row)), default=0)
        column["colwidth"] = max(8, min(40, longest))


def jobs(app: Sphinx) -> list[PrintJob]:
    """Return the PDFs that the other engine would print, without the editions."""
    listed = app.config.typst_documents
    return [job for job in listed if isinstance(job, PrintJob) and job.edition == "full"]


def _files(doctree: nodes.document) -> Iterator[Element]:
    """Yield the documents that *doctree* takes in, and these in turn."""
    yield from doctree.findall(addnodes.start_of_file)


def _retitle(top: Element, job: PrintJob) -> None:
    """Leave out of the title of a document what stands above all of them."""
    section = next((child for child in top.children if isinstance(child, nodes.section)), None)
    title = section.next_node(nodes.title) if section is not None else None
    if section is None or title is None:
        return
    whole = title.astext()
    if whole != job.title:
        _say(title, short_title(whole, job.title))
        return
    words = job.options.get("words")
    overview = words.get("overview") if isinstance(words, dict) else ""
    if isinstance(top, nodes.document) and overview:
        # The first title is that of the PDF, and is not printed again.
        outer = nodes.section("", nodes.title("", whole), ids=section["ids"])
        section["ids"] = []
        top.replace(section, outer)
        outer += section
        _say(title, str(overview))


def _say(title: nodes.title, words: str) -> None:
    title.children = []
    title += nodes.Text(words)


def _lead_to_sources(app: Sphinx, doctree: nodes.document) -> None:
    """Let "in context" lead to the web if the pages stand there; else it leads nowhere."""
    base = app.config.html_baseurl
    known = base.startswith(("http://", "https://"))
    for link in list(doctree.findall(nodes.inline)):
        if "bw-context" not in link["classes"] or isinstance(link.parent, nodes.reference):
            continue
        card = _card_of(link)
        if known and card is not None and card.get("source"):
            page = f"source/{card['source']}/essay.html#passage-{card['name']}"
            goal = nodes.reference("", "", refuri=f"{base.rstrip('/')}/{page}", internal=False)
            link.replace_self(goal)
            goal += link
        else:
            link.parent.remove(link)


def _card_of(node: nodes.Node | None) -> Element | None:
    while node is not None and not isinstance(node, card):
        node = node.parent
    return node
