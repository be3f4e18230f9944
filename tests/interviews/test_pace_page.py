from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import Outreach
from contacts.rules.cadence import preset_of
from interviews.actions import pace
from interviews.actions.planning import plan_waiting, replan
from interviews.forms.pace import PaceForm, digest
from tests.cases import few
from tests.factories import MessageFactory, PersonFactory

# A Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
PACE = reverse("settings-pace")


@pytest.fixture
def now():
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def ana(account, now):
    """Somebody asked on Monday: a second person on Thursday, a nudge on 11 March."""
    ana = PersonFactory(account=account, name="Ana Almeida")
    ask = Outreach.objects.create(account=account, person=ana, organisation=ana.organisation)
    MessageFactory(person=ana, outreach=ask, purpose="first_ask", sent_at=MONDAY)
    replan([ana], at=MONDAY)
    return ana


def sent(preset="3-and-7", shown="3-and-7", **numbers):
    """What the form sends when it showed the numbers of a preset."""
    return {**preset_of(shown).values, "preset": preset, "shown": shown, **numbers}


def steps(person):
    return list(person.follow_ups.order_by("due_on").values_list("pk", "kind", "due_on"))


def applied(page, preset, own, data):
    return page.post(PACE, {**data, "seen": digest(preset, own), "apply": "1"}, follow=True)


def test_the_page_tells_every_number_with_its_source(page):
    html = page.get(PACE).content.decode()

    assert html.count("Our own rule") > 8
    for said in ("Steve Dalton", "Write to a second person there after", "From 2 to 30."):
        assert said in html
    assert "Follow up with the first person after: 10 business days" in html


def test_what_would_move_is_shown_before_anything_does(page, account, ana):
    before = steps(ana)

    answer = page.post(PACE, sent(nudge=5))

    account.refresh_from_db()
    assert (answer.status_code, account.numbers, steps(ana)) == (200, {}, before)
    html = answer.content.decode()
    assert "1 step moves" in html
    assert "Wed 11 Mar 2026" in html and "Mon 9 Mar 2026" in html
    assert "Back to 7 business days" in html


@pytest.mark.full
def test_a_stored_number_that_is_out_of_bounds_by_now_breaks_no_page(page, account, ana):
    account.numbers = {"nudge": 1}
    account.save()
    replan([ana], at=MONDAY)

    refused = page.post(PACE, sent(nudge=1))
    changed = applied(page, "gentle", {}, sent("gentle"))
    page.post(PACE, {"undo": "1"})

    assert page.get(reverse("today")).status_code == 200
    assert 'value="7"' in page.get(PACE).content.decode()
    assert (refused.status_code, changed.status_code) == (422, 200)
    account.refresh_from_db()
    assert (account.preset, account.numbers) == ("3-and-7", {})
    assert steps(ana)[1][2] == date(2026, 3, 11)


def test_a_change_moves_steps_says_so_and_is_taken_back(page, account, ana):
    before = steps(ana)

    html = applied(page, "gentle", {}, sent("gentle")).content.decode()

    account.refresh_from_db()
    assert (account.preset, account.numbers) == ("gentle", {})
    assert [(kind, day) for _, kind, day in steps(ana)] == [("nudge", date(2026, 3, 16))]
    assert "1 step moves, 1 step goes" in html and "Ana Almeida" in html

    page.post(PACE, {"undo": "1"})

    account.refresh_from_db()
    assert (account.preset, steps(ana)) == ("3-and-7", before)


def test_numbers_of_ones_own_stay_under_another_preset_and_others_follow_it(page, account, ana):
    own = {"rest": 5}

    applied(page, "gentle", own, sent("gentle", rest=5))

    account.refresh_from_db()
    assert (account.preset, account.numbers) == ("gentle", own)
    assert PaceForm.of("gentle", own)["nudge"].value() == 10


def test_other_numbers_than_those_seen_are_shown_first(page, account, ana):
    data = {**sent(nudge=6), "seen": digest("3-and-7", {"nudge": 5}), "apply": "1"}

    answer = page.post(PACE, data)

    account.refresh_from_db()
    assert account.numbers == {}
    assert "Not saved yet" in answer.content.decode()


@pytest.mark.parametrize("value", few(["1", "31", "soon", "", "7.5", "9" * 5000], quick=2))
def test_a_value_out_of_bounds_is_told_beside_it_and_nothing_is_lost(page, account, value):
    answer = page.post(PACE, sent(nudge=value, rest="4"))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("Write a whole number from 2 to 30.") == 2
    assert 'name="rest" value="4"' in html
    assert not value or f'name="nudge" value="{value}"' in html
    account.refresh_from_db()
    assert account.numbers == {}


def test_a_number_is_set_back_without_losing_the_others(page):
    html = page.post(PACE, sent(nudge=5, rest=9) | {"back": "nudge"}).content.decode()

    assert 'name="nudge" value="7"' in html and 'name="rest" value="9"' in html
    assert "not saved yet" in html


def test_many_people_are_left_to_the_worker(page, account, ana, monkeypatch):
    monkeypatch.setattr(pace, "AT_ONCE", 0)

    html = applied(page, "gentle", {}, sent("gentle")).content.decode()

    ana.refresh_from_db()
    assert ana.needs_planning
    assert "1 person is made anew in the background" in html
    assert dict(ana.follow_ups.values_list("kind", "due_on"))["nudge"] == date(2026, 3, 11)

    plan_waiting(at=MONDAY)

    assert dict(ana.follow_ups.values_list("kind", "due_on")) == {"nudge": date(2026, 3, 16)}


@pytest.mark.full
def test_a_change_of_pace_can_still_be_undone_after_an_absence_was_noted(page, account, ana):
    before = steps(ana)
    applied(page, "3-and-7", {"nudge": 5}, sent(nudge=5))
    away = {"from_on": "2026-04-06", "until_on": "2026-04-10"}
    page.post(reverse("settings-pauses"), away, follow=True)

    assert "Your last change" in page.get(PACE).content.decode()
    page.post(PACE, {"undo": "1"})

    assert steps(ana) == before
    assert "Your last change" in page.get(reverse("settings-pauses")).content.decode()
    assert account.pauses.count() == 1
