"""The list of asks: where each stands, what happened last, what comes next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.kit import clock
from config.kit.htmx import Request, show
from config.kit.pages import page_of
from contacts.models import Account, Message, Outreach, OutreachStage
from interviews.actions.messages import OPENING
from interviews.actions.planning import catch_up
from interviews.forms.outreach_list import HELD, ORDER, REFERRED, SCHEDULED, TABS, OutreachFilter
from interviews.models import FollowUp, FollowUpKind
from interviews.sentences import title_of

DRAFTED = OutreachStage.DRAFTED.value
DRAFTS_SHOWN = 20
LIST = "interviews/outreach/list.html"
TONES = {"asked": "accent", "nudged": "accent", "replied": "good", "bounced": "due"}


@dataclass(frozen=True)
class Row:
    """One ask with what happened last and what comes next."""

    ask: Outreach
    last: Message | None
    step: FollowUp | None

    @property
    def tone(self) -> str:
        """Return the tone of its stage."""
        return TONES.get(self.ask.stage, "neutral")

    @property
    def next_title(self) -> str:
        """Return what comes next, or ""."""
        return title_of(self.step) if self.step else ""


@require_safe
def outreach_list(request: Request) -> HttpResponse:
    """Show the asks that fit what is asked for, a page at a time."""
    account = request.user
    catch_up(account, at=clock.now())
    wanted = OutreachFilter(request.GET, account=account)
    rows = wanted.narrow().select_related("person__organisation", "organisation", "search")
    page = page_of(rows, request.GET, among=account.outreach.all(), order=ORDER)
    stage = wanted.wanted.get("stage", "")
    context = {
        "filter": wanted,
        "here": reverse("outreach-list"),
        "page": page,
        "rows": _rows(page.rows),
        "drafts": _begun(account) if set(wanted.wanted.values()) <= {DRAFTED} else [],
        "stage": stage,
        "reached": stage in (SCHEDULED, HELD, REFERRED),
        "is_narrowed": bool(wanted.wanted),
        "tabs": [
            {"word": str(word), "label": label, "query": wanted.query(stage=str(word))}
            for word, label, _stages in TABS
        ],
    }
    return show(request, LIST, context, parts=("outreach",))


def _begun(account: Account) -> QuerySet[Message]:
    """Return the first asks that were begun and not sent: no ask yet, but meant to be one."""
    begun = account.messages.filter(sent_at=None, outreach=None, purpose__in=OPENING)
    return begun.select_related("person__organisation").order_by("-changed_at")[:DRAFTS_SHOWN]


def _rows(asks: Sequence[Outreach]) -> list[Row]:
    """Return asks with their last message and next step; two queries for any number."""
    keys = [ask.pk for ask in asks]
    messages = Message.objects.filter(outreach__in=keys, sent_at__isnull=False)
    last = messages.order_by("outreach_id", "-sent_at", "-pk").distinct("outreach_id").defer("body")
    steps = (
        FollowUp.objects.open()
        .filter(person__in=[ask.person_id for ask in asks])
        .exclude(kind=FollowUpKind.THEIR_PROMISE)
        .select_related("person", "about")
    )
    messages_by: dict[Any, Message] = {one.outreach_id: one for one in last}
    steps_by: dict[int, list[FollowUp]] = defaultdict(list)
    for one in steps:
        steps_by[one.person_id].append(one)
    return [Row(ask, messages_by.get(ask.pk), _next(ask, steps_by[ask.person_id])) for ask in asks]


def _next(ask: Outreach, steps: Sequence[FollowUp]) -> FollowUp | None:
    """Return the first step of an ask, else the first about its person that is of no other ask."""
    own = (one for one in steps if one.outreach_id == ask.pk)
    return next(own, None) or next((one for one in steps if one.outreach_id is None), None)
