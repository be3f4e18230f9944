from config.kit import clock
from contacts.actions.duplicates import (
    dismiss,
    look_for_people,
    propose_organisations,
    propose_people,
)
from contacts.models import ImportRun, OrganisationDuplicate, PersonDuplicate, Reach
from tests.factories import OrganisationFactory, PersonFactory


def test_pairs_of_people_are_kept_once_and_in_order(account):
    one, two, three = (PersonFactory(account=account) for _ in range(3))
    pairs = [(two.pk, one.pk, "Same name"), (one.pk, two.pk, "Same name"), (three.pk, three.pk, "")]

    first = propose_people(account=account, pairs=pairs, run=None, at=clock.now())
    again = propose_people(account=account, pairs=pairs, run=None, at=clock.now())

    assert (first, again) == (1, 0)
    pair = PersonDuplicate.objects.get()
    assert (pair.person, pair.other, pair.reason) == (one, two, "Same name")


def test_a_strangers_person_is_never_proposed(account, stranger):
    mine, theirs = PersonFactory(account=account), PersonFactory(account=stranger)
    pairs = [(mine.pk, theirs.pk, "Same name"), (mine.pk, 10**12, "Same name")]

    assert propose_people(account=account, pairs=pairs, run=None, at=clock.now()) == 0


def test_a_decision_is_never_asked_for_again(account):
    one, two = PersonFactory(account=account), PersonFactory(account=account)
    pairs = [(one.pk, two.pk, "Same name")]
    propose_people(account=account, pairs=pairs, run=None, at=clock.now())
    dismiss(pair=PersonDuplicate.objects.get(), at=clock.now())

    propose_people(account=account, pairs=pairs, run=None, at=clock.now())

    assert not account.person_duplicates.all().undecided().exists()


def test_organisations_of_an_import_are_compared_with_all_the_account_has(account, stranger):
    run = ImportRun.objects.create(account=account)
    known = OrganisationFactory(account=account, name="Contoso")
    old = OrganisationFactory(account=account, name="Contoso Ltd")
    new = OrganisationFactory(account=account, name="Contoso Software Pvt Ltd", imported_in=run)
    OrganisationFactory(account=account, name="Bank of Porto", imported_in=run)
    OrganisationFactory(account=stranger, name="Bank of Porto Ltd")

    count = propose_organisations(account=account, run=run, at=clock.now())

    assert count == 1
    pair = OrganisationDuplicate.objects.get()
    assert (pair.organisation, pair.other, pair.run) == (known, new, run)
    assert pair.reason == "The same name, with a general word more"

    assert propose_organisations(account=account, run=None, at=clock.now()) == 1
    assert OrganisationDuplicate.objects.filter(organisation=known, other=old).exists()


def test_people_known_twice_are_found_on_request(account, stranger):
    place = OrganisationFactory(account=account)
    ana = PersonFactory(account=account, name="Ana Muñoz", organisation=place)
    again = PersonFactory(account=account, name="Munoz Ana", organisation=None)
    bob = PersonFactory(account=account, name="Bob Smith")
    robert = PersonFactory(account=account, name="R. Smithson")
    PersonFactory(account=stranger, name="Ana Muñoz")
    for person in (bob, robert):
        Reach.objects.create(
            account=account, person=person, kind="email", value=f"Bob@{place.pk}.example"
        )

    assert look_for_people(account=account, at=clock.now()) == 2
    assert look_for_people(account=account, at=clock.now()) == 0

    pairs = {(pair.person, pair.other, pair.reason) for pair in PersonDuplicate.objects.all()}
    assert pairs == {
        (ana, again, "The same name in another order"),
        (bob, robert, "The same e-mail address, number or profile"),
    }


def test_two_profiles_are_two_people(account):
    for handle in ("david-lee-1", "david-lee-2"):
        david = PersonFactory(account=account, name="David Lee")
        value = f"https://www.linkedin.com/in/{handle}"
        Reach.objects.create(account=account, person=david, kind="linkedin", value=value)

    assert look_for_people(account=account, at=clock.now()) == 0
