"""What the talks of a search, or of none, taught: answers side by side, and insights by topic."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from config.kit import clock
from contacts.models import Account, Organisation, Person, Search
from interviews.models import Answer, Evidence, Insight, Interview, Kind, Line
from interviews.models.banks import questions_of
from interviews.rules.categories import Category
from interviews.rules.excerpts import cut
from interviews.rules.marks import LEARNED, Marked, marks_in
from interviews.rules.sheets import rank
from interviews.rules.stages import TOOK_PLACE


@dataclass(frozen=True, slots=True)
class Heard:
    """What one talk brought to one question: plain words, and the marked lines worth comparing.

    Whom they named and what was promised has its own places.
    """

    interview: Interview
    names: str
    on: date | None
    text: str
    marks: list[Marked]

    @property
    def pieces(self) -> tuple[str, str]:
        """Return the plain words as a beginning to compare, and what follows it."""
        beginning, rest = cut(self.text)
        return beginning.rstrip(), rest


@dataclass(slots=True)
class Row:
    """One core question and what was heard, one list an organisation, in the order of the columns."""

    question: str
    category: str
    cells: list[list[Heard]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many answers there are."""
        return sum(len(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Core questions as rows, organisations as columns."""

    organisations: list[str]
    rows: list[Row]

    @property
    def by_question(self) -> list[tuple[Row, list[tuple[str, list[Heard]]]]]:
        """Return each row with its filled cells and their organisations."""
        return [
            (row, [pair for pair in zip(self.organisations, row.cells, strict=True) if pair[1]])
            for row in self.rows
        ]


def talks_held(account: Account, search: Search | None) -> QuerySet[Interview]:
    """Return the talks of a search that took place, but for job rounds: those teach something else.

    Without a search, those that belong to none.
    """
    held = account.interviews.filter(search=search, stage__in=TOOK_PLACE)
    return held.exclude(kind=Kind.JOB)


def compare(account: Account, search: Search | None) -> Comparison:
    """Return the answers to core questions, side by side; a handful of queries, however many talks."""
    heard: dict[str, dict[str, list[Heard]]] = {}
    lines: dict[str, Line] = {}
    for answer in _core_answers(account, search):
        line = answer.line
        assert line is not None
        key = line.handle or line.text
        lines.setdefault(key, line)
        place = organisations_then(answer.interview)
        heard.setdefault(key, {}).setdefault(place, []).append(_heard(answer, account))
    places = sorted({place for held in heard.values() for place in held}, key=_last_if_unknown)
    words = {one.handle: one.text_in(account.language) for one in questions_of(account)}
    rows = [
        Row(
            question=words.get(key, lines[key].text),
            category=lines[key].get_category_display(),
            cells=[held.get(place, []) for place in places],
        )
        for key, held in sorted(heard.items(), key=lambda item: rank(lines[item[0]].purpose))
    ]
    return Comparison([place or _("Organisation not known") for place in places], rows)


def _last_if_unknown(place: str) -> tuple[bool, str]:
    return not place, place.casefold()


def _core_answers(account: Account, search: Search | None) -> QuerySet[Answer]:
    answers = account.answers.said().filter(
        line__is_core=True, line__is_theirs=False, interview__in=talks_held(account, search)
    )
    return (
        answers.exclude(text="")
        .select_related("line", "interview")
        .prefetch_related(Prefetch("interview__people", _people()))
        .order_by("interview__starts_at", "interview_id", "line__position")
    )


def _people() -> QuerySet[Person]:
    moves = ("moves__from_organisation",)
    return Person.objects.select_related("organisation").prefetch_related(*moves)


def organisations_then(interview: Interview) -> str:
    """Return where those in a talk worked at the time; empty where nobody knows.

    Of several organisations all are named: who of them said it, the note does not tell.
    """
    moment = interview.ended_at or interview.starts_at
    places = (_place_at(moment, person) for person in interview.people.all())
    return ", ".join(dict.fromkeys(place.name for place in places if place))


def _place_at(moment: datetime | None, person: Person) -> Organisation | None:
    later = [move for move in person.moves.all() if moment and move.noticed_at > moment]
    first = min(later, key=lambda move: move.noticed_at) if later else None
    return first.from_organisation if first else person.organisation


def _heard(answer: Answer, account: Account) -> Heard:
    interview = answer.interview
    moment: datetime | None = interview.ended_at or interview.starts_at
    on = clock.day_of(moment, account.zone) if moment else None
    marks = marks_in(answer.text, today=on or date.min)
    rows = {mark.row for mark in marks}
    plain = [line for row, line in enumerate(answer.text.split("\n")) if row not in rows]
    told = [mark for mark in marks if mark.kind in LEARNED]
    return Heard(interview, interview.names, on, "\n".join(plain).strip(), told)


@dataclass(frozen=True, slots=True)
class Learned:
    """One insight, and what was said for it, each with where that was."""

    insight: Insight
    evidence: list[tuple[Evidence, str]]


@dataclass(frozen=True, slots=True)
class Topic:
    """The insights about one thing, the surest first."""

    category: Category
    learned: list[Learned]


def topics_of(account: Account, search: Search | None) -> list[Topic]:
    """Return the insights of a search by what they are about, with their evidence; four queries."""
    evidence = Evidence.objects.select_related("interview").prefetch_related(
        Prefetch("interview__people", _people())
    )
    kept = account.insights.filter(search=search, dropped_at=None)
    insights = kept.prefetch_related(Prefetch("evidence", evidence))
    return list(_by_topic(sorted(insights, key=_place)))


def learned_in(
    account: Account, talks: QuerySet[Interview]
) -> list[tuple[Insight, list[Evidence]]]:
    """Return the insights that rest on these talks, the surest first, each with what was said there.

    Four queries, however many there are.
    """
    here = account.evidence.filter(interview__in=talks.order_by().values("pk"))
    told = here.select_related("interview").prefetch_related("interview__people")
    kept = account.insights.filter(pk__in=here.values("insight"), dropped_at=None)
    insights = kept.prefetch_related(Prefetch("evidence", told)).order_by("-confidence", "-pk")
    return [(insight, list(insight.evidence.all())) for insight in insights]


def _place(insight: Insight) -> tuple[int, int, int]:
    return list(Category).index(Category(insight.topic)), -insight.confidence, insight.pk


def _by_topic(insights: Iterable[Insight]) -> Iterable[Topic]:
    for topic, group in groupby(insights, key=lambda insight: insight.topic):
        yield Topic(Category(topic), [_learned(insight) for insight in group])


def _learned(insight: Insight) -> Learned:
    said = insight.evidence.all()
    return Learned(insight, [(one, organisations_then(one.interview)) for one in said])
