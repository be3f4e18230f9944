"""What a printed sheet says of research and beliefs: the newest first, each at a glance."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Person, ResearchNote
from interviews.models import Interview
from interviews.paper import saying
from interviews.rules.printing import digest_share

# A fact is read at a glance: this many characters. More facts than this never fit a third of a page.
FACT_LENGTH, FACTS = 280, 24
BELIEFS = 6


def research(interview: Interview, people: Sequence[Person], variant: str) -> dict[str, Any]:
    """Return what was found out about them, then about where they work.

    Setting it finds how many notes fit into `share` of a page; `more` tells by the number of those
    left out that there are more.
    """
    organisations = {person.organisation_id for person in people if person.organisation_id}
    mine = interview.account.research_notes
    notes = [
        *mine.filter(person__in=people),
        *mine.filter(organisation__in=organisations),
    ]
    share = digest_share(variant)
    beyond = max(len(notes) - FACTS, 0)
    return {
        "heading": _("What I found out"),
        "unchecked": _("not checked"),
        "share": share,
        "notes": [_note(note) for note in notes[:FACTS]] if share else [],
        "more": [_more(beyond + left) for left in range(min(len(notes), FACTS) + 1)],
    }


def beliefs(interview: Interview, variant: str) -> dict[str, Any]:
    """Return what I believe of the work in question, to be ticked or struck out."""
    search = interview.search if digest_share(variant) else None
    held = [belief.text for belief in search.beliefs.all()[:BELIEFS]] if search else []
    return {"heading": _("What I believe so far, to be tested"), "items": held}


def _more(left: int) -> str:
    told = ngettext("and %(n)s more note", "and %(n)s more notes", left) % {"n": left}
    return told if left else ""


def _note(note: ResearchNote) -> dict[str, Any]:
    site = (urlsplit(note.link).hostname or "") if note.link else ""
    source = (note.source, site, saying.day(note.dated_on))
    return {
        "text": Truncator(" ".join(note.text.split())).chars(FACT_LENGTH),
        "source": " · ".join(part for part in source if part),
        "is_checked": note.is_verified,
    }
