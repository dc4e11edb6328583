"""Essays and specifications that are wrong: one line each with its place and what to do."""

from pathlib import Path

import pytest

from briefwright.templates import pack_names
from broken import (
    CARDS,
    ESSAY,
    NAME,
    NEW,
    SPEC,
    Case,
    add,
    assert_refused,
    both,
    edit,
    put,
    section,
)
from conftest import Cli

PACKS = ", ".join(name for name in pack_names() if name != "base")

ESSAYS = {
    "no front matter": Case(
        spoil=put(ESSAY, "Only text.\n"),
        said="source/sunday-libraries/essay.md:1: error[front-matter]: This essay has no front matter. Begin the file with “---”, “title: …” and the other fields of its citation, and “---”.",
    ),
    "an empty essay file": Case(
        spoil=put(ESSAY, ""),
        said="source/sunday-libraries/essay.md:1: error[front-matter]: This essay has no front matter. Begin the file with “---”, “title: …” and the other fields of its citation, and “---”.",
    ),
    "front matter that stays open": Case(
        spoil=edit(ESSAY, "URL]\n---\n", "URL]\n"),
        said="source/sunday-libraries/essay.md:1: error[front-matter]: The front matter is not closed. Put a line “---” after its last field.",
    ),
    "front matter of another kind": Case(
        spoil=put(ESSAY, "+++\ntitle = 'T'\n+++\n\nText.\n"),
        said="source/sunday-libraries/essay.md:1: error[front-matter]: This essay has no front matter. Begin the file with “---”, “title: …” and the other fields of its citation, and “---”.",
    ),
    "no text": Case(
        spoil=put(ESSAY, "---\ntitle: T\n---\n\n \n"),
        said="source/sunday-libraries/essay.md:1: error[essay-empty]: This essay has no text. Put its paragraphs below the front matter, parted by blank lines.",
    ),
    "a misspelt field": Case(
        spoil=edit(ESSAY, "issued:", "isued:"),
        said="source/sunday-libraries/essay.md:5:1: error[unknown-key]: There is no key “isued” here. Did you mean “issued”?",
    ),
    "an unknown field": Case(
        spoil=edit(ESSAY, "issued:", "colour:"),
        said="source/sunday-libraries/essay.md:5:1: error[unknown-key]: There is no key “colour” here. Known: URL, absent, accessed, author, container-title, issued, language, note, page, publisher, qualifications, title, …",
    ),
    "no title": Case(
        spoil=edit(ESSAY, "title: Should the Library Open on Sunday?\n", ""),
        said="source/sunday-libraries/essay.md:2:1: error[missing-key]: `title` is missing. Write “title: …”; every work can be called something.",
    ),
    "a title with a colon": Case(
        spoil=edit(ESSAY, "title: Should", "title: Sundays: should"),
        said="source/sunday-libraries/essay.md:2:15: error[yaml]: A “: ” stands inside a value. If text is meant, put it in quotation marks.",
    ),
    "a date in words": Case(
        spoil=edit(ESSAY, "issued: 2026", "issued: last year"),
        said="source/sunday-libraries/essay.md:5:9: error[value]: `issued` wants a date, not “last year”. Write it as 2017-02-24, 2017-02 or 2017.",
    ),
    "a day that is none": Case(
        spoil=edit(ESSAY, "issued: 2026", "issued: 2026-02-30"),
        said="source/sunday-libraries/essay.md:5:9: error[value]: `issued` wants a date, not “2026-02-30”. Write it as 2017-02-24, 2017-02 or 2017.",
    ),
    "a field given and absent": Case(
        spoil=edit(ESSAY, "absent: [", "absent: [issued, "),
        said="source/sunday-libraries/essay.md:9:10: error[value]: `issued` is declared absent, but line 5 gives it. Keep the one that is true.",
    ),
    "an author of unknown parts": Case(
        spoil=edit(ESSAY, "- literal:", "- nom:"),
        said="source/sunday-libraries/essay.md:4:5: error[unknown-key]: There is no key “nom” here. Known: family, given, literal.",
    ),
    "a language by its name": Case(
        spoil=edit(ESSAY, "language: en", "language: English"),
        said="source/sunday-libraries/essay.md:7:11: error[value]: `language` wants a language tag, not “English”. Write it like en, es, fr-CA or zh-Hant.",
    ),
    "an address that runs": Case(
        spoil=edit(
            ESSAY,
            "absent: [publisher, accessed, URL]",
            "absent: [publisher, accessed]\nURL: javascript:alert(1)",
        ),
        said="source/sunday-libraries/essay.md:10:6: error[value]: `URL` wants an address of the web, not “javascript:alert(1)”. It begins with https:// or http://.",
    ),
    "a tab": Case(
        spoil=edit(ESSAY, "  - literal", "\t- literal"),
        said="source/sunday-libraries/essay.md:4:1: error[yaml]: A tab indents this line. YAML is indented with spaces: use two for each tab.",
    ),
    "a field twice": Case(
        spoil=edit(ESSAY, "issued: 2026", "issued: 2026\nissued: 2025"),
        said="source/sunday-libraries/essay.md:6:1: error[duplicate-key]: “issued” stands here twice; the first is in line 5. Delete one of the two.",
    ),
    "an anchor": Case(
        spoil=edit(ESSAY, "issued: 2026", "issued: &a 2026"),
        said="source/sunday-libraries/essay.md:5:9: error[yaml]: “&a” is an anchor of YAML, which is not read here. If text is meant, put it in quotation marks.",
    ),
    "an alias": Case(
        spoil=edit(ESSAY, "issued: 2026", "issued: *a"),
        said="source/sunday-libraries/essay.md:5:9: error[yaml]: “*a” is an alias of YAML, which is not read here. If text is meant, put it in quotation marks.",
    ),
    "merged keys": Case(
        spoil=edit(ESSAY, "issued: 2026", "<<: {issued: 2026}"),
        said="source/sunday-libraries/essay.md:5:1: error[yaml]: “<<” merges keys in YAML, which is not done here. Write the keys out.",
    ),
    "a tag of Python": Case(
        spoil=edit(ESSAY, "issued: 2026", "issued: !!python/object/apply:os.system [id]"),
        said="source/sunday-libraries/essay.md:5:9: error[yaml]: “!” begins a tag of YAML, which is not read here. If text is meant, put it in quotation marks.",
        more=1,
    ),
    "a list as front matter": Case(
        spoil=put(ESSAY, "---\n- title\n---\n\nText.\n"),
        said="source/sunday-libraries/essay.md:2:1: error[value]: This wants keys and values, not a list. Known: URL, absent, accessed, author, container-title, issued, language, note, page, publisher, qualifications, title, …",
    ),
    "top matter meant for MyST": Case(
        spoil=edit(ESSAY, "issued:", "myst:\n  enable_extensions: [substitution]\nissued:"),
        said="source/sunday-libraries/essay.md:5:1: error[unknown-key]: There is no key “myst” here. Known: URL, absent, accessed, author, container-title, issued, language, note, page, publisher, qualifications, title, …",
    ),
    "top matter meant for Sphinx": Case(
        spoil=edit(ESSAY, "issued:", "orphan: true\nissued:"),
        said="source/sunday-libraries/essay.md:5:1: error[unknown-key]: There is no key “orphan” here. Known: URL, absent, accessed, author, container-title, issued, language, note, page, publisher, qualifications, title, …",
    ),
    "top matter meant for the page": Case(
        spoil=edit(ESSAY, "issued:", "html_meta:\n  refresh: 0;url=https://x\nissued:"),
        said="source/sunday-libraries/essay.md:5:1: error[unknown-key]: There is no key “html_meta” here. Known: URL, absent, accessed, author, container-title, issued, language, note, page, publisher, qualifications, title, …",
    ),
    "a bomb of aliases": Case(
        spoil=edit(
            ESSAY, "issued: 2026", "".join(f"a{n}: &a{n} [*a{n - 1}, x]\n" for n in range(9))
        ),
        said="source/sunday-libraries/essay.md:5:5: error[yaml]: “&a0” is an anchor of YAML, which is not read here. If text is meant, put it in quotation marks.",
        more=1,
    ),
    "code that swallows the text": Case(
        spoil=edit(ESSAY, "The usual objection", "```\nThe usual objection"),
        said="source/sunday-libraries/essay.md:16: error[fence]: This line begins code that has no end: all below it would be code. End it with a like line, or put a backslash before the first mark if it is text.",
    ),
    "quotations nested without end": Case(
        spoil=add(ESSAY, f"\n{'>' * 60} deep\n"),
        said="source/sunday-libraries/essay.md:22: error[size]: Lists and quotations are nested more than 10 levels deep here. Take the marks of some levels away.",
    ),
    "NUL": Case(
        spoil=add(ESSAY, "\nNo\x00thing.\n"),
        said="source/sunday-libraries/essay.md:22:3: error[character]: The character U+0000 means nothing in text. Delete it; it often comes with text copied from a PDF.",
    ),
    "a control character": Case(
        spoil=add(ESSAY, "\nNo\x07thing.\n"),
        said="source/sunday-libraries/essay.md:22:3: error[character]: The character U+0007 means nothing in text. Delete it; it often comes with text copied from a PDF.",
    ),
    "a character that is none": Case(
        spoil=add(ESSAY, "\nNo\ufffething.\n"),
        said="source/sunday-libraries/essay.md:22:3: error[character]: The character U+FFFE means nothing in text. Delete it; it often comes with text copied from a PDF.",
    ),
}


