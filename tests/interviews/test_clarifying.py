from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import Message, Outreach
from interviews.actions.clarifying import CannotBe, fill_in
from interviews.actions.planning import replan
from tests.factories import InterviewFactory, MessageFactory, PersonFactory

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def ana(account):
    return PersonFactory(account=account, name="Ana Sousa")


def ask(person, **fields):
    return Outreach.objects.create(
        account=person.account,
        person=person,
        organisation=person.organisation,
        created_at=NOON - timedelta(days=20),
        **fields,
    )


def question(person):
    replan([person], at=NOON)
    return person.follow_ups.open().get(kind="clarify")


def kinds(person):
    return {step.kind for step in person.follow_ups.open()}


def test_the_day_of_an_ask_starts_its_clock(ana):
    ask(ana, is_asked_unknown=True)

    fill_in(question(ana), date(2026, 3, 6), at=NOON)

    assert ana.outreach.get().asked_at.date() == date(2026, 3, 6)
    assert kinds(ana) == {"second_person", "nudge"}
    ana.refresh_from_db()
    assert ana.last_contact_at.date() == date(2026, 3, 6)


def test_an_answer_without_an_ask_is_completed_by_its_day(ana):
    outreach = ask(ana)
    MessageFactory(
        person=ana,
        outreach=outreach,
        is_received=True,
        meaning="reply",
        purpose="",
        sent_at=NOON - timedelta(hours=3),
    )
    step = question(ana)

    with pytest.raises(CannotBe):
        fill_in(step, date(2026, 3, 12), at=NOON)
    fill_in(step, date(2026, 3, 2), at=NOON)

    assert kinds(ana) == {"answer"}
    assert ana.outreach.get().stage == "replied"


def test_until_when_they_are_away_is_noted_with_their_note(ana):
    outreach = ask(ana)
    sent_at = NOON - timedelta(days=2)
    MessageFactory(person=ana, outreach=outreach, purpose="first_ask", sent_at=sent_at)
    note = MessageFactory(
        person=ana,
        outreach=outreach,
        is_received=True,
        meaning="out_of_office",
        purpose="",
        sent_at=NOON - timedelta(days=1),
    )
    step = question(ana)

    with pytest.raises(CannotBe):
        fill_in(step, date(2026, 3, 9), at=NOON)
    fill_in(step, date(2026, 3, 20), at=NOON)

    assert Message.objects.get(pk=note.pk).until == date(2026, 3, 20)
    assert "clarify" not in kinds(ana)


def test_a_day_that_cannot_be_is_refused_where_it_was_typed(page, htmx, ana):
    ask(ana, is_asked_unknown=True)
    step = question(ana)
    url = reverse("follow-up-fill-in", args=[step.pk])

    plain = page.post(url, {"day": "2026-03-12", "back": "today"})
    swapped = htmx.post(url, {"day": "", "back": "today"}, target="agenda")

    assert (plain.status_code, swapped.status_code) == (422, 422)
    text = plain.content.decode()
    assert "That day is still to come." in text and f'id="fill-in-{step.pk}-day"' in text
    assert 'value="2026-03-12"' in text
    assert swapped.content.decode().lstrip().startswith('<div id="agenda">')
    assert not ana.messages.exists()


def test_a_day_filled_in_on_today_brings_what_follows(htmx, ana):
    ask(ana, is_asked_unknown=True)
    url = reverse("follow-up-fill-in", args=[question(ana).pk])

    text = htmx.post(url, {"day": "2026-03-01", "back": "today"}, target="agenda").content.decode()

    assert "Write to somebody else where Ana Sousa works" in text
    assert "Fill in a day about Ana Sousa</a>" not in text


def test_when_a_talk_was_that_somebody_was_thanked_for_is_noted_with_the_talk(ana):
    talk = InterviewFactory(account=ana.account, people=[ana], stage="invited")
    thanks = MessageFactory(person=ana, sent_at=NOON - timedelta(days=1))
    ana.follow_ups.create(
        account=ana.account,
        kind="thank",
        interview=talk,
        message=thanks,
        state="done",
        due_on=date(2026, 3, 10),
        due_at=NOON,
    )

    fill_in(question(ana), date(2026, 3, 9), at=NOON)

    talk.refresh_from_db()
    assert (talk.stage, talk.ended_at.date()) == ("held", date(2026, 3, 9))
