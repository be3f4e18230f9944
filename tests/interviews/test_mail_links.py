import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from config.kit import clock
from contacts.actions.accounts import ask_deletion, disable_account
from contacts.actions.merges import merge, undo_merge
from contacts.models import Message, Outreach
from interviews.actions.follow_ups import reopen, settle, snooze
from interviews.actions.interviews import hold_interview
from interviews.actions.messages import begin_message
from interviews.mail.links import offered
from interviews.models import FollowUp, Interview, UsedLink
from interviews.views.agenda import entries
from tests.cases import few
from tests.factories import InterviewFactory, PersonFactory
from tests.mailed import FRIDAY, MONDAY, MORNING, THURSDAY, a_letter, a_promise, path, state_of
from tests.planned import planned_thanks
from tests.world import build_world

DONE, SNOOZE, DROP = "done", "snooze", "drop"


@pytest.fixture(autouse=True)
def morning(db):
    cache.clear()
    with clock.moved_to(MORNING):
        yield


@pytest.fixture
def one(account):
    return a_promise(account)


@pytest.fixture
def letter(account):
    return a_letter(account)


def text(answer):
    return answer.content.decode()


def way_back(answer):
    return {"back": re.search(r'name="back" value="([^"]+)"', text(answer))[1]}


@pytest.mark.parametrize(
    ("action", "button", "told", "state"),
    [
        (DONE, "Yes, it is done", "Nothing was sent to anybody.", ("done", THURSDAY)),
        (SNOOZE, "Put off until Friday 13 March", "Put off until Friday", ("open", FRIDAY)),
        (DROP, "Drop it and do not ask again", "Dropped", ("dropped", THURSDAY)),
    ],
)
def test_a_link_asks_then_acts_once(letter, one, action, button, told, state):
    url, program = path(letter, one, action), Client(enforce_csrf_checks=True)

    asked = program.get(url)
    assert (asked.status_code, state_of(one)) == (200, ("open", THURSDAY))
    assert button in text(asked) and "Send the article · Ana Silva" in text(asked)
    assert text(asked).count("<button") == 1

    answer = program.post(url)
    assert (answer.status_code, state_of(one)) == (200, state)
    assert told in text(answer)
    assert [use.action for use in UsedLink.objects.all()] == [action]

    for again in (program.get(url), program.post(url)):
        assert again.status_code == 410
        assert "This link was used already" in text(again)
    assert (state_of(one), UsedLink.objects.count()) == (state, 1)


@pytest.mark.parametrize("action", few([DONE, SNOOZE, DROP]))
def test_what_was_done_is_taken_back_once_by_the_page_that_says_it(client, letter, one, action):
    url = path(letter, one, action)
    back = way_back(client.post(url))

    answer = client.post(url, back)
    assert "It is open again" in text(answer)
    assert state_of(one) == ("open", THURSDAY)

    assert client.post(url, back).status_code == 410
    assert client.post(url).status_code == 410
    assert state_of(one) == ("open", THURSDAY)


def test_a_way_back_is_good_for_an_hour_for_its_own_link_and_for_what_stands(client, letter, one):
    url, other = path(letter, one, DONE), path(letter, a_promise(letter.account), DONE)
    back, others = way_back(client.post(url)), way_back(client.post(other))

    client.post(url, others)
    client.post(url, {"back": "forged"})
    client.post(url, {"back": f"{back['back'][:-1]}é\x00"})
    with clock.moved_to(MORNING + timedelta(hours=1, minutes=1)):
        client.post(url, back)
    assert state_of(one)[0] == "done"

    reopen(one, at=clock.now())
    settle(one, "dropped", at=clock.now())
    answer = client.post(url, back)
    assert state_of(one)[0] == "dropped"
    assert "What it did was changed since." in text(answer)


def test_a_way_back_from_putting_off_takes_back_nothing_that_came_after(client, letter, one):
    url = path(letter, one, SNOOZE)
    back = way_back(client.post(url))
    one.refresh_from_db()
    settle(one, "dropped", at=clock.now())

    answer = client.post(url, back)

    assert state_of(one)[0] == "dropped"
    assert (answer.status_code, "was changed since" in text(answer)) == (410, True)


def test_putting_off_skips_my_days_off_and_for_a_chaser_theirs_too(client, account, letter):
    account.country = "PT"
    account.save()
    at = MORNING + timedelta(days=22)
    letter.local_day = at.date()
    letter.save()
    there = PersonFactory(account=account, country="DE")
    mine = a_promise(account, due_on=at.date(), due_at=at)
    chaser = a_promise(account, person=there, kind="free", due_on=at.date(), due_at=at)
    FollowUp.objects.filter(pk=chaser.pk).update(kind="nudge", key="nudge:1")

    # Good Friday is free in both places, Easter Monday in Germany alone.
    with clock.moved_to(at - timedelta(days=1)):
        asked = [text(client.get(path(letter, one, SNOOZE))) for one in (mine, chaser)]

    assert "Put off until Monday 6 April" in asked[0]
    assert "Put off until Tuesday 7 April" in asked[1]


