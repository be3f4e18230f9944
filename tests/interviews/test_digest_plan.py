from datetime import UTC, date, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from config.kit import clock
from contacts.models import Pause
from interviews.actions.planning_letters import plan_letters
from interviews.models import FollowUpKind, Letter
from tests.cases import few
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    FollowUpFactory,
    InterviewFactory,
    OutreachFactory,
    PersonFactory,
)

# A Thursday; Lisbon keeps UTC in winter.
DAY = date(2026, 3, 12)
MORNING = datetime(2026, 3, 12, 7, 3, tzinfo=UTC)


def due(account, on=DAY, **fields):
    fields.setdefault("person", PersonFactory(account=account))
    return FollowUpFactory(due_on=on, due_at=clock.end_of_day(on, account.zone), **fields)


def talk(account, at, **fields):
    person = PersonFactory(account=account, name="Ana Muñoz", zone="Asia/Shanghai")
    local = {"on_date": at.date(), "at_time": at.time(), "starts_at": at, "zone": "Europe/Lisbon"}
    return InterviewFactory(account=account, stage="scheduled", people=[person], **(local | fields))


def test_what_is_due_is_told_once_and_then_stands_among_the_open(account):
    first = due(account, text="Send the article", kind=FollowUpKind.PROMISE)

    assert plan_letters(at=MORNING) == 1
    second = due(account, on=DAY + timedelta(days=1), text="Introduce Bo")
    assert plan_letters(at=MORNING + timedelta(days=1)) == 1

    letters = list(account.letters.order_by("local_day"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.announced_on == DAY
    assert second.announced_on == DAY + timedelta(days=1)
    assert "STILL OPEN" not in letters[0].text
    told, still_open = letters[1].text.split("STILL OPEN")
    assert "Introduce Bo" in told and "Send the article" not in told
    assert "Send the article" in still_open and "since Thursday 12 March" in still_open


def test_things_told_before_are_no_reason_to_write_again(account):
    due(account)
    plan_letters(at=MORNING)

    assert plan_letters(at=MORNING + timedelta(days=1)) == 0
    assert account.letters.count() == 1


def test_the_open_list_holds_five_the_most_pressing_first(account):
    ana = PersonFactory(account=account, name="Ana Muñoz")
    due(account, on=DAY - timedelta(days=9), kind="keep_in_touch", key="k", text="", person=ana)
    for n in range(4):
        due(account, on=DAY - timedelta(days=n), text=f"Thing {n}", kind="promise")
    due(account, kind="thank", key="thank:1", text="", person=ana)
    plan_letters(at=MORNING)
    due(account, on=DAY + timedelta(days=1), text="New")

    plan_letters(at=MORNING + timedelta(days=1))

    still_open = account.letters.first().text.split("STILL OPEN")[1]
    titles = ["Thank Ana Muñoz", *(f"Thing {n}" for n in (3, 2, 1, 0))]
    places = [still_open.index(f"* {title}") for title in titles]
    assert places == sorted(places)
    assert "Keep in touch" not in still_open
    assert "The rest waits for you on your Today page." in still_open


def test_while_i_am_away_only_what_keeps_its_own_clock_is_told(account):
    Pause.objects.create(account=account, from_on=DAY, until_on=DAY)
    ana, bo = PersonFactory(account=account, name="Ana"), PersonFactory(account=account, name="Bo")
    due(account, text="Send the article", kind="promise")
    asked_at = MORNING - timedelta(days=5)
    OutreachFactory(person=bo, stage="asked", channel="email", asked_at=asked_at)
    assert plan_letters(at=MORNING) == 0
    account.digest_planned_on = DAY - timedelta(days=1)
    account.save()
    due(account, kind="thank", key="thank:1", text="", person=ana)

    assert plan_letters(at=MORNING) == 1

    letter = account.letters.get()
    assert "Thank Ana" in letter.text
    assert "Send the article" not in letter.text and "* Bo" not in letter.text


def test_what_fell_due_while_i_was_away_is_not_late_on_the_first_day_back(account):
    task = due(account, on=DAY - timedelta(days=3), text="Send the article", kind="promise")
    task.due_at = clock.end_of_day(DAY, account.zone)
    task.save()

    plan_letters(at=MORNING)

    letter = account.letters.get()
    assert "* Send the article · Person" in letter.text and "since" not in letter.text
    assert " · today\n" in letter.text


def test_what_cannot_be_late_stands_among_the_open_without_a_day(account):
    ana = PersonFactory(account=account, name="Ana Muñoz")
    due(account, kind="keep_in_touch", key="k", text="", person=ana)
    plan_letters(at=MORNING)
    due(account, on=DAY + timedelta(days=1), text="New")

    plan_letters(at=MORNING + timedelta(days=1))

    letter = account.letters.first()
    assert "* Keep in touch with Ana Muñoz\n" in letter.text.split("STILL OPEN")[1]


def test_a_day_without_anything_due_brings_no_letter_and_is_not_looked_at_again(account):
    due(account, on=DAY + timedelta(days=1))

    assert plan_letters(at=MORNING) == 0

    account.refresh_from_db()
    assert account.digest_planned_on == DAY
    due(account, text="Promised at noon, for today")
    assert plan_letters(at=MORNING + timedelta(hours=5)) == 0
    assert plan_letters(at=MORNING + timedelta(days=1)) == 1


def test_planning_again_writes_nothing_twice(account):
    due(account)

    assert [plan_letters(at=MORNING + timedelta(minutes=5 * n)) for n in range(3)] == [1, 0, 0]

    assert ProcrastinateJob.objects.filter(task_name="send_letters").count() == 1
    # Even when the account's own mark is lost, the key of the day holds.
    account.digest_planned_on = date.min
    account.save()
    account.follow_ups.update(announced_on=None)
    assert plan_letters(at=MORNING) == 0
    assert account.letters.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"wants_digest": False},
        {"is_active": False},
        {"deletion_asked_at": MORNING},
        {"digest_hour": 8},
        {"zone": "America/New_York"},
    ],
)
def test_nobody_gets_a_digest_unasked_or_before_their_hour(account, change):
    due(account)
    for name, value in change.items():
        setattr(account, name, value)
    account.save()

    assert plan_letters(at=MORNING) == 0


