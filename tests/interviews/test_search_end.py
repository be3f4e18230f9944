from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import Introduction, Outreach
from contacts.models.searches import Ending
from interviews.actions.follow_ups import snooze
from interviews.actions.planning import replan
from interviews.actions.searches import end_search, reopen_search
from interviews.models import FollowUp
from tests.factories import InterviewFactory, MessageFactory, PersonFactory, SearchFactory

# A Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def search(account):
    with clock.moved_to(MONDAY):
        yield SearchFactory(account=account)


def asked(account, search, name, at=MONDAY):
    person = PersonFactory(account=account, name=name)
    ask = Outreach.objects.create(
        account=account, person=person, organisation=person.organisation, search=search
    )
    MessageFactory(person=person, outreach=ask, purpose="first_ask", sent_at=at)
    return person


def answered(person, meaning="reply", at=MONDAY + DAY):
    ask = person.outreach.get()
    MessageFactory(
        person=person, outreach=ask, purpose="", is_received=True, meaning=meaning, sent_at=at
    )


@pytest.fixture
def people(account, search):
    """One who is silent, and one of each who helped or said no."""
    names = ["Silent", "Talker", "Namer", "Bridge", "Adviser", "Decliner"]
    people = {name: asked(account, search, name) for name in names}
    InterviewFactory(
        account=account,
        search=search,
        people=[people["Talker"]],
        stage="thanked",
        ended_at=MONDAY + DAY,
    )
    PersonFactory(account=account, referred_by=people["Namer"], name="Named")
    Introduction.objects.create(
        account=account,
        introducer=people["Bridge"],
        person=PersonFactory(account=account, name="Met"),
        promised_on=date(2026, 3, 3),
    )
    answered(people["Adviser"])
    answered(people["Decliner"], "decline")
    replan(people.values(), at=MONDAY + DAY)
    return people


def open_steps(kind=""):
    rows = FollowUp.objects.open().filter(kind=kind) if kind else FollowUp.objects.open()
    fields = ("pk", "person__name", "kind", "due_on", "due_at", "snoozed_at", "announced_on")
    return sorted(rows.values_list(*fields))


def test_the_end_stops_chasers_and_thanks_everyone_who_helped(search, people):
    end_search(search, ending=Ending.OFFER, at=MONDAY + 2 * DAY)

    search.refresh_from_db()
    assert (search.ended_at, search.ending) == (MONDAY + 2 * DAY, "offer")
    told = {name for _, name, *_ in open_steps("tell_ended")}
    assert told == {"Talker", "Namer", "Bridge", "Adviser"}
    kinds = {kind for _, _, kind, *_ in open_steps()}
    assert not kinds & {"nudge", "second_person", "nudge_introduction", "ask_referral"}
    assert "keep_in_touch" in {kind for _, name, kind, *_ in open_steps() if name == "Talker"}


@pytest.mark.full
def test_undo_of_the_end_gives_the_plan_back_exactly(search, people):
    nudge = people["Silent"].follow_ups.get(kind="nudge")
    nudge.announced_on = date(2026, 3, 1)
    nudge.save()
    snooze(nudge, until=date(2026, 4, 20), at=MONDAY + DAY)
    before = open_steps()

    # On a Saturday, so late that the steps would be too old to be found for the first time.
    gone = end_search(search, ending=Ending.LEARNED, at=MONDAY + 40 * DAY)
    assert gone.changes and open_steps() != before
    reopen_search(search, at=MONDAY + 40 * DAY)

    after = open_steps()
    assert [row for row in after if row[1] == "Silent"] == [r for r in before if r[1] == "Silent"]
    # Going over the talk was asked for on its own day only.
    assert [row[:3] for row in after] == [r[:3] for r in before if r[2] != "debrief"]


@pytest.mark.full
def test_an_end_a_moment_ago_is_undone_to_the_letter(search, people):
    before = list(FollowUp.objects.order_by("pk").values())

    end_search(search, ending=Ending.OTHER, at=MONDAY + DAY)
    reopen_search(search, at=MONDAY + DAY)

    assert list(FollowUp.objects.order_by("pk").values()) == before


def test_who_is_in_another_search_that_is_open_is_chased_on(account, search, people):
    other = SearchFactory(account=account)
    ask = people["Silent"].outreach.get()
    ask.search = other
    ask.save()

    end_search(search, ending=Ending.OTHER, at=MONDAY + DAY)

    assert "nudge" in {kind for _, name, kind, *_ in open_steps() if name == "Silent"}


def test_to_leave_somebody_in_peace_outlasts_everything(search, people):
    talker = people["Talker"]
    talker.is_do_not_contact = True
    talker.save()

    replan([talker], at=MONDAY + 2 * DAY)
    end_search(search, ending=Ending.OFFER, at=MONDAY + 2 * DAY)

    left = [row[1:3] for row in open_steps() if row[1] in ("Talker", "Decliner")]
    assert left == []


@pytest.mark.full
def test_the_page_shows_what_the_end_moves_before_it_comes(page, search, people):
    before = open_steps()

    with clock.moved_to(MONDAY + 2 * DAY):
        html = page.get(reverse("search-end", args=[search.pk])).content.decode()
        bare = page.post(reverse("search-end", args=[search.pk]))

    assert "4 steps come" in html and "Silent" in html and open_steps() == before
    assert bare.status_code == 422 and "Choose one" in bare.content.decode()
    search.refresh_from_db()
    assert search.ended_at is None


def test_the_end_leads_to_a_list_of_those_who_helped_with_actions(page, search, people):
    url = reverse("search-end", args=[search.pk])
    with clock.moved_to(MONDAY + 2 * DAY):
        html = page.post(url, {"ending": "offer"}, follow=True).content.decode()

        assert "I accepted an offer" in html and "4 people still to tell" in html
        for way in (
            "talked with you on 3 Mar 2026",
            "named Named",
            "offered to introduce Met",
            "answered on 3 Mar 2026",
        ):
            assert way in html
        step = FollowUp.objects.get(kind="tell_ended", person=people["Namer"])
        assert reverse("follow-up-write", args=[step.pk]) in html
        assert reverse("search-reopen", args=[search.pk]) in html

        html = page.post(url, {"told": step.pk}, follow=True).content.decode()

    assert "3 people still to tell" in html and "Namer" in html
    step.refresh_from_db()
    assert step.state == "done"


def test_a_step_of_somebody_else_is_not_settled(page, account, stranger):
    search = SearchFactory(account=account, ended_at=MONDAY)
    theirs = PersonFactory(account=stranger)
    step = FollowUp.objects.create(
        account=stranger, person=theirs, kind="tell_ended", due_on=MONDAY, due_at=MONDAY
    )

    answer = page.post(reverse("search-end", args=[search.pk]), {"told": step.pk})

    step.refresh_from_db()
    assert (answer.status_code, step.state) == (404, "open")


@pytest.mark.full
def test_the_pace_of_a_search_moves_its_steps_and_shows(page, account, search, people):
    fields = ("from_role", "from_industry", "to_role", "to_industry", "why")
    data = {name: getattr(search, name) for name in fields} | {"preset": "gentle"}

    with clock.moved_to(MONDAY + DAY):
        url = reverse("search-edit", args=[search.pk])
        html = page.post(url, data, follow=True).content.decode()

    assert "1 step moves" in html and "Pace of this search: Gentle" in html
    nudge = people["Silent"].follow_ups.get(kind="nudge")
    assert nudge.due_on == date(2026, 3, 16)