def thanks_of(account):
    person = PersonFactory(account=account, name="Ana Silva")
    talk = InterviewFactory(
        account=account, people=[person], stage="held", ended_at=MORNING - timedelta(hours=3)
    )
    (thanks,) = planned_thanks(talk)
    return talk, thanks


def test_thanks_are_noted_as_the_button_of_today_does_and_taken_back_whole(client, account, letter):
    talk, thanks = thanks_of(account)
    message = begin_message(thanks.person, purpose="thank_you", step=thanks, at=MORNING)
    url = path(letter, thanks, DONE)

    assert "The draft that you began is kept" in text(client.get(url))
    answer = client.post(url)
    message.refresh_from_db()
    talk.refresh_from_db()
    assert message.sent_at and talk.stage == "thanked"
    assert state_of(thanks)[0] == "done"

    client.post(url, way_back(answer))
    message.refresh_from_db()
    talk.refresh_from_db()
    assert message.sent_at is None and talk.stage == "held"
    assert state_of(thanks)[0] == "open"


def test_what_a_link_did_shows_on_today(client, page, account, letter, one):
    client.post(path(letter, one, SNOOZE))

    assert "Put off" not in text(client.get(path(letter, one, DROP)))
    html = text(page.get(reverse("today")))
    assert f'id="follow-up-{one.pk}"' not in html


@pytest.mark.parametrize(
    ("overtake", "action", "told"),
    [
        (lambda one: settle(one, "done", at=MORNING), DONE, "It is done already"),
        (lambda one: settle(one, "done", at=MORNING), DROP, "Thursday 12 March, 08:00"),
        (lambda one: settle(one, "dropped", at=MORNING), SNOOZE, "It was dropped already"),
        (lambda one: snooze(one, until=MONDAY, at=MORNING), SNOOZE, "It is put off already"),
        (
            lambda one: FollowUp.objects.filter(pk=one.pk).update(state="withdrawn"),
            DONE,
            "There is nothing left to do",
        ),
        (
            lambda one: FollowUp.objects.filter(pk=one.pk).update(reason={"key": "was_held"}),
            DONE,
            "Did you talk?",
        ),
    ],
)
def test_what_was_settled_elsewhere_is_told_and_left_alone(
    client, letter, one, overtake, action, told
):
    overtake(one)
    one = FollowUp.with_withdrawn.get(pk=one.pk)
    before = one.state, one.due_on, one.settled_at, one.snoozed_at

    answers = [client.get(path(letter, one, action)), client.post(path(letter, one, action))]

    one = FollowUp.with_withdrawn.get(pk=one.pk)
    assert [answer.status_code for answer in answers] == [200, 409]
    assert all(told in text(answer) and "<button" not in text(answer) for answer in answers)
    assert (one.state, one.due_on, one.settled_at, one.snoozed_at) == before
    assert not UsedLink.objects.exists()


def test_a_page_says_why_something_was_put_off_for_longer(client, account, letter):
    talk = InterviewFactory(account=account, stage="scheduled")
    # Thanks are still to be written, and nobody is written to twice in a row.
    hold_interview(talk, ended_at=MORNING - timedelta(days=31), at=MORNING - timedelta(days=31))
    url = path(letter, talk.people.get().follow_ups.get(kind="keep_in_touch"), SNOOZE)

    asked, answer = client.get(url), client.post(url)

    assert "Put off until Friday 13 March" in text(asked) and "too near" in text(asked)
    assert "Put off until Friday 13 March" not in text(answer)
    assert "Sooner is a day off, or too near another message to them." in text(answer)


def test_a_thing_put_off_can_still_be_done(client, letter, one):
    snooze(one, until=MONDAY, at=MORNING)

    client.post(path(letter, one, DONE))

    assert state_of(one)[0] == "done"


