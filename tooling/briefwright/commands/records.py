"""What there is to say of cards, sources, briefs and problems, as JSON has it."""

from dataclasses import fields

from briefwright.citation import full_cite
from briefwright.counts import count_card
from briefwright.formats import FormatFile
from briefwright.model import Brief, Card, Essay, Library, PlayedRound, Spec, SpeechPart, SpeechPlan
from briefwright.problems import Problem
from briefwright.text import count_words

Record = dict[str, object]


def card_record(card: Card) -> Record:
    """Return what a listing says of a card."""
    counts = count_card(card)
    return {
        "name": card.name,
        "tag": card.tag,
        "side": card.side.value,
        "source": card.source,
        "short_cite": card.short_cite,
        "topics": list(card.topics),
        "answers": list(card.answers),
        "verified": card.verified,
        "words": counts.words,
        "underlined": counts.underlined,
        "read": counts.read,
        "path": card.place.path,
        "line": card.place.line,
    }


def essay_record(essay: Essay, library: Library) -> Record:
    """Return what a listing says of a source."""
    return {
        "name": essay.source,
        "short_cite": library.short_cites.get(essay.source, ""),
        "cite": full_cite(essay.citation),
        "title": essay.citation.title,
        "url": essay.citation.url,
        "cards": sum(card.source == essay.source for card in library.cards.values()),
        "words": count_words(essay.text),
        "path": essay.place.path,
    }


def spec_record(spec: Spec) -> Record:
    """Return what a listing says of a brief."""
    return {
        "name": spec.slug,
        "resolution": spec.resolution,
        "title": spec.title,
        "template": spec.template,
        "format": spec.format,
        "path": f"briefs/{spec.slug}.yaml",
    }


def format_record(file: FormatFile) -> Record:
    """Return what a listing says of a format; all times are minutes."""
    form = file.format
    return {
        "name": form.name,
        "title": form.title,
        "pro": form.pro,
        "con": form.con,
        "speeches": [
            {
                "name": speech.name,
                "short": speech.short,
                "side": speech.side.value,
                "kind": speech.kind.value,
                "minutes": speech.minutes,
                "team": speech.team,
            }
            for speech in form.speeches
        ],
        "times": " ".join(f"{speech.minutes:g}" for speech in form.speeches),
        "preparation": form.preparation,
        "rates": list(form.rates),
        "path": file.path,
    }


def round_record(played: PlayedRound, season: str) -> Record:
    """Return what is known of a round; what is not is empty."""
    said = {each.name: getattr(played, each.name) for each in fields(played)}
    plain = {
        "side": played.side.value if played.side else "",
        "result": played.result.value if played.result else "",
        "they_read": list(played.they_read),
        "we_read": list(played.we_read),
        "times": dict(played.times),
    }
    return {"season": season, **said, **plain}


def speech_record(brief: Brief, plan: SpeechPlan) -> Record:
    """Return what is said in a speech, against its time; all times are seconds."""
    return {
        "brief": brief.slug,
        "speech": plan.speech.short,
        "name": plan.speech.name,
        "side": plan.speech.side.value,
        "planned": plan.planned,
        "limit": plan.limit,
        "words": plan.counts.read,
        "times": {str(rate): plan.counts.seconds(rate) for rate in brief.rates},
        "rate": plan.rate,
        "seconds": plan.seconds,
        "over": plan.excess,
        "band": plan.band.value,
        "parts": [_part_record(part) for part in plan.parts],
        "leave_out": [part.number for part in plan.drops],
    }


def _part_record(part: SpeechPart) -> Record:
    return {
        "number": part.number,
        "card": part.entry.card.name if part.entry else "",
        "text": part.text,
        "section": part.heading,
        "words": part.counts.read,
        "priority": part.priority,
        "read_to": part.read_to,
        "at": part.at,
        "skipped": part.skipped,
    }


def problem_record(problem: Problem) -> Record:
    """Return a problem."""
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": problem.severity.value,
        "code": problem.code.value,
        "message": problem.message,
        "hint": problem.hint,
        "detail": list(problem.detail),
    }
