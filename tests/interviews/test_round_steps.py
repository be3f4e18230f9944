"""What a round of a job interview leads to, from the stored rows."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import translation

from config.kit.clock import moved_to
from interviews.actions.interviews import (
    hold_interview,
    move_interview,
    save_interview,
    schedule_interview,
)
from interviews.actions.planning import plan_waiting, replan
from interviews.actions.rounds import note_next_step
from interviews.models import FollowUp, Interview
from interviews.rules.stages import Stage
from interviews.sentences import reason_of, source_of, title_of
from tests.cases import few
from tests.factories import (
    InterviewFactory,
    MessageFactory,
    OrganisationFactory,
    PersonFactory,
)

# A Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def place(account):
    return OrganisationFactory(account=account, name="Contoso")


@pytest.fixture
def panel(account, place):
    return PersonFactory.create_batch(3, account=account, organisation=place)


@pytest.fixture
def talk(account, panel):
    """A round with three of them, over on Monday."""
    talk = InterviewFactory(account=account, people=panel, kind="job", round_name="Panel")
    return hold_interview(talk, ended_at=MONDAY, at=MONDAY)


def asking(account):
    rows = FollowUp.objects.filter(account=account, kind="ask_next_step", state="open")
    return [(one.person_id, one.due_on) for one in rows]


def test_one_of_a_panel_is_asked_what_comes_next_and_nobody_whom_to_meet(account, panel, talk):
    assert asking(account) == [(panel[0].pk, date(2026, 3, 9))]
    kinds = set(talk.follow_ups.values_list("kind", flat=True))
    assert kinds == {"debrief", "thank", "ask_next_step"}


def test_a_day_they_named_moves_the_question_and_without_it_it_is_back(account, panel, talk):
    note_next_step(talk, next_step="A case", next_step_on=date(2026, 3, 13), at=MONDAY)
    assert asking(account) == [(panel[0].pk, date(2026, 3, 16))]

    note_next_step(talk, next_step="A case", next_step_on=None, at=MONDAY)

    assert asking(account) == [(panel[0].pk, date(2026, 3, 9))]


def test_a_further_round_with_somebody_else_there_settles_it_while_it_stands(account, place, talk):
    boss = PersonFactory(account=account, organisation=place)
    later = InterviewFactory(account=account, people=[boss], kind="job")
    with moved_to(MONDAY + DAY):
        schedule_interview(later, on_date=date(2026, 3, 12), at_time=time(10), zone="Europe/Lisbon")
    assert asking(account) == []

    move_interview(later, Stage.CANCELLED, at=MONDAY + 2 * DAY)

    assert len(asking(account)) == 1


@pytest.mark.parametrize("meaning", few(["reply", "decline"]))
def test_whatever_somebody_there_wrote_since_settles_it(account, place, talk, meaning):
    recruiter = PersonFactory(account=account, organisation=place)
    came = {"is_received": True, "purpose": "", "meaning": meaning}
    MessageFactory(person=recruiter, sent_at=MONDAY - DAY, **came)
    replan([recruiter], at=MONDAY + DAY)
    assert len(asking(account)) == 1

    MessageFactory(person=recruiter, sent_at=MONDAY + DAY, **came)
    replan([recruiter], at=MONDAY + DAY)

    assert asking(account) == []


def test_a_round_is_gone_over_on_its_day_only(page, account, talk):
    with moved_to(MONDAY):
        today = page.get("/").content.decode()
    plan_waiting(at=MONDAY + DAY)

    assert f'href="/interviews/{talk.pk}/debrief/"' in today and "asked you" in today
    assert not talk.follow_ups.filter(kind="debrief", state="open").exists()


def test_a_talk_that_turns_out_to_be_a_round_is_planned_as_one(account, panel):
    talk = hold_interview(
        InterviewFactory(account=account, people=panel), ended_at=MONDAY, at=MONDAY
    )
    assert asking(account) == []

    talk.kind = "job"
    with moved_to(MONDAY):
        save_interview(talk, people=panel, changed={"kind"})

    assert len(asking(account)) == 1
    assert Interview.objects.get(pk=talk.pk).kind == "job"


@pytest.mark.parametrize(
    ("language", "title", "reason"),
    [
        ("en", "Ask {} what comes next", "5 business days since your round"),
        ("zh-hans", "询问{}接下来的安排", "面试已过 5 个工作日"),
    ],
)
def test_it_is_said_in_both_languages_with_its_source(
    account, panel, talk, language, title, reason
):
    step = FollowUp.objects.select_related("person", "account").get(kind="ask_next_step")

    with translation.override(language):
        assert title_of(step) == title.format(panel[0].name)
        assert reason_of(step, date(2026, 3, 2)).startswith(reason)
        assert "Susan Shu Chang" in source_of(step)
