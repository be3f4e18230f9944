"""Find anyone: the search box of every page, and the page it leads to without JavaScript."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, show
from interviews.finding.answer import find as found

# People shown below the box, and on a page of their own.
IN_BOX, ON_PAGE = 6, 30
LONGEST = 100


@require_safe
def find(request: Request) -> HttpResponse:
    """Show the people, organisations, interviews and questions that fit what is typed."""
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    is_box = request.htmx.target == "find-options"
    answer = found(
        request.user,
        text,
        today=clock.today(request.user.zone),
        many=IN_BOX if is_box else ON_PAGE,
    )
    context = {"q": text, "answer": answer, "groups": answer.groups}
    return show(request, "interviews/find/page.html", context, parts=("find-options",))
