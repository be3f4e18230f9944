import pytest

from contacts.models import Person
from tests.factories import PersonFactory


@pytest.mark.parametrize(
    ("words", "finds"),
    [("munoz", True), ("Muñoz ana", True), ("nalytic", True), ("小明", False), ("muñez", False)],
)
def test_people_are_found_without_accents_and_by_any_part(account, words, finds):
    PersonFactory(account=account, name="Ana Muñoz", title="Head of Analytics")

    found = account.people.matching(words)

    assert [person.name for person in found] == (["Ana Muñoz"] if finds else [])


def test_chinese_names_are_found_by_any_part(account):
    PersonFactory(account=account, name="王小明", is_family_first=True)

    assert account.people.matching("小明").get().address == "王小明"


def test_names_sort_without_accents(account):
    for name in ("Zoe", "Émile", "Fay"):
        PersonFactory(account=account, name=name)

    assert list(Person.objects.values_list("name", flat=True)) == ["Émile", "Fay", "Zoe"]
