"""What there is to go over after a talk: its marked lines with what each could become."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.kit import clock
from contacts.models import Person
from interviews.actions.debriefs import Spot
from interviews.models import Answer, Insight, Interview, Line, LineState, Mark
from interviews.rules.categories import Category
from interviews.rules.marks import LEARNED, Marked, MarkKind
from interviews.rules.notes import Part


@dataclass(frozen=True, slots=True)
class Pending:
    """A marked line that is not decided yet; `at` names it on the page."""

    spot: Spot
    marked: Marked

    @property
    def at(self) -> str:
        """Return what its form is called by: the note and the row of the line."""
        return f"{self.spot.answer.pk}-{self.marked.row}"

    @property
    def topic(self) -> Category:
        """Return what the question under which it was noted is about."""
        line = self.spot.answer.line
        return Category(line.category) if line and line.category else Category.DAY


def day_of_talk(interview: Interview) -> date:
    """Return the day of a talk on the account's clock; today while it has neither begun nor ended."""
    moment: datetime = interview.ended_at or interview.began_at or clock.now()
    return moment.astimezone(ZoneInfo(interview.account.zone)).date()


def pending_of(interview: Interview) -> list[Pending]:
    """Return the marked lines still to decide, in the order of the sheet; two queries."""
    answers = interview.answers.exclude(part=Part.IMPROVE).exclude(text="")
    answers = answers.select_related("line").order_by("line__position", "pk")
    marks = Mark.objects.filter(answer__interview=interview)
    decided = {_place(mark.answer_id, MarkKind(mark.kind), mark.text) for mark in marks}
    return list(_pending(interview, answers, decided))


def _place(answer_id: int, kind: MarkKind, told: str) -> tuple[int | None, MarkKind, str]:
    """Return what is decided once: a name or a promise in a talk, something learned in a note.

    The same number under two questions tells two things, the same promise in two notes but one.
    """
    return (answer_id if kind in LEARNED else None), kind, told


def _pending(
    interview: Interview,
    answers: Iterable[Answer],
    decided: set[tuple[int | None, MarkKind, str]],
) -> Iterable[Pending]:
    for answer in answers:
        answer.interview = interview
        for marked in answer.marked:
            spot = Spot(answer, marked.kind, marked.text)
            place = _place(answer.pk, spot.kind, spot.told)
            if place not in decided:
                decided.add(place)
                yield Pending(spot, marked)


def decided_of(interview: Interview) -> list[Mark]:
    """Return the marked lines that were decided, with what they became."""
    marks = Mark.objects.filter(answer__interview=interview)
    return list(marks.select_related("insight", "person", "follow_up", "research_note"))


def ratable_of(interview: Interview) -> list[Line]:
    """Return the questions that were asked, in asking order: those can have worked or not."""
    asked = Line.objects.filter(sheet__interview=interview, state=LineState.ASKED, is_theirs=False)
    return list(asked)


@dataclass(frozen=True, slots=True)
class Around:
    """What the forms of all marked lines offer: read once for a page."""

    interview: Interview
    people: list[Person]
    insights: list[Insight]


def around(interview: Interview) -> Around:
    """Return whom a talk was with, and the insights that its lines may support; two queries."""
    people = list(interview.people.select_related("organisation"))
    kept = interview.account.insights.filter(dropped_at=None, search=interview.search_id)
    return Around(interview, people, list(kept.order_by("-created_at", "-pk")))
