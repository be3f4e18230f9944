from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.kit import clock
from contacts.models import Reach
from interviews.finding.answer import find
from tests.cases import few
from tests.factories import (
    InterviewFactory,
    OrganisationFactory,
    PersonFactory,
    QuestionFactory,
)

TODAY = date(2026, 11, 21)


def _text(found):
    return "".join(piece for piece, _ in found.name)


def _names(account, text, kind="people"):
    return [_text(one) for one in getattr(find(account, text, today=TODAY), kind)]


def _person(account, name, **facts):
    return PersonFactory(account=account, name=name, **{"organisation": None, **facts})


def test_people_are_ranked_by_how_they_fit(account):
    contoso = OrganisationFactory(account=account, name="Ana Foods")
    _person(account, "Dana Ruiz")
    _person(account, "Bo Lin", organisation=contoso)
    _person(account, "Kim Anaya")
    _person(account, "Ana Lopes")
    _person(account, "Zed Poe", title="Anaesthetist")
    _person(account, "Ana")

    assert _names(account, "ana") == [
        *("Ana", "Ana Lopes", "Kim Anaya", "Zed Poe", "Dana Ruiz", "Bo Lin")
    ]


def test_those_on_the_list_come_before_the_pool_and_archived_ones_last(account):
    _person(account, "Ana A", archived_at=clock.now())
    _person(account, "Ana B", is_in_pool=True)
    _person(account, "Ana C")
    _person(account, "Lin Ana", is_in_pool=True)
    _person(account, "Rui Ana")

    found = find(account, "ana", today=TODAY).people

    names = [_text(one) for one in found]
    assert names == ["Ana C", "Ana B", "Rui Ana", "Lin Ana", "Ana A"]
    assert [one.badge for one in found] == ["", "In the pool", "", "In the pool", "Archived"]


@pytest.mark.parametrize(
    "typed",
    few(
        [
            *("m", "mu", "Munoz", "muñoz", "MUNOZ ana", "ana mu", "uno", "a m", "muno contoso"),
            *("contoso ana", "contoso", "soft muñ", "head of", "analytics", "coffee", "alumni"),
            *("ana.m@example.com", "ana.m", "ana.m@", "ana.m@exam"),
            "ANA.M@EXAMPLE.COM",
            "  munoz  ",
        ],
        quick=8,
    ),
)
def test_somebody_is_found_by_any_of_these(account, typed):
    person = PersonFactory(
        account=account,
        name="Ana Muñoz",
        title="Head of Analytics",
        tags=["coffee"],
        groups=["Alumni club"],
        organisation__name="Contoso Software",
    )
    Reach.objects.create(account=account, person=person, kind="email", value="Ana.M@example.com")
    _person(account, "Bo Lin")

    assert _names(account, typed) == ["Ana Muñoz"]


@pytest.mark.parametrize(
    "typed",
    [
        "小",
        "明",
        "王",
        "小明",
        "王小明",
        "明 王",
        "wang",
        "wangxiao",
        "xiaoming",
        "xiao wang",
        "wxm",
    ],
)
def test_a_chinese_name_is_found_by_any_character_and_by_sound(account, typed):
    _person(account, "王小明")
    _person(account, "李大山")

    assert _names(account, typed) == ["王小明"]


@pytest.mark.parametrize(
    "typed",
    ["jhonson", "johnsen", "jonson", "johnnson", "jhon", "bjohnson", "bob jhonson"],
)
def test_one_slip_is_forgiven_where_nothing_is_spelled_so(account, typed):
    _person(account, "Bob Johnson")
    _person(account, "Ana Silva")

    answer = find(account, typed, today=TODAY)

    assert [_text(one) for one in answer.people] == ["Bob Johnson"]
    assert answer.is_guess


@pytest.mark.parametrize("typed", ["jo%", "j_hnson", "\\", "'", '"; --', "zzqx", "bxb", "x" * 100])
def test_what_fits_nothing_finds_nothing(account, typed):
    _person(account, "Bob Johnson")

    assert find(account, typed, today=TODAY).groups == []


@pytest.mark.parametrize(
    "typed", ["ana jhonsons", "jhonsonston", "johnsnoston", "lumn", "lmen", "jhon smih"]
)
def test_one_slip_in_each_word_is_forgiven_however_long_it_is(account, typed):
    _person(account, "Ana Johnsonston")
    _person(account, "John Smith")
    _person(account, "Kim Lumen")

    assert len(_names(account, typed)) == 1


def test_guesses_come_from_the_pool_once_the_list_has_too_few(account):
    _person(account, "Al Johnson", archived_at=clock.now())
    _person(account, "Bo Johnson", is_in_pool=True)
    _person(account, "Cy Johnson")

    names = _names(account, "jhonson")

    assert names == ["Cy Johnson", "Bo Johnson", "Al Johnson"]


def test_guesses_are_made_only_while_nothing_fits(account):
    _person(account, "Jon Berg")
    _person(account, "Jan Berg")

    assert _names(account, "jon berg") == ["Jon Berg"]


