"""Printed sheets as PDF/UA-1, one talk or all talks of a day, and how many pages they take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from config.kit.typeset import measured, typeset
from interviews.models import Sheet
from interviews.paper import saying
from interviews.paper.choosing import Choice
from interviews.paper.words import sheet_words
from interviews.rules.printing import PaperSize

TEMPLATE = settings.BASE_DIR / "templates" / "interviews" / "sheet" / "sheet.typ"
_SIZES = {PaperSize.A4: "a4", PaperSize.LETTER: "us-letter"}


@dataclass(frozen=True, slots=True)
class Printed:
    """What setting a sheet finds out: its pages, and what they have room for.

    That is so many research notes, and the probes under the questions or none of them.
    """

    pages: int
    notes: int
    has_probes: bool


def sheet_pdf(sheet: Sheet, choice: Choice) -> bytes:
    """Return the sheet as PDF/UA-1."""
    return typeset(TEMPLATE, _data([sheet_words(sheet, choice.variant)], choice, sheet))


def day_pdf(sheets: Sequence[tuple[Sheet, Choice]]) -> bytes:
    """Return the sheets of a day as one PDF, each from a new page with pages of its own.

    All are on the paper of the first.
    """
    first, choice = sheets[0]
    words = [sheet_words(sheet, choice.variant) for sheet, choice in sheets]
    data = _data(words, choice, first)
    if len(words) > 1:
        on_day = saying.day(first.interview.on_date)
        data["title"] = _("Sheets of %(day)s") % {"day": on_day}
    return typeset(TEMPLATE, data)


def printed(words: dict[str, Any], sheet: Sheet, choice: Choice) -> Printed:
    """Return what the words of a sheet come to on paper."""
    found = measured(TEMPLATE, _data([words], choice, sheet))
    return Printed(
        pages=found["pages"][0], notes=sum(found["notes"]), has_probes=all(found["probes"])
    )


def as_printed(words: dict[str, Any], found: Printed) -> dict[str, Any]:
    """Return the words without what the paper has no room for, and how many notes that leaves out."""
    research = words["research"]
    left = len(research["notes"]) - found.notes
    shown = {"notes": research["notes"][: found.notes], "more": research["more"][left]}
    asked = words["questions"]
    if not found.has_probes:
        asked = asked | {"items": [one | {"probes": []} for one in asked["items"]]}
    return words | {"research": research | shown, "questions": asked}


def _data(words: list[dict[str, Any]], choice: Choice, sheet: Sheet) -> dict[str, Any]:
    return {
        "paper": _SIZES[choice.size],
        "title": words[0]["title"],
        "author": sheet.account.name or "Askwell",
        "sheets": words,
    }
