from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.kit import clock
from interviews.actions.dead_letters import send_again
from interviews.actions.delivery import send_ready
from interviews.models import Letter, LetterState, MailHost, StoppedAddress
from tests.factories import InterviewFactory, PersonFactory
from tests.mail import goes_down, letter, set_up_mail_server, worker_beats
from tests.post_office import PostOffice

HEALTH = "/settings/mail/health/"
TRIAL = "/settings/mail/health/test/"


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def bystander(settings):
    """Have nobody who looks at the page run this installation."""
    settings.IS_LOCAL = False


def test_letters_tell_what_became_of_them_and_what_to_do(page, account, bystander):
    letter(account, state="sent", sent_at=clock.now())
    letter(account, attempts=2, cause="later", error="451 4.7.1 greylisted")
    letter(
        account, state="failed", cause="refused", error="554 5.7.1 SPF failed", until=clock.now()
    )
    letter(account, state="dropped", cause="another", error="They wish not to be contacted.")

    html = text_of(page.get(HEALTH))

    assert "asked to be tried again later" in html and "it is tried again by itself" in html
    assert "refused this letter" in html and "Only whoever runs this Askwell can mend that" in html
    assert "554 5.7.1 SPF failed" in html and "Its time is over" in html
    assert "They wish not to be contacted." in html
    assert "For whoever runs this Askwell" not in html


def test_whoever_runs_it_reads_what_to_mend(page, account, settings):
    host = set_up_mail_server(settings)
    worker_beats()
    letter(account)
    goes_down(host, ago=timedelta(minutes=7))

    html = text_of(page.get(HEALTH))

    assert "mail.example.org:587, not usable since" in html
    assert "app password" in html and "ASKWELL_MAIL_URL" in html


def test_while_letters_land_in_a_folder_it_says_how_to_set_up_a_server(page, account, settings):
    assert "ana%40example.com:APP-PASSWORD@smtp.example.com:587" in text_of(page.get(HEALTH))

    set_up_mail_server(settings)

    assert "APP-PASSWORD" not in text_of(page.get(HEALTH))


def test_all_is_said_to_be_well_when_it_is(page, account, settings):
    set_up_mail_server(settings)
    worker_beats()

    assert "All is well" in text_of(page.get(HEALTH))


def test_all_is_not_said_to_be_well_in_the_first_minutes_of_a_trouble(page, account, settings):
    host = set_up_mail_server(settings)
    worker_beats()
    goes_down(host, ago=timedelta(minutes=1))

    html = text_of(page.get(HEALTH))

    assert "All is well" not in html and "What is due waits and leaves by itself" in html


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_down_is_told_even_where_a_letter_failed(page, account, settings):
    host = set_up_mail_server(settings)
    worker_beats()
    goes_down(host, ago=timedelta(hours=3))
    letter(account, state="failed", cause="time")

    html = text_of(page.get(HEALTH))

    assert "The mail server has not worked since" in html and "ASKWELL_MAIL_URL" in html


def test_what_follows_a_test_letter_says_how_things_are_too(htmx, account, settings):
    host = set_up_mail_server(settings)
    worker_beats()
    letter(account, kind="test")
    before = htmx.get(TRIAL, target="test-letter").content.decode()

    goes_down(host, ago=timedelta(seconds=2))
    after = htmx.get(TRIAL, target="test-letter").content.decode()

    assert "All is well" in before and "All is well" not in after
    assert "does not accept Askwell&#x27;s user name and password" in after


def test_a_test_letter_is_followed_to_the_end(page, account, settings):
    with PostOffice() as office:
        settings.MAILERS, settings.MAIL_SERVER = office.mailers, {"host": "127.0.0.1"}

        assert page.post(TRIAL)["Location"] == TRIAL
        asked = text_of(page.get(TRIAL))
        send_ready()
        told = text_of(page.get(TRIAL))

    assert 'hx-trigger="every 1s, click"' in asked and "Look again" in asked
    assert '<li data-state="now" aria-current="step">' in asked
    assert [one["To"] for one in office.letters] == [account.email]
    assert told.count('<li data-state="done">') == 4
    assert "<q>250 taken</q>" in told or "<q>taken</q>" in told
    assert "every 1s" not in told and "Look again" not in told


def test_a_test_that_a_folder_took_was_not_taken_by_the_server_set_up_since(
    page, account, settings
):
    letter(account, kind="test", state="sent", sent_at=clock.now())
    set_up_mail_server(settings)

    html = text_of(page.get(TRIAL))

    assert "it went no further than the folder" in html and "has accepted it" not in html


@pytest.mark.django_db(transaction=True)
def test_a_test_letter_that_is_refused_says_what_went_wrong(page, account, settings):
    with PostOffice() as office:
        settings.MAILERS, settings.MAIL_SERVER = office.mailers, {"host": "127.0.0.1"}
        office.refused[account.email] = "550 5.1.1 nobody of that name"
        page.post(TRIAL)
        send_ready()
        told = text_of(page.get(TRIAL))

    assert '<li data-state="stuck" aria-current="step">' in told
    # Whoever followed it knows: no other page warns of it.
    assert account.letters.get().is_seen
    assert "this address takes no mail" in told and "nobody of that name" in told
    assert "every 1s" not in told


