"""The page for letters that came back, and what stands where their addresses do."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.models import Reach
from interviews.actions.stopping import is_stopped, stop
from interviews.came_back import came_back_from
from interviews.models import LetterKind, StoppedAddress
from tests.factories import InterviewFactory, PersonFactory
from tests.returned import NOW, a_letter, a_talk, an_invitation, bo, whole

PAGE = "/settings/mail/returned/"


@pytest.fixture(autouse=True)
def november(db):
    cache.clear()
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def person(account):
    return bo(account)


@pytest.fixture
def talk(person):
    return a_talk(person)


@pytest.fixture
def invitation(talk, person):
    return an_invitation(talk, person)


def upload(client, name):
    file = SimpleUploadedFile("Undeliverable.eml", whole(name), "message/rfc822")
    return client.post(PAGE, {"upload": file}, follow=True)


def stopped_row(address):
    stop(address, at=NOW, code=550, reason="5.1.1 No such user")
    return StoppedAddress.objects.get(address=address)


def test_the_page_says_what_it_is_for(page):
    assert "Did a letter come back?" in page.get(PAGE).text


@pytest.mark.full
def test_an_upload_about_an_invitation_leads_to_its_talk_and_says_what_follows(
    page, talk, invitation
):
    answer = upload(page, "standard-postfix.eml")

    assert answer.redirect_chain == [(talk.get_absolute_url(), 303)]
    assert "It is noted among what came from Bo Li" in answer.text
    assert "came back on Fri 20 Nov 2026" in answer.text
    assert "User unknown" in page.get(invitation.person.get_absolute_url()).text


def test_a_pasted_message_about_a_digest_leads_to_reminder_health(page, account):
    a_letter(account, to=account.email)
    pasted = whole("standard-postfix.eml").decode().replace("bo@example.edu", account.email)

    answer = page.post(PAGE, {"pasted": pasted}, follow=True)

    assert answer.redirect_chain == [(reverse("reminder-health"), 303)]
    assert is_stopped(account.email)
    assert "It works again" in answer.text


def test_a_letter_that_came_back_says_so_where_letters_are_listed(page, account):
    letter = a_letter(account)

    upload(page, "standard-expired.eml")

    assert "This letter left, and came back" in page.get(letter.get_absolute_url()).text
    listed = page.get(reverse("reminder-health")).text
    assert "Came back" in listed
    assert "Send it again if it is still of use" in listed


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("late-standard.eml", "the letter is late"),
        ("away-zh.eml", "automatic answer"),
        ("locked.eml", "encrypted"),
        ("a-real-answer.eml", "does not read like the report"),
        ("standard-postfix.eml", "about no letter that Askwell sent for you"),
    ],
)
def test_what_is_no_bounce_of_mine_is_said_and_changes_nothing(page, name, said):
    answer = upload(page, name)

    assert answer.status_code == 422
    assert said in answer.text
    assert not StoppedAddress.objects.exists()


def test_a_report_about_another_address_is_said_and_changes_nothing(page, account):
    a_letter(account)

    answer = upload(page, "standard-somebody-else.eml")

    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text
    assert not StoppedAddress.objects.exists()


def test_nothing_brought_in_is_asked_for(page):
    answer = page.post(PAGE, {})

    assert answer.status_code == 422
    assert "Choose a file or paste its text" in answer.text


def test_a_message_of_my_own_is_led_to_the_person_it_went_to(page, person):
    answer = upload(page, "standard-postfix.eml")

    link = reverse("message-receive", args=[person.pk]) + "?meaning=bounce"
    assert f'href="{link}"' in answer.text
    assert page.get(link).context["form"]["meaning"].value() == "bounce"


def test_nobody_learns_of_the_letters_of_others(page, stranger):
    a_letter(stranger)

    answer = upload(page, "standard-postfix.eml")

    assert "about no letter that Askwell sent for you" in answer.text
    assert not StoppedAddress.objects.exists()


def test_the_talk_and_the_person_and_the_letter_tell_of_a_stopped_address(page, talk, person):
    stopped_row("bo@example.edu")

    for where in (talk, person):
        said = page.get(where.get_absolute_url()).text
        assert "Mail to <strong>bo@example.edu</strong> came back" in said
        assert "5.1.1 No such user" in said
    letter = page.get(reverse("invitation", args=[talk.pk])).text
    assert "Mail to <strong>bo@example.edu</strong> came back" in letter


def test_trying_again_leads_back_to_the_talk(page, talk):
    stopped = stopped_row("bo@example.edu")

    answer = page.post(
        reverse("stopped-address-lift", args=[stopped.pk]), {"back": f"talk:{talk.pk}"}
    )

    assert answer["Location"] == talk.get_absolute_url()
    assert not is_stopped("bo@example.edu")


def test_my_own_address_that_works_again_gets_a_test_letter(page, account):
    stopped = stopped_row(account.email)

    page.post(reverse("stopped-address-lift", args=[stopped.pk]))

    assert not is_stopped(account.email)
    assert account.letters.get().kind == LetterKind.TEST


def test_an_address_that_concerns_somebody_else_stays_stopped(page, stranger):
    theirs = PersonFactory(account=stranger)
    Reach.objects.create(account=stranger, person=theirs, kind="email", value="bo@example.edu")
    stopped = stopped_row("bo@example.edu")

    answer = page.post(reverse("stopped-address-lift", args=[stopped.pk]))

    assert answer.status_code == 404
    assert is_stopped("bo@example.edu")


def test_who_runs_this_lifts_any(page, account):
    account.is_operator = True
    account.save()
    stopped = stopped_row("bo@example.edu")

    page.post(reverse("stopped-address-lift", args=[stopped.pk]))

    assert not is_stopped("bo@example.edu")


def test_an_address_is_not_tried_again_and_again(page, person):
    for _try in range(12):
        page.post(reverse("stopped-address-lift", args=[stopped_row("bo@example.edu").pk]))

    assert is_stopped("bo@example.edu")


def test_several_people_in_a_talk_cost_no_more_queries(page, account, talk):
    stopped_row("bo@example.edu")
    several = InterviewFactory(account=account, people=[])
    for number in range(3):
        person = PersonFactory(account=account)
        address = f"gone{number}@example.edu"
        Reach.objects.create(account=account, person=person, kind="email", value=address)
        stopped_row(address)
        several.people.add(person)

    with CaptureQueriesContext(connection) as of_one:
        came_back_from(talk.people.all())
    with CaptureQueriesContext(connection) as of_three:
        found = came_back_from(several.people.all())

    assert len(found) == 3
    assert len(of_three) == len(of_one)
