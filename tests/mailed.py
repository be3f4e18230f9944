"""A letter with links in it, for tests of what they do."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from interviews.mail.links import action_url
from tests.factories import FollowUpFactory, LetterFactory, PersonFactory

# A Thursday.
MORNING = datetime(2026, 3, 12, 8, tzinfo=UTC)
THURSDAY, FRIDAY, MONDAY = date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 16)


def a_promise(account, **fields):
    person = fields.pop("person", None) or PersonFactory(account=account, name="Ana Silva")
    row = {"kind": "promise", "due_at": MORNING, "due_on": THURSDAY}
    return FollowUpFactory(account=account, person=person, **(row | fields))


def a_letter(account, **fields):
    row = {"local_day": THURSDAY, "text": "* Send the article · Ana Silva · today"}
    return LetterFactory(account=account, **(row | fields))


def path(letter, one, action):
    return urlsplit(action_url(letter.uid, one, action)).path


def state_of(one):
    one.refresh_from_db()
    return one.state, one.due_on
