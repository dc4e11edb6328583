"""Cards that are wrong: each is one line with its place and what to do, and changes no file."""

from pathlib import Path

import pytest

from broken import CARDS, ESSAY, Case, add, assert_refused, card, edit, put, remove
from conftest import Cli

CASES = {
    "another word": Case(
        spoil=edit(CARDS, "is smaller than", "is larger than"),
        said="source/sunday-libraries/cards.md:25:1: error[quote-verbatim]: The text of “small-cost” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "other order": Case(
        spoil=edit(CARDS, "goodwill runs out by winter", "by winter goodwill runs out"),
        said="source/sunday-libraries/cards.md:42:1: error[quote-verbatim]: The text of “staff-weekend” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "a not put in": Case(
        spoil=edit(CARDS, "experienced librarians leave", "experienced librarians not leave"),
        said="source/sunday-libraries/cards.md:42:1: error[quote-verbatim]: The text of “staff-weekend” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "a not left out": Case(
        spoil=edit(CARDS, "does not need", "does need"),
        said="source/sunday-libraries/cards.md:16:1: error[quote-verbatim]: The text of “quiet-table” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "another number": Case(
        spoil=edit(
            CARDS,
            "for eight hours" if False else "two people instead of eight",
            "two people instead of 8",
        ),
        said="source/sunday-libraries/cards.md:25:1: error[quote-verbatim]: The text of “small-cost” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "another capital": Case(
        spoil=edit(CARDS, "*Even so", "*even so"),
        said="source/sunday-libraries/cards.md:25:1: error[quote-verbatim]: The text of “small-cost” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "words left out in the middle": Case(
        spoil=edit(CARDS, "with two people instead of eight**, ", "**"),
        said="source/sunday-libraries/cards.md:25:1: error[quote-verbatim]: The text of “small-cost” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "several places": Case(
        spoil=card("readers"),
        said="source/sunday-libraries/cards.md:58:1: error[quote-ambiguous]: The text of “new” stands 4 times in source/sunday-libraries/essay.md (lines 14, 14, 16, 20). Take more of the passage, or choose one with “:occurrence: 1”.",
    ),
    "more places than there are": Case(
        spoil=card("readers", ":name: new\n:side: con\n:occurrence: 9\n"),
        said="source/sunday-libraries/cards.md:59:1: error[quote-ambiguous]: The text of “new” stands 4 times in source/sunday-libraries/essay.md (lines 14, 14, 16, 20). Take more of the passage, or choose one with “:occurrence: 1”.",
    ),
    "one place, the second wanted": Case(
        spoil=card("Staff have weekends too.", ":name: new\n:side: con\n:occurrence: 2\n"),
        said="source/sunday-libraries/cards.md:59:1: error[quote-ambiguous]: The text of “new” stands only once in source/sunday-libraries/essay.md (line 18). Take “:occurrence:” out.",
    ),
    "inside a word": Case(
        spoil=card("ublic libraries are open"),
        said="source/sunday-libraries/cards.md:58:1: error[cut-inside-word]: The text of “new” begins or ends inside a word of its essay. Take the whole word into the card.",
    ),
    "from elsewhere": Case(
        spoil=card("The quick brown fox jumps over the lazy dog."),
        said="source/sunday-libraries/cards.md:58:1: error[quote-verbatim]: The text of “new” does not stand in source/sunday-libraries/essay.md. Nothing in it is like the card: is it the right source?",
    ),
    "raw HTML": Case(
        spoil=card("Staff <b>have</b> weekends too."),
        said="source/sunday-libraries/cards.md:58:1: error[quote-verbatim]: The text of “new” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "a script": Case(
        spoil=card("Staff have weekends too.<script>alert(1)</script>"),
        said="source/sunday-libraries/cards.md:58:1: error[quote-verbatim]: The text of “new” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "an include": Case(
        spoil=card("```{include} /etc/passwd\n```"),
        said="source/sunday-libraries/cards.md:58:1: error[quote-verbatim]: The text of “new” does not stand in source/sunday-libraries/essay.md. Nothing in it is like the card: is it the right source?",
    ),
    "a raw directive": Case(
        spoil=card("```{raw} html\n<script>alert(1)</script>\n```"),
        said="source/sunday-libraries/cards.md:58:1: error[quote-verbatim]: The text of “new” does not stand in source/sunday-libraries/essay.md. Nothing in it is like the card: is it the right source?",
    ),
    "a javascript link": Case(
        spoil=card("[Staff](javascript:alert(1)) have weekends too."),
        said="source/sunday-libraries/cards.md:58:1: error[quote-verbatim]: The text of “new” does not stand in source/sunday-libraries/essay.md. Nothing in it is like the card: is it the right source?",
    ),
    "a substitution": Case(
        spoil=card("Staff have {{ env }} weekends too."),
        said="source/sunday-libraries/cards.md:58:1: error[quote-verbatim]: The text of “new” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "a name twice": Case(
        spoil=card("Staff have weekends too.", ":name: free-day\n:side: con\n"),
        said="source/sunday-libraries/cards.md:54:1: error[duplicate-card]: The name “free-day” is taken by the card at source/sunday-libraries/cards.md:3:1. Give one of the two another name.",
    ),
    "an answer to nothing": Case(
        spoil=edit(CARDS, ":answers: weekday-price", ":answers: weekday-prices"),
        said="source/sunday-libraries/cards.md:19: error[missing-card]: “small-cost” answers “weekday-prices”, which is neither a card nor a topic. Did you mean “weekday-price”?",
    ),
    "an unknown option": Case(
        spoil=card("Staff have weekends too.", ":name: new\n:side: con\n:topic: staff\n"),
        said="source/sunday-libraries/cards.md:57:9: error[unknown-key]: A card has no option “topic”. Did you mean “topics”?",
    ),
    "an option twice": Case(
        spoil=card("Staff have weekends too.", ":name: new\n:name: other\n:side: con\n"),
        said="source/sunday-libraries/cards.md:56:8: error[duplicate-key]: The option “name” is given twice. Keep one of them.",
    ),
    "an option without its colon": Case(
        spoil=card("Staff have weekends too.", ":name new\n:side: con\n"),
        said="source/sunday-libraries/cards.md:55:1: error[value]: This is not the line of an option: “:name new”. Write “:name: value”, or put a blank line above it if it is text.",
    ),
    "an option without its space": Case(
        spoil=card("Staff have weekends too.", ":name:new\n:side: con\n"),
        said="source/sunday-libraries/cards.md:55:1: error[value]: This is not the line of an option: “:name:new”. Write “:name: value”, or put a blank line above it if it is text.",
    ),
    "an unknown side": Case(
        spoil=card("Staff have weekends too.", ":name: new\n:side: aff\n"),
        said="source/sunday-libraries/cards.md:56:8: error[value]: There is no side “aff”. A card is for pro, con or both.",
    ),
    "a side in capitals": Case(
        spoil=card("Staff have weekends too.", ":name: new\n:side: Pro\n"),
        said="source/sunday-libraries/cards.md:56:8: error[value]: There is no side “Pro”. A card is for pro, con or both.",
    ),
    "no name": Case(
        spoil=card("Staff have weekends too.", ":side: con\n"),
        said="source/sunday-libraries/cards.md:54:1: error[missing-key]: This card has no name. Put “:name: short-name” below its tag.",
    ),
    "no side": Case(
        spoil=card("Staff have weekends too.", ":name: new\n"),
        said="source/sunday-libraries/cards.md:54:1: error[missing-key]: This card has no side. Put “:side: pro” below its tag.",
    ),
    "an occurrence in words": Case(
        spoil=card("Staff have weekends too.", ":name: new\n:side: con\n:occurrence: two\n"),
        said="source/sunday-libraries/cards.md:57:14: error[value]: “occurrence” wants a whole number from 1, not “two”. 1 is the first place of the essay.",
    ),
    "a name that climbs": Case(
        spoil=card("Staff have weekends too.", ":name: ../new\n:side: con\n"),
        said="source/sunday-libraries/cards.md:55:8: error[slug]: “../new” cannot be the name of a folder or page. Use small letters, digits and hyphens, such as “new”.",
    ),
    "a name that is a path": Case(
        spoil=card("Staff have weekends too.", ":name: /etc/passwd\n:side: con\n"),
        said="source/sunday-libraries/cards.md:55:8: error[slug]: “/etc/passwd” cannot be the name of a folder or page. Use small letters, digits and hyphens, such as “etc-passwd”.",
    ),
    "a name of Windows": Case(
        spoil=card("Staff have weekends too.", ":name: nul\n:side: con\n"),
        said="source/sunday-libraries/cards.md:55:8: error[slug]: “nul” is a name that Windows or Sphinx keeps for itself. Use small letters, digits and hyphens, such as “nul-1”.",
    ),
    "a name in capitals": Case(
        spoil=card("Staff have weekends too.", ":name: New\n:side: con\n"),
        said="source/sunday-libraries/cards.md:55:8: error[slug]: “New” cannot be the name of a folder or page. Use small letters, digits and hyphens, such as “new”.",
    ),
    "no text": Case(
        spoil=card(""),
        said="source/sunday-libraries/cards.md:54:1: error[card-empty]: This card has no text. Put the passage after the options and a blank line.",
    ),
    "blank text": Case(
        spoil=card(" \t\n"),
        said="source/sunday-libraries/cards.md:54:1: error[card-empty]: This card has no text. Put the passage after the options and a blank line.",
    ),
    "no tag": Case(
        spoil=card("Staff have weekends too.", tag=""),
        said="source/sunday-libraries/cards.md:54:1: error[card-tag]: This card has no tag. Write the claim behind “:::{card}”, in the same line.",
    ),
    "a fence that is open at the end": Case(
        spoil=add(CARDS, "\n:::{card} A tag\n:name: new\n:side: con\n\nStaff have weekends too.\n"),
        said="source/sunday-libraries/cards.md:54:1: error[fence]: This card's fence is not closed. Put a line of as many colons, “:::”, after its text.",
    ),
    "a fence that is open before another card": Case(
        spoil=edit(CARDS, "timetable***.\n:::\n", "timetable***.\n"),
        said="source/sunday-libraries/cards.md:3:1: error[fence]: This card's fence is not closed. Put a line of as many colons, “:::”, after its text.",
    ),
    "a fence that is closed by fewer colons": Case(
        spoil=add(
            CARDS, "\n::::{card} A tag\n:name: new\n:side: con\n\nStaff have weekends too.\n:::\n"
        ),
        said="source/sunday-libraries/cards.md:54:1: error[fence]: This card's fence is not closed. Put a line of as many colons, “:::”, after its text.",
    ),
    "code that swallows the cards": Case(
        spoil=edit(CARDS, ":::{card} Sunday is", "```\n:::{card} Sunday is"),
        said="source/sunday-libraries/cards.md:3:1: error[fence]: The code that “```” begins has no end: no card below it is read. Put a line “```” after the code.",
    ),
    "another kind of fence": Case(
        spoil=add(
            CARDS, "\n```{card} A tag\n:name: new\n:side: con\n\nStaff have weekends too.\n```\n"
        ),
        said="source/sunday-libraries/cards.md:54:1: error[markup]: This is not the first line of a card: “```{card} A tag”. A card begins at the margin, with “:::{card}” and its tag in one line.",
    ),
    "two colons": Case(
        spoil=add(
            CARDS, "\n::{card} A tag\n:name: new\n:side: con\n\nStaff have weekends too.\n::\n"
        ),
        said="source/sunday-libraries/cards.md:54:1: error[markup]: This is not the first line of a card: “::{card} A tag”. A card begins at the margin, with “:::{card}” and its tag in one line.",
    ),
    "no braces": Case(
        spoil=add(
            CARDS, "\n:::card A tag\n:name: new\n:side: con\n\nStaff have weekends too.\n:::\n"
        ),
        said="source/sunday-libraries/cards.md:54:1: error[markup]: This is not the first line of a card: “:::card A tag”. A card begins at the margin, with “:::{card}” and its tag in one line.",
    ),
    "no fence": Case(
        spoil=add(CARDS, "\n{card} A tag\n:name: new\n:side: con\n\nStaff have weekends too.\n"),
        said="source/sunday-libraries/cards.md:54:1: error[markup]: This is not the first line of a card: “{card} A tag”. A card begins at the margin, with “:::{card}” and its tag in one line.",
    ),
    "a misspelt card": Case(
        spoil=add(
            CARDS, "\n:::{crad} A tag\n:name: new\n:side: con\n\nStaff have weekends too.\n:::\n"
        ),
        said="source/sunday-libraries/cards.md:54:1: error[markup]: This is not the first line of a card: “:::{crad} A tag”. A card begins at the margin, with “:::{card}” and its tag in one line.",
    ),
    "a card in capitals": Case(
        spoil=add(
            CARDS, "\n:::{Card} A tag\n:name: new\n:side: con\n\nStaff have weekends too.\n:::\n"
        ),
        said="source/sunday-libraries/cards.md:54:1: error[markup]: This is not the first line of a card: “:::{Card} A tag”. A card begins at the margin, with “:::{card}” and its tag in one line.",
    ),
    "a card in a list": Case(
        spoil=add(
            CARDS,
            "\n- :::{card} A tag\n  :name: new\n  :side: con\n\n  Staff have weekends too.\n  :::\n",
        ),
        said="source/sunday-libraries/cards.md:54:1: error[markup]: This is not the first line of a card: “- :::{card} A tag”. A card begins at the margin, with “:::{card}” and its tag in one line.",
    ),
    "a card in a quotation": Case(
        spoil=add(
            CARDS,
            "\n> :::{card} A tag\n> :name: new\n> :side: con\n>\n> Staff have weekends too.\n> :::\n",
        ),
        said="source/sunday-libraries/cards.md:54:1: error[markup]: This is not the first line of a card: “> :::{card} A tag”. A card begins at the margin, with “:::{card}” and its tag in one line.",
    ),
    "an indented card": Case(
        spoil=add(
            CARDS,
            "\n    :::{card} A tag\n    :name: new\n\n    Staff have weekends too.\n    :::\n",
        ),
        said="source/sunday-libraries/cards.md:54:1: error[markup]: This is not the first line of a card: “:::{card} A tag”. A card begins at the margin, with “:::{card}” and its tag in one line.",
    ),
    "a mark that stays open": Case(
        spoil=card("*Staff have weekends too."),
        said="source/sunday-libraries/cards.md:58:1: error[mark]: The mark “underlined” is not closed in its paragraph. Close it, or write \\* for an asterisk that is text.",
    ),
    "a mark over two paragraphs": Case(
        spoil=card("*Staff have weekends too.\n\nPaying a premium*"),
        said="source/sunday-libraries/cards.md:58:1: error[mark]: The mark “underlined” is not closed in its paragraph. Close it, or write \\* for an asterisk that is text.",
        more=1,
    ),
    "marks that cross": Case(
        spoil=card("*Staff **have* weekends** too."),
        said="source/sunday-libraries/cards.md:58:14: error[mark]: “*” closes nothing here: “read” is the innermost open mark. Close the marks in the reverse of the order in which they were opened.",
    ),
    "a mark that is none": Case(
        spoil=card("Staff have** weekends too."),
        said="source/sunday-libraries/cards.md:58:11: error[mark]: The mark “read” is not closed in its paragraph. Close it, or write \\* for an asterisk that is text.",
    ),
    "a YAML block that stays open": Case(
        spoil=card("Staff have weekends too.", "---\nname: new\nside: con\n"),
        said="source/sunday-libraries/cards.md:54:1: error[fence]: The card's block of options is not closed. Put a line “---” after the options.",
    ),
    "a tab in the YAML block": Case(
        spoil=card("Staff have weekends too.", "---\nname:\n\tnew\nside: con\n---\n"),
        said="source/sunday-libraries/cards.md:57:1: error[yaml]: A tab indents this line. YAML is indented with spaces: use two for each tab.",
    ),
    "a key twice in the YAML block": Case(
        spoil=card("Staff have weekends too.", "---\nname: new\nname: other\nside: con\n---\n"),
        said="source/sunday-libraries/cards.md:57:1: error[duplicate-key]: “name” stands here twice; the first is in line 56. Delete one of the two.",
    ),
    "keys as a value in the YAML block": Case(
        spoil=card("Staff have weekends too.", "---\nname: {a: b}\nside: con\n---\n"),
        said="source/sunday-libraries/cards.md:56:7: error[value]: `name` wants text or a list, not keys and values.",
    ),
    "keys as an item in the YAML block": Case(
        spoil=card(
            "Staff have weekends too.", "---\nname: new\nside: con\ntopics: [{a: b}]\n---\n"
        ),
        said="source/sunday-libraries/cards.md:58:9: error[value]: `topics` wants a list of texts, not a list.",
    ),
    "text as the YAML block": Case(
        spoil=card("Staff have weekends too.", "---\nonly text\n---\n"),
        said="source/sunday-libraries/cards.md:56:1: error[value]: This wants options, not “only text”. Write “name: …” in a line for each.",
    ),
    "an anchor in the YAML block": Case(
        spoil=card("Staff have weekends too.", "---\nname: &a new\nside: con\n---\n"),
        said="source/sunday-libraries/cards.md:56:7: error[yaml]: “&a” is an anchor of YAML, which is not read here. If text is meant, put it in quotation marks.",
    ),
    "no essay and no citation": Case(
        spoil=put(
            "source/roe-2020/cards.md", ":::{card} A tag\n:name: new\n:side: con\n\nText.\n:::\n"
        ),
        said="source/roe-2020/cards.md:5:1: error[missing-key]: “new” has neither an essay beside it nor a citation. Put the source into essay.md beside cards.md, or give the card “:cite: …”.",
    ),
    "several cards without an essay": Case(
        spoil=remove(ESSAY),
        said="source/sunday-libraries/cards.md:8:1: error[missing-key]: “free-day” and 5 more cards here have neither an essay beside them nor a citation. Put the source into essay.md beside cards.md, or give the card “:cite: …”.",
    ),
    "a date that is none": Case(
        spoil=put(
            "source/roe-2020/cards.md",
            ":::{card} A tag\n:name: new\n:side: con\n:title: T\n:issued: yesterday\n\nText.\n:::\n",
        ),
        said="source/roe-2020/cards.md:5:10: error[value]: `issued` wants a date, not “yesterday”. Write it as 2017-02-24, 2017-02 or 2017.",
    ),
    "an address that runs": Case(
        spoil=put(
            "source/roe-2020/cards.md",
            ":::{card} A tag\n:name: new\n:side: con\n:title: T\n:url: javascript:alert(1)\n\nText.\n:::\n",
        ),
        said="source/roe-2020/cards.md:5:7: error[value]: `URL` wants an address of the web, not “javascript:alert(1)”. It begins with https:// or http://.",
    ),
    "NUL": Case(
        spoil=card("Staff have\x00 weekends too."),
        said="source/sunday-libraries/cards.md:58:11: error[character]: The character U+0000 means nothing in text. Delete it; it often comes with text copied from a PDF.",
        more=1,
    ),
    "an escape of terminals": Case(
        spoil=card("Staff have weekends too.\x1b[31m"),
        said="source/sunday-libraries/cards.md:58:25: error[character]: The character U+001B means nothing in text. Delete it; it often comes with text copied from a PDF.",
        more=1,
    ),
    "a lone surrogate as a reference": Case(
        spoil=card("Staff have weekends too.&#xd800;"),
        said="source/sunday-libraries/cards.md:58:1: error[quote-verbatim]: The text of “new” does not stand in source/sunday-libraries/essay.md. The nearest passage differs in the words in brackets: copy them from the essay.",
    ),
    "top matter over the cards": Case(
        spoil=edit(
            CARDS, "# Cards", "---\nmyst:\n  enable_extensions: [substitution]\n---\n\n# Cards"
        ),
        said="source/sunday-libraries/cards.md:1: error[markup]: Top matter is for essays only; here it is left out. Delete it.",
        late=True,
    ),
    "an include between the cards": Case(
        spoil=add(CARDS, "\n```{include} /etc/passwd\n```\n"),
        said="source/sunday-libraries/cards.md:54: error[markup]: The directive “{include}” is not for evidence; it is shown as text. Directives here: card, card-ref, chart, clash-map, important, list-table, marks, note, ruled, seealso, tip, toctree, warning.",
        late=True,
    ),
    "a raw directive between the cards": Case(
        spoil=add(CARDS, "\n```{raw} html\n<script>alert(1)</script>\n```\n"),
        said="source/sunday-libraries/cards.md:54: error[markup]: The directive “{raw}” is not for evidence; it is shown as text. Directives here: card, card-ref, chart, clash-map, important, list-table, marks, note, ruled, seealso, tip, toctree, warning.",
        late=True,
    ),
    "a role between the cards": Case(
        spoil=add(CARDS, "\n{eval}`x`\n"),
        said="source/sunday-libraries/cards.md:54: error[markup]: The role “eval” is not for evidence; it is shown as text. Roles here: abbr, brief, card, doc, ref, term.",
        late=True,
    ),
    "a card in a directive of another kind": Case(
        spoil=add(
            CARDS,
            "\n::::{only} html\n:::{card} A tag\n:name: new\n:side: con\n\nStaff have weekends too.\n:::\n::::\n",
        ),
        said="source/sunday-libraries/cards.md:54: error[markup]: The directive “{only}” is not for evidence; it is shown as text. Directives here: card, card-ref, chart, clash-map, important, list-table, marks, note, ruled, seealso, tip, toctree, warning.",
        more=1,
        late=True,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_is_refused_in_one_line(cli: Cli, small_built: Path, name: str) -> None:
    assert_refused(CASES[name], small_built, cli)


def test_what_differs_is_shown(cli: Cli, small_built: Path) -> None:
    edit(CARDS, "does not need", "does need")(small_built)
    assert cli("check", cwd=small_built, code=1).stderr.splitlines()[1:] == [
        "    card:  … parent who works on Saturdays, does [] need a longer Tuesday; such readers …",
        "    essay: … parent who works on Saturdays, does [not] need a longer Tuesday; such readers …",
    ]


def test_what_differs_at_an_end_is_shown_with_no_more_than_there_is(
    cli: Cli, small_built: Path
) -> None:
    edit(CARDS, "*Even so", "*even so")(small_built)
    assert cli("check", cwd=small_built, code=1).stderr.splitlines()[1:] == [
        "    card:  [even] so, the cost is smaller than …",
        "    essay: … in the year of the announcement. [Even] so, the cost is smaller than …",
    ]


def test_several_mistakes_are_told_at_once_and_none_of_what_follows_from_them(
    cli: Cli, small_built: Path
) -> None:
    edit(CARDS, "is smaller than", "is larger than")(small_built)
    edit(CARDS, ":side: con\n:topics: staff", ":side: neg\n:topics: staff")(small_built)
    card("Staff have weekends too.", ":name: quiet-table\n:side: con\n")(small_built)
    said = cli("check", cwd=small_built, code=1).stderr.splitlines()
    codes = [line.split("[")[1].split("]")[0] for line in said if not line.startswith("    ")]
    assert codes == ["value", "quote-verbatim", "duplicate-card"]
