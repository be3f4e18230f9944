"""Every text that a note held: when, how it differs from the present one, and back to it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.kit import clock
from config.kit.htmx import Request, done, show
from config.kit.pages import Key, Order, page_of
from interviews.actions.notes import restore_version
from interviews.models import Answer, AnswerVersion
from interviews.rules.note_changes import Piece, Standing, differences, words_in

_LATEST_FIRST: Order = (Key("version", is_descending=True), Key("pk", is_descending=True))


@dataclass
class Earlier:
    """An earlier text beside the present one."""

    version: AnswerVersion
    pieces: list[Piece]

    @property
    def words_gone(self) -> int:
        """Return how many words stand only in it."""
        return words_in(self.pieces, Standing.EARLIER)

    @property
    def words_new(self) -> int:
        """Return how many words came since."""
        return words_in(self.pieces, Standing.NOW)


@require_safe
def note_versions(request: Request, answer_id: int) -> HttpResponse:
    """Show all earlier texts of a note, latest first."""
    answer = get_object_or_404(_answers(request), pk=answer_id)
    page = page_of(
        answer.versions.all(),
        request.GET,
        among=answer.versions.all(),
        order=_LATEST_FIRST,
        size=20,
    )
    earlier = [Earlier(row, differences(row.text, answer.text)) for row in page.rows]
    context = {"answer": answer, "earlier": earlier, "page": page}
    return show(request, "interviews/note/versions.html", context, parts=("versions",))


@require_POST
def note_restore(request: Request, answer_id: int, version_id: int) -> HttpResponse:
    """Bring an earlier text of a note back."""
    answer = get_object_or_404(_answers(request), pk=answer_id)
    version = get_object_or_404(answer.versions, pk=version_id)
    restore_version(interview=answer.interview, version=version, at=clock.now())
    said = _("That text is back. The one it took the place of stands among the earlier ones.")
    return done(request, to=answer.versions_url, message=said)


def _answers(request: Request) -> QuerySet[Answer]:
    return request.user.answers.select_related("interview", "line")
