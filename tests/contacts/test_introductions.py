"""How an introduction goes from a promise to being made, and back."""

from datetime import date

import pytest

from contacts.actions.introductions import (
    correct_introduction,
    delete_introduction,
    move_introduction,
    promise_introduction,
    take_back_move,
)
from contacts.models import Introduction, IntroductionState, Person
from contacts.rules.introductions import MoveRefused, moves_from
from tests.factories import IntroductionFactory, PersonFactory

S = IntroductionState
DAYS = {day: date(2026, 3, day) for day in (3, 5, 9)}


@pytest.fixture
def promised(account):
    ana = PersonFactory(account=account, name="Ana")
    bo = PersonFactory(account=account, name="Bo")
    return promise_introduction(introducer=ana, person=bo, on=DAYS[3], note="In spring")[0]


def stands(introduction):
    row = Introduction.objects.get(pk=introduction.pk)
    return row.state, row.promised_on, row.asked_on, row.agreed_on, row.settled_on


def test_a_promise_names_the_other_and_takes_both_out_of_the_pool(account):
    ana, bo = (PersonFactory(account=account, is_in_pool=True) for _ in range(2))

    promise_introduction(introducer=ana, person=bo, on=DAYS[3])

    bo = Person.objects.get(pk=bo.pk)
    assert (bo.referred_by, bo.named_on, bo.tie) == (ana, DAYS[3], "referral")
    assert not Person.objects.filter(is_in_pool=True).exists()
    assert Person.objects.filter(needs_planning=True).count() == 2


def test_who_named_them_first_is_not_replaced_by_a_promise(account):
    carl = PersonFactory(account=account)
    bo = PersonFactory(account=account, referred_by=carl, tie="school")

    promise_introduction(introducer=PersonFactory(account=account), person=bo, on=DAYS[3])

    bo.refresh_from_db()
    assert (bo.referred_by, bo.tie) == (carl, "school")


def test_each_move_keeps_its_day(promised):
    move_introduction(promised, S.ASKING, on=DAYS[3])
    move_introduction(promised, S.AGREED, on=DAYS[5])
    made = move_introduction(promised, S.MADE, on=DAYS[9])

    assert stands(made) == ("made", DAYS[3], DAYS[3], DAYS[5], DAYS[9])
    assert Person.objects.get(name="Bo").connection == "Ana introduced us on 9 March 2026."


def test_what_i_wrote_about_our_connection_stays(promised):
    Person.objects.filter(name="Bo").update(connection="We met in Braga.")

    move_introduction(promised, S.MADE, on=DAYS[9])
    take_back_move(promised, S.PROMISED)

    assert Person.objects.get(name="Bo").connection == "We met in Braga."


@pytest.mark.parametrize("to", [S.MADE, S.DECLINED, S.DROPPED])
def test_a_move_is_taken_back_whole(promised, to):
    move_introduction(promised, S.ASKING, on=DAYS[5])
    before = stands(promised)
    move_introduction(promised, to, on=DAYS[9])

    take_back_move(promised, S.ASKING)
    take_back_move(promised, S.ASKING)

    assert stands(promised) == before
    assert Person.objects.get(name="Bo").connection == ""


def test_nothing_follows_what_is_settled_and_nothing_comes_back_from_nowhere(promised):
    move_introduction(promised, S.DROPPED, on=DAYS[5])

    with pytest.raises(MoveRefused):
        move_introduction(promised, S.MADE, on=DAYS[9])
    with pytest.raises(MoveRefused):
        take_back_move(promised, S.MADE)

    assert all(moves_from(state) == () for state in (S.MADE, S.DECLINED, S.DROPPED))


def test_a_promise_given_again_begins_anew_and_one_on_its_way_stays(promised):
    again, is_new = promise_introduction(
        introducer=promised.introducer, person=promised.person, on=DAYS[9]
    )
    assert (again.pk, is_new, again.promised_on) == (promised.pk, False, DAYS[3])
    move_introduction(promised, S.DECLINED, on=DAYS[5])

    again, is_new = promise_introduction(
        introducer=promised.introducer, person=promised.person, on=DAYS[9]
    )

    assert (again.pk, is_new) == (promised.pk, True)
    assert stands(again) == ("promised", DAYS[9], None, None, None)


def test_a_corrected_day_is_told_anew(promised):
    made = move_introduction(promised, S.MADE, on=DAYS[9])
    made.settled_on = DAYS[5]

    correct_introduction(made)

    assert Person.objects.get(name="Bo").connection == "Ana introduced us on 5 March 2026."


def test_forgetting_one_leaves_the_people(promised):
    made = move_introduction(promised, S.MADE, on=DAYS[9])

    delete_introduction(made)

    assert not Introduction.objects.exists()
    assert Person.objects.get(name="Bo").connection == ""


def test_of_two_that_turn_out_to_be_one_the_furthest_stands(account):
    dropped = IntroductionFactory.build(state=S.DROPPED, settled_on=DAYS[5], note="First")
    asking = IntroductionFactory.build(state=S.ASKING, asked_on=DAYS[9], note="Second")

    dropped.take_over(asking)

    assert (dropped.state, dropped.settled_on, dropped.note) == (S.ASKING, None, "First")
