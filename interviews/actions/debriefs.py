"""Going over a talk: begun, finished or skipped; what its marked lines become, and how to undo that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from contacts.actions.research import keep_note, note_about
from contacts.models import Organisation, Person, ResearchNote
from interviews.actions.follow_ups import promise
from interviews.actions.planning import hold, replan
from interviews.actions.referrals import Named, name_person, record_of, take_back_names
from interviews.models import (
    Answer,
    Debrief,
    Evidence,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Insight,
    Interview,
    Line,
    Mark,
    Rating,
)
from interviews.models.insights import LONGEST_QUOTE
from interviews.rules.categories import Category
from interviews.rules.marks import LONGEST_MARK, MarkKind

# What a follow-up made of a marked promise is.
PROMISES: Mapping[MarkKind, FollowUpKind] = {
    MarkKind.PROMISE: FollowUpKind.PROMISE,
    MarkKind.THEIR_PROMISE: FollowUpKind.THEIR_PROMISE,
}


class AlreadyDecided(ValueError):
    """Another tab decided about this marked line first; nothing is done twice."""


class CannotUndo(ValueError):
    """What a mark became was used or changed since and stays; the mark is kept as decided."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mark stands: the note, its kind, and the words of its line."""

    answer: Answer
    kind: MarkKind
    text: str

    @property
    def told(self) -> str:
        """Return by which of its words a decision about it is remembered."""
        return self.text[:LONGEST_MARK]


def begin_debrief(interview: Interview, *, at: datetime) -> Debrief:
    """Return the debrief of a talk, begun now unless it was before."""
    facts = {"account": interview.account, "started_at": at}
    return Debrief.objects.get_or_create(interview=interview, defaults=facts)[0]


@transaction.atomic
def settle_debrief(interview: Interview, *, is_skipped: bool, at: datetime) -> Debrief:
    """Finish or skip the debrief of a talk, so that nobody is asked for it again."""
    hold(interview.people.all())
    debrief = begin_debrief(interview, at=at)
    debrief.finished_at, debrief.skipped_at = (None, at) if is_skipped else (at, None)
    debrief.save(update_fields=["finished_at", "skipped_at"])
    replan(interview.people.all(), at=at)
    return debrief


@transaction.atomic
def resume_debrief(interview: Interview, *, at: datetime) -> Debrief:
    """Go on with a debrief that was finished or skipped."""
    hold(interview.people.all())
    debrief = begin_debrief(interview, at=at)
    debrief.finished_at = debrief.skipped_at = None
    debrief.save(update_fields=["finished_at", "skipped_at"])
    replan(interview.people.all(), at=at)
    return debrief


def rate_line(line: Line, rating: Rating | None) -> None:
    """Say how well a question worked (or, of theirs, my answer); None takes it back."""
    line.rating = rating
    line.save(update_fields=["rating"])


@transaction.atomic
def keep_insight(
    spot: Spot,
    *,
    statement: str,
    topic: Category,
    confidence: int,
    at: datetime,
    joins: Insight | None = None,
) -> Mark:
    """Make an insight of a marked line, or let it support one that there is (`joins`)."""
    _claim(spot)
    interview = spot.answer.interview
    insight = joins or Insight.objects.create(
        account=interview.account,
        search=interview.search,
        topic=topic,
        statement=statement,
        confidence=confidence,
        created_at=at,
    )
    Evidence.objects.create(
        account=interview.account,
        insight=insight,
        interview=interview,
        answer=spot.answer,
        quote=spot.text[:LONGEST_QUOTE],
        created_at=at,
    )
    mark = _decided(spot, at=at, insight=insight)
    if joins is None:
        mark.record = [words_of(insight)]
        mark.save(update_fields=["record"])
    return mark


def words_of(insight: Insight) -> dict[str, str | int]:
    """Return what an insight says; changed by hand since, it is no longer what a mark became."""
    return {
        "statement": insight.statement,
        "topic": insight.topic,
        "confidence": insight.confidence,
    }


