"""What a printed sheet says; the print page and the PDF show the same words."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from contacts.models import Person
from interviews.models import Interview, Sheet
from interviews.models.interviews import Kind
from interviews.paper import asking, digest, heads, saying
from interviews.rules.printing import Variant, room_on


def sheet_words(sheet: Sheet, variant: str = Variant.USUAL) -> dict[str, Any]:
    """Return every word of a sheet in its language, in the shape that both templates read."""
    with translation.override(sheet.language):
        return _words(sheet, variant)


def _words(sheet: Sheet, variant: str) -> dict[str, Any]:
    interview, room = sheet.interview, room_on(variant)
    people = list(interview.people.select_related("organisation", "referred_by"))
    names, kind = saying.names(people), interview.get_kind_display()
    is_job = interview.kind == Kind.JOB
    what = (kind, interview.round_name if is_job else "", saying.minutes(interview.minutes))
    return {
        "variant": str(variant),
        "lang": sheet.language.split("-")[0],
        "title": f"{names} – {kind}",
        "eyebrow": " · ".join(part for part in what if part),
        "heading": names,
        "subtitle": heads.titles(people),
        "facts": _facts(interview, people, variant),
        "code": None if variant == Variant.BLANK else heads.place_code(interview),
        "research": digest.research(interview, people, variant),
        "beliefs": digest.beliefs(interview, variant),
        "questions": asking.questions(sheet, variant),
        "theirs": asking.theirs(sheet, room),
        "closing": asking.closing(sheet, room),
        "debrief": asking.debrief(room),
        "more": _("More notes"),
        "footer": " · ".join(part for part in (names, saying.day(interview.on_date)) if part),
        "page": _("Page {n} of {m}"),
    }


def _facts(interview: Interview, people: list[Person], variant: str) -> list[dict[str, Any]]:
    """Return as much of what is known as a variant has room for."""
    if variant == Variant.BLANK:
        return []
    known = [] if variant == Variant.CARDS else heads.acquaintance(interview, people)
    return [*heads.appointment(interview), *known]