def test_an_address_nobody_verified_gets_no_letter(db):
    account = AccountFactory(verified=False)
    due(account)

    assert plan_letters(at=MORNING) == 0
    account.refresh_from_db()
    assert account.digest_planned_on == DAY


def test_a_worker_that_was_off_writes_one_late_digest_and_none_for_the_days_missed(account):
    due(account, on=DAY - timedelta(days=2))

    assert plan_letters(at=MORNING + timedelta(hours=10)) == 1
    assert [letter.local_day for letter in account.letters.all()] == [DAY]


def test_in_the_evening_it_waits_for_the_next_morning(account):
    due(account)

    assert plan_letters(at=MORNING + timedelta(hours=13)) == 0
    assert plan_letters(at=MORNING + timedelta(days=1)) == 1


def test_days_off_stay_quiet_and_the_next_working_day_tells_it_all(account):
    account.country = "IE"
    account.save()
    promise = due(account, on=DAY + timedelta(days=2), text="Send the article")
    due(account, on=DAY + timedelta(days=5), text="Introduce Bo")
    talk(account, datetime(2026, 3, 15, 9, tzinfo=UTC))

    # A weekend, a Monday, and Saint Patrick's Day, which is a holiday in Ireland.
    told = [plan_letters(at=MORNING + timedelta(days=n)) for n in range(1, 7)]

    assert told == [1, 0, 0, 1, 0, 1]
    friday, monday, wednesday = account.letters.order_by("local_day")
    assert "Sunday 15 March" in friday.text and "Send the article" not in friday.text
    assert "Send the article" in monday.text and "Introduce Bo" not in monday.text
    assert "Introduce Bo" in wednesday.text
    promise.refresh_from_db()
    assert promise.announced_on == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("starts_at", "told_on"),
    few(
        [
            # A talk today and tomorrow; on Friday those up to Monday.
            (datetime(2026, 3, 12, 15, tzinfo=UTC), [11, 12]),
            (datetime(2026, 3, 16, 9, tzinfo=UTC), [13, 16]),
            (datetime(2026, 3, 15, 9, tzinfo=UTC), [13]),
        ]
    ),
)
def test_talks_are_told_the_working_day_before_and_on_their_day(account, starts_at, told_on):
    talk(account, starts_at)

    for day in range(10, 19):
        plan_letters(at=datetime(2026, 3, day, 7, tzinfo=UTC))

    days = account.letters.order_by("local_day").values_list("local_day", flat=True)
    assert [day.day for day in days] == told_on


