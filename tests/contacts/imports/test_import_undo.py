from datetime import UTC, datetime

import pytest

from config.kit import clock
from contacts.actions import imports
from contacts.actions.merges import merge, undo_merge
from contacts.actions.people import add_person, archive_person, delete_person
from contacts.actions.pool import promote
from tests.cases import few
from tests.contacts.imports.conftest import imported, linkedin
from tests.contacts.imports.ledger import difference, ledger
from tests.factories import (
    FollowUpFactory,
    IntroductionFactory,
    MessageFactory,
    OrganisationFactory,
    OutreachFactory,
)

AT = datetime(2026, 3, 3, tzinfo=UTC)
ANA = "Ana,Muñoz,ana-munoz,ana@example.com,Contoso,Data Analyst,12 Mar 2024"
ANA_MOVED = "Ana,Muñoz,ana-munoz,ana@example.com,Fabrikam,Lead Analyst,12 Mar 2024"
BO = "Bo,Li,bo-li,,,,13 Mar 2024"


def undone(run):
    imports.undo_import(run=run, at=clock.now())
    imports.take_back(run.pk, at=clock.now())
    run.refresh_from_db()
    assert run.state == "undone"
    return run


def test_undoing_leaves_everything_as_it_was(account):
    add_person(account=account, name="Bo Li", at=clock.now(), tags=["friend"])
    before = ledger()

    run = imported(account, linkedin(ANA, BO))
    assert difference(before, ledger())
    undone(run)

    assert difference(before, ledger()) == {}
    assert not imports.kept_after_undo(run)


def test_undoing_an_update_takes_back_the_move(account):
    imported(account, linkedin(ANA, BO))
    before = ledger()

    run = imported(account, linkedin(ANA_MOVED, BO))
    ana = account.people.get(name="Ana Muñoz")
    assert (str(ana.moves.get()), ana.title) == ("Lead Analyst, Fabrikam", "Lead Analyst")
    undone(run)

    assert difference(before, ledger()) == {}


@pytest.mark.full
def test_organisations_renamed_since_stay(account):
    run = imported(account, linkedin(ANA))
    account.organisations.update(name="Contoso, my way")

    undone(run)

    assert [str(one) for one in account.organisations.all()] == ["Contoso, my way"]
    assert not account.people.exists()


@pytest.mark.full
@pytest.mark.parametrize("is_merged", few([True, False]))
def test_undoing_an_update_follows_what_became_of_organisations(account, is_merged):
    ana = add_person(
        account=account,
        name="Ana Muñoz",
        title="Clerk",
        at=clock.now(),
        organisation_name="Zeta",
        reaches={"linkedin": "ana-munoz"},
    )
    run = imported(account, linkedin(ANA))
    now = OrganisationFactory(account=account, name="Zeta Group")
    for name in ("Zeta", "Contoso"):
        gone = account.organisations.get(name=name)
        if is_merged:
            merge(kept=now, gone=gone, values={}, at=clock.now())
        else:
            gone.delete()

    undone(run)

    ana.refresh_from_db()
    assert (ana.title, ana.organisation) == ("Clerk", now if is_merged else None)
    assert not ana.moves.exists()
    assert not imports.kept_after_undo(run)


@pytest.mark.full
def test_a_merge_taken_back_is_no_reason_to_keep_anybody(account):
    before = ledger()
    run = imported(account, linkedin(ANA, BO))
    ana, bo = account.people.order_by("pk")
    undo_merge(merge=merge(kept=ana, gone=bo, values={}, at=clock.now()), at=clock.now())

    undone(run)

    assert difference(before, ledger()) == {}


@pytest.mark.full
def test_nothing_is_said_of_people_deleted_since(account):
    run = imported(account, linkedin(ANA, BO))
    delete_person(person=account.people.get(name="Bo Li"))

    undone(run)

    assert not account.people.exists()
    assert not imports.kept_after_undo(run)


def _promotes(account, ana):
    promote(people=account.people.all())


def _archives(account, ana):
    archive_person(person=ana, at=clock.now())


def _writes(account, ana):
    account.people.update(notes="Met in Porto")


def _names_another(account, ana):
    add_person(account=account, name="Cy", at=clock.now(), referred_by=ana)
    account.people.filter(pk=ana.pk).update(is_in_pool=True)


def _merges(account, ana):
    mine = add_person(account=account, name="Ana M.", at=clock.now())
    merge(kept=ana, gone=mine, values={}, at=clock.now())
    account.people.update(is_in_pool=True)


def _sends(account, ana):
    MessageFactory(account=account, person=ana)


def _asks(account, ana):
    OutreachFactory(account=account, person=ana)


def _promises(account, ana):
    IntroductionFactory(introducer=ana, person=add_person(account=account, name="Cy", at=AT))


def _is_promised(account, ana):
    IntroductionFactory(introducer=add_person(account=account, name="Cy", at=AT), person=ana)


def _is_told_of(account, ana):
    FollowUpFactory(person=add_person(account=account, name="Cy", at=AT), about=ana)


@pytest.mark.parametrize(
    ("touch", "why"),
    few(
        [
            (_asks, "There is something about them: outreach."),
            (_promises, "There is something about them: introductions."),
            (_is_promised, "There is something about them: introductions."),
            (_is_told_of, "There is something about them: follow-ups."),
            (_promotes, "You took them out of the pool."),
            (_archives, "You archived them."),
            (_writes, "You changed something about them."),
            (_names_another, "They named somebody else."),
            (_merges, "You merged them with somebody else."),
            (_sends, "There is something about them: messages."),
        ]
    ),
)
def test_whom_the_user_touched_since_stays_and_the_list_says_why(account, touch, why):
    run = imported(account, linkedin(ANA))
    ana = account.people.get()
    touch(account, ana)

    undone(run)

    assert account.people.filter(pk=ana.pk).exists()
    assert [row.kept for row in imports.kept_after_undo(run)] == [why]
