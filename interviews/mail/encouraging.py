"""The true sentence at the end of a letter: of the account's own facts, else of the method."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import get_language, pgettext

from contacts.models import Account, Meaning, Message, Outreach, OutreachStage, Person, Purpose
from interviews.mail.phrases import joined
from interviews.models import (
    Debrief,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Insight,
    Interview,
    Kind,
)
from interviews.rules.encouragement import Facts, fact_on, reads_on, sentence_on
from interviews.rules.stages import TOOK_PLACE, Stage

_ACCOUNT = OuterRef("pk")


@dataclass(frozen=True)
class Encouragement:
    """What is true and worth hearing on a day, as a text in the active language."""

    day: date
    facts: Facts

    def __str__(self) -> str:
        """Return a sentence about the account's own facts, else a fact of the method and its source."""
        if sentence := sentence_on(self.day, self.facts):
            return translation.gettext(sentence.text) % self.facts
        fact = fact_on(self.day)
        is_chinese = (get_language() or "").startswith("zh")
        return pgettext("a fact and who says it", "%(fact)s (%(sources)s)") % {
            "fact": fact.zh if is_chinese else fact.en,
            "sources": joined(one.name for one in fact.sources),
        }


def encouragements_for(
    accounts: Collection[Account], day: date, *, at: datetime
) -> dict[int, Encouragement]:
    """Return what to say to each account on a local day; one query."""
    found = facts_of(accounts, reads_on(day), at=at)
    return {key: Encouragement(day, facts) for key, facts in found.items()}


def facts_of(
    accounts: Collection[Account], names: Iterable[str], *, at: datetime
) -> dict[int, dict[str, int]]:
    """Return, by account, these of the facts that sentences read (rules/encouragement); one query."""
    counts = _counts(at)
    asked = {name: counts[name] for name in names}
    rows = Account.objects.filter(pk__in=[one.pk for one in accounts]).order_by()
    found = rows.values_list("pk", *asked.values())
    return {key: dict(zip(asked, values, strict=True)) for key, *values in found}


def _counts(at: datetime) -> dict[str, Coalesce]:
    held = Interview.people.through.objects.filter(
        interview__account=_ACCOUNT, interview__stage__in=TOOK_PLACE
    )
    month = at - timedelta(days=30)
    lately = held.filter(
        Q(interview__ended_at__gt=month)
        | Q(interview__ended_at=None, interview__starts_at__gt=month)
    )
    asks = Outreach.objects.filter(account=_ACCOUNT).exclude(stage=OutreachStage.DRAFTED)
    answered = Q(stage__in=(OutreachStage.REPLIED, OutreachStage.DECLINED))
    done = FollowUp.objects.filter(account=_ACCOUNT, state=FollowUpState.DONE)
    replies = Message.objects.filter(account=_ACCOUNT, is_received=True, meaning=Meaning.REPLY)
    of_talk = "interview__account"
    return {
        "talked": _count(held, "person", by=of_talk),
        "places": _count(held, "person__organisation", by=of_talk),
        "through": _count(held.filter(person__referred_by__isnull=False), "person", by=of_talk),
        "led_on": _count(_named_by_whom_i_met(), "referred_by"),
        "month": _count(lately, "person", by=of_talk),
        "in_one_search": _count(
            held.filter(interview__search__isnull=False).exclude(interview__kind=Kind.JOB),
            "person",
            by="interview__search",
        ),
        "ahead": _count(
            Interview.objects.filter(account=_ACCOUNT, stage=Stage.SCHEDULED, starts_at__gt=at),
            "pk",
        ),
        "asked": _count(asks, "person"),
        "answered": _count(asks.filter(answered), "person"),
        "week": _count(replies.filter(sent_at__gt=at - timedelta(days=7)), "person"),
        "thanked": _count(_thanked(), "pk"),
        "kept": _count(done.filter(kind=FollowUpKind.PROMISE), "pk"),
        "learned": _count(Insight.objects.filter(account=_ACCOUNT, dropped_at=None), "pk"),
        "debriefed": _count(
            Debrief.objects.filter(account=_ACCOUNT, finished_at__isnull=False), "pk"
        ),
    }


def _thanked() -> QuerySet[Person]:
    mine = OuterRef("pk")
    step = FollowUp.objects.filter(
        person=mine, kind=FollowUpKind.THANK, state=FollowUpState.DONE
    ).order_by()
    letter = Message.objects.filter(
        person=mine, purpose=Purpose.THANK_YOU, is_received=False, sent_at__isnull=False
    ).order_by()
    return Person.objects.filter(Exists(step) | Exists(letter), account=_ACCOUNT)


def _named_by_whom_i_met() -> QuerySet[Person]:
    met = Interview.people.through.objects.filter(
        person=OuterRef("referred_by"), interview__stage__in=TOOK_PLACE
    )
    return Person.objects.filter(Exists(met), account=_ACCOUNT, referred_by__isnull=False)


def _count(rows: QuerySet, of: str, *, by: str = "account") -> Coalesce:
    """Return how many different ones there are, of several groups in the largest; 0 where none."""
    grouped = rows.order_by().values(by).annotate(n=Count(of, distinct=True)).order_by("-n")
    return Coalesce(Subquery(grouped.values("n")[:1]), 0)
