"""One letter of mine: what it said, and what became of it."""

import re

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, show
from interviews.mail_health import runs_it
from interviews.mail_page import shown
from interviews.models import Letter, LetterKind, UsedLink
from interviews.sentences import title_of

_SECRET_PATHS = "|".join(map(re.escape, settings.SECRET_PATHS))
# Addresses whose rest is a key: those that act, sign in, or belong to somebody else.
_KEYS = re.compile(rf"https?://[^/\s]+(?:{_SECRET_PATHS})\S*")


@require_safe
def letter_detail(request: Request, letter_id: int) -> HttpResponse:
    """Show what a letter said and what became of it."""
    rows = request.user.letters.select_related("interview", "person").defer("html")
    letter = get_object_or_404(rows, pk=letter_id)
    letter.account = request.user
    context = {
        "letter": letter,
        "row": shown(letter, at=clock.now(), runs_it=runs_it(request.user)),
        "text": without_keys(letter.text),
        "is_kept": letter.kind != LetterKind.SIGN_IN and letter.text,
        "sheets": request.user.interviews.filter(pk__in=letter.sheets_of),
        "uses": [(use, title_of(use.follow_up)) for use in _uses(letter)],
    }
    return show(request, "interviews/letters/detail.html", context)


def _uses(letter: Letter) -> QuerySet[UsedLink]:
    uses = letter.used_links.select_related("follow_up__person", "follow_up__about")
    return uses.order_by("used_at")


def without_keys(text: str) -> str:
    """Return what a letter said without its links that act: screens are looked at by others too."""
    return _KEYS.sub(_("[only in the letter]"), text)
