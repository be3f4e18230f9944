from threading import Thread

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from contacts.models import Organisation, Person
from tests.cases import few
from tests.factories import (
    AccountFactory,
    FollowUpFactory,
    InterviewFactory,
    OrganisationFactory,
    PersonFactory,
    ResearchNoteFactory,
)

NEW = reverse("person-create")


def test_a_name_is_enough(page, account):
    answer = page.post(NEW, {"name": " Ana  Muñoz "})

    person = account.people.get()
    assert answer.status_code == 303
    assert answer["Location"] == person.get_absolute_url()
    assert (person.name, person.tie, person.organisation) == ("Ana Muñoz", "cold", None)


def test_everything_else_is_kept_too(page, account):
    ana = PersonFactory(account=account, name="Ana Muñoz", organisation=None)
    page.post(
        NEW,
        {
            "name": "王小明",
            "is_family_first": "on",
            "title": "数据科学家",
            "organisation_name": "Nordlicht",
            "tie": "referral",
            "referrer": "ana munoz",
            "email": "wang@example.com",
            "phone": "+86 138 0013 8000",
            "linkedin": "cn.linkedin.com/in/Xiaoming/?trk=x",
            "wechat": "xm_wang",
            "website": "example.com/wang",
            "groups": "清华大学、Pie & AI",
            "zone": "Shanghai",
            "country": "CN",
            "tags": "mentor; ml",
        },
    )

    person = account.people.get(name="王小明")
    assert person.referred_by == ana
    assert person.organisation.name == "Nordlicht"
    assert person.zone == "Asia/Shanghai"
    assert person.groups == ["清华大学", "Pie & AI"]
    assert person.tags == ["mentor", "ml"]
    assert {reach.kind: reach.value for reach in person.reaches.all()} == {
        "email": "wang@example.com",
        "phone": "+86 138 0013 8000",
        "linkedin": "https://www.linkedin.com/in/xiaoming",
        "wechat": "xm_wang",
        "website": "https://example.com/wang",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    few(
        [
            ("name", ""),
            ("email", "not an address"),
            ("phone", "call me"),
            ("linkedin", "https://example.com/in/ana"),
            ("linkedin", "linkedin.com/company/nordlicht"),
            ("website", "javascript:alert(1)"),
            ("website", "ftp://example.com/x"),
            ("referrer", "Nobody At All"),
            ("zone", "Middle/Earth"),
            ("country", "XX"),
            ("tags", "x" * 61),
            ("organisation_name", "x" * 201),
        ],
        quick=4,
    ),
)
def test_bad_input_is_answered_beside_its_field_and_nothing_is_written(page, account, field, value):
    sent = {"name": "Ana", "organisation_name": "New Place", "notes": "precious", field: value}

    answer = page.post(NEW, sent)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "precious" in answer.content.decode()
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()


def test_a_faulty_fold_is_open(page):
    answer = page.post(NEW, {"name": "Ana", "zone": "Nowhere"})

    is_open = {str(part.title): part.is_open for part in answer.context["form"].sections()}
    assert is_open["Names, language and place"]
    assert not is_open["How to reach them"]


def test_another_account_lends_neither_organisation_nor_referrer(page, account, stranger):
    OrganisationFactory(account=stranger, name="Nordlicht")
    PersonFactory(account=stranger, name="Ana Muñoz")

    refused = page.post(NEW, {"name": "Bo", "referrer": "Ana Muñoz"})
    page.post(NEW, {"name": "Bo", "organisation_name": "Nordlicht"})

    assert list(refused.context["form"].errors) == ["referrer"]
    assert account.people.get().organisation.account == account


def test_namesakes_are_told_apart_by_where_they_work(page, account):
    here = OrganisationFactory(account=account, name="Here")
    there = OrganisationFactory(account=account, name="There, Ltd")
    PersonFactory(account=account, name="Ana", organisation=here)
    other = PersonFactory(account=account, name="Ana", organisation=there)

    refused = page.post(NEW, {"name": "Bo", "referrer": "Ana"})
    page.post(NEW, {"name": "Bo", "referrer": "ana, There, Ltd"})

    assert "Ana, Here" in refused.content.decode()
    assert account.people.get(name="Bo").referred_by == other


