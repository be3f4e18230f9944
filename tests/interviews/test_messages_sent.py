from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import Outreach
from interviews.actions.messages import begin_message, mark_sent, take_back
from tests.factories import (
    InterviewFactory,
    OrganisationFactory,
    PersonFactory,
    SearchFactory,
    TargetFactory,
)

# A Monday; the account's zone is an hour ahead in winter of none.
MONDAY = datetime(2026, 11, 9, 10, tzinfo=UTC)


@pytest.fixture
def ana(account):
    place = OrganisationFactory(account=account, name="Tideline")
    return PersonFactory(account=account, name="Ana Sousa", organisation=place, is_in_pool=True)


def ask(person, *, at=MONDAY, purpose="first_ask", **fields):
    message = begin_message(person, purpose=purpose, at=at, **fields)
    mark_sent(message, sent_at=at, at=at)
    return message


def test_an_ask_that_was_sent_begins_its_outreach_and_its_plan(account, ana):
    SearchFactory(account=account)
    search = TargetFactory(search__account=account, organisation=ana.organisation).search
    SearchFactory(account=account)
    talk = InterviewFactory(account=account, people=[ana], stage="planned")

    message = ask(ana, channel="linkedin_message")

    outreach = account.outreach.get()
    assert (outreach.person, outreach.search, outreach.channel) == (ana, search, "linkedin_message")
    assert (outreach.organisation, outreach.stage) == (ana.organisation, "asked")
    assert (message.outreach, outreach.asked_at) == (outreach, MONDAY)
    steps = {step.kind: step.due_on.isoformat() for step in account.follow_ups.all()}
    assert steps == {"second_person": "2026-11-12", "nudge": "2026-11-18"}
    talk.refresh_from_db()
    ana.refresh_from_db()
    assert (talk.stage, ana.is_in_pool, ana.last_contact_at) == ("invited", False, MONDAY)


def test_taken_back_it_is_a_draft_as_if_nothing_had_gone(account, ana):
    talk = InterviewFactory(account=account, people=[ana], stage="planned")
    message = ask(ana)

    assert take_back(message, at=MONDAY)
    assert not take_back(message, at=MONDAY)

    talk.refresh_from_db()
    ana.refresh_from_db()
    assert (message.sent_at, talk.stage, ana.last_contact_at) == (None, "planned", None)
    assert not account.follow_ups.exists()
    assert account.outreach.get().stage == "drafted"
    mark_sent(message, sent_at=MONDAY, at=MONDAY)
    assert account.outreach.get().stage == "asked"


def test_a_nudge_belongs_to_the_ask_and_does_its_step(account, ana):
    outreach = ask(ana).outreach
    step = account.follow_ups.get(kind="nudge")
    day = MONDAY + timedelta(days=9)

    nudge = begin_message(ana, purpose="nudge", at=day, step=step)
    mark_sent(nudge, sent_at=day, at=day)

    step.refresh_from_db()
    outreach.refresh_from_db()
    assert (nudge.outreach, step.state, step.message) == (outreach, "done", nudge)
    assert outreach.stage == "nudged"
    take_back(nudge, at=day)
    step.refresh_from_db()
    outreach.refresh_from_db()
    assert (step.state, outreach.stage) == ("open", "asked")


@pytest.mark.full
def test_a_nudge_begun_from_the_person_does_the_same_step(account, ana):
    ask(ana)

    nudge = ask(ana, purpose="nudge", at=MONDAY + timedelta(days=9))

    step = account.follow_ups.get(kind="nudge")
    assert (step.state, step.message, nudge.outreach) == ("done", nudge, Outreach.objects.get())


@pytest.mark.full
def test_somebody_else_asked_there_ends_the_search_for_a_second_person(account, ana):
    ben = PersonFactory(account=account, organisation=ana.organisation)
    ask(ana)
    day = MONDAY + timedelta(days=3)

    ask(ben, purpose="second_person", at=day)

    kinds = set(account.follow_ups.values_list("person", "kind"))
    assert (ana.pk, "second_person") not in kinds and (ben.pk, "nudge") in kinds
    assert account.outreach.count() == 2


@pytest.mark.full
def test_an_ask_after_a_bounce_goes_on_with_the_same_outreach(account, ana):
    first = ask(ana)
    first.outreach.stage = "bounced"
    first.outreach.save()

    again = ask(ana, channel="linkedin_message", at=MONDAY + timedelta(days=1))

    assert again.outreach == first.outreach
    assert account.outreach.count() == 1


def test_a_draft_for_a_step_is_begun_once_and_in_the_usual_way(account, ana):
    ask(ana, channel="linkedin_invitation")
    step = account.follow_ups.get(kind="nudge")

    first = begin_message(ana, purpose="nudge", at=MONDAY, step=step)
    second = begin_message(ana, purpose="nudge", at=MONDAY, step=step)

    assert first == second
    assert (first.channel, first.outreach) == ("linkedin_message", Outreach.objects.get())


@pytest.mark.full
def test_the_page_says_what_comes_next_and_leads_to_the_ask(page, account, ana):
    message = begin_message(ana, purpose="first_ask", at=clock.now())
    typed = {"subject": "A question", "body": "Dear Ana, may I ask you something?"}

    answer = page.post(reverse("message-sent", args=[message.pk]), typed, follow=True)

    outreach = account.outreach.get()
    assert answer.redirect_chain[-1][0] == reverse("outreach-detail", args=[outreach.pk])
    told = [str(one) for one in answer.context["messages"]]
    assert told[0].startswith("Recorded as sent. Next: Write to a second person there")
    assert "may I ask you something?" in answer.content.decode()
    page.post(reverse("message-unsend", args=[message.pk]))
    message.refresh_from_db()
    assert message.sent_at is None


def test_a_day_and_hour_that_passed_count_and_the_future_does_not(page, account, ana):
    message = begin_message(ana, purpose="first_ask", at=clock.now())
    url, typed = reverse("message-sent", args=[message.pk]), {"subject": "A", "body": "Dear Ana?"}
    today = clock.today(account.zone)

    later = page.post(url, {**typed, "day": (today + timedelta(days=1)).isoformat()})
    page.post(url, {**typed, "day": (today - timedelta(days=4)).isoformat(), "hour": "09:30"})

    assert later.status_code == 422 and "day" in later.context["form"].errors
    message.refresh_from_db()
    local = clock.instant(today - timedelta(days=4), time(9, 30), account.zone)
    assert message.sent_at == local
    assert account.outreach.get().asked_at == local


@pytest.mark.full
def test_linkedin_notes_are_counted_by_the_month_of_the_account(account, ana):
    account.zone = "Asia/Tokyo"
    account.save()
    may = datetime(2026, 5, 31, 14, 59, tzinfo=UTC)
    for sent_at, body in ((may, "Hi"), (may + timedelta(minutes=2), "Hi"), (may, "")):
        message = begin_message(ana, purpose="first_ask", channel="linkedin_invitation", at=sent_at)
        message.body = body
        message.save()
        mark_sent(message, sent_at=sent_at, at=sent_at)

    used = account.messages.all()
    assert used.linkedin_notes(may.astimezone(ZoneInfo(account.zone))) == 1
    assert used.linkedin_notes((may + timedelta(hours=1)).astimezone(ZoneInfo(account.zone))) == 1
