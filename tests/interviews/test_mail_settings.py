"""The settings page of letters, and previews of each kind."""

import pytest
from django.urls import reverse

from config.kit import clock
from interviews.mail.kinds import WANTED
from interviews.mail.previews import preview
from interviews.mail.samples import FACTS
from interviews.models import LetterKind
from interviews.rules.encouragement import READS
from tests.factories import FollowUpFactory, LetterFactory

KINDS = [kind.value for kind in WANTED]
HOURS = {"digest_hour": "6", "evening_hour": "20", "review_day": "4"}


def frame(page, kind):
    return page.get(reverse("letter-preview-frame", args=[kind]))


def test_each_kind_is_switched_by_itself_and_moved(page, account):
    page.post(reverse("settings-mail"), {**HOURS, "wants_review": "on", "attaches_sheets": "on"})

    account.refresh_from_db()
    assert [one.is_on(account) for one in WANTED.values()] == [False, False, False, False, True]
    assert (account.digest_hour, account.evening_hour, account.review_day) == (6, 20, 4)
    assert account.attaches_sheets


def test_an_hour_that_is_no_evening_is_refused_and_nothing_saved(page, account):
    answer = page.post(reverse("settings-mail"), {**HOURS, "evening_hour": "3"})

    account.refresh_from_db()
    assert answer.status_code == 422
    assert account.digest_hour == 7


def test_the_last_letters_stand_beside_it(page, account, stranger):
    for owner, subject in ((account, "Two things today"), (stranger, "Not yours")):
        LetterFactory(account=owner, subject=subject)

    content = page.get(reverse("settings-mail")).content.decode()

    assert "Two things today" in content and "Not yours" not in content
    assert reverse("reminder-health") in content


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_kind_has_a_made_up_letter_until_there_is_something(account, language):
    account.language = language
    for kind in KINDS:
        found = preview(account, LetterKind(kind), at=clock.now())

        assert found.is_sample, kind
        assert found.letter.subject and found.letter.text and found.letter.html
        # A made-up name is Chinese in a Chinese letter.
        assert "Ana" not in found.letter.text or language == "en", kind
    assert {*FACTS} == {*READS}


def test_a_preview_tells_what_a_letter_would_and_says_which_it_is(page, account):
    made_up = page.get(reverse("letter-preview", args=["digest"])).content.decode()
    FollowUpFactory(person__account=account, text="Send the article")
    real = page.get(reverse("letter-preview", args=["digest"])).content.decode()

    assert "this one is made up" in made_up
    assert "this one is made up" not in real and "Send the article" in real
    assert account.letters.count() == 0
    assert account.follow_ups.get().announced_on is None


def test_the_letter_in_the_frame_can_do_nothing(page):
    around = page.get(reverse("letter-preview", args=["digest"]))
    inside = frame(page, "digest")

    policy = inside["Content-Security-Policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'self'", "base-uri 'none'"} <= {
        *policy
    }
    assert "style-src 'unsafe-inline'" in policy
    assert inside["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe" not in around["Content-Security-Policy"]
    assert "frame-src 'self'" in around["Content-Security-Policy"]


@pytest.mark.parametrize("kind", ["invitation", "no-such-kind"])
def test_only_kinds_with_a_switch_have_a_preview(page, kind):
    assert page.get(reverse("letter-preview", args=[kind])).status_code == 404
    assert frame(page, kind).status_code == 404
