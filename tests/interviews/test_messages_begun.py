"""Pages of a draft: begun once, written anew without losing what somebody typed."""

import pytest
from django.urls import reverse

from config.kit import clock
from interviews.actions.messages import begin_message, mark_sent
from tests.factories import FollowUpFactory, PersonFactory


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


def test_a_step_begins_in_the_channel_and_language_that_were_chosen(page, account, ana):
    step = FollowUpFactory(person=ana, kind="keep_in_touch", key="keep_in_touch:1", text="")
    address = reverse("follow-up-write", args=[step.pk])

    shown = page.get(address, {"channel": "wechat", "language": "zh-hans"})
    page.post(address, shown.context["chosen"])

    draft = ana.messages.get()
    assert (draft.channel, draft.language, draft.purpose) == ("wechat", "zh-hans", "keep_in_touch")


def test_a_letter_is_for_what_is_planned_next_and_the_page_says_from_when(page, account, ana):
    now = clock.now()
    ask = begin_message(ana, purpose="first_ask", at=now)
    mark_sent(ask, sent_at=now, at=now)

    shown = page.get(reverse("message-write", args=[ana.pk]))

    assert shown.context["chosen"]["purpose"] == "nudge"
    assert "Until then nothing has to be written." in shown.content.decode()


def test_after_an_introduction_the_first_letter_says_who_made_it(page, account, ana):
    bo = PersonFactory(account=account, name="Bo")
    FollowUpFactory(person=bo, kind="write_introduced", key="x", about=ana, text="")

    page.post(reverse("message-write", args=[bo.pk]), {"purpose": "first_ask"})

    draft = bo.messages.get()
    assert "Ana Sousa" in draft.body
    assert draft.follow_up.kind == "write_introduced"
