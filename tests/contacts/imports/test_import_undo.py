from config.kit import clock
from contacts.actions import imports
from contacts.actions.people import add_person
from tests.contacts.imports.conftest import imported, linkedin
from tests.contacts.imports.ledger import difference, ledger

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