def test_nobody_names_themselves(page, account):
    person = PersonFactory(account=account, name="Ana")

    answer = page.post(reverse("person-edit", args=[person.pk]), {"name": "Ana", "referrer": "Ana"})

    assert list(answer.context["form"].errors) == ["referrer"]


def test_saving_an_unchanged_form_changes_nothing(page, account):
    named_by = PersonFactory(account=account, name="Bo")
    PersonFactory(account=account, name="Bo", organisation=None)
    person = PersonFactory(
        account=account, referred_by=named_by, tags=["a", "b"], zone="Asia/Shanghai"
    )
    for value in ("one@example.com", "two@example.com"):
        person.reaches.create(account=account, kind="email", value=value)
    before = Person.objects.filter(pk=person.pk).values().get()
    url = reverse("person-edit", args=[person.pk])
    form = page.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent = {name: ", ".join(v) if isinstance(v, list) else v for name, v in sent.items()}

    answer = page.post(url, {name: value for name, value in sent.items() if value is not False})

    assert answer.status_code == 303
    assert Person.objects.filter(pk=person.pk).values().get() == before
    assert [str(reach) for reach in person.reaches.all()] == ["one@example.com", "two@example.com"]


def test_a_link_from_someone_fills_in_who_named_whom(page, account, stranger):
    ana = PersonFactory(account=account, name="Ana", organisation=None)
    theirs = PersonFactory(account=stranger)

    mine = page.get(NEW, {"referrer": ana.pk}).context["form"]
    other = page.get(NEW, {"referrer": theirs.pk}).context["form"]

    assert (mine["referrer"].value(), mine["tie"].value()) == ("Ana", "referral")
    assert other["referrer"].value() == ""


def test_archiving_can_be_undone_from_the_message(page, account):
    person = PersonFactory(account=account)

    answer = page.post(reverse("person-archive", args=[person.pk]))
    (message,) = get_messages(answer.wsgi_request)
    listed = page.get(answer["Location"])
    page.post(message.extra_tags)

    assert f'action="{reverse("person-restore", args=[person.pk])}"' in listed.content.decode()
    person.refresh_from_db()
    assert person.archived_at is None


def test_archiving_says_what_is_still_to_do(page, account):
    person = PersonFactory(account=account, name="Ana")
    FollowUpFactory.create_batch(2, person=person)
    FollowUpFactory(person=person, state="done")

    answer = page.post(reverse("person-archive", args=[person.pk]))

    (message,) = get_messages(answer.wsgi_request)
    assert str(message) == (
        "Ana is archived; 2 follow-ups that are promised or owed still come up on Today."
    )


def test_deleting_says_first_what_goes_and_does_it_only_when_posted(page, account):
    person = PersonFactory(account=account)
    ResearchNoteFactory.create_batch(2, person=person)
    FollowUpFactory(person=person)
    InterviewFactory(account=account, people=[person])
    url = reverse("person-delete", args=[person.pk])

    asked = page.get(url).content.decode()

    assert "</span> research notes" in asked
    assert account.people.exists()

    page.post(url)

    assert not account.people.exists()
    assert not account.interviews.exists()


def test_a_nul_byte_in_a_list_of_words_is_refused(page, account):
    answer = page.post(reverse("person-create"), {"name": "Ana Sousa", "tags": "met, a\x00b"})

    assert "tags" in answer.context["form"].errors
    assert not account.people.exists()


def test_a_referrer_of_an_endless_number_is_nobody(page):
    answer = page.get(reverse("person-create"), {"referrer": "9" * 5000})

    assert not answer.context["form"]["referrer"].value()


@pytest.mark.django_db(transaction=True)
def test_saving_waits_for_an_import_and_keeps_what_it_wrote():
    account = AccountFactory()
    ana = PersonFactory(account=account, name="Ana", is_in_pool=True)
    page = Client()
    page.force_login(account)

    def save():
        page.post(reverse("person-edit", args=[ana.pk]), {"name": "Ana Muñoz"})
        connection.close()

    thread = Thread(target=save)
    with transaction.atomic():
        account.people.update(told={"linkedin": ["analyst", "contoso"]}, is_in_pool=False)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join()

    ana.refresh_from_db()
    assert (ana.name, ana.is_in_pool) == ("Ana Muñoz", False)
    assert ana.told == {"linkedin": ["analyst", "contoso"]}
