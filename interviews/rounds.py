"""What was asked of me in rounds of job interviews: how often, where, and how I answered best."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from config.kit import clock
from contacts.models import Account, Person
from interviews.models import Answer, Interview, Line, Rating
from interviews.rules.notes import Part
from interviews.rules.recurring import ALIKE, gist_of, groups, likeness

# Older questions than the last so many are not compared: the page must not grow slow with the years.
COMPARED = 400
# How many likely questions stand beside a round that is being prepared.
LIKELY = 6


@dataclass(frozen=True)
class Asking:
    """One time that a question was put to me: in which round, and how I answered."""

    line: Line
    talk: Interview
    places: Sequence[str]
    answer: str
    improve: str

    @property
    def question(self) -> str:
        """Return it as they put it."""
        return self.line.text

    @property
    def where(self) -> str:
        """Return the organisation, else whom the round was with."""
        return ", ".join(self.places) or self.talk.names

    @property
    def day(self) -> date:
        """Return the day of the round on the account's clock, as far as it is known."""
        told = self.talk.ended_at or self.talk.starts_at or self.talk.created_at
        return clock.day_of(told, self.talk.account.zone)

    @property
    def rating(self) -> Rating | None:
        """Return how well my answer went."""
        return Rating(self.line.rating) if self.line.rating else None


@dataclass(frozen=True)
class Recurring:
    """A question with every time it was asked, the latest first."""

    askings: Sequence[Asking]

    @property
    def question(self) -> str:
        """Return it as it was put last."""
        return self.askings[0].question

    @property
    def rounds(self) -> int:
        """Return in how many rounds it came up."""
        return len({asking.talk.pk for asking in self.askings})

    @property
    def places(self) -> Sequence[str]:
        """Return where it was asked, the latest first."""
        return list(dict.fromkeys(asking.where for asking in self.askings))

    @property
    def best(self) -> Asking | None:
        """Return the time I answered best: by my rating, then the latest; an unrated one counts as
        neither good nor bad."""
        answered = [asking for asking in self.askings if asking.answer]
        return max(answered, key=lambda asking: asking.rating or Rating.FINE, default=None)

    @property
    def improve(self) -> Sequence[Asking]:
        """Return the times after which I noted what to improve, the latest first."""
        return [asking for asking in self.askings if asking.improve]


def asked_of_me(account: Account) -> list[Asking]:
    """Return the last questions that were put to me, the latest round first; four queries."""
    people = Prefetch("sheet__interview__people", Person.objects.select_related("organisation"))
    lines = (
        Line.objects.filter(account=account, is_theirs=True)
        .select_related("sheet__interview")
        .prefetch_related(people, Prefetch("answers", Answer.objects.order_by("pk")))
        .order_by("-sheet__interview__starts_at", "-sheet__interview__pk", "position")
    )
    return sorted(
        (_asking(line, account) for line in lines[:COMPARED]),
        key=lambda asking: asking.day,
        reverse=True,
    )


def _asking(line: Line, account: Account) -> Asking:
    talk = line.sheet.interview
    talk.account = account
    there = (person.organisation for person in talk.people.all())
    texts = {answer.part: answer.text.strip() for answer in line.answers.all()}
    return Asking(
        line=line,
        talk=talk,
        places=list(dict.fromkeys(place.name for place in there if place)),
        answer=texts.get("", ""),
        improve=texts.get(Part.IMPROVE, ""),
    )


def grouped(askings: Sequence[Asking]) -> list[Recurring]:
    """Return questions of one intent as one, the most often asked first."""
    found = groups([asking.question for asking in askings])
    recurring = [Recurring([askings[place] for place in group]) for group in found]
    return sorted(recurring, key=lambda one: -one.rounds)


def likely_in(interview: Interview) -> list[Recurring]:
    """Return what may well be asked in a round to come: what they asked there, then what recurs."""
    askings = asked_of_me(interview.account)
    places = {person.organisation.name for person in _with_places(interview) if person.organisation}
    before = [
        one for one in grouped(askings) if any(a.talk.pk != interview.pk for a in one.askings)
    ]
    there = [one for one in before if places & {name for a in one.askings for name in a.places}]
    again = [one for one in before if one not in there and one.rounds > 1]
    return [*there, *again][:LIKELY]


def _with_places(interview: Interview) -> Iterable[Person]:
    return interview.people.select_related("organisation")


def like(question: str, askings: Sequence[Asking]) -> Recurring | None:
    """Return what was asked like a question; None where nothing was, or no question is given."""
    gist = gist_of(question)
    near = [one for one in askings if likeness(gist, gist_of(one.question)) >= ALIKE]
    return Recurring(near) if near and question.strip() else None


def asked_before(interview: Interview, questions: Sequence[str]) -> list[Recurring | None]:
    """Return for each question what was asked like it in other rounds; None where nothing was."""
    if not questions:
        return []
    askings = [one for one in asked_of_me(interview.account) if one.talk.pk != interview.pk]
    return [like(question, askings) for question in questions]
