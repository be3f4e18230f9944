"""What a decided line became takes over the words that the line has now, when told to."""

from datetime import datetime

from django.db import transaction

from contacts.actions.merges import fingerprint
from contacts.actions.organisations import organisation_called
from interviews.actions.debriefs import Spot, quoted, words_of
from interviews.actions.follow_ups import change
from interviews.models import FollowUpState, Insight, Mark
from interviews.models.insights import LONGEST_QUOTE, LONGEST_STATEMENT
from interviews.rules.marks import LONGEST_MARK, link_in
from interviews.rules.naming import Line, lines_in


def can_follow(mark: Mark, now: Spot) -> bool:
    """Return whether what the line became is still as it made it, and has words to take over."""
    if mark.insight:
        return mark.insight.dropped_at is None
    if step := mark.follow_up:
        return step.state == FollowUpState.OPEN and step.text == mark.text
    if note := mark.research_note:
        return note.text[:LONGEST_MARK] == mark.text
    was, read = _named(mark.text), _named(now.text)
    return bool(mark.person and was and read and mark.person.name == was.name and was != read)


@transaction.atomic
def follow(mark: Mark, now: Spot, *, at: datetime) -> bool:
    """Bring a line's words of now into what it became; return False where that changed meanwhile."""
    mark = Mark.objects.select_for_update().get(pk=mark.pk)
    if not can_follow(mark, now):
        return False
    if mark.insight:
        _say(mark, mark.insight, now)
    elif step := mark.follow_up:
        step.text = now.told
        change(step)
    elif note := mark.research_note:
        was, link = link_in(note.text), link_in(now.text)
        note.text, note.link = now.text, link if note.link == was else note.link
        note.save(update_fields=["text", "link"])
    else:
        _name(mark, now, at)
    mark.text = now.told
    mark.save(update_fields=["text", "record"])
    return True


def _say(mark: Mark, insight: Insight, now: Spot) -> None:
    """Change the quote; the statement too, where that was the line and nobody changed it since."""
    quote = quoted(mark, insight).first()
    if mark.record == [words_of(insight)] and quote and insight.statement == quote.quote:
        insight.statement = now.text[:LONGEST_STATEMENT]
        insight.save(update_fields=["statement"])
        mark.record = [words_of(insight)]
    if quote:
        quote.quote = now.text[:LONGEST_QUOTE]
        quote.save(update_fields=["quote"])


def _name(mark: Mark, now: Spot, at: datetime) -> None:
    """Change the name; where they work and as what only as far as that is not known yet."""
    person, read = mark.person, _named(now.text)
    assert person and read, "can_follow() has seen both"
    seal = fingerprint(person)
    person.name = read.name
    person.title = person.title or read.title
    if not person.organisation and read.organisation:
        person.organisation = organisation_called(
            account=mark.account, name=read.organisation, at=at
        )
    person.save()
    person.refresh_from_db()
    # Undoing the decision still finds them as it left them.
    for step in mark.record:
        if step.get("seal") == seal:
            step["seal"] = fingerprint(person)


def _named(text: str) -> Line | None:
    return next(iter(lines_in(text)), None)