def test_a_talk_is_told_in_both_zones_with_its_link_and_its_questions(account):
    coming = talk(
        account,
        datetime(2026, 3, 12, 17, 30, tzinfo=UTC),
        place="https://meet.example.com/abc",
    )

    plan_letters(at=MORNING)

    letter = account.letters.get()
    expected = "Today: 17:30 in Lisbon · Friday 13 March, 01:30 in Shanghai"
    assert expected in letter.text
    for part in (letter.text, letter.html):
        assert "https://meet.example.com/abc" in part
        assert f"http://localhost:8000/interviews/{coming.pk}/sheet/" in part


def test_a_late_digest_leaves_out_the_talk_that_was(account):
    talk(account, datetime(2026, 3, 12, 9, tzinfo=UTC))

    assert plan_letters(at=MORNING + timedelta(hours=6)) == 0


def test_the_last_notes_of_each_person_stand_inside(account):
    answers = [
        AnswerFactory(
            line__sheet__interview__account=account,
            text=text,
            line__text=question,
        )
        for text, question in [("Cleaning data, mostly.", "A week?"), ("SQL first.", "Skills?")]
    ]
    (ana,), (bo,) = (answer.interview.people.all() for answer in answers)
    answers[0].interview.people.add(bo)
    due(account, person=ana, text="Send the article")

    plan_letters(at=MORNING)

    text = account.letters.get().text
    assert "A week?\n    > Cleaning data, mostly." in text
    assert "SQL first." not in text


def test_long_and_strange_notes_neither_break_the_letter_nor_leak_markup(account):
    answer = AnswerFactory(
        line__sheet__interview__account=account,
        text="<b>Very</b>\n\n" + "long & " * 500,
        line__text="Pay < 50k?",
    )
    due(account, person=answer.interview.people.get(), text='Say "hi" & <wave>')

    plan_letters(at=MORNING)

    letter = account.letters.get()
    assert 'Say "hi" & <wave>' in letter.text
    assert "> <b>Very</b> long & long" in letter.text and "…" in letter.text
    assert "&lt;b&gt;Very&lt;/b&gt; long &amp; long" in letter.html
    assert "Say &quot;hi&quot; &amp; &lt;wave&gt;" in letter.html
    assert "Pay &lt; 50k?" in letter.html


def test_the_subject_names_nobody(account):
    due(account, person=PersonFactory(account=account, name="Ana Muñoz"), text="Ask about pay")
    talk(account, datetime(2026, 3, 12, 15, tzinfo=UTC))

    plan_letters(at=MORNING)

    assert account.letters.get().subject == "Thursday 12 March: 1 talk, 1 thing due"


def test_other_peoples_things_never_stand_in_my_letter(account, stranger):
    due(account, text="Mine")
    answer = AnswerFactory(line__sheet__interview__account=stranger, text="Secret of another")
    due(stranger, person=answer.interview.people.get(), text="Theirs")
    talk(stranger, datetime(2026, 3, 12, 15, tzinfo=UTC))

    assert plan_letters(at=MORNING) == 2

    letter = account.letters.get()
    assert "Mine" in letter.text
    for foreign in ("Theirs", "Secret", "Ana"):
        assert foreign not in letter.text + letter.html


def test_a_pile_of_due_things_makes_a_short_letter_and_is_told_at_once(account):
    person = PersonFactory(account=account)
    for n in range(30):
        due(account, person=person, text=f"Thing {n}")

    plan_letters(at=MORNING)

    letter = account.letters.get()
    assert letter.text.count("* Thing") == 20
    assert "The rest waits for you on your Today page." in letter.text
    assert len(letter.html.encode()) < 100_000
    assert not account.follow_ups.filter(announced_on=None).exists()


