"""Who named whom around a person, as a line up and a tree down."""

from interviews.referrals import DEEP, UP, chain_of, is_above, roots_of
from interviews.rules.referrals import Standing, standing_of
from tests.factories import (
    InterviewFactory,
    MessageFactory,
    OutreachFactory,
    PersonFactory,
    SearchFactory,
)


def _line(account, count):
    people = [PersonFactory(account=account, organisation=None)]
    while len(people) < count:
        people.append(PersonFactory(account=account, organisation=None, referred_by=people[-1]))
    return people


def shown(person, **limits):
    """The names above, and those below as nested lists."""

    def tree(nodes):
        return [(node.person.name, tree(node.named)) for node in nodes]

    chain = chain_of(person, **limits)
    return [node.person.name for node in chain.above], tree(chain.root.named)


def test_the_line_goes_up_to_where_it_began_and_down_to_everybody(account):
    root = PersonFactory(account=account, name="Root")
    ana = PersonFactory(account=account, name="Ana", referred_by=root)
    bo = PersonFactory(account=account, name="Bo", referred_by=ana)
    PersonFactory(account=account, name="Cy", referred_by=ana)
    PersonFactory(account=account, name="Di", referred_by=bo)

    assert shown(ana) == (["Root"], [("Bo", [("Di", [])]), ("Cy", [])])
    assert shown(bo) == (["Root", "Ana"], [("Di", [])])
    assert is_above(root, bo) and not is_above(bo, root)


def test_talks_that_came_out_of_a_referral_are_counted_once(account):
    ana, bo, cy = _line(account, 3)
    InterviewFactory(account=account, stage="held", people=[bo, cy])
    InterviewFactory(account=account, stage="closed", people=[cy])
    InterviewFactory(account=account, stage="planned", people=[cy])
    InterviewFactory(account=account, stage="held", people=[ana])

    root = chain_of(ana).root

    assert (root.people, root.talks) == (2, 2)
    assert (root.named[0].people, root.named[0].talks) == (1, 2)


def test_circles_do_no_harm(account):
    one, two, three = _line(account, 3)
    one.referred_by = three
    one.save()
    alone = PersonFactory(account=account)
    alone.referred_by = alone
    alone.save()
    behind = PersonFactory(account=account, referred_by=two)

    above, below = shown(one)

    assert set(above) == {two.name, three.name}
    assert below == [(two.name, sorted([(three.name, []), (behind.name, [])]))]
    assert shown(alone) == ([], [])
    assert set(shown(behind)[0]) == {one.name, two.name, three.name}


def test_a_big_tree_shows_the_nearest_and_counts_all(account, django_assert_max_num_queries):
    ana = PersonFactory(account=account)
    near = PersonFactory.create_batch(4, account=account, organisation=None, referred_by=ana)
    PersonFactory.create_batch(3, account=account, organisation=None, referred_by=near[0])

    with django_assert_max_num_queries(8):
        chain = chain_of(ana, most=5)

    assert (chain.shown, chain.root.people, chain.is_cut) == (5, 7, True)
    assert len(chain.root.named) == 4
    assert [(len(node.named), node.unseen) for node in chain.root.named if node.people] == [(1, 2)]


def test_a_long_line_ends(account):
    people = _line(account, UP + 3)

    assert len(chain_of(people[-1]).above) == UP
    assert chain_of(people[0]).shown == DEEP
    assert chain_of(people[0]).root.people == UP + 2


def test_each_one_tells_where_they_stand(account):
    ana = PersonFactory(account=account)
    asked, talked, thanked, resting, fresh = (
        PersonFactory(account=account, name=name, organisation=None, referred_by=ana)
        for name in ("1 asked", "2 talked", "3 thanked", "4 resting", "5 fresh")
    )
    OutreachFactory(account=account, person=asked, stage="asked")
    OutreachFactory(account=account, person=resting, stage="resting")
    InterviewFactory(account=account, stage="held", people=[talked])
    InterviewFactory(account=account, stage="held", people=[thanked])
    MessageFactory(account=account, person=thanked, sent_at=ana.created_at)

    told = [str(node.standing) for node in chain_of(ana).root.named]

    assert told == ["asked", "talked", "thanked", "resting", "waiting"]
    assert fresh.name.startswith("5")


def test_whoever_is_left_in_peace_shows_as_that():
    told = standing_of(stages=["held"], ask="asked", is_thanked=True, is_do_not_contact=True)

    assert told is Standing.LEFT


def test_a_search_tells_where_its_chains_began(account):
    search = SearchFactory(account=account)
    ana, bo, cy = _line(account, 3)
    rui, eva = _line(account, 2)
    PersonFactory(account=account)
    InterviewFactory(account=account, search=search, stage="held", people=[cy])
    OutreachFactory(account=account, search=search, person=eva)
    InterviewFactory(account=account, search=search, people=[PersonFactory(account=account)])

    roots, more = roots_of(search)

    assert [(node.person, node.people, node.talks) for node in roots] == [(ana, 2, 1), (rui, 1, 0)]
    assert more == 0
    assert roots_of(search, most=1)[1] == 1
    assert bo.referred_by == ana
