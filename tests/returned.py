"""Letters that left, the people they went to, and the reports that they came back."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from contacts.models import Reach
from interviews.actions.interviews import schedule_interview
from interviews.actions.invitations import note_told, send_now
from tests.factories import InterviewFactory, LetterFactory, PersonFactory

SAMPLES = Path(__file__).parent / "data" / "bounces"
# The letter that the samples are about.
LETTER = "<0123456789abcdef0123456789abcdef@askwell.example>"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def whole(name):
    return (SAMPLES / name).read_bytes()


def a_letter(account, **fields):
    row = {"to": "bo@example.edu", "message_id": LETTER, "state": "sent"}
    row |= {"local_day": NOW.date() - timedelta(days=1), "sent_at": NOW - timedelta(hours=1)}
    return LetterFactory(account=account, **(row | fields))


def bo(account):
    person = PersonFactory(account=account, name="Bo Li")
    Reach.objects.create(account=account, person=person, kind="email", value="bo@example.edu")
    return person


def a_talk(person):
    return schedule_interview(
        InterviewFactory(account=person.account, people=[person]),
        on_date=date(2026, 11, 24),
        at_time=time(10),
        zone="Europe/Lisbon",
    )


def an_invitation(talk, person):
    """One that I sent and that left, as delivery marks it."""
    words = {"subject": "Our talk", "text": "See you then", "seen": talk.sequence}
    letter = send_now(talk, person, to="bo@example.edu", at=NOW, **words)
    letter.message_id, letter.state, letter.sent_at = LETTER, "sent", NOW
    letter.save()
    note_told(letter.attendances.get(), talk, letter.method, at=NOW, letter=letter)
    return letter
