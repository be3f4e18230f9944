"""Pages of a draft: begun once, written anew without losing what somebody typed."""

import pytest
from django.urls import reverse

from config.kit import clock
from interviews.actions.messages import begin_message
from tests.factories import PersonFactory


@pytest.fixture
def ana(account):
    return PersonFactory(account=account, name="Ana Sousa")


@pytest.fixture
def draft(ana):
    return begin_message(ana, purpose="first_ask", channel="email", at=clock.now())


def test_words_that_writing_anew_replaced_come_back(page, draft):
    begun = draft.body
    typed = {"subject": "Tides", "body": "Hello Ana, what do tides cost?", "again": "1"}

    answer = page.post(reverse("message-check", args=[draft.pk]), typed, follow=True)

    draft.refresh_from_db()
    assert draft.body == begun
    undo = reverse("message-words-back", args=[draft.pk])
    assert undo in answer.content.decode()

    page.post(undo)

    draft.refresh_from_db()
    assert (draft.subject, draft.body) == (typed["subject"], typed["body"])


def test_there_is_nothing_to_bring_back_where_nothing_was_replaced(page, draft):
    begun = draft.body

    answer = page.post(reverse("message-words-back", args=[draft.pk]), follow=True)

    draft.refresh_from_db()
    assert draft.body == begun
    assert "nothing left to bring back" in answer.content.decode()


def test_beginning_what_was_begun_before_says_so(page, ana, draft):
    draft.body = "My own words."
    draft.save()
    chosen = {"purpose": "first_ask", "channel": "email", "template": "any"}

    answer = page.post(reverse("message-write", args=[ana.pk]), chosen, follow=True)

    told = answer.content.decode()
    assert "My own words." in told
    assert "You had begun this before" in told
    assert ana.messages.count() == 1


def test_what_is_spoken_is_said_and_not_sent(page, draft):
    draft.channel = "phone"
    draft.save()

    told = page.get(draft.get_absolute_url()).content.decode()

    assert "I said it" in told
    assert "I sent it" not in told


def test_nothing_is_offered_to_be_sent_to_one_left_in_peace(page, account):
    ana = PersonFactory(account=account, name="Ana", is_do_not_contact=True)
    address = reverse("message-write", args=[ana.pk])

    html = page.get(address).content.decode()
    answer = page.post(address, {"purpose": "first_ask"})

    assert "Begin with this" not in html and "What to begin with" not in html
    assert f"{reverse('person-edit', args=[ana.pk])}#id_is_do_not_contact" in html
    assert answer.status_code == 409
    assert not ana.messages.exists()
