"""The fixed words that the code itself writes, in the language of a brief or a project.

Those that only templates write are in the packs alone. The English ones stand here too, so that
a citation can be written where no pack is at hand; a test holds the two together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """By the keys that they have in ``wording``; {names} in braces are filled in."""

    language: str = "en"
    """The language that the words are in; it decides between their plural forms."""

    # Citations
    cite_no_author: str = "No Author"
    cite_no_date: str = "n.d."
    cite_et_al: str = "{name} et al."
    cite_and: str = "{names} and {last}"
    """Two names, or the last of several."""
    cite_list: str = "{names}, {next}"
    """Several names before the last."""
    cite_title: str = "“{title}{mark}”"
    """The mark is the comma or the full stop behind the title."""
    cite_page: str = "p. {page}"
    cite_pages: str = "pp. {page}"
    cite_accessed: str = "accessed {date}"
    cite_accessed_in: str = "accessed {date}"
    """Where the day is not known."""
    cite_comma: str = ","
    cite_stop: str = "."
    date_day: str = "{day} {month} {year}"
    date_first: str = "{day} {month} {year}"
    """The first day of a month."""
    date_month: str = "{month} {year}"
    months: str = (
        "January, February, March, April, May, June, July, August, September, October, November, "
        "December"
    )

    # Arrangement
    other_evidence: str = "Other evidence"
    """The heading over cards without a topic, on a side that is arranged from topics."""

    # Editions
    edition_no_cards: str = "There are no cards."
    """All that stands in an edition of a brief without cards."""
    edition_no_blocks: str = "There are no answers."
    edition_nothing_read: str = "Nothing in this card is marked to be read aloud."
    edition_times: str = (
        "At the margin: the time of the card, and below it the time since the heading, in minutes "
        "and seconds, at {rate} words a minute."
    )
    edition_works: str = "Works cited"
    edition_left_out: str = "[{n} words]"
    """Between the first and the last words of a passage."""
    flow_case: str = "{side} case"
    """The title of the flow sheet on which a side's case is argued."""
    edition_unstored: str = "Without a stored source"

    # Maps
    clash_map: str = "Which argument answers which"
    clash_contention: str = "{side} {number}"
    clash_block: str = "{side} AT {number}"
    clash_size: str = "{cards}, {time}"
    """Beside the name of an argument."""
    clash_unanswered: str = "Nobody answers this yet"
    clash_aimless: str = "Answers nothing that is said here"

    # The page of the record, whose other words are those of the templates
    record: str = "The record"
    record_total: str = "Rounds: {rounds}. Won: {won}. Lost: {lost}. Tied: {tied}. Byes: {bye}."
    record_won: str = "Won"
    record_lost: str = "Lost"
    record_tied: str = "Tied"
    record_bye: str = "Bye"
    record_result: str = "Result"
    record_points: str = "Points"
    record_last: str = "Last"
    record_season: str = "Season"
    record_by_season: str = "Wins by season"
    record_side: str = "Side"
    record_by_side: str = "Wins by side"
    record_opponent: str = "Opponent"
    record_by_opponent: str = "Wins by opponent"
    record_ours: str = "We read"
    record_by_ours: str = "Wins by what we read"
    record_theirs: str = "They read"
    record_by_theirs: str = "Wins against what they read"
    record_time: str = "Time used"
    record_average: str = "On average"
    record_rounds: str = "Rounds"
    record_longest: str = "{n}, the longest {time}"

    # Pages
    unverified: str = "Not verified: this card has no stored source."
    in_context: str = "in context"
    """Leads from a card to its passage."""
    card_link: str = "Link to this card"
    cards_begin: str = "Cards that begin here"
    cards_from: str = "Cards from {source}"
    side_pro: str = "Pro"
    """On pages that belong to no brief, where the briefs do not agree what a side is called."""
    side_con: str = "Con"
    side_both: str = "{pro} and {con}"
    kind_card: str = "card"
    """What a result of the search is."""
    kind_brief: str = "brief"

    # The theme of the pages; its own catalogues lack these
    page_skip: str = "Skip to content"
    page_contents: str = "On this page"
    page_next: str = "Next"
    page_previous: str = "Previous"
    page_home: str = "Home"
    page_top: str = "Back to top"
    page_menu: str = "Toggle site navigation sidebar"
    page_aside: str = "Toggle table of contents sidebar"
    page_theme: str = "Toggle Light / Dark / Auto color theme"
    page_branch: str = "Toggle navigation of"
    page_heading: str = "Link to this heading"
    page_icon_contents: str = "Contents"
    page_icon_menu: str = "Menu"
    page_icon_expand: str = "Expand"
    page_icon_light: str = "Light mode"
    page_icon_dark: str = "Dark mode"
    page_icon_auto_light: str = "Auto light/dark, in light mode"
    page_icon_auto_dark: str = "Auto light/dark, in dark mode"

    # Print
    print_contents: str = "Contents"
    print_overview: str = "Overview"
    print_page: str = "Page {page} of {pages}"
    print_see: str = "page {page}"
    """Behind an arrow: where a card is printed in full."""
    answer_side: str = "{side} answers"
    """Above the answers of a side, in an index."""
    index_answer: str = "AT: {heading}"
    index_name: str = "{family}, {given}"
    index_author: str = "{name} ({cite})"
    thumb_contention: str = "{number}"
    """At the edge of a page."""
    thumb_block: str = "AT {number}"
    round_number: str = "Round {round}"

    @classmethod
    def of(cls, wording: Mapping[str, str]) -> "Words":
        """Return those of *wording*, and English ones for what it lacks."""
        return cls(**{name: wording[name] for name in KEYS if name in wording})

    def cites_as(self, other: "Words") -> bool:
        """Tell whether citations read alike in both."""
        return all(getattr(self, name) == getattr(other, name) for name in _CITING)


KEYS = tuple(field.name for field in fields(Words))
_CITING = tuple(key for key in KEYS if key.startswith(("cite_", "date_", "months")))
ENGLISH = Words()
MONTHS = 12
PRINTED = "print_"
"""Begins the keys of the words of ``print.typ``."""


def filled(words: str, **values: str) -> str:
    """Return *words* with *values* for the ``{names}`` in it."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), words)
