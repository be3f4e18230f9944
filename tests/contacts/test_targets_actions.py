from datetime import UTC, datetime

import pytest

from contacts.actions.merges import merge, undo_merge
from contacts.actions.targets import (
    bring_back,
    empty_places,
    fill_places,
    find_helper,
    list_names,
    list_organisation,
    rule_out,
)
from contacts.rules.targets import MOST_TARGETS, Outcome, State
from tests.factories import OrganisationFactory, PersonFactory, SearchFactory, TargetFactory

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def search(account):
    return SearchFactory(account=account, places=2)


def states(search):
    return {str(target): target.state for target in search.targets.select_related("organisation")}


def test_names_become_targets_and_each_line_is_accounted_for(search):
    account = search.account
    OrganisationFactory(account=account, name="Nordlicht", aliases=["NL Data"])
    gone = TargetFactory(search=search, organisation__name="Gone GmbH")
    rule_out(target=gone, reason="Closed", at=AT)
    names = ["nordlicht", "NL  data", "Lumen", "LUMEN", "Gone GmbH", "x" * 201]

    listed = list_names(search=search, names=names, at=AT, lane="dream")

    assert [one.outcome for one in listed] == [
        Outcome.KNOWN,
        Outcome.REPEATED,
        Outcome.NEW,
        Outcome.REPEATED,
        Outcome.RULED_OUT,
        Outcome.TOO_LONG,
    ]
    assert sorted(account.organisations.values_list("name", flat=True)) == [
        "Gone GmbH",
        "Lumen",
        "Nordlicht",
    ]
    assert {target.lane for target in search.targets.exclude(pk=gone.pk)} == {"dream"}
    assert list_names(search=search, names=["Lumen"], at=AT)[0].outcome is Outcome.ALREADY


@pytest.mark.full
def test_a_full_list_takes_no_more_and_makes_no_organisation(search):
    from contacts.models import Organisation, Target

    made = Organisation.objects.bulk_create(
        Organisation(account=search.account, name=f"O{n}") for n in range(MOST_TARGETS)
    )
    Target.objects.bulk_create(
        Target(account=search.account, search=search, organisation=one) for one in made
    )

    [listed] = list_names(search=search, names=["One more"], at=AT)

    assert listed.outcome is Outcome.NO_ROOM
    assert not search.account.organisations.filter(name="One more").exists()


def test_a_target_leaves_the_pool_and_the_archive_without_its_people(search):
    organisation = OrganisationFactory(account=search.account, is_in_pool=True, archived_at=AT)
    person = PersonFactory(account=search.account, organisation=organisation, is_in_pool=True)

    target, is_new = list_organisation(search=search, organisation=organisation, at=AT)
    again, is_new_again = list_organisation(search=search, organisation=organisation, at=AT)

    organisation.refresh_from_db()
    person.refresh_from_db()
    assert (is_new, is_new_again, again) == (True, False, target)
    assert not organisation.is_in_pool
    assert organisation.archived_at is None
    assert person.is_in_pool


@pytest.mark.parametrize(
    ("facts", "is_known"),
    [
        ({"tie": "school"}, True),
        ({"tie": "network", "is_in_pool": True}, True),
        ({"tie": "cold"}, False),
        ({"tie": "school", "archived_at": AT}, False),
        ({"tie": "school", "is_do_not_contact": True}, False),
    ],
)
def test_advocacy_follows_from_my_people_until_i_say_otherwise(search, facts, is_known):
    target = TargetFactory(search=search)
    PersonFactory(account=search.account, organisation=target.organisation, **facts)

    assert search.targets.scored().get().has_advocate is is_known
    search.targets.update(advocacy=not is_known)
    assert search.targets.scored().get().has_advocate is not is_known


