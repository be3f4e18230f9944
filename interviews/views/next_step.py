"""What to do next when nothing is due: the first thing on the way that is still missing."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from config.kit import clock
from contacts.models import Account, Person, Search
from interviews.models import Interview, Offer
from interviews.rules.stages import Stage


@dataclass(frozen=True)
class Step:
    """One action, one line of why, and where that is from."""

    title: str
    why: str
    source: str
    label: str
    url: str
    icon: str


def next_step(account: Account, *, is_done: bool, has_next: bool) -> Step:
    """Return the one thing to do now, from where the account stands; one query.

    `is_done`: nothing is asked of today; `has_next`: something is due in the next days.
    """
    stands = _stands(account)
    if not stands.has_search:
        return Step(
            _("Say what you want to find out"),
            _(
                "The same title means different work in different places. Write down which role "
                "you explore and what you believe about it; then let people tell you."
            ),
            _("Andrew Ng, on informational interviews"),
            _("Begin a search"),
            reverse("search-create"),
            "compass",
        )
    if not stands.has_person:
        return Step(
            _("Write down one person to talk to"),
            _(
                "Start close: somebody you already know who moved ahead of you, somebody from "
                "your school, somebody you met at an event. Strangers can wait."
            ),
            _("Andrew Ng; Zake"),
            _("Add a person"),
            reverse("person-create"),
            "person",
        )
    return _step_to_a_talk(stands) or Step(
        _whom_next(is_done=is_done, has_next=has_next),
        _(
            "Six talks in one kind of place give you the outline, twelve a solid picture. It is "
            "a guide, not a proof."
        ),
        _("Guest, Bunce and Johnson 2006, Field Methods"),
        _("Plan a talk"),
        reverse("interview-create"),
        "interview",
    )


def _whom_next(*, is_done: bool, has_next: bool) -> str:
    if not is_done:
        return _("Who could be next?")
    if has_next:
        return _("Nothing more today. Who could be next?")
    return _("Nothing is due. Who could be next?")


def _step_to_a_talk(stands: "_Stands") -> Step | None:
    if not stands.has_interview:
        return Step(
            _("Plan your first talk"),
            _(
                "Twenty minutes, a few questions only they can answer, no job asked for. Most "
                "people like to be asked about their work."
            ),
            _("UC Berkeley Career Center"),
            _("Plan a talk"),
            reverse("interview-create"),
            "interview",
        )
    if stands.without_time:
        return Step(
            _("Agree on a time"),
            _(
                "You planned a talk that has no time yet. Offer two or three times in their "
                "clock; silence is normal, 20 to 40 in 100 first messages get a reply."
            ),
            _("Dalton, The 2-Hour Job Search"),
            _("Offer times"),
            reverse("offer-edit", args=[stands.without_time]),
            "calendar",
        )
    if stands.without_sheet:
        return Step(
            _("Choose your questions"),
            _(
                "You have a talk ahead and no sheet for it. Look up what is public; ask what only "
                "they can tell."
            ),
            _("Andrew Ng, on informational interviews"),
            _("Prepare the sheet"),
            reverse("sheet-edit", args=[stands.without_sheet]),
            "sheet",
        )
    return None


@dataclass(frozen=True)
class _Stands:
    has_search: bool
    has_person: bool
    has_interview: bool
    without_time: int | None
    without_sheet: int | None


def _stands(account: Account) -> _Stands:
    mine = OuterRef("pk")
    interviews = Interview.objects.filter(account=mine)
    offered = Offer.objects.standing(clock.now()).filter(interview=OuterRef("pk"))
    planned = interviews.filter(~Exists(offered), stage__in=(Stage.PLANNED, Stage.INVITED))
    scheduled = interviews.filter(stage=Stage.SCHEDULED, sheet=None).order_by("starts_at")
    row = (
        Account.objects.filter(pk=account.pk)
        .values_list(
            Exists(Search.objects.filter(account=mine)),
            Exists(Person.objects.current().promoted().filter(account=mine)),
            Exists(interviews),
            planned.order_by("pk").values("pk")[:1],
            scheduled.values("pk")[:1],
        )
        .get()
    )
    return _Stands(*row)
