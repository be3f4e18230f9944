"""What there is to go over after a talk: its marked lines with what each could become."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from config.kit import clock
from contacts.models import Person
from interviews.actions.debriefs import Spot
from interviews.actions.following import can_follow
from interviews.models import Answer, Insight, Interview, Line, LineState, Mark
from interviews.rules.categories import Category
from interviews.rules.marks import LEARNED, Marked, MarkKind
from interviews.rules.notes import Part
from interviews.rules.rewording import is_reworded


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
    return clock.day_of(moment, interview.account.zone)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about a marked line; `now` is that line where it reads a little otherwise since."""

    mark: Mark
    now: Spot | None = None

    @property
    def can_follow(self) -> bool:
        """Return whether what it became could take over the new words."""
        return self.now is not None and can_follow(self.mark, self.now)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked lines of a talk: those still to decide, and the decisions there are."""

    pending: list[Pending]
    decided: list[Decided]


def marks_of(interview: Interview) -> Marks:
    """Return the marked lines of a talk, in the order of the sheet; two queries.

    A decision stays with its line while that is only worded a little otherwise.
    """
    answers = interview.answers.exclude(part=Part.IMPROVE).exclude(text="")
    answers = answers.select_related("line").order_by("line__position", "pk")
    told = Mark.objects.filter(answer__interview=interview)
    marks = list(told.select_related("insight", "person", "follow_up", "research_note"))
    standing = list(_standing(interview, answers))
    places = {_place_of(one.spot) for one in standing}
    left = [mark for mark in marks if _decided_place(mark) not in places]
    seen, pending, now = {_decided_place(mark) for mark in marks}, [], {}
    for one in standing:
        if _place_of(one.spot) in seen:
            continue
        seen.add(_place_of(one.spot))
        if mark := next((mark for mark in left if _is_of(mark, one.spot)), None):
            left.remove(mark)
            now[mark.pk] = one.spot
        else:
            pending.append(one)
    return Marks(pending, [Decided(mark, now.get(mark.pk)) for mark in marks])


def pending_of(interview: Interview) -> list[Pending]:
    """Return the marked lines still to decide, in the order of the sheet; two queries."""
    return marks_of(interview).pending


def _standing(interview: Interview, answers: Iterable[Answer]) -> Iterator[Pending]:
    for answer in answers:
        answer.interview = interview
        for marked in answer.marked:
            yield Pending(Spot(answer, marked.kind, marked.text), marked)


type _Place = tuple[int | None, MarkKind, str]


def _place(answer_id: int, kind: MarkKind, told: str) -> _Place:
    """Return what is decided once: a name or a promise in a talk, something learned in a note.

    The same number under two questions tells two things, the same promise in two notes but one.
    """
    return (answer_id if kind in LEARNED else None), kind, told


def _place_of(spot: Spot) -> _Place:
    return _place(spot.answer.pk, spot.kind, spot.told)


def _decided_place(mark: Mark) -> _Place:
    return _place(mark.answer_id, MarkKind(mark.kind), mark.text)


def _is_of(mark: Mark, spot: Spot) -> bool:
    """Return whether a decision was about this line, as it read then."""
    is_place = (mark.answer_id, mark.kind) == (spot.answer.pk, spot.kind)
    return is_place and is_reworded(mark.text, spot.told)


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