def test_a_pile_that_waits_for_others_says_where_the_rest_is(account):
    person = PersonFactory(account=account)
    for n in range(11):
        due(account, person=person, kind=FollowUpKind.THEIR_PROMISE, text=f"Thing {n}")

    plan_letters(at=MORNING)

    letter = account.letters.get()
    assert letter.text.count("* Thing") == 10
    for words in (letter.text, letter.html):
        assert "The rest waits for you on your Today page." in words


def test_waiting_for_others_is_kept_apart(account):
    due(account, kind=FollowUpKind.THEIR_PROMISE, text="Introduction to Bo")

    assert plan_letters(at=MORNING) == 1

    text = account.letters.get().text
    assert "WAITING FOR OTHERS" in text and "DUE" not in text


def test_one_account_that_fails_does_not_stop_the_others(account, stranger, caplog):
    due(account)
    due(stranger)
    interview = talk(account, datetime(2026, 3, 12, 15, tzinfo=UTC))
    type(interview).objects.filter(pk=interview.pk).update(zone="Nowhere/AtAll")

    assert plan_letters(at=MORNING) == 1

    assert Letter.objects.get().account == stranger
    assert f"account {account.pk}" in caplog.text


def test_planning_asks_the_same_few_questions_however_many_accounts_are_quiet(
    account, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as one:
        plan_letters(at=MORNING)
    AccountFactory.create_batch(3)
    with django_assert_max_num_queries(len(one)):
        plan_letters(at=MORNING)
    with django_assert_max_num_queries(5):
        plan_letters(at=MORNING)


def step(account, kind, reason, on=DAY, **fields):
    reason = {"count": 7, "day": None, "number": "", "moves": [], **reason}
    return due(account, on, kind=kind, text="", key=f"{kind}:1", reason=reason, **fields)


def test_a_reason_counts_the_days_up_to_that_of_the_letter(account):
    counted = {"key": "nudge", "number": "nudge", "counts_from": "2026-02-27"}
    step(account, "nudge", counted, on=DAY - timedelta(days=2))

    plan_letters(at=MORNING)

    assert "9 business days without a reply: your one nudge." in account.letters.get().text


@pytest.mark.parametrize(
    ("language", "title", "reason"),
    [
        (
            "en",
            "Follow up with Ana Muñoz, once",
            "7 business days without a reply: your one nudge.",
        ),
        ("zh-hans", "跟进一次：Ana Muñoz", "7 个工作日没有回音：可以跟进一次，仅此一次。"),
    ],
)
def test_a_step_is_told_as_today_tells_it(account, language, title, reason):
    account.language = language
    account.save()
    ana = PersonFactory(account=account, name="Ana Muñoz")
    step(account, "nudge", {"key": "nudge"}, on=DAY - timedelta(days=2), person=ana)

    plan_letters(at=MORNING)

    letter = account.letters.get()
    assert title in letter.text and reason in letter.text and reason in letter.html
    assert "since" not in letter.text.split(title)[1]


def test_chasers_are_told_a_handful_a_day_on_working_days(account):
    for _ in range(9):
        step(account, "nudge", {"key": "nudge"})

    plan_letters(at=MORNING)
    told = account.follow_ups.filter(announced_on=DAY).count()
    plan_letters(at=MORNING + timedelta(days=1))
    friday = account.follow_ups.filter(announced_on=DAY + timedelta(days=1)).count()
    step(account, "nudge", {"key": "nudge"}, on=DAY + timedelta(days=2))

    assert (told, friday) == (7, 2)
    assert "The rest waits for you" in account.letters.order_by("local_day")[0].text
    assert plan_letters(at=MORNING + timedelta(days=2)) == 0


def test_the_notes_of_a_talk_to_come_are_not_told_as_due(account):
    interview = talk(account, datetime(2026, 3, 12, 15, tzinfo=UTC))
    ahead = {"key": "debrief_ahead", "day": "2026-03-12"}
    step(account, "debrief", ahead, interview=interview)

    plan_letters(at=MORNING)

    assert "Write down" not in account.letters.get().text
