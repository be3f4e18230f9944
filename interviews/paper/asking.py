"""The questions as they stand on paper, in asking order, and the boxes for what must not be lost."""

from typing import Any

from django.utils.translation import gettext as _

from contacts.models import Language
from interviews.models import Line, Sheet
from interviews.models.banks import questions_of
from interviews.models.interviews import Kind
from interviews.paper import saying
from interviews.paper.heads import closes_at
from interviews.rules.printing import Room, Variant, room_on
from interviews.rules.sheets import time_plan


def questions(sheet: Sheet, variant: str) -> dict[str, Any]:
    """Return what I mean to ask; what they asked me is not among it."""
    lines = [line for line in sheet.lines.order_by("position", "pk") if not line.is_theirs]
    second = second_language(sheet)
    seconds = _second_texts(sheet, lines, second) if variant == Variant.BILINGUAL else {}
    room = room_on(variant)
    return {
        "heading": _("Questions"),
        "plan": "" if variant == Variant.BLANK else _plan(sheet, lines),
        "second_lang": second.split("-")[0],
        "items": [
            {
                "number": number,
                "text": " ".join(line.text.split()),
                "second": seconds.get(line.pk, ""),
                "probes": line.probe_list[: room.probes_under(line.purpose)],
                "minutes": saying.minutes(line.minutes),
                "share": line.minutes,
                "rows": room.under(minutes=line.minutes, purpose=line.purpose),
            }
            for number, line in enumerate(lines, start=1)
        ],
    }


def second_language(sheet: Sheet) -> str:
    """Return the language that stands beside the first: the sheet's own, else the other one."""
    if sheet.second_language and sheet.second_language != sheet.language:
        return sheet.second_language
    return next(language.value for language in Language if language != sheet.language)


def theirs(sheet: Sheet, room: Room) -> dict[str, Any]:
    """Return the room for what they ask me, which a job round has."""
    is_round = sheet.interview.kind == Kind.JOB
    return {
        "heading": _("Questions they asked"),
        "columns": [_("What they asked"), _("How I answered, what to improve")],
        "rows": room.theirs if is_round else 0,
    }


def closing(sheet: Sheet, room: Room) -> dict[str, Any]:
    """Return the box for the end of the talk: whom or what next, promises, resources.

    The end of a job round is when to ask for the next steps and their day (Chang).
    """
    if sheet.interview.kind == Kind.JOB:
        then = _("What happens next?")
        ask = _("Ask before you part: what are the next steps, and when?")
        columns = [_("Next step"), _("Who decides"), _("By when")]
    else:
        then, ask = _("Who should I meet next?"), ""
        columns = [_("Name"), _("How to reach them"), _("May I use your name?")]
    return {
        "next": {"heading": then, "ask": ask, "columns": columns, "rows": room.next},
        "promises": {
            "heading": _("Promises, each with a day"),
            "columns": [_("I promised"), _("They promised")],
            "by": _("by"),
            "rows": room.promises,
        },
        "resources": {"heading": _("To read, watch or follow"), "rows": room.resources},
    }


def debrief(room: Room) -> dict[str, Any]:
    """Return the three lines for the ten minutes after the talk."""
    labels = [_("What I learned"), _("How it fits me"), _("What else, whom else")]
    return {"heading": _("Right after: ten minutes"), "labels": labels, "rows": room.debrief}


def _plan(sheet: Sheet, lines: list[Line]) -> str:
    plan = time_plan(
        length=sheet.interview.minutes,
        small_talk=sheet.small_talk_minutes,
        closing=sheet.closing_minutes,
        lines=[(line.purpose, line.minutes) for line in lines],
    )
    told = _("%(opening)s min opening · %(questions)s min questions · %(close)s min close") % {
        "opening": plan.small_talk,
        "questions": plan.questions,
        "close": plan.closing,
    }
    return " · ".join(part for part in (told, closes_at(sheet.interview, plan.closing)) if part)


def _second_texts(sheet: Sheet, lines: list[Line], language: str) -> dict[int, str]:
    """Return by line its words in the second language; of a sheet in one, those of its question.

    A sheet in two languages says on screen where a wording is missing: the paper has none either.
    """
    if sheet.second_language:
        return {line.pk: " ".join(line.second_text.split()) for line in lines}
    sources = {question.handle: question for question in questions_of(sheet.account)}
    texts = {}
    for line in lines:
        source = sources.get(line.handle)
        texts[line.pk] = source.words_in(language) if source else ""
    return {key: " ".join(text.split()) for key, text in texts.items()}
