import pytest

from contacts.rules.namesakes import Kinship, Someone, alike, called, kinship


@pytest.mark.parametrize(
    ("one", "other", "elsewhere", "here"),
    [
        ("Ana Muñoz", "ANA MUNOZ", "name", "here"),
        ("Dr. Ana Muñoz", "Ana Munoz, PhD", "name", "here"),
        ("Robert “Bob” Smith", "Robert Smith", "name", "here"),
        ("王小明", "王 小明", "name", "here"),
        ("Wang Xiaoming", "Xiaoming Wang", "order", "order"),
        ("Ana Maria Sousa", "Ana Sousa", None, "middle"),
        ("Ana M. Sousa", "Ana Maria Sousa", None, "middle"),
        ("A. Sousa", "Ana Sousa", None, "short"),
        ("Bob Smith", "Robert Smith", None, "short"),
        ("Pepe García", "José Garcia", None, "short"),
        ("Ana", "Ana", None, "here"),
        ("Ana Sousa", "Rita Sousa", None, None),
        ("Ana M. Sousa", "Ana Rita Sousa", None, None),
        ("Ana Sousa", "Ana Silva", None, None),
        ("王明", "王小明", None, None),
        ("", "", None, None),
        ("🙂", "🙂", None, None),
    ],
)
def test_what_names_say_depends_on_the_place(one, other, elsewhere, here):
    names = called(one), called(other)

    assert kinship(*names, is_same_place=False) == (elsewhere and Kinship(elsewhere))
    assert kinship(*names, is_same_place=True) == (here and Kinship(here))
    assert kinship(*reversed(names), is_same_place=True) == (here and Kinship(here))


def test_a_family_name_that_stands_first_is_the_last_name():
    family_first = called("Wang Min", is_family_first=True)

    assert kinship(family_first, called("M. Wang"), is_same_place=True) is Kinship.SHORT


def test_pairs_are_found_once_and_a_crowd_stays_bounded():
    people = [Someone(key, "David Lee") for key in range(200)]
    people += [
        Someone(500, "Ana Sousa", 7),
        Someone(501, "A. Sousa", 7),
        Someone(502, "A. Sousa", 8),
    ]

    pairs = list(alike(people))

    assert (500, 501, Kinship.SHORT) in pairs
    assert 502 not in {key for one, other, _ in pairs for key in (one, other)}
    assert len(pairs) == len(set(pairs)) <= 200 * 4 + 1
