import pytest

from contacts.rules.saturation import SOLID
from interviews.rules.next_step import WORDINGS, PersonStep, SearchStep, for_person, for_search
from interviews.rules.stages import Stage


@pytest.mark.parametrize(
    ("known", "step"),
    [
        ({"stages": ()}, PersonStep.RESEARCH),
        ({"stages": (), "is_researched": True}, PersonStep.PLAN),
        ({"stages": (Stage.CANCELLED,), "is_researched": True}, PersonStep.PLAN),
        ({"stages": (Stage.CANCELLED,), "has_declined": True}, PersonStep.RESPECT),
        ({"stages": (Stage.INVITED,), "has_declined": True}, PersonStep.RESPECT),
        (
            {"stages": (Stage.PLANNED,), "is_researched": True, "has_declined": True},
            PersonStep.INVITE,
        ),
        ({"stages": (Stage.PLANNED,)}, PersonStep.RESEARCH),
        ({"stages": (Stage.PLANNED,), "is_researched": True}, PersonStep.INVITE),
        ({"stages": (Stage.PLANNED, Stage.CLOSED)}, PersonStep.INVITE),
        ({"stages": (Stage.INVITED,)}, PersonStep.SCHEDULE),
        ({"stages": (Stage.SCHEDULED, Stage.PLANNED)}, PersonStep.PREPARE),
        ({"stages": (Stage.SCHEDULED,), "is_past_time": True}, PersonStep.HOLD),
        ({"stages": (Stage.HELD,), "has_due": True, "has_ahead": True}, PersonStep.DO),
        ({"stages": (Stage.SCHEDULED,), "has_ahead": True}, PersonStep.PREPARE),
        ({"stages": (Stage.SCHEDULED,), "has_due": True}, PersonStep.DO),
        ({"stages": (Stage.SCHEDULED,), "is_past_time": True, "has_due": True}, PersonStep.HOLD),
        ({"stages": (), "has_ahead": True}, PersonStep.WAIT),
        ({"stages": (Stage.INVITED,), "has_ahead": True}, PersonStep.WAIT),
        ({"stages": (Stage.THANKED,), "has_ahead": True}, PersonStep.WAIT),
        ({"stages": (Stage.THANKED,)}, PersonStep.WHOM_NEXT),
        ({"stages": (Stage.CLOSED,), "has_referrals": True}, PersonStep.REST),
        ({"stages": (Stage.HELD,), "has_due": True, "is_archived": True}, PersonStep.RESTORE),
        ({"stages": (), "is_do_not_contact": True, "is_archived": True}, PersonStep.LEAVE),
    ],
)
def test_one_thing_comes_next_about_a_person(known, step):
    assert for_person(**{"is_researched": False, **known}) is step


@pytest.mark.parametrize(
    ("known", "step"),
    [
        ({"is_ended": True}, SearchStep.REOPEN),
        ({"beliefs": 0}, SearchStep.BELIEVE),
        ({"targets": 0}, SearchStep.LIST_TARGETS),
        ({"targets": 0, "talks": 2, "organisations": 1}, SearchStep.LIST_TARGETS),
        ({"is_begun": False}, SearchStep.CHOOSE_TARGETS),
        ({"is_begun": False, "talks": 2, "organisations": 2}, SearchStep.TALK_ON),
        ({}, SearchStep.FIRST_TALK),
        ({"is_planned": True, "targets": 0}, SearchStep.UNDER_WAY),
        ({"talks": 2, "organisations": 1}, SearchStep.COMPARE),
        ({"talks": 2, "organisations": 2}, SearchStep.TALK_ON),
        ({"talks": 7, "organisations": 1}, SearchStep.TALK_ON),
        ({"talks": SOLID.talks, "organisations": 4}, SearchStep.DECIDE),
    ],
)
def test_one_thing_comes_next_in_a_search(known, step):
    usual = {"is_ended": False, "beliefs": 1, "talks": 0, "organisations": 0, "is_planned": False}
    usual |= {"targets": 40, "is_begun": True}

    assert for_search(**(usual | known)) is step


def test_every_step_is_worded():
    assert set(WORDINGS) == {*PersonStep, *SearchStep}