def test_two_letters_about_one_thing_each_do_their_part(client, account, letter, one):
    later = a_letter(account, local_day=FRIDAY)
    client.post(path(letter, one, SNOOZE))
    with clock.moved_to(MORNING + timedelta(days=1)):
        answer = client.post(path(later, one, SNOOZE))
        assert answer.status_code == 200
        assert state_of(one) == ("open", MONDAY)

        client.post(path(later, one, DONE))
        assert client.post(path(letter, one, DONE)).status_code == 409
    assert UsedLink.objects.count() == 3


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (lambda one: one.delete(), "It is not on your list any more"),
        (lambda one: one.person.delete(), "It is not on your list any more"),
        (lambda one: ask_deletion(account=one.account, at=MORNING), "This account is not in use"),
        (lambda one: disable_account(account=one.account), "This account is not in use"),
        (lambda one: one.account.letters.all().delete(), "This letter is not kept any more"),
        (lambda one: one.account.delete(), "This letter is not kept any more"),
    ],
)
def test_the_link_of_what_is_gone_tells_nothing_and_does_nothing(client, letter, one, end, told):
    url = path(letter, one, DROP)
    end(FollowUp.objects.select_related("person", "account").get(pk=one.pk))

    answers = [client.get(url), client.post(url)]

    assert [answer.status_code for answer in answers] == [410, 410]
    for answer in answers:
        assert told in text(answer)
        assert "Ana" not in text(answer) and "article" not in text(answer)
    assert not FollowUp.objects.filter(state="dropped").exists()


def test_a_link_is_old_when_two_weeks_are_over_where_its_reader_lives(client, letter, one):
    one.account.zone = "Pacific/Auckland"
    one.account.save()
    url = path(letter, one, DONE)
    with clock.moved_to(MORNING.replace(day=26, hour=10)):
        assert client.get(url).status_code == 200
    with clock.moved_to(MORNING.replace(day=26, hour=12)):
        answers = [client.get(url), client.post(url)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert all("This link is too old" in text(answer) for answer in answers)
    assert all("Ana" not in text(answer) for answer in answers)
    assert state_of(one)[0] == "open"


def test_a_thing_that_moved_to_somebody_else_is_done_without_telling_whose_it_is(
    client, account, letter, one
):
    kept = PersonFactory(account=account, name="Ana Rita Silva")
    merge(kept=kept, gone=one.person, values={}, at=MORNING)
    url = path(letter, one, DONE)

    asked = text(client.get(url))
    assert "Send the article" in asked and "Ana" not in asked
    FollowUp.objects.filter(pk=one.pk).update(text="Send the recipe")
    asked = text(client.get(url))
    assert "One thing in your letter of Thursday 12 March" in asked and "recipe" not in asked

    client.post(url)
    assert state_of(one)[0] == "done"


@pytest.mark.full
def test_a_merge_of_what_links_settled_is_undone_all_the_same(client, account, letter, one):
    twin = a_promise(account, person=PersonFactory(account=account))
    FollowUp.objects.update(key="thank:1")
    for url in (path(letter, one, DONE), path(letter, twin, DROP)):
        client.post(url)
    merged = merge(kept=one.person, gone=twin.person, values={}, at=MORNING)

    answers = [client.post(path(letter, x, DONE)).status_code for x in (one, twin)]
    undo_merge(merge=merged, at=MORNING)

    assert answers == [410, 410]
    assert {x.state for x in FollowUp.objects.all()} == {"done", "dropped"}


def test_a_chinese_account_reads_chinese(client, account, letter, one):
    account.language = "zh-hans"
    account.save()
    url = path(letter, one, SNOOZE)

    asked, answer = text(client.get(url)), text(client.post(url))

    assert 'lang="zh-hans"' in asked and "推迟到3月13日（星期五）" in asked
    assert "推迟到3月13日（星期五）" in answer and "撤回" in answer
    assert "Put" not in asked + answer


TABLES = {
    FollowUp: ("person", "key", "kind", "state", "due_on", "reason", "message"),
    Interview: ("pk", "stage"),
    Message: ("pk", "sent_at__date", "purpose", "meaning"),
    Outreach: ("pk", "stage", "rests_on"),
}


def after(visitor, url, data=None):
    """Return how things stand after something was posted, and take it back."""
    with transaction.atomic():
        answer = visitor.post(url, data)
        found = [
            list(model._base_manager.order_by("pk").values(*fields))
            for model, fields in TABLES.items()
        ]
        transaction.set_rollback(True)
    return answer.status_code, found


@pytest.mark.full
def test_a_link_does_what_the_button_of_today_does(page, account):
    build_world(account)
    letter, compared = a_letter(account), 0
    buttons = {DONE: "follow-up-done", SNOOZE: "follow-up-snooze", DROP: "follow-up-drop"}
    # By hand, bound to a talk, and a chaser; all the others go the same three ways.
    rows = account.follow_ups.open().filter(kind__in=("promise", "thank", "nudge"))
    for entry in entries(account, rows.select_related("person")):
        one, until = entry.follow_up, entry.offers[0].value
        for action in offered(one, at=MORNING):
            url = reverse(buttons[action], args=[one.pk])
            pressed, by_button = after(page, url, {"until": until})
            followed, by_link = after(Client(), path(letter, one, action))

            if followed == 409:
                assert (action, one.due_on.isoformat() >= until) == (SNOOZE, True)
            else:
                assert (pressed, followed) == (303, 200)
                assert by_link == by_button, (one.kind, action)
                compared += 1
    assert compared > 6