def test_the_next_one_enters_when_one_is_ruled_out_or_helps(search):
    low, high, middle, last = (
        TargetFactory(search=search, organisation__name=name, motivation=motivation)
        for name, motivation in (("Low", 1), ("High", 3), ("Middle", 2), ("Last", 0))
    )

    entered = fill_places(search=search, at=AT)
    after_rule_out = rule_out(target=high, reason="No", at=AT)
    after_helper = find_helper(target=middle, at=AT)

    assert entered == [high, middle]
    assert (after_rule_out, after_helper) == (low, last)
    assert states(search) == {
        "Low": State.ACTIVE,
        "High": State.RULED_OUT,
        "Middle": State.HELPED,
        "Last": State.ACTIVE,
    }


def test_one_that_is_in_stays_in_whatever_its_scores_become(search):
    first, second, third = TargetFactory.create_batch(3, search=search, motivation=2)
    fill_places(search=search, at=AT)
    search.targets.filter(pk=first.pk).update(motivation=0)
    search.targets.filter(pk=third.pk).update(motivation=3)

    assert fill_places(search=search, at=AT) == []
    assert set(search.targets.in_state(State.ACTIVE)) == {first, second}


def test_undoing_a_rule_out_sends_the_one_that_entered_back(search):
    first, second, third = TargetFactory.create_batch(3, search=search)
    fill_places(search=search, at=AT)

    entered = rule_out(target=first, reason="No", at=AT)
    bring_back(target=first, instead_of=entered)

    assert entered == third
    assert set(search.targets.in_state(State.ACTIVE)) == {first, second}
    assert search.targets.get(pk=first.pk).reason == ""


def test_one_brought_back_late_waits_when_no_place_is_free(search):
    first, *_others = TargetFactory.create_batch(3, search=search)
    fill_places(search=search, at=AT)
    rule_out(target=first, reason="No", at=AT)

    bring_back(target=first)

    assert search.targets.get(pk=first.pk).state is State.WAITING
    assert search.targets.in_state(State.ACTIVE).count() == 2


def test_ruling_out_one_that_waits_lets_nobody_in(search):
    waiting = TargetFactory.create_batch(3, search=search)

    assert rule_out(target=waiting[0], reason="No", at=AT) is None
    assert not search.targets.in_state(State.ACTIVE).exists()


def test_fewer_places_send_nobody_away(search):
    targets = TargetFactory.create_batch(4, search=search)
    fill_places(search=search, at=AT)
    search.places = 1
    search.save()

    entered = rule_out(target=targets[0], reason="No", at=AT)

    assert entered is None
    assert list(search.targets.in_state(State.ACTIVE)) == [targets[1]]


def test_emptying_places_touches_only_those_named_and_still_in(search):
    first, _second, _third = TargetFactory.create_batch(3, search=search)
    fill_places(search=search, at=AT)
    find_helper(target=first, at=AT)

    empty_places(search=search, targets=[first])

    assert search.targets.get(pk=first.pk).state is State.HELPED
    assert search.targets.in_state(State.ACTIVE).count() == 2


def test_a_merge_lets_nobody_in_when_all_places_are_taken(search):
    first, out, waiting = TargetFactory.create_batch(3, search=search)
    search.places = 2
    search.save()
    fill_places(search=search, at=AT)
    entered = rule_out(target=out, reason="Too far", at=AT)

    out.refresh_from_db()
    record = merge(
        kept=out.organisation,
        gone=TargetFactory(search=search, organisation__name="The same").organisation,
        values={},
        at=AT,
    )

    assert entered == waiting
    assert search.targets.get(pk=out.pk).state is State.WAITING
    assert set(search.targets.in_state(State.ACTIVE)) == {first, waiting}

    undo_merge(merge=record, at=AT)

    assert search.targets.get(pk=out.pk).state is State.RULED_OUT


def test_a_merge_of_two_worked_on_frees_a_place(search):
    first, second, _third = TargetFactory.create_batch(3, search=search)
    fill_places(search=search, at=AT)

    merge(kept=first.organisation, gone=second.organisation, values={}, at=AT)

    assert list(search.targets.in_state(State.ACTIVE)) == [first]
