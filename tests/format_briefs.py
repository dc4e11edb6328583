"""The example brief as the packs of single formats print it: what a team of each would add to it."""

import re

_LINCOLN_DOUGLAS = """
  pro-value: National security
  pro-criterion: Recognizing threats that last
  pro-definitions: |
    - *Durable*: likely to last through foreseeable changes.
    - *Strategic*: serving long-term aims, not one war.
  con-value: Sound judgment
  con-criterion: Consistency with how each power acts
  con-observations: Acting on the same side is not yet an alliance.
  pro-framework-answers: A judgment that sees the threat too late is not sound.
"""
_LINES = """
  pro-team-line: What the two powers share outlasts what divides them.
  con-team-line: A partnership that ends when it has served is no alliance.
  pro-definitions: "*Durable*: likely to last through foreseeable changes."
  con-reply: What remains is a means to an end.
"""
_OPTIONS = {
    "lincoln-douglas": _LINCOLN_DOUGLAS,
    "policy": " {}",
    "world-schools": _LINES,
    "british-parliamentary": _LINES,
}
PACKS = tuple(_OPTIONS)
_ROUND = """
round:
  tournament: Autumn Open
  round: 3
  date: 21 November 2026
  room: B 204
  opponent: Northside KL
  judge: J. Park
  side: pro
  rate: 200
  reads: [tactic, hegemony-problem, conditional]
"""
_ON_CASE = """\
    - {pocket: On-case, hat: Advantage 1, heading: They do not want the same,
       answers: Both want the United States out of the Middle East, extension: Extend the turn.}
    - {pocket: On-case, hat: Solvency, heading: It will not last,
       answers: The partnership is built to last}
"""


def specification(example: str, pack: str) -> str:
    """Return the *example* brief as one of *pack*, in the format that the pack names."""
    kept = re.sub(r"(?m)^(?:template|format):.*\n", "", example)
    if pack == "policy":
        kept = _levels(kept)
    rest = _ROUND if pack == "round" else ""
    return f"{kept}\ntemplate: {pack}\noptions:{_OPTIONS.get(pack, ' {}')}{rest}"


def _levels(example: str) -> str:
    """Put the sections below hats, those of the Neg into pockets, and list some of its blocks."""
    pro, con = example.split("\ncon:\n")
    pro = _below(
        pro, ["{hat: Advantage 1", "{hat: Advantage 1", "{hat: Advantage 2", "{hat: Solvency"]
    )
    con = _below(con, [f"{{pocket: Off-case, hat: {hat}" for hat in ("DA", "K", "DA", "T")])
    return f"{pro}\ncon:\n{con.replace('  questions:', _ON_CASE + '  questions:')}"


def _below(side: str, levels: list[str]) -> str:
    """Put each section of *side* below the next of *levels*."""
    found = iter(levels)

    def put(match: re.Match[str]) -> str:
        keys = next(found).removeprefix("{").split(", ")
        return match[1] + "".join(f"{key}\n      " for key in keys)

    return re.sub(r"(?m)^(    - )(?=heading:)", put, side)