@transaction.atomic
def keep_name(
    spot: Spot, *, by: Person, name: str, organisation: str, title: str, on: date, at: datetime
) -> Named:
    """Add whom a marked line names, linked to who named them."""
    _claim(spot)
    named = name_person(by=by, name=name, organisation=organisation, title=title, on=on, at=at)
    mark = _decided(spot, at=at, person=named.person)
    mark.record = [{"by": by.pk}, *record_of([named], [])]
    mark.save(update_fields=["record"])
    return named


@transaction.atomic
def keep_promise(spot: Spot, *, person: Person, text: str, due_on: date, at: datetime) -> FollowUp:
    """Make a follow-up of a marked promise, on the day that was told."""
    _claim(spot)
    interview = spot.answer.interview
    kind = PROMISES[spot.kind]
    follow_up = promise(person, kind=kind, text=text, due_on=due_on, interview=interview)
    _decided(spot, at=at, follow_up=follow_up)
    return follow_up


@transaction.atomic
def keep_resource(
    spot: Spot, *, about: Person | Organisation, text: str, link: str, at: datetime
) -> ResearchNote:
    """Make a research note of a marked resource."""
    _claim(spot)
    note = note_about(about)
    note.text, note.link = text, link
    keep_note(note=note, at=at)
    _decided(spot, at=at, research_note=note)
    return note


@transaction.atomic
def drop_mark(spot: Spot, *, at: datetime) -> Mark:
    """Decide that a marked line becomes nothing; the line stays as it is."""
    _claim(spot)
    return _decided(spot, at=at, is_kept=False)


@transaction.atomic
def undo_mark(mark: Mark, *, at: datetime) -> None:
    """Take a decision back, and with it what the line became; raise CannotUndo where that was used.

    One that another tab took back first is left at that.
    """
    held = Mark.objects.select_for_update(of=("self",)).filter(pk=mark.pk).first()
    if held:
        _take_back(held, at=at)
        held.delete()


def _claim(spot: Spot) -> None:
    """Hold the note until the decision is stored; raise AlreadyDecided where there is one."""
    answer = Answer.objects.select_for_update().get(pk=spot.answer.pk)
    if answer.marks.filter(kind=spot.kind, text=spot.told).exists():
        raise AlreadyDecided


def _decided(
    spot: Spot,
    *,
    at: datetime,
    is_kept: bool = True,
    insight: Insight | None = None,
    person: Person | None = None,
    follow_up: FollowUp | None = None,
    research_note: ResearchNote | None = None,
) -> Mark:
    return Mark.objects.create(
        account=spot.answer.account,
        answer=spot.answer,
        kind=spot.kind,
        text=spot.told,
        is_kept=is_kept,
        insight=insight,
        person=person,
        follow_up=follow_up,
        research_note=research_note,
        decided_at=at,
    )


def _take_back(mark: Mark, *, at: datetime) -> None:
    if mark.insight:
        _take_back_insight(mark, mark.insight)
    if mark.follow_up:
        if mark.follow_up.state != FollowUpState.OPEN:
            raise CannotUndo
        mark.follow_up.delete()
    if mark.research_note:
        mark.research_note.delete()
    if mark.person:
        _take_back_name(mark, at=at)


def _take_back_insight(mark: Mark, insight: Insight) -> None:
    """Withdraw the support of this line, and the insight where the line became it.

    One that was written by hand, changed since, or is supported by other lines too, stays.
    """
    quoted(mark, insight).delete()
    if mark.record == [words_of(insight)] and not insight.evidence.exists():
        insight.delete()


def quoted(mark: Mark, insight: Insight) -> QuerySet[Evidence]:
    """Return what a decided line is quoted as."""
    is_cut = len(mark.text) == LONGEST_MARK
    words = {"quote__startswith" if is_cut else "quote": mark.text}
    return insight.evidence.filter(answer=mark.answer, **words)


def _take_back_name(mark: Mark, *, at: datetime) -> None:
    first, *record = mark.record or [{}]
    by = mark.account.people.filter(pk=first.get("by")).first()
    if by is None or take_back_names(by, record, at=at):
        raise CannotUndo
