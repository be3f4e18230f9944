"""Who named whom around a person."""

from interviews.referrals import MOST, UP, referrals_of
from tests.factories import PersonFactory


def _chain(account, count):
    people = [PersonFactory(account=account, organisation=None)]
    while len(people) < count:
        people.append(PersonFactory(account=account, organisation=None, referred_by=people[-1]))
    return people


def shown(person):
    line = referrals_of(person)
    return (
        [one.name for one in line.above],
        [(named.person.name, named.depth) for named in line.below],
    )


def test_the_line_goes_up_to_where_it_began_and_down_to_everybody(account):
    root, ana = _chain(account, 2)
    root.name, ana.name = "Root", "Ana"
    root.save(), ana.save()
    bo = PersonFactory(account=account, name="Bo", referred_by=ana)
    PersonFactory(account=account, name="Cy", referred_by=ana)
    PersonFactory(account=account, name="Di", referred_by=bo)

    assert shown(ana) == (["Root"], [("Bo", 1), ("Di", 2), ("Cy", 1)])
    assert shown(bo) == (["Root", "Ana"], [("Di", 1)])


def test_circles_do_no_harm(account):
    one, two, three = _chain(account, 3)
    one.referred_by = three
    one.save()
    alone = PersonFactory(account=account)
    alone.referred_by = alone
    alone.save()
    behind = PersonFactory(account=account, referred_by=two)

    assert {name for name, _ in shown(one)[1]} >= {two.name, three.name, behind.name}
    assert shown(alone) == ([], [])
    assert set(shown(behind)[0]) == {one.name, two.name, three.name}


def test_a_long_line_and_a_wide_one_end(account):
    people = _chain(account, UP + 5)
    PersonFactory.create_batch(MOST + 5, account=account, organisation=None, referred_by=people[0])

    assert len(shown(people[-1])[0]) == UP
    assert len(shown(people[0])[1]) == MOST
