"""What goes with a letter: the sheets of talks, as they stand when it leaves."""

import logging
from datetime import datetime

from django.db import DatabaseError
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext

from config.kit import clock
from config.kit.mime import Attachment
from interviews.actions.sheets import open_sheet
from interviews.models import Interview, Letter
from interviews.paper.choosing import choice_for
from interviews.paper.pdf import day_pdf
from interviews.rules.stages import Stage

logger = logging.getLogger(__name__)


def enclosed_with(letter: Letter, *, at: datetime) -> tuple[Attachment, ...]:
    """Return the sheets that go with a letter as one PDF, those that were not opened yet opened.

    Where one cannot be had, the letter goes without and says so.
    """
    if not letter.sheets_of:
        return ()
    with translation.override(letter.account.language):
        try:
            talks = list(_talks(letter))
            sheets = [open_sheet(talk, at=at) for talk in talks]
            pdf = day_pdf([(sheet, choice_for(sheet)) for sheet in sheets]) if sheets else b""
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Letter %s leaves without its sheets", letter.pk)
            talks, pdf = [], b""
        if len(talks) < len(letter.sheets_of):
            _say_so(letter)
        return (Attachment(_name(talks[0]), "pdf", pdf),) if pdf else ()


def _name(first: Interview) -> str:
    """Return what the file is called, so that it is found among others and names nobody."""
    assert first.starts_at is not None, "it is scheduled"
    day = clock.day_of(first.starts_at, first.account.zone)
    return f"{gettext('Your questions')} {day.isoformat()}.pdf"


def _talks(letter: Letter) -> list[Interview]:
    mine = letter.account.interviews.filter(pk__in=letter.sheets_of, stage=Stage.SCHEDULED)
    by_time = mine.order_by("starts_at", "pk")
    return list(by_time.select_related("account", "search").prefetch_related("people"))


def _say_so(letter: Letter) -> None:
    """Put a line under what the letter says, on its way alone: it is not saved."""
    words = gettext("A question sheet could not be attached; it is in Askwell.")
    letter.text = f"{letter.text.rstrip()}\n\n{words}\n"
    letter.html = letter.html.replace("</body>", format_html("<p>{}</p></body>", words))
