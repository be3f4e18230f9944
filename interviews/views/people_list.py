"""The list of people: narrowed, sorted, a page at a time, with the views saved of it."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.kit.htmx import Request, show
from config.kit.pages import page_of
from contacts.models import Account, Move, SavedView, Shelf
from interviews.forms.people_list import ARCHIVED, POOL, STATES, PeopleFilter
from interviews.forms.saved_views import SavedViewForm

LIST = "interviews/person/list.html"
PARTS = ("people",)
# Counting further than this costs more than the number tells.
COUNTED = 1000
# Several words seldom fit many people, and counting those few reads nothing but an index's rows. So
# many are sorted once they are found; among more a page of them is soon met in the order of the list.
FEW = 5_000
POOL_COUNTED = 10_000
NEWS_SHOWN = 3


@require_safe
def person_list(request: Request) -> HttpResponse:
    """Show the people that fit what is asked for, a page at a time."""
    return show(request, LIST, list_context(request), parts=PARTS)


def list_context(request: Request, *, view_form: SavedViewForm | None = None) -> dict[str, Any]:
    """Return what the list shows; `view_form` is one that was refused."""
    account = request.user
    wanted = PeopleFilter(request.GET, account=account)
    people, state, query = wanted.narrow(), wanted.wanted.get("state", ""), wanted.query()
    is_several = len(wanted.wanted.get("q", "").split()) > 1
    found, is_many = counted(people, FEW if is_several else COUNTED)
    count, is_more = min(found, COUNTED), found > COUNTED or is_many
    views = list(account.saved_views.all())
    current = next((view for view in views if view.query == query), None)
    return {
        "filter": wanted,
        "state": state,
        "query": query,
        "here": reverse("person-list"),
        "page": page_of(
            people.select_related("organisation"),
            request.GET,
            among=account.people.all(),
            order=wanted.order,
            is_few=not is_many,
        ),
        "count": count,
        "is_more": is_more,
        "shown": f"{intcomma(count)}+" if is_more else intcomma(count),
        "shelves": [_tab(wanted, word, label, account) for word, label in STATES],
        "also": _also_in_pool(wanted, state),
        "views": views,
        "current_view": current,
        "view_form": view_form or _view_form(account, current),
        "news": _news(account) if query == "" and not request.GET else [],
        # Asked for only where the whole page is shown.
        "duplicates": account.person_duplicates.undecided().count,
        "can_promote": state != "",
        "can_archive": state != ARCHIVED,
        "can_restore": state not in ("", POOL),
        "address": request.GET.urlencode(),
    }


def counted(rows: QuerySet[Any], most: int = COUNTED) -> tuple[int, bool]:
    """Return how many rows there are, up to `most`, and whether there are more."""
    count = rows.order_by()[: most + 1].count()
    return min(count, most), count > most


def _tab(wanted: PeopleFilter, word: str, label: Any, account: Account) -> dict[str, Any]:
    """Return one of the lists that the words and filters can be looked for in."""
    tab = {"word": word, "label": label, "query": wanted.query(state=word)}
    if word == POOL:
        tab["count"], tab["is_more"] = counted(
            account.people.filter(shelf=Shelf.POOL), POOL_COUNTED
        )
    return tab


def _also_in_pool(wanted: PeopleFilter, state: str) -> dict[str, Any] | None:
    """Return how many more the words find in the pool, when only my list was searched."""
    if state or not wanted.wanted.get("q"):
        return None
    count, is_more = counted(wanted.narrow(state=POOL), 100)
    return (
        {"count": count, "is_more": is_more, "query": wanted.query(state=POOL)} if count else None
    )


def _view_form(account: Account, current: SavedView | None) -> SavedViewForm:
    return SavedViewForm(account=account, instance=current)


def _news(account: Account) -> list[Move]:
    """Return the latest moves of people on my list that nobody has looked at."""
    moves = account.moves.news().filter(person__shelf=Shelf.LIST)
    return list(moves.select_related("person", "to_organisation")[:NEWS_SHOWN])