def test_organisations_are_found_by_name_and_alias(account):
    OrganisationFactory(account=account, name="Contoso", aliases=["Big Blue"])
    OrganisationFactory(account=account, name="Blue Yonder", is_in_pool=True)

    assert _names(account, "blue", "organisations") == ["Blue Yonder", "Contoso"]
    assert _names(account, "cotnoso", "organisations") == ["Contoso"]


@pytest.mark.parametrize(
    "typed",
    ["a", "ana", "contoso", "team cut", "cut", "3 march", "2026-03-03", "mar 2026", "3月3日"],
)
def test_interviews_are_found_by_person_place_purpose_and_day(account, typed):
    person = PersonFactory(account=account, name="Ana Sousa", organisation__name="Contoso")
    for day, people, purpose in (
        (date(2026, 3, 3), [person], "How teams are cut: team size"),
        (date(2026, 5, 5), [_person(account, "Bo Lin")], ""),
    ):
        InterviewFactory(
            account=account, people=people, purpose=purpose, **_start(day), stage="held"
        )

    found = find(account, typed, today=TODAY).interviews

    assert [_text(one) for one in found] == ["Ana Sousa"]
    assert found[0].detail.startswith("Tue 3 Mar 2026 · Held")


def _start(day):
    starts_at = clock.instant(day, time(10), "Europe/Lisbon")
    return {"on_date": day, "at_time": time(10), "starts_at": starts_at}


@pytest.mark.parametrize(("typed", "asked"), [("ordinary week", "ordinary week"), ("周一", "周一")])
def test_shipped_questions_are_found_in_both_languages(account, typed, asked):
    assert asked in _names(account, typed, "questions")[0]


def test_my_own_wording_stands_for_the_shipped_one(account):
    QuestionFactory(account=account, key="typical-week", text_en="A usual week with Quetzals?")
    QuestionFactory(account=account, text_en="Own words on Quetzals?")

    assert len(_names(account, "quetzal", "questions")) == 2
    assert not any("ordinary week" in one for one in _names(account, "ordinary week", "questions"))


def test_a_stranger_finds_nothing_of_mine(account, stranger):
    person = PersonFactory(account=account, name="Quetzal Ana", organisation__name="Quetzal Ltd")
    Reach.objects.create(account=account, person=person, kind="email", value="q@example.com")
    InterviewFactory(account=account, people=[person], purpose="Quetzals")
    QuestionFactory(account=account, text_en="Why Quetzals?")

    for typed in ("quet", "quetzal", "quetzla", "etza", "q@example.com", "quetzal ltd"):
        assert find(stranger, typed, today=TODAY).groups == [], typed
        assert find(account, typed, today=TODAY).groups != [], typed


@pytest.mark.parametrize(("typed", "most"), [("a", 1), ("ana", 1), ("ñ", 2), ("zzzzqx", 3)])
def test_an_answer_costs_so_many_queries_however_much_there_is(account, typed, most):
    for round_ in range(2):
        for name in ("Ana", "Ñandu Ana"):
            PersonFactory(account=account, name=name, organisation__name=f"{name} {round_}")

        with CaptureQueriesContext(connection) as asked:
            find(account, typed, today=TODAY)

        assert 0 < len(asked) <= most


def test_the_box_is_answered_with_options(page, htmx, account):
    person = _person(account, "Ana <b>Muñoz</b>")

    part = htmx.get("/find/", {"q": "muno"}, target="find-options").content.decode()

    assert '<div id="find-options" role="listbox"' in part
    assert f'href="{person.get_absolute_url()}"' in part
    assert "Ana &lt;b&gt;<mark>Muño</mark>z&lt;/b&gt;" in part
    assert "<html" not in part


def test_the_page_works_without_javascript(page, account):
    person = _person(account, "Ana Muñoz")

    answer = page.get("/find/", {"q": "munoz"})

    assert f'href="{person.get_absolute_url()}"' in answer.content.decode()
    assert 'action="/find/"' in page.get("/").content.decode()


def test_nobody_found_can_be_added(page, htmx, account):
    for part in (
        page.get("/find/", {"q": "Ana & Bo"}).content.decode(),
        htmx.get("/find/", {"q": "Ana & Bo"}, target="find-options").content.decode(),
    ):
        assert 'href="/people/new/?name=Ana%20%26%20Bo"' in part


@pytest.mark.parametrize("typed", ["", " ", "\x00", "a\x00b", "x" * 5000, "a " * 300])
def test_odd_things_typed_do_no_harm(page, htmx, typed):
    assert page.get("/find/", {"q": typed}).status_code == 200
    assert htmx.get("/find/", {"q": typed}, target="find-options").status_code == 200


def test_the_beginning_of_an_address_finds_who_has_it_after_those_it_names(account):
    named = _person(account, "Walt Ames")
    written, profile = _person(account, "Bo Lin"), _person(account, "Cy Poe")
    for person, kind, value in (
        (named, "email", "walt@example.com"),
        (written, "email", "walter@example.com"),
        (profile, "linkedin", "walter-cy"),
    ):
        Reach.objects.create(account=account, person=person, kind=kind, value=value)

    assert _names(account, "walt") == ["Walt Ames", "Bo Lin"]
    assert _names(account, "wal@") == []