SPECS = {
    "an empty file": Case(
        spoil=put(NEW, ""),
        said="briefs/new.yaml:1:1: error[missing-key]: `resolution` is missing. Write “resolution: …”.",
    ),
    "no resolution": Case(
        spoil=put(NEW, "title: T\n"),
        said="briefs/new.yaml:1:1: error[missing-key]: `resolution` is missing. Write “resolution: …”.",
    ),
    "an unknown card": Case(
        spoil=section("[free-dy]"),
        said="briefs/new.yaml:4:13: error[missing-card]: There is no card “free-dy”. Did you mean “free-day”?",
    ),
    "a card of the other side": Case(
        spoil=section("[few-come]"),
        said="briefs/new.yaml:4:13: error[wrong-side]: The card “few-come” is for con, not for pro. Take it out, or write “:side: both” at source/sunday-libraries/cards.md:45:1.",
    ),
    "an unknown topic": Case(
        spoil=section("{topic: acess}"),
        said="briefs/new.yaml:4:12: error[unknown-topic]: No card has the topic “acess”. Did you mean “access”?",
    ),
    "an unknown source": Case(
        spoil=section("{source: sunday-library}"),
        said="briefs/new.yaml:4:12: error[unknown-source]: There is no source “sunday-library”. Did you mean “sunday-libraries”?",
    ),
    "an unknown side": Case(
        spoil=section("{topic: access, side: aff}"),
        said="briefs/new.yaml:4:34: error[value]: `side` wants pro, con or both, not “aff”. Did you mean “pro”?",
    ),
    "a limit in words": Case(
        spoil=section("{topic: access, limit: ten}"),
        said="briefs/new.yaml:4:35: error[value]: `limit` wants a whole number, not “ten”.",
    ),
    "a limit below nothing": Case(
        spoil=section("{topic: access, limit: -1}"),
        said="briefs/new.yaml:4:35: error[value]: `limit` wants a whole number from 0, not “-1”. 0 takes every card.",
    ),
    "an answer to nothing": Case(
        spoil=section("[free-day]", "    answers: Nothing like it\n"),
        said="briefs/new.yaml:4:14: error[unknown-topic]: The side “con” has no contention, card or topic “Nothing like it” to answer. Known: Access, Cost, Staff, access, cost, few-come, staff, staff-weekend, weekday-price.",
    ),
    "an unknown template": Case(
        spoil=put(NEW, "resolution: R\ntemplate: public-form\n"),
        said="briefs/new.yaml:2:11: error[unknown-template]: There is no template “public-form”. Did you mean “public-forum”?",
    ),
    "a template that climbs": Case(
        spoil=put(NEW, "resolution: R\ntemplate: ../../etc\n"),
        said=f"briefs/new.yaml:2:11: error[unknown-template]: There is no template “../../etc”. Known: {PACKS}.",
    ),
    "a template without documents": Case(
        spoil=put(NEW, "resolution: R\ntemplate: base\n"),
        said=f"briefs/new.yaml:2:11: error[unknown-template]: There is no template “base”. Known: {PACKS}.",
    ),
    "an unknown option": Case(
        spoil=put(NEW, "resolution: R\noptions: {papr: a4}\n"),
        said="briefs/new.yaml:2:17: error[unknown-key]: The template “public-forum” has no option “papr”. Did you mean “paper”?",
    ),
    "an option that does not fit": Case(
        spoil=put(NEW, "resolution: R\noptions: {paper: a6}\n"),
        said="briefs/new.yaml:2:18: error[value]: The option “paper” cannot be “a6”: it is none of the choices. Known: a3, a4, a5, half-letter, legal, letter.",
    ),
    "an option that is no number": Case(
        spoil=put(NEW, "resolution: R\noptions: {size: big}\n"),
        said="briefs/new.yaml:2:17: error[value]: The option “size” cannot be “big”: it is not a number. Write digits only, such as 3 or 1.5, or auto.",
    ),
    "an unknown key": Case(
        spoil=put(NEW, "resolution: R\ntemplte: public-forum\n"),
        said="briefs/new.yaml:2:1: error[unknown-key]: There is no key “templte” here. Did you mean “template”?",
    ),
    "an unknown format": Case(
        spoil=put(NEW, "resolution: R\nformat: public forum\n"),
        said="briefs/new.yaml:2:9: error[unknown-format]: There is no format “public forum”. Did you mean “public-forum”?",
    ),
    "a format by its nickname": Case(
        spoil=put(NEW, "resolution: R\nformat: LD\n"),
        said="briefs/new.yaml:2:9: error[unknown-format]: There is no format “LD”. Did you mean “lincoln-douglas”?",
    ),
    "a key of another format": Case(
        spoil=put(NEW, "motion: R\n"),
        said="briefs/new.yaml:1:1: error[unknown-key]: There is no key “motion” here. Did you mean “resolution”?",
    ),
    "a list for text": Case(
        spoil=put(NEW, "resolution: [R]\n"),
        said="briefs/new.yaml:1:13: error[value]: `resolution` wants text, not a list.",
    ),
    "text for a side": Case(
        spoil=put(NEW, "resolution: R\npro: yes\n"),
        said="briefs/new.yaml:2:6: error[value]: `pro` wants a list of sections, not “yes”. Write “- heading: …” below it for each section.",
    ),
    "a list for keys": Case(
        spoil=put(NEW, "resolution: R\nround: [1]\n"),
        said="briefs/new.yaml:2:8: error[value]: `round` wants keys and values, not a list. Known: date, judge, opponent, rate, reads, room, round, side, tournament.",
    ),
    "a section without a heading": Case(
        spoil=put(NEW, "resolution: R\npro:\n  - cards: [free-day]\n"),
        said="briefs/new.yaml:3:5: error[missing-key]: `heading` is missing. Write “heading: …”.",
    ),
    "an empty section": Case(
        spoil=put(NEW, "resolution: R\npro:\n  -\n"),
        said="briefs/new.yaml:3:4: error[value]: Item 1 of `pro` is empty.",
    ),
    "several mistakes": Case(
        spoil=put(NEW, "resolution: R\nteem: T\npro:\n  - heding: H\n    cards: {limit: x}\n"),
        said="briefs/new.yaml:2:1: error[unknown-key]: There is no key “teem” here. Did you mean “team”?",
        more=2,
    ),
    "a tab": Case(
        spoil=put(NEW, "resolution: R\npro:\n\t- heading: H\n"),
        said="briefs/new.yaml:3:1: error[yaml]: A tab indents this line. YAML is indented with spaces: use two for each tab.",
    ),
    "an anchor": Case(
        spoil=put(NEW, "resolution: &a R\n"),
        said="briefs/new.yaml:1:13: error[yaml]: “&a” is an anchor of YAML, which is not read here. If text is meant, put it in quotation marks.",
    ),
    "a bomb of aliases": Case(
        spoil=put(NEW, "".join(f"a{n}: &a{n} [*a{n - 1}, x]\n" for n in range(40))),
        said="briefs/new.yaml:1:5: error[yaml]: “&a0” is an anchor of YAML, which is not read here. If text is meant, put it in quotation marks.",
        more=1,
    ),
    "a tag": Case(
        spoil=put(NEW, "resolution: !!python/name:os.system R\n"),
        said="briefs/new.yaml:1:13: error[yaml]: “!” begins a tag of YAML, which is not read here. If text is meant, put it in quotation marks.",
    ),
    "a key twice": Case(
        spoil=put(NEW, "resolution: R\nresolution: S\n"),
        said="briefs/new.yaml:2:1: error[duplicate-key]: “resolution” stands here twice; the first is in line 1. Delete one of the two.",
    ),
    "a key twice inside": Case(
        spoil=put(NEW, "resolution: R\nround: {room: 1, room: 2}\n"),
        said="briefs/new.yaml:2:18: error[duplicate-key]: “room” stands here twice; the first is in line 2. Delete one of the two.",
    ),
    "two documents": Case(
        spoil=put(NEW, "resolution: R\n---\nresolution: R\n"),
        said="briefs/new.yaml:2:1: error[yaml]: “---” begins a second document. Keep one to a file.",
    ),
    "brackets nested without end": Case(
        spoil=put(NEW, f"resolution: R\npro: {'[' * 5000}"),
        said="briefs/new.yaml:2:25: error[size]: This is the level 21 of lists and keys; 20 is the most. Nest it less.",
    ),
    "too large": Case(
        spoil=put(NEW, "resolution: R\n# " + "x" * 2_000_000),
        said="briefs/new.yaml:1: error[size]: This is 1.9 MiB of YAML; 1 MiB is the most. Divide it.",
    ),
    "a quotation that stays open": Case(
        spoil=put(NEW, 'resolution: "R\n'),
        said="briefs/new.yaml:1:13: error[yaml]: This quotation is not closed. Put the same mark at its end.",
    ),
    "a colon in a value": Case(
        spoil=put(NEW, "resolution: Resolved: R\n"),
        said="briefs/new.yaml:1:21: error[yaml]: A “: ” stands inside a value. If text is meant, put it in quotation marks.",
    ),
    "a comment that was meant as text": Case(
        spoil=put(NEW, "resolution: Tax #1\n"),
        said="briefs/new.yaml:1:17: error[yaml]: “#1” begins a comment and is not part of the value. Put the value in quotation marks, or a space behind “#” if a comment is meant.",
    ),
    "a wrong indent": Case(
        spoil=put(NEW, "resolution: R\npro:\n - heading: H\n  text: T\n"),
        said="briefs/new.yaml:4:3: error[yaml]: This does not go on from what is before it. Write “key: value” in each line, and indent alike what belongs together.",
    ),
    "a language that is none": Case(
        spoil=put(NEW, "resolution: R\nlanguage: en_US\n"),
        said="briefs/new.yaml:2:11: error[value]: `language` wants a language tag, not “en_US”. Write it like en, es, fr-CA or zh-Hant.",
    ),
    "NUL": Case(
        spoil=put(NEW, "resolution: R\x00\n"),
        said="briefs/new.yaml:1:14: error[character]: The character U+0000 means nothing in text. Delete it; it often comes with text copied from a PDF.",
    ),
    "NUL as an escape": Case(
        spoil=put(NEW, 'resolution: "R\\0"\n'),
        said="briefs/new.yaml:1:13: error[character]: The character U+0000 means nothing in text. Delete the escape that makes it.",
    ),
    "code that swallows the cards": Case(
        spoil=section("[free-day]", "    text: |\n      ```\n      code\n"),
        said="briefs/new.yaml:4:11: error[fence]: The fence “```” in this text is not closed. End it with a line “```”; else it would take in the cards below it.",
    ),
    "a fence that swallows the cards": Case(
        spoil=section("[free-day]", "    text: |\n      :::{note}\n      text\n"),
        said="briefs/new.yaml:4:11: error[fence]: The fence “:::” in this text is not closed. End it with a line “:::”; else it would take in the cards below it.",
    ),
    "an include in the text": Case(
        spoil=section("[free-day]", "    text: |\n      ```{include} /etc/passwd\n      ```\n"),
        said="briefs/new/pro-brief.md: error[markup]: The directive “{include}” is not for evidence; it is shown as text. Directives here: card, card-ref, chart, clash-map, important, list-table, marks, note, ruled, seealso, tip, toctree, warning. This document is generated: mend briefs/new.yaml, a card or the template.",
        late=True,
    ),
    "a raw directive in the text": Case(
        spoil=section(
            "[free-day]", "    text: |\n      ```{raw} html\n      <script>\n      ```\n"
        ),
        said="briefs/new/pro-brief.md: error[markup]: The directive “{raw}” is not for evidence; it is shown as text. Directives here: card, card-ref, chart, clash-map, important, list-table, marks, note, ruled, seealso, tip, toctree, warning. This document is generated: mend briefs/new.yaml, a card or the template.",
        late=True,
    ),
    "an unknown card in the text": Case(
        spoil=section("[free-day]", "    text: See {card}`nothing`.\n"),
        said="briefs/new/pro-brief.md: error[build]: debate:card reference target not found: nothing. “brief list cards” says what cards there are. This document is generated: mend briefs/new.yaml, a card or the template.",
        late=True,
    ),
    "other words under the name of a card": Case(
        spoil=section(
            "[free-day]",
            "    text: |\n      :::{card} T\n      :name: free-day\n\n      Made up.\n      :::\n",
        ),
        said="briefs/new/pro-brief.md: error[quote-verbatim]: The text of “free-day” is not that of the card at source/sunday-libraries/cards.md:3:1, which is shown. Copy it from there, or leave it out: the name is enough. This document is generated: mend briefs/new.yaml, a card or the template.",
        late=True,
    ),
    "a name of Windows": Case(
        spoil=put("briefs/con.yaml", "resolution: R\n"),
        said="briefs/con.yaml: error[slug]: “con” is a name that Windows or Sphinx keeps for itself. Use small letters, digits and hyphens, such as “con-1”.",
    ),
    "a name of Sphinx": Case(
        spoil=put("briefs/search.yaml", "resolution: R\n"),
        said="briefs/search.yaml: error[slug]: “search” is a name that Windows or Sphinx keeps for itself. Use small letters, digits and hyphens, such as “search-1”.",
    ),
    "a name with a space": Case(
        spoil=put("briefs/a b.yaml", "resolution: R\n"),
        said="briefs/a b.yaml: error[slug]: “a b” cannot be the name of a folder or page. Use small letters, digits and hyphens, such as “a-b”.",
    ),
    "a name in capitals": Case(
        spoil=put("briefs/Tax.yaml", "resolution: R\n"),
        said="briefs/Tax.yaml: error[slug]: “Tax” cannot be the name of a folder or page. Use small letters, digits and hyphens, such as “tax”.",
    ),
    "two files of one name": Case(
        spoil=put(f"briefs/{NAME}.yml", "resolution: R\n"),
        said="briefs/sunday-libraries.yml: error[slug]: This and briefs/sunday-libraries.yaml have the same name on many computers. Rename one of them.",
    ),
    "only a side that no card serves": Case(
        spoil=both(put(CARDS, ""), put(SPEC, "resolution: R\n")),
        said="briefs/sunday-libraries.yaml:1:1: error[empty-side]: Neither side has a card: the brief is empty. Cut cards into source/<name>/cards.md first.",
    ),
}


@pytest.mark.parametrize("name", ESSAYS)
def test_essay_is_refused_in_one_line(cli: Cli, small_built: Path, name: str) -> None:
    assert_refused(ESSAYS[name], small_built, cli)


@pytest.mark.parametrize("name", SPECS)
def test_specification_is_refused_in_one_line(cli: Cli, small_built: Path, name: str) -> None:
    assert_refused(SPECS[name], small_built, cli)
