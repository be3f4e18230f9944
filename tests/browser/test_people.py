"""What only a browser shows: search while typing, parts swapped in place, nothing half-typed lost."""

import pytest
from playwright.sync_api import expect

from contacts.models import Belief
from tests.factories import PersonFactory, SearchFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_the_list_follows_what_is_typed_and_the_address_keeps_it(visit, account):
    PersonFactory(account=account, name="Ana Muñoz")
    PersonFactory(account=account, name="Bo Lin")
    page = visit(account).goto("/people/")

    page.get_by_label("Search people").press_sequentially("munoz", delay=20)
    page.get_by_role("link", name="Bo Lin").wait_for(state="detached")

    expect(page.get_by_role("link", name="Ana Muñoz")).to_be_visible()
    assert "q=munoz" in page.url
    expect(page.get_by_label("Search people")).to_be_focused()

    page.reload()

    expect(page.get_by_label("Search people")).to_have_value("munoz")
    expect(page.get_by_role("link", name="Bo Lin")).to_have_count(0)


@pytest.mark.full
def test_pages_turn_in_place_and_back_again(visit, account):
    for number in range(51):
        PersonFactory(account=account, name=f"Person {number:02}", organisation=None)
    page = visit(account).goto("/people/")

    page.get_by_role("link", name="Next", exact=True).click()
    page.get_by_role("link", name="Person 50").wait_for()
    page.go_back()
    page.get_by_role("link", name="Person 00").wait_for()

    expect(page.get_by_role("link", name="Person 50")).to_have_count(0)


@pytest.mark.full
def test_beliefs_are_written_one_after_the_other(visit, account):
    search = SearchFactory(account=account)
    page = visit(account).goto(search.get_absolute_url())

    for text in ("All is maths", "Days are long"):
        page.get_by_label("I believe that").fill(text)
        page.keyboard.press("Enter")
        page.get_by_role("paragraph").filter(has_text=text).wait_for()

    assert [belief.text for belief in Belief.objects.all()] == ["All is maths", "Days are long"]
    expect(page.get_by_label("I believe that")).to_be_focused()


@pytest.mark.full
def test_ticking_an_entry_keeps_a_half_typed_note(visit, account):
    person = PersonFactory(account=account)
    page = visit(account).goto(f"/people/{person.pk}/research/")
    page.get_by_label("What I found").fill("Half a thought")

    page.get_by_role("button", name="Tick off The way they came").click()
    page.get_by_text("1 of 5 done").wait_for()

    expect(page.get_by_label("What I found")).to_have_value("Half a thought")

    page.get_by_role("button", name="Save note").click()
    page.get_by_text("Half a thought").first.wait_for()

    expect(page.get_by_label("What I found")).to_have_value("")
    assert person.research.get().text == "Half a thought"


@pytest.mark.full
def test_archiving_is_undone_from_the_message(visit, account):
    person = PersonFactory(account=account)
    page = visit(account).goto(person.get_absolute_url())

    page.get_by_role("button", name="Archive").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name=person.name).wait_for()

    person.refresh_from_db()
    assert person.archived_at is None


@pytest.mark.full
def test_people_are_filtered_ticked_tagged_and_put_back(visit, account):
    for name in ("Ana Muñoz", "Ana Prates", "Bo Lin", "Cy Ana"):
        PersonFactory(account=account, name=name, organisation=None)
    page = visit(account).goto("/people/")

    page.get_by_label("Search people").press_sequentially("ana", delay=20)
    page.wait_for_url("**q=ana**")
    expect(page.get_by_role("link", name="Bo Lin")).to_have_count(0)
    assert not page.get_by_role("button", name="Archive").is_visible()
    # Leaving the field does not ask again, which would take the ticks away.
    page.get_by_label("Choose Ana Muñoz").focus()
    page.keyboard.press("Space")
    page.get_by_label("Choose Cy Ana").click(modifiers=["Shift"])
    page.get_by_text("3 chosen").wait_for()
    page.get_by_label("Choose Cy Ana").uncheck()
    page.get_by_label("Tag for those chosen").fill("mentor")
    page.keyboard.press("Enter")
    page.get_by_text("2 people are tagged “mentor”.").wait_for()

    tagged = account.people.filter(tags=["mentor"])
    assert {one.name for one in tagged} == {"Ana Muñoz", "Ana Prates"}
    assert "q=ana" in page.url
    page.get_by_role("link", name="Ana Muñoz").click()
    page.get_by_role("heading", name="Ana Muñoz").wait_for()
    page.go_back()
    page.get_by_role("link", name="Ana Prates").wait_for()
    expect(page.get_by_role("link", name="Bo Lin")).to_have_count(0)

    page.get_by_label("Choose Ana Prates").check()
    page.get_by_role("button", name="Archive").click()
    page.get_by_text("One person is archived").wait_for()
    expect(page.get_by_role("link", name="Ana Prates")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Ana Prates").wait_for()

    assert "q=ana" in page.url


@pytest.mark.full
def test_a_choice_is_a_step_back_and_the_address_names_only_what_is_asked(visit, account):
    PersonFactory(account=account, name="Ana Muñoz", tie="school")
    PersonFactory(account=account, name="Bo Lin", tie="cold")
    page = visit(account).goto("/people/")

    page.get_by_label("Search people").press_sequentially("an", delay=20)
    page.wait_for_url("**/people/?q=an")
    page.get_by_text("Narrow down").click()
    page.get_by_label("How I know them").select_option("cold")
    page.wait_for_url("**/people/?q=an&tie=cold")
    page.go_back()
    page.wait_for_url("**/people/?q=an")
    page.get_by_role("link", name="Ana Muñoz").wait_for()

    expect(page.get_by_label("How I know them")).to_have_value("")
    with page.expect_response("**/people/?q=an"):
        page.get_by_role("button", name="Find").click()
    page.wait_for_load_state("networkidle")


@pytest.mark.full
def test_the_focus_is_never_lost_with_what_a_change_hides(visit, account):
    PersonFactory(account=account, name="Ana Muñoz")
    page = visit(account).goto("/people/")

    page.get_by_label("Choose Ana Muñoz").check()
    page.get_by_label("Tag for those chosen").fill("coffee")
    page.keyboard.press("Enter")
    page.get_by_text("One person is tagged").wait_for()

    page.wait_for_function("document.activeElement.id === 'people'")