def test_a_test_that_failed_is_not_listed_any_more_once_letters_leave_again(page, account):
    hour = timedelta(hours=1)
    letter(account, age=3 * hour, kind="test", state="failed", cause="time")
    letter(account, age=4 * hour, state="failed", cause="later", subject="A digest")
    assert "Could not be sent</h2>" in text_of(page.get(HEALTH))

    letter(account, age=hour, state="sent", sent_at=clock.now() - hour)

    listed = text_of(page.get(HEALTH)).split("Could not be sent</h2>")[1].split("Last letters")[0]
    assert "A digest" in listed and "Test letter" not in listed


def test_a_test_letter_that_is_tried_again_waits_and_has_not_stopped(page, account):
    letter(account, kind="test", attempts=1, cause="later", error="451 4.7.1 greylisted")

    told = text_of(page.get(TRIAL))

    assert "Here it waits." in told and "Here it stopped." not in told
    assert told.count('<li data-state="done">') == 3, "the server has said something"


def test_the_part_is_asked_for_again_until_the_end_and_for_a_while_only(htmx, account):
    first = htmx.post(TRIAL, target="test-letter").content.decode()
    with clock.moved_to(clock.now() + timedelta(minutes=4)):
        later = htmx.get(TRIAL, target="test-letter").content.decode()
    with clock.moved_to(clock.now() + timedelta(minutes=61)):
        next_time = htmx.get(TRIAL, target="test-letter").content.decode()

    assert first.startswith('<div id="test-letter"') and "every 1s" in first
    assert "every 1s" not in later and "Look again" in later
    assert "Send me a test letter now" in next_time


def test_test_letters_are_urgent_and_not_many(page, account):
    for _ in range(10):
        page.post(TRIAL)
    answer = page.post(TRIAL)

    assert answer.status_code == 422
    assert "The next one can leave in" in text_of(answer)
    assert (
        account.letters.count() == account.letters.filter(is_urgent=True, kind="test").count() == 10
    )


def test_a_server_that_is_held_back_is_tried_for_a_test_letter(page, account, settings):
    host = set_up_mail_server(settings)
    goes_down(host, ago=timedelta(minutes=9))
    MailHost.objects.update(try_at=clock.now() + timedelta(hours=1))

    page.post(TRIAL)

    host.refresh_from_db()
    assert host.try_at <= clock.now()


def test_without_a_confirmed_address_no_test_letter_is_made(page, account):
    account.emailaddress_set.update(verified=False)

    answer = page.post(TRIAL)

    assert "No address of yours is confirmed" in text_of(answer)
    assert not account.letters.exists()


def test_a_dead_letter_is_sent_again_with_all_its_attempts(page, account):
    dead = letter(account, state="failed", cause="refused", code=554, error="554", attempts=9)

    page.post(f"/letters/{dead.pk}/again/")

    dead.refresh_from_db()
    assert (dead.state, dead.attempts, dead.cause, dead.code) == (LetterState.QUEUED, 0, "", None)
    assert "It waits to be sent already" in send_again(account, dead.pk, at=clock.now())


def test_a_dead_letter_that_is_no_use_any_more_stays_and_says_why(account):
    now = clock.now()
    over = letter(account, state="failed", until=now - timedelta(hours=1))
    old = letter(account, state="failed", age=timedelta(days=6))
    link = letter(account, state="failed", kind="sign_in", text="")
    unwritten = letter(account, state="failed", text="")
    stopped = letter(account, state="failed", to="bo@example.org", kind="invitation")
    StoppedAddress.objects.create(address="bo@example.org", stopped_at=now)
    moved = letter(account, state="failed", to="old@example.com")
    off = letter(account, state="failed", kind="review")

    why = {one.pk: send_again(account, one.pk, at=now) for one in account.letters.all()}

    assert "Its time is over" in why[over.pk] and "Its time is over" in why[old.pk]
    assert "not kept, for safety" in why[link.pk]
    assert "could not be written" in why[unwritten.pk]
    assert "came back" in why[stopped.pk]
    assert "changed" in why[moved.pk]
    assert "switched off" in why[off.pk]
    assert not account.letters.filter(state="queued").exists()


def test_an_invitation_is_not_sent_again_once_the_talk_changed(account):
    talk = InterviewFactory(account=account, people=[PersonFactory(account=account)])
    person = talk.people.first()
    dead = letter(
        account,
        state="failed",
        kind="invitation",
        to="ana@example.com",
        interview=talk,
        person=person,
        method="REQUEST",
        sequence=talk.sequence + 1,
    )

    assert "The talk changed" in send_again(account, dead.pk, at=clock.now())


