from datetime import UTC, datetime, timedelta

import pytest

from config.kit import clock
from interviews.management.commands.restore import WAITED
from interviews.models import FollowUpKind
from tests.factories import FollowUpFactory, PersonFactory
from tests.mail import goes_down, letter, set_up_mail_server, worker_beats

# A Thursday, 08:00 in Lisbon; the digest's hour is 7.
MORNING = datetime(2026, 3, 12, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def morning():
    with clock.moved_to(MORNING):
        yield


def today(page):
    return " ".join(page.get("/").content.decode().split())


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"state": "failed", "cause": "refused", "error": "554 no"}, "could not be sent"),
        ({"age": timedelta(minutes=20), "cause": "later", "error": "451"}, "not sent so far"),
        ({"age": timedelta(minutes=20), "kind": "thanks"}, "not sent so far"),
        ({"age": timedelta(minutes=20), "kind": "review"}, "not sent so far"),
    ],
)
def test_what_a_letter_of_today_would_have_said_stands_there(page, account, morning, fields, says):
    worker_beats()
    letter(account, text="Thank Inês within a day.", **fields)

    html = today(page)

    assert says in html and "Thank Inês within a day." in html


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "sent"},
        {"age": timedelta(minutes=10)},
        {"state": "failed", "local_day": "2026-03-11"},
        {"state": "failed", "kind": "sign_in"},
    ],
)
def test_what_left_or_is_on_its_way_or_is_over_does_not(page, account, morning, fields):
    worker_beats()
    letter(account, text="Thank Inês within a day.", **fields)

    assert "Thank Inês within a day." not in today(page)


def failed_yesterday(account):
    """Return the letter and the thank-you that it should have told."""
    step = FollowUpFactory(account=account, person=PersonFactory(account=account))
    fields = {"state": "failed", "cause": "refused", "told": [step.pk]}
    day = clock.today(account.zone) - timedelta(days=1)
    return letter(account, text="Thank Inês.", age=DAY, local_day=day, **fields), step


def test_what_failed_before_stands_until_its_owner_has_looked_at_it(page, account, morning):
    worker_beats()
    failed_yesterday(account)

    assert "Morning digest of Wed 11 Mar: could not be sent" in today(page)

    page.get("/settings/mail/health/")
    assert "Thank Inês." not in today(page)


def test_what_failed_before_stands_until_nothing_it_told_is_left_to_tell(page, account, morning):
    worker_beats()
    _letter, step = failed_yesterday(account)
    assert "Thank Inês." in today(page)

    step.announced_on = clock.today(account.zone)
    step.save()
    assert "Thank Inês." not in today(page)

    step.announced_on, step.state = None, "done"
    step.save()
    assert "Thank Inês." not in today(page)


def test_what_a_newer_letter_would_tell_again_is_shown_once(page, account, morning):
    worker_beats()
    _letter, step = failed_yesterday(account)
    letter(account, text="Thank Inês, and Bo.", state="failed", told=[step.pk])

    html = today(page)

    assert "Thank Inês, and Bo." in html and "Thank Inês." not in html


def test_a_letter_that_waits_over_midnight_stands_on_the_next_day_too(page, account, morning):
    worker_beats()
    day = clock.today(account.zone) - timedelta(days=1)
    letter(account, text="Thank Inês.", kind="thanks", age=DAY, local_day=day)

    assert "not sent so far" in today(page)


def test_what_holds_all_letters_up_is_the_reason_of_one_that_nobody_touched(
    page, account, morning, settings
):
    host = set_up_mail_server(settings)
    worker_beats()
    letter(account, age=timedelta(minutes=20))

    assert "taken in its turn" in today(page)

    goes_down(host, ago=timedelta(minutes=8))
    html = today(page)
    assert html.count("The mail server has not worked since") == 1
    assert "It leaves by itself once the mail server works again." in html

    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        assert "as soon as something works in the background again." in today(page)


def test_a_letter_held_when_a_backup_was_restored_says_so(page, account, morning):
    worker_beats()
    letter(account, state="failed", error=WAITED)

    html = today(page)

    assert "It waited when the backup was made" in html and "in its turn" not in html


def test_links_that_act_stand_in_the_letter_only(page, account, morning):
    worker_beats()
    text = "Done: http://localhost:8000/letter/abc:def\nSee http://localhost:8000/people/1/"
    letter(account, text=text, state="failed", cause="refused")

    html = today(page)

    assert "/letter/abc" not in html and "http://localhost:8000/people/1/" in html


def test_a_digest_that_nobody_wrote_is_told_while_nobody_works(page, account, morning):
    person = PersonFactory(account=account, name="Inês Duarte")
    FollowUpFactory(
        account=account, person=person, kind=FollowUpKind.PROMISE, due_on=clock.today(account.zone)
    )
    worker_beats(ago=timedelta(minutes=4))
    assert "not even written" not in today(page)

    with clock.moved_to(clock.now() + timedelta(minutes=3)):
        html = today(page)

    assert "not even written" in html and "What it says" in html
    assert not account.letters.exists()


def test_before_its_hour_or_once_written_no_digest_is_made_up(page, account):
    FollowUpFactory(
        person=PersonFactory(account=account), due_on=MORNING.date(), due_at=MORNING + DAY
    )
    worker_beats(ago=timedelta(days=600))
    with clock.moved_to(MORNING - timedelta(minutes=50)):
        assert "not even written" not in today(page)
    account.digest_planned_on = MORNING.date()
    account.save()
    with clock.moved_to(MORNING):
        assert "not even written" not in today(page)


def test_letters_that_land_in_a_folder_are_mentioned_quietly(page, account, settings):
    assert "Letters land in a folder here" in today(page)

    set_up_mail_server(settings)

    assert "Letters land in a folder here" not in today(page)
