import pytest

from contacts.models import Person
from tests.factories import PersonFactory


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("munoz", True),
        ("Muñoz ana", True),
        ("nalytic", True),
        ("mu", True),
        ("un", False),
        ("小明", False),
        ("muñez", False),
    ],
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


@pytest.mark.parametrize(
    "words",
    ["王", "小", "明", "小明", "王小明", "明 王", "wang", "xiaoming wang", "wxm", "WANGXIAO"],
)
def test_chinese_names_are_found_by_each_character_and_by_sound(account, words):
    person = PersonFactory(account=account, name="王小明")
    PersonFactory(account=account, name="李大山", title="明经理")
    PersonFactory(account=account, name="Ana")

    found = account.people.matching(words)

    assert person in found
    assert len(found) == (2 if words == "明" else 1)


def test_a_name_sounds_as_it_is_written_now(account):
    person = PersonFactory(account=account, name="王小明")
    person.name = "单小明"
    person.save(update_fields=["name"])

    assert list(account.people.matching("shanxiaoming")) == [person]
    assert not account.people.matching("wangxiaoming").exists()


def test_people_are_found_at_their_organisation_in_any_order(account):
    here = PersonFactory(account=account, name="Ana Muñoz", organisation__name="Contoso")
    PersonFactory(account=account, name="Ana Muñoz", organisation__name="Fabrikam")

    assert list(account.people.matching("contoso muno")) == [here]
    assert list(account.people.matching("MUNO cont")) == [here]
