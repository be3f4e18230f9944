"""The evening of a talk and the hour before it, the weekly review: what is written when, and once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from config.kit import clock
from contacts.models import Pause
from interviews.actions.follow_ups import settle, snooze
from interviews.actions.interviews import hold_interview, schedule_interview
from interviews.actions.planning import plan_waiting, replan
from interviews.actions.planning_letters import give_back, plan_letters
from interviews.mail.leave import why_not
from interviews.models import Debrief, FollowUp, FollowUpState, Letter, LetterState
from tests.factories import InterviewFactory, PersonFactory
from tests.sent import mailed

# A Friday in winter, when Lisbon keeps UTC; the digest of the day has gone.
FRIDAY = date(2026, 3, 13)
EVENING = datetime(2026, 3, 13, 19, tzinfo=UTC)


def utc(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def agreed(account, at, name="Ana Muñoz", **fields):
    person = PersonFactory(account=account, name=name)
    fields = {"on_date": at.date(), "at_time": at.time(), "starts_at": at} | fields
    return InterviewFactory(account=account, stage="scheduled", people=[person], **fields)


def held(account, at, name="Ana Muñoz", noted_at=None):
    """Let a talk end at a moment, noted then or later."""
    talk = agreed(account, at - timedelta(minutes=20), name)
    return hold_interview(talk, ended_at=at, at=noted_at or at)


@pytest.fixture
def account(account):
    account.digest_planned_on = FRIDAY
    account.wants_review = False
    account.save()
    return account


def thanks(account):
    return FollowUp.objects.get(account=account, kind="thank")


def test_a_thank_you_due_before_the_next_digest_is_mailed_that_evening_and_not_told_as_new(account):
    held(account, utc(13, 15))

    assert plan_letters(at=EVENING - timedelta(minutes=1)) == 0
    assert [plan_letters(at=EVENING + timedelta(minutes=5 * n)) for n in range(3)] == [1, 0, 0]

    letter = account.letters.get()
    assert (letter.kind, letter.local_day) == ("thanks", FRIDAY)
    assert letter.until == utc(14, 15) == thanks(account).due_at
    assert "Ana Muñoz" in letter.text and "Ana Muñoz" in letter.html
    assert letter.told == [thanks(account).pk]
    # On Monday it is no reason to write, and stands among what is open.
    assert plan_letters(at=utc(16, 7)) == 0


def test_a_thank_you_that_the_next_digest_tells_in_time_is_not_mailed_before(account):
    account.digest_planned_on = FRIDAY - timedelta(days=1)
    account.save()
    held(account, utc(12, 15))

    told = [plan_letters(at=at) for at in (utc(12, 19), utc(12, 23), utc(13, 7))]

    assert told == [0, 0, 1]
    assert account.letters.get().kind == "digest"


@pytest.mark.parametrize(
    "change",
    [
        {"wants_digest": False},
        # A digest at four in the afternoon comes an hour after the thanks are due.
        {"digest_hour": 16},
        {"working_days": [4]},
    ],
)
def test_where_no_digest_comes_in_time_the_evening_letter_does(account, change):
    for name, value in {"digest_planned_on": date(2026, 3, 12), **change}.items():
        setattr(account, name, value)
    account.save()
    held(account, utc(12, 15))

    plan_letters(at=utc(12, 19))

    assert account.letters.get().kind == "thanks"


def test_while_i_am_away_no_digest_counts_on_and_the_evening_letter_comes(account):
    Pause.objects.create(account=account, from_on=date(2026, 3, 12), until_on=date(2026, 3, 20))
    account.digest_planned_on = date(2026, 3, 12)
    account.save()
    held(account, utc(12, 15))

    assert plan_letters(at=utc(12, 19)) == 1


def test_talks_of_one_evening_stand_in_one_letter_and_a_later_one_in_another(account):
    held(account, utc(13, 10), "Ana Muñoz")
    held(account, utc(13, 15), "Bo Li")
    plan_letters(at=EVENING)
    held(account, utc(13, 21), "Cy Doe")

    plan_letters(at=utc(13, 21, 5))

    second, first = account.letters.all()
    assert "Ana Muñoz" in first.text and "Bo Li" in first.text and "Cy Doe" not in first.text
    assert "Cy Doe" in second.text and "Bo Li" not in second.text


def test_a_talk_noted_next_morning_after_the_digest_went_is_mailed_at_once(account):
    held(account, utc(12, 15), noted_at=utc(13, 9))

    assert plan_letters(at=utc(13, 9, 5)) == 1
    assert account.letters.get().kind == "thanks"


def test_old_talks_noted_today_bring_no_letter_but_the_next_digest(account):
    for day in (3, 5, 10):
        held(account, utc(day, 15), f"Person of {day}", noted_at=utc(13, 11))

    assert [plan_letters(at=at) for at in (utc(13, 11, 5), EVENING)] == [0, 0]
    assert plan_letters(at=utc(16, 7)) == 1


def test_what_is_put_off_to_a_day_off_is_mailed_in_its_evening(account):
    held(account, utc(13, 15))
    snooze(thanks(account), until=date(2026, 3, 15), at=utc(13, 16))

    told = [plan_letters(at=at) for at in (EVENING, utc(14, 19), utc(15, 19))]

    assert told == [0, 0, 1]


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_what_is_thanked_for_already_is_not_mailed(account, state):
    held(account, utc(13, 15))
    FollowUp.objects.filter(kind="thank").update(state=state)

    assert plan_letters(at=EVENING) == 0


def test_nobody_gets_an_evening_letter_unasked(account):
    account.wants_thanks = False
    account.save()
    held(account, utc(13, 15))

    assert plan_letters(at=EVENING) == 0


def test_what_a_lost_letter_told_the_next_digest_tells_and_no_second_evening_letter(account):
    held(account, utc(13, 15))
    plan_letters(at=EVENING)
    letter = account.letters.get()
    Letter.objects.update(state=LetterState.FAILED)

    give_back(letter)

    assert thanks(account).announced_on is None
    assert plan_letters(at=EVENING + timedelta(minutes=5)) == 0
    assert plan_letters(at=utc(16, 7)) == 1
    assert "Ana Muñoz" in account.letters.first().text


def test_giving_back_leaves_what_another_letter_told_since(account):
    held(account, utc(13, 15))
    plan_letters(at=EVENING)
    FollowUp.objects.update(announced_on=date(2026, 3, 16))

    give_back(account.letters.get())

    assert thanks(account).announced_on == date(2026, 3, 16)


def test_a_debrief_is_asked_for_that_evening_until_it_is_finished(account):
    account.wants_debrief, account.wants_thanks = True, False
    account.save()
    talk = held(account, utc(13, 15))

    assert plan_letters(at=EVENING - timedelta(minutes=1)) == 0
    assert [plan_letters(at=EVENING), plan_letters(at=utc(13, 23))] == [1, 0]

    letter = account.letters.get()
    assert (letter.kind, letter.until) == ("debrief", utc(14, 0))
    account.letters.all().delete()
    Debrief.objects.create(account=account, interview=talk, finished_at=utc(13, 19))
    replan(talk.people.all(), at=utc(13, 19))
    assert plan_letters(at=utc(13, 23)) == 0


def test_a_debrief_of_an_evening_that_calls_for_thanks_stands_in_the_same_letter(account):
    account.wants_debrief = True
    account.save()
    talk = held(account, utc(13, 15))

    assert plan_letters(at=EVENING) == 1

    letter = account.letters.get()
    assert letter.kind == "thanks"
    assert f"/interviews/{talk.pk}/debrief/" in letter.text
    assert len(letter.told) == 2


def test_a_talk_that_nobody_reported_on_is_asked_about_in_its_evening(account):
    account.wants_debrief = True
    account.save()
    talk = InterviewFactory(account=account)
    with clock.moved_to(utc(9, 9)):
        schedule_interview(talk, on_date=FRIDAY, at_time=time(18, 45), zone="Europe/Lisbon")
        replan(talk.people.all(), at=utc(9, 9))

    assert [plan_letters(at=at) for at in (EVENING, utc(13, 19, 5))] == [0, 1]


def unsaid(account, at, name="Ana Muñoz"):
    """Agree days before on a talk of which nobody says that it took place."""
    talk = InterviewFactory(account=account, people=[PersonFactory(account=account, name=name)])
    with clock.moved_to(at - timedelta(days=4)):
        schedule_interview(talk, on_date=at.date(), at_time=at.time(), zone="Europe/Lisbon")
        replan(talk.people.all(), at=clock.now())
    return talk


def test_who_said_nothing_of_a_talk_is_asked_in_time_for_thanks_where_no_digest_does(account):
    talk = unsaid(account, utc(13, 15))

    assert [plan_letters(at=at) for at in (utc(13, 18, 55), EVENING, utc(13, 22))] == [0, 1, 0]

    letter = account.letters.get()
    assert (letter.kind, letter.subject) == ("thanks", "Did you talk?")
    assert "You were to talk on Friday 13 March, at 15:00." in letter.text
    assert f"/interviews/{talk.pk}/\n" in letter.text and "/debrief/" not in letter.text
    assert letter.text.count("/letter/") == 2 and "Done" not in letter.text
    # Once it is said, thanks are due as ever; once in a letter, no digest begins with the question.
    hold_interview(talk, ended_at=utc(13, 15, 30), at=utc(13, 22, 1))
    assert plan_letters(at=utc(13, 22, 5)) == 1
    assert account.letters.first().subject == "A thank-you, due tomorrow by 15:30"


def test_a_talk_that_ended_past_midnight_is_asked_about_on_the_evening_after(account):
    unsaid(account, utc(13, 23, 50))
    plan_waiting(at=utc(14, 0, 20))

    assert [plan_letters(at=at) for at in (utc(14, 0, 20), utc(14, 19))] == [0, 1]

    letter = account.letters.get()
    assert letter.subject == "Did you talk?"
    assert "You were to talk on Friday 13 March, at 23:50." in letter.text


def test_what_a_digest_asked_already_is_not_asked_again_that_evening(account):
    account.wants_debrief, account.working_days = True, [6]
    account.save()
    unsaid(account, utc(13, 23, 50))
    plan_waiting(at=utc(14, 0, 20))

    assert [plan_letters(at=at) for at in (utc(14, 7), utc(14, 19))] == [1, 0]


def test_a_talk_that_began_late_is_not_asked_about_while_it_goes_on(account):
    talk = unsaid(account, utc(13, 20))
    talk.began_at = utc(13, 20, 15)
    talk.save()

    assert [plan_letters(at=utc(13, 20, minute)) for minute in (30, 40)] == [0, 1]


def test_a_talk_with_two_is_asked_about_once(account):
    talk = unsaid(account, utc(13, 15))
    talk.people.add(PersonFactory(account=account, name="Bo Li"))
    replan(talk.people.all(), at=utc(13, 9))

    plan_letters(at=EVENING)

    letter = account.letters.get()
    assert "Ana Muñoz" in letter.text and "Bo Li" in letter.text
    assert letter.text.count("You were to talk on") == 1


def test_who_said_nothing_of_a_talk_is_left_to_the_digest_of_the_next_morning(account):
    unsaid(account, utc(12, 15))
    account.digest_planned_on = date(2026, 3, 12)
    account.save()

    assert [plan_letters(at=at) for at in (utc(12, 19), utc(12, 23))] == [0, 0]
    plan_waiting(at=utc(13, 6))
    assert plan_letters(at=utc(13, 7)) == 1

    letter = account.letters.get()
    assert letter.kind == "digest" and "Say whether you talked with Ana Muñoz" in letter.text


def test_thanks_and_what_nobody_said_yet_stand_in_one_letter(account):
    held(account, utc(13, 10), "Bo Li")
    unsaid(account, utc(13, 15))

    assert plan_letters(at=EVENING) == 1

    letter = account.letters.get()
    assert "Bo Li" in letter.text.split("DID YOU TALK?")[0]
    assert "Ana Muñoz" in letter.text.split("DID YOU TALK?")[1]


def note(account):
    account.wants_talk_note = True
    account.save()


def test_an_hour_before_a_talk_a_note_goes_once(account):
    note(account)
    talk = agreed(account, utc(13, 15))

    told = [
        plan_letters(at=utc(13, 13, 59)),
        plan_letters(at=utc(13, 14)),
        plan_letters(at=utc(13, 14, 5)),
    ]

    assert told == [0, 1, 0]
    letter = account.letters.get()
    assert (letter.kind, letter.interview, letter.until) == ("talk", talk, utc(13, 15))
    assert letter.sequence == talk.sequence


def test_a_talk_agreed_on_late_has_its_note_until_twenty_minutes_before(account):
    note(account)
    agreed(account, utc(13, 15))

    assert plan_letters(at=utc(13, 14, 40)) == 0
    assert plan_letters(at=utc(13, 14, 39)) == 1


def test_a_moved_talk_has_a_note_of_its_own_and_a_cancelled_one_none(account):
    note(account)
    talk = agreed(account, utc(13, 15))
    plan_letters(at=utc(13, 14))
    talk.starts_at, talk.at_time = utc(13, 16), utc(13, 16).time()
    talk.save()

    assert [plan_letters(at=utc(13, 14, 30)), plan_letters(at=utc(13, 15))] == [0, 1]

    type(talk).objects.filter(pk=talk.pk).update(stage="cancelled")
    account.letters.all().delete()
    assert plan_letters(at=utc(13, 15)) == 0


def test_a_note_comes_on_days_off_and_while_away_and_to_nobody_else(account, stranger):
    note(account)
    Pause.objects.create(account=account, from_on=date(2026, 3, 10), until_on=date(2026, 3, 20))
    agreed(account, utc(14, 15))
    agreed(stranger, utc(14, 15))

    assert plan_letters(at=utc(14, 14)) == 1
    assert account.letters.count() == 1


def review(account, **fields):
    for name, value in {"wants_review": True, "wants_thanks": False, **fields}.items():
        setattr(account, name, value)
    account.save()


def test_the_week_is_reviewed_once_on_its_day_in_the_evening(account):
    review(account)
    held(account, utc(11, 15))

    times = (utc(12, 19), utc(13, 18, 55), utc(13, 19), utc(13, 19, 5), utc(14, 12))
    assert [plan_letters(at=at) for at in times] == [0, 0, 1, 0, 0]

    letter = account.letters.get()
    assert (letter.kind, letter.key) == ("review", "review:2026-03-13")
    assert letter.until == utc(14, 19)


def test_a_review_that_a_worker_missed_is_written_within_a_day_and_not_later(account):
    review(account)
    held(account, utc(11, 15))

    assert plan_letters(at=utc(14, 19)) == 0
    assert plan_letters(at=utc(14, 18, 55)) == 1


def test_a_review_asks_about_the_talks_of_which_nobody_said_whether_they_took_place(account):
    account.wants_review, account.wants_digest = True, False
    account.save()
    talk = unsaid(account, utc(11, 15))
    plan_waiting(at=utc(12, 7))

    plan_letters(at=EVENING)

    review = account.letters.get(kind="review")
    assert "1. Say whether you talked with Ana Muñoz" in review.text
    assert f"/interviews/{talk.pk}/" in review.text


def test_an_empty_week_is_not_reviewed_nor_one_away(account, stranger):
    review(account)
    review(stranger, digest_planned_on=FRIDAY)
    held(stranger, utc(11, 15))
    Pause.objects.create(account=stranger, from_on=date(2026, 3, 12), until_on=date(2026, 3, 20))

    assert plan_letters(at=EVENING) == 0


@pytest.mark.full
def test_evenings_ask_the_same_few_questions_however_many_steps_wait_or_are_told(
    account, django_assert_max_num_queries
):
    account.digest_planned_on = date(2026, 3, 12)
    account.save()
    held(account, utc(12, 15))
    with django_assert_max_num_queries(12) as one:
        plan_letters(at=utc(12, 19))
    for n in range(3):
        held(account, utc(12, 15), f"Person {n}")

    with django_assert_max_num_queries(len(one)):
        assert plan_letters(at=utc(12, 19)) == 0


def reason(account, at):
    letter = account.letters.get()
    found = why_not([letter], at=at).get(letter.pk)
    return found and str(found.state)


def test_thanks_said_before_the_letter_could_leave_keep_it_here(account):
    held(account, utc(13, 15), "Ana Muñoz")
    held(account, utc(13, 16), "Bo Li")
    plan_letters(at=EVENING)
    steps = list(FollowUp.objects.filter(kind="thank"))

    settle(steps[0], FollowUpState.DONE, at=EVENING)
    assert reason(account, EVENING) is None
    settle(steps[1], FollowUpState.DROPPED, at=EVENING)
    assert reason(account, EVENING) == "dropped"


@pytest.mark.parametrize(
    "change", [{"stage": "cancelled"}, {"sequence": 1}, {"starts_at": utc(13, 16)}]
)
def test_a_talk_that_changed_before_its_note_could_leave_keeps_it_here(account, change):
    note(account)
    talk = agreed(account, utc(13, 15))
    plan_letters(at=utc(13, 14))
    assert reason(account, utc(13, 14)) is None

    type(talk).objects.filter(pk=talk.pk).update(**change)

    assert reason(account, utc(13, 14)) == "dropped"


def test_a_note_that_stayed_here_since_the_talk_changed_leaves_its_place_to_another(account):
    note(account)
    talk = agreed(account, utc(13, 15))
    plan_letters(at=utc(13, 14))
    type(talk).objects.filter(pk=talk.pk).update(sequence=1, place="Café Sul")

    mailed(at=utc(13, 14, 1))

    assert [plan_letters(at=utc(13, 14, 5)), plan_letters(at=utc(13, 14, 10))] == [1, 0]
    assert "Café Sul" in account.letters.get(state="queued").text
    assert account.letters.filter(state="dropped").count() == 1