def test_letters_of_strangers_are_not_found(page, stranger):
    dead = letter(stranger, state="failed")

    assert page.post(f"/letters/{dead.pk}/again/").status_code == 404

    dead.refresh_from_db()
    assert dead.state == LetterState.FAILED


def test_addresses_that_take_no_mail_are_told_to_whom_they_concern(page, account, stranger):
    for address in (account.email, stranger.email, "bo@example.org"):
        StoppedAddress.objects.create(address=address, stopped_at=clock.now(), reason="550 off")
    letter(account, to="Bo@example.org")

    html = text_of(page.get(HEALTH))

    assert html.count("550 off") == 2
    assert "It works again" in html and "Bo@example.org" in html
    assert stranger.email not in html


def test_an_address_that_takes_no_mail_is_said_to_work_where_that_is_told(page, htmx, account):
    mine = StoppedAddress.objects.create(
        address=account.email, stopped_at=clock.now(), code=550, reason="no such user"
    )
    letter(account, kind="test", state="failed", cause="address")
    lift = f'action="/settings/mail/stopped/{mine.pk}/lift/"'

    pages = [text_of(page.get(HEALTH)), text_of(htmx.get(TRIAL, target="test-letter"))]

    assert [html.count(lift) for html in pages] == [1, 1]
    assert [html.count("550 no such user") for html in pages] == [1, 1]
    assert pages[0].index(lift) < pages[0].index("Try it")


def test_an_operator_sees_how_all_letters_fare_and_nothing_of_them(page, account, stranger):
    account.is_operator = True
    account.save()
    worker_beats()
    letter(stranger, subject="Private words", try_at=clock.now() - timedelta(minutes=3))
    letter(stranger, subject="Private words", state="failed", cause="refused", error="554 private")
    for minutes in (1, 2, 90):
        letter(stranger, state="sent", sent_at=clock.now() - timedelta(minutes=minutes))

    html = text_of(page.get(HEALTH))

    assert "For whoever runs this Askwell" in html
    assert "<dt>Letters waiting</dt><dd>1; the oldest could have left" in html
    assert "<dt>Left in 24 hours</dt><dd>3</dd>" in html
    assert "waits for work" in html
    assert '<th scope="row">The mail server refused the letter</th><td>1</td><td>1</td>' in html
    assert "Private words" not in html and "554 private" not in html
    assert stranger.email not in html


def test_an_operator_is_told_at_the_top_what_is_wrong_for_all(page, account, stranger):
    account.is_operator = True
    account.save()
    worker_beats()
    letter(stranger, state="sent", sent_at=clock.now())

    calm = text_of(page.get(HEALTH)).split("Try it")[0]
    letter(stranger, try_at=clock.now() - timedelta(hours=1))
    worker_beats(ago=timedelta(minutes=9))
    for _ in range(11):
        letter(stranger, state="failed", cause="refused")
    warned = text_of(page.get(HEALTH)).split("Try it")[0]

    assert "0 letters wait, 1 left in 24 hours; workers: 1." in calm
    assert "1 letter waits that could have left" in warned and "One more" in warned
    assert "1 of 2 workers fell silent: look at its machine." in warned
    assert "11 letters could not be sent in 24 hours" in warned
    assert "because: The mail server refused the letter." in warned


def test_an_operator_is_shown_no_server_that_is_not_used_any_more(page, account):
    account.is_operator = True
    account.save()
    for name, ago in (("left.example.org:25", 30), ("other.example.org:25", 1)):
        tried_at = clock.now() - timedelta(hours=ago)
        MailHost.objects.create(name=name, down_since=tried_at, try_at=tried_at)

    html = text_of(page.get(HEALTH))

    assert "other.example.org" in html and "left.example.org" not in html


@pytest.mark.full
def test_queries_do_not_grow_with_letters(page, account):
    account.is_operator = True
    account.save()
    counts = []
    for _ in range(2):
        for state in ("sent", "failed", "queued"):
            letter(account, state=state, sent_at=clock.now())
            letter(account, state=state, to="bo@example.org", kind="invitation")
        MailHost.objects.create(name=f"{len(counts)}.example.org", down_since=clock.now())
        worker_beats()
        with CaptureQueriesContext(connection) as queries:
            page.get(HEALTH)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Letter.objects.count() == 12


def test_what_a_server_said_of_anybodys_letter_is_told_to_who_runs_it_alone(
    page, account, settings
):
    host = set_up_mail_server(settings)
    goes_down(host, ago=timedelta(minutes=7))
    host.error = "554 5.7.1 <secret@example.org>: Relay access denied"
    host.save()
    page.post(TRIAL)
    assert "secret@example.org" in text_of(page.get(TRIAL))

    settings.IS_LOCAL = False

    html = text_of(page.get(TRIAL)) + text_of(page.get(HEALTH))
    assert "not usable since" in html and "secret@example.org" not in html
