from datetime import UTC, date, datetime, timedelta
from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction

from contacts.rules.messages import About, faults_in
from contacts.rules.packs import pack
from interviews.actions import messages as actions
from interviews.models import FollowUp
from interviews.rules.drafts import prompt, thank_you
from interviews.rules.stages import Stage
from tests.factories import AnswerFactory, InterviewFactory, LineFactory, PersonFactory
from tests.planned import planned_thanks

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
NOTES = ["Two days of meetings.", "They delete reports [all] that nobody reads. Every quarter."]


@pytest.fixture
def thanks(account):
    people = [PersonFactory(account=account, name=name) for name in ("Ana Sousa", "Ben Okafor")]
    interview = InterviewFactory(account=account, people=people, stage="held", ended_at=NOON)
    for text in NOTES:
        line = LineFactory(sheet__interview=interview) if text is NOTES[0] else None
        AnswerFactory(
            account=account, interview=interview, line=line, text=text, part="" if line else "free"
        )
    return sorted(planned_thanks(interview), key=lambda thank: thank.person.name)


def begun(thank):
    return actions.begin_message(thank.person, purpose="thank_you", step=thank, at=NOON)


def kept(thank, body):
    return actions.keep_draft(begun(thank), {"body": body})


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_first_draft_only_fails_where_something_is_to_be_filled_in(language):
    subject, body = thank_you(
        language, called="Ana", talked_on=date(2026, 3, 10), notes=NOTES, name="Robin"
    )
    about = About(names=("Ana Sousa",), notes="\n".join(NOTES))
    faults = faults_in(body, subject=subject, pack=pack(language), about=about)

    assert "They delete reports all that nobody reads." in body
    assert {fault.key for fault in faults} == {"blank", "concrete", "intent"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_notes_nothing_is_invented(language):
    _, body = thank_you(language, called="Ana", talked_on=None, notes=[], name="")

    assert body.count("[") == 2
    assert not {"Tuesday", "周二"} & set(body.split())


def test_a_prompt_is_one_short_sentence_without_brackets():
    long = "a " * 200

    assert prompt(["short", f"[{long}]"]).endswith("…")
    assert len(prompt([long])) <= 140
    assert "[" not in prompt(["a [b] c {d}"])


def test_the_draft_follows_the_notes_and_the_day_of_the_talk(thanks):
    message = begun(thanks[0])

    assert message.body.startswith(
        "Dear Ana,\n\nThank you for making the time to talk with me on Tuesday."
    )


def test_typing_keeps_one_message_a_thank_you(thanks):
    first = kept(thanks[0], "Dear")
    second = kept(thanks[0], "Dear Ana")

    assert first.pk == second.pk
    assert thanks[0].account.messages.get().body == "Dear Ana"


@pytest.mark.full
def test_the_talk_is_thanked_once_everyone_is_and_back_again(thanks):
    ana, ben = thanks
    interview = ana.interview
    kept(ana, "Dear Ana")

    actions.thank(ana, at=NOON)
    interview.refresh_from_db()
    assert interview.stage == Stage.HELD
    actions.thank(ben, at=NOON)
    interview.refresh_from_db()
    assert interview.stage == Stage.THANKED
    actions.take_back_thanks(ana, at=NOON)

    interview.refresh_from_db()
    ana.refresh_from_db()
    assert (interview.stage, ana.state, ana.message.sent_at) == (Stage.HELD, "open", None)
    assert ana.due_at == NOON + timedelta(hours=24)


def test_what_was_sent_keeps_its_text(thanks):
    kept(thanks[0], "Dear Ana")
    actions.thank(thanks[0], at=NOON)

    with pytest.raises(actions.AlreadySent):
        kept(thanks[0], "Too late")
    assert not actions.thank(thanks[0], at=NOON + timedelta(days=1))

    message = thanks[0].account.messages.get()
    assert (message.body, message.sent_at) == ("Dear Ana", NOON)


def test_a_silenced_check_speaks_again_when_asked(thanks, account):
    message = kept(thanks[0], "Dear Ana")

    actions.silence_check(account, message, "length", always=False)
    actions.silence_check(account, message, "job", always=True)
    actions.silence_check(account, message, "job", always=True)
    assert (message.silenced_checks, account.silenced_checks) == (["length"], ["job"])
    actions.hear_check(account, message, "job")

    account.refresh_from_db()
    assert account.silenced_checks == []


def test_a_sign_off_of_ones_own_stands_alone():
    _, body = thank_you(
        "en", called="Ana", talked_on=None, notes=[], name="R", sign_off="Yours, Rob"
    )

    assert body.endswith("\n\nYours, Rob")
    assert "Best regards" not in body


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_check_that_comes_while_it_is_sent_leaves_it_sent(thanks):
    ana, told = thanks[0], []
    kept(ana, "Dear Ana")

    def check():
        try:
            actions.keep_draft(FollowUp.objects.get(pk=ana.pk).message, {"body": "Dear Anna"})
        except actions.AlreadySent:
            told.append("sent")
        finally:
            connection.close()

    late = Thread(target=check)
    with transaction.atomic():
        actions.thank(ana, at=NOON)
        late.start()
        while late.is_alive() and not _somebody_waits():
            sleep(0.01)
    late.join()

    message = FollowUp.objects.get(pk=ana.pk).message
    assert (message.sent_at, message.body, told) == (NOON, "Dear Ana", ["sent"])
