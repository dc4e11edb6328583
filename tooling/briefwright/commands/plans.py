"""Which speech of which brief a command means."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefwright.model import Brief, Speech, SpeechPlan
from briefwright.problems import BriefError, Code, Place, Problem
from briefwright.speeches import find_speech


def choose_plan(briefs: Sequence[Brief], name: str, slug: str) -> tuple[Brief, SpeechPlan]:
    """Return the brief called *slug*, else the only one that plans a speech *name*, and that plan.

    Raises :class:`BriefError` where there is none, or more than one.
    """
    wanted = [brief for brief in briefs if slug in ("", brief.slug)]
    planned = [(brief, plan) for brief in wanted for plan in _plans(brief, name)]
    if len(planned) == 1:
        return planned[0]
    if planned:
        slugs = " or ".join(brief.slug for brief, _ in planned)
        raise BriefError(_problem(name, f"More than one brief plans “{name}”.", f"Say {slugs}."))
    brief, speech = choose_speech(wanted, name, slug)
    message = f"“{speech.short}” is not planned in this brief."
    hint = f'Plan it with “brief speech "{speech.short}" {brief.slug} CARD …”.'
    raise BriefError(_problem(name, message, hint, brief.slug))


def choose_speech(briefs: Sequence[Brief], name: str, slug: str) -> tuple[Brief, Speech]:
    """Return the brief called *slug*, else the only one, and its speech *name*.

    Raises :class:`BriefError` where there is none, or more than one.
    """
    wanted = [brief for brief in briefs if slug in ("", brief.slug)]
    if len(wanted) != 1:
        slugs = ", ".join(brief.slug for brief in briefs)
        message = "Which brief is meant?" if wanted else "There is no brief."
        raise BriefError(_problem(name, message, f"There are {slugs}." if wanted else ""))
    (brief,) = wanted
    speech, hint = find_speech(brief.format, name, brief.round.side)
    if speech is None:
        message = f"“{brief.format.title}” has no speech “{name}”."
        if hint.startswith("Say"):
            message = f"More than one speech of “{brief.format.title}” is called “{name}”."
        raise BriefError(_problem(name, message, hint, brief.slug))
    return brief, speech


def _plans(brief: Brief, name: str) -> Iterable[SpeechPlan]:
    planned = [plan for plan in brief.speeches if plan.planned]
    form = replace(brief.format, speeches=tuple(plan.speech for plan in planned))
    speech, _ = find_speech(form, name, brief.round.side)
    return (plan for plan in planned if plan.speech == speech)


def _problem(name: str, message: str, hint: str, slug: str = "") -> Problem:
    place = Place(path=f"briefs/{slug}.yaml" if slug else name)
    return Problem(place=place, code=Code.UNKNOWN_KEY, message=message, hint=hint)
