"""What is known of a talk and of every question, gathered for the rule that suggests a sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from contacts.models import Belief, Person, ResearchNote, ResearchTick
from contacts.rules.research import items_for
from interviews.asked import UNUSED, use_of
from interviews.models import Answer, Interview, Line, Question
from interviews.models.banks import questions_of
from interviews.rules.categories import Purpose
from interviews.rules.stages import TOOK_PLACE
from interviews.rules.suggesting import (
    Candidate,
    Explained,
    LeftOut,
    Setting,
    Suggested,
    Told,
    explain,
    left_out,
    suggest,
)


@dataclass(frozen=True, slots=True)
class Known:
    """All questions of an account by handle, as the rule sees them, and the talk they are for.

    `told_in` is, by handle, the number of the note that tells what they answered.
    """

    questions: dict[str, Question]
    candidates: dict[str, Candidate]
    setting: Setting
    told_in: dict[str, int]

    @property
    def offered(self) -> list[Candidate]:
        """Return what may be put on a sheet."""
        return [self.candidates[key] for key, one in self.questions.items() if one.is_offered]

    def unlike(self, lines: Iterable[Line], questions: Sequence[Question]) -> list[Question]:
        """Return each wording once, as banks hold copies: of a line its own, else the first."""
        present = [self.questions[line.handle] for line in lines if line.handle in self.questions]
        first = {(one.text_en, one.text_zh): one.handle for one in reversed([*questions])}
        first |= {(one.text_en, one.text_zh): one.handle for one in present}
        return [one for one in questions if first[one.text_en, one.text_zh] == one.handle]

    def _beside(self, lines: Iterable[Line]) -> list[Candidate]:
        offered = [one for one in self.questions.values() if one.is_offered]
        return [self.candidates[one.handle] for one in self.unlike(lines, offered)]

    def suggested(self, lines: Sequence[Line]) -> Suggested:
        """Return what to ask beside these lines."""
        return suggest(self._beside(lines), self.setting, present=[*map(self._present, lines)])

    def left_out(self, lines: Sequence[Line]) -> list[LeftOut]:
        """Return what would fit the talk and is not suggested beside these lines, and why."""
        return left_out(self._beside(lines), self.setting, present=[*map(self._present, lines)])

    def explained(self, lines: Sequence[Line]) -> dict[str, Explained]:
        """Return what is to be said of the lines that came from a question, by its handle."""
        present = [*map(self._present, lines)]
        explained = explain(present, self.offered, self.setting)
        return {key: one for key, one in explained.items() if key in self.candidates}

    def _present(self, line: Line) -> Candidate:
        """Return a line as the rule sees it; its own minutes count, not those of its question."""
        known = self.candidates.get(line.handle)
        return Candidate(
            handle=line.handle or f"line-{line.pk}",
            purpose=line.purpose or Purpose.ADVICE,
            category=line.category,
            minutes=line.minutes,
            is_core=line.is_core,
            is_public=known.is_public if known else False,
            functions=known.functions if known else (),
            levels=known.levels if known else (),
            sizes=known.sizes if known else (),
            kinds=known.kinds if known else (),
            rating=known.rating if known else None,
        )


def known_for(interview: Interview, *, small_talk: int, closing: int) -> Known:
    """Return what is known for the sheet of a talk that keeps so many minutes around questions."""
    account = interview.account
    people = list(interview.people.select_related("organisation"))
    questions = {question.handle: question for question in questions_of(account)}
    use = use_of(account)
    told, told_in = _told(interview, people)
    return Known(
        questions=questions,
        candidates={
            key: _candidate(one, use.get(key, UNUSED).rating) for key, one in questions.items()
        },
        setting=Setting(
            minutes=max(0, interview.minutes - small_talk - closing),
            closing=closing,
            kind=interview.kind,
            function=_first(person.function for person in people),
            level=_first(person.level for person in people),
            size=_first(person.organisation.size for person in people if person.organisation),
            beliefs=_beliefs(interview),
            gaps=_gaps(people),
            told=told,
        ),
        told_in=told_in,
    )


def _candidate(question: Question, rating: float | None) -> Candidate:
    return Candidate(
        handle=question.handle,
        purpose=question.purpose,
        category=question.category,
        minutes=question.minutes,
        words=f"{question.text_en} {question.text_zh} {question.intent}",
        is_core=question.is_core,
        is_public=question.is_public,
        functions=question.functions,
        levels=question.levels,
        sizes=question.sizes,
        kinds=question.kinds,
        rating=rating,
    )


def _told(interview: Interview, people: Sequence[Person]) -> tuple[dict[str, Told], dict[str, int]]:
    """Return who of these people and their colleagues answered what, and the notes that say so.

    This very person comes before a colleague, and what was said last before what was said earlier.
    """
    there = {person.organisation_id for person in people if person.organisation_id}
    they = {person.pk for person in people}
    whom = interview.account.people.filter(Q(pk__in=they) | Q(organisation_id__in=there))
    talks = interview.account.interviews.filter(people__in=whom, stage__in=TOOK_PLACE)
    notes = (
        interview.account.answers.filter(part="", line__is_theirs=False, interview__in=talks)
        .exclude(text="")
        .exclude(interview=interview)
        .select_related("line", "interview")
        .prefetch_related("interview__people")
        .order_by("interview__starts_at", "pk")
        .defer("text")
    )
    told: dict[str, Told] = {}
    told_in: dict[str, int] = {}
    for note in notes:
        handle = note.line.handle if note.line else ""
        here = _who_told(note, they, there)
        if handle and (here.is_them or not (handle in told and told[handle].is_them)):
            told[handle], told_in[handle] = here, note.pk
    return told, told_in


def _who_told(note: Answer, they: set[int], there: set[int]) -> Told:
    present = list(note.interview.people.all())
    them = [person for person in present if person.pk in they]
    who = them or [person for person in present if person.organisation_id in there]
    names = ", ".join(person.name for person in who)
    return Told(names, _day_of(note.interview), is_them=bool(them))


def _day_of(interview: Interview) -> date | None:
    return interview.on_date or (interview.ended_at.date() if interview.ended_at else None)


def _beliefs(interview: Interview) -> list[str]:
    """Return what is believed in the search that the talk belongs to."""
    beliefs = Belief.objects.filter(account=interview.account, search=interview.search_id)
    return list(beliefs.values_list("text", flat=True)) if interview.search_id else []


def _gaps(people: Sequence[Person]) -> list[tuple[str, str]]:
    """Return the entries of the checklists that have neither tick nor note.

    Where nobody has begun to look, nothing was left open: looking comes before asking.
    """
    organisations = [person.organisation_id for person in people if person.organisation_id]
    about = Q(person__in=people) | Q(organisation__in=organisations)
    seen = {
        (bool(person), item)
        for rows in (ResearchNote, ResearchTick)
        for person, item in rows.objects.filter(about).values_list("person_id", "item")
    }
    begun = {is_person for is_person, _item in seen}
    return [
        (item.key, item.text)
        for is_person in (True, False)
        for item in items_for(is_person=is_person)
        if is_person in begun and (is_person, item.key) not in seen
    ]


def _first(words: Iterable[str]) -> str:
    return next((word for word in words if word), "")
