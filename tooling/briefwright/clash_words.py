"""The map of a brief in the words of its templates.

Everything here takes values and returns values.
"""

from collections.abc import Callable, Mapping

from briefwright.clash import ClashMap, clash_map
from briefwright.clash_picture import MapWords
from briefwright.counts import clock
from briefwright.languages import plural
from briefwright.model import Block, Brief, Contention
from briefwright.words import Words, filled


def worded(
    brief: Brief, wording: Mapping[str, str], link: Callable[[str], str] = lambda _: ""
) -> tuple[ClashMap, MapWords]:
    """Return the map of *brief* and what is written in its picture.

    *link* is where the argument with an anchor stands.
    """
    fixed = Words.of(wording)

    def note(part: Contention | Block) -> str:
        n = part.counts.cards
        form = f"cards_{plural(n, fixed.language)}"
        cards = filled(wording.get(form, wording["cards"]), n=str(n))
        time = clock(part.counts.seconds(brief.rates[0]))
        return filled(fixed.clash_size, cards=cards, time=time)

    clash = clash_map(brief, fixed.clash_contention, fixed.clash_block, note, link)
    words = MapWords(
        pro_case=filled(fixed.flow_case, side=brief.pro.name),
        pro_answers=filled(fixed.answer_side, side=brief.pro.name),
        con_case=filled(fixed.flow_case, side=brief.con.name),
        con_answers=filled(fixed.answer_side, side=brief.con.name),
        unanswered=fixed.clash_unanswered,
        aimless=fixed.clash_aimless,
        alt=fixed.clash_map,
    )
    return clash, words
