"""What tells a calendar about a talk: the answer to what a helper did, and letters I send myself."""

from datetime import datetime

from contacts.models import Person
from interviews.calendars.files import Method
from interviews.models import Interview, Letter


def answer_by_mail(
    interview: Interview, person: Person, method: Method, at: datetime, *, word: str = ""
) -> list[Letter]:
    """Record and queue the letters to both about what the helper just did on the link.

    `method` is Method.REQUEST after a pick or a move, Method.CANCEL after a cancellation; `word` is
    what they wrote with it, for me alone. To be called in the transaction of what they did, after it.
    """
    return []
