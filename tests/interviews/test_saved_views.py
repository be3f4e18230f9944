"""Views saved of the list of people."""

from django.urls import reverse

from contacts.models import SavedView

LIST = reverse("person-list")
SAVE = reverse("saved-view-create")


def test_the_list_as_narrowed_is_kept_and_opened_again(page, account):
    answer = page.post(f"{SAVE}?tie=&tag=mentor&q=ana&after=3&junk=1", {"name": " My  mentors "})
    view = account.saved_views.get()

    assert (view.name, view.query) == ("My mentors", "q=ana&tag=mentor")
    assert answer["Location"] == f"{LIST}?q=ana&tag=mentor"
    assert page.get(answer["Location"]).context["current_view"] == view


def test_a_name_stands_once_and_what_was_typed_stays(page, account):
    page.post(f"{SAVE}?q=ana", {"name": "Mentors"})

    answer = page.post(f"{SAVE}?q=bo", {"name": "mentors"})

    assert answer.status_code == 422
    assert "You already have a view of this name." in answer.content.decode()
    assert 'value="mentors"' in answer.content.decode()
    assert account.saved_views.count() == 1


def test_a_view_too_long_for_an_address_is_refused(page, account):
    words = "長" * 200

    answer = page.post(f"{SAVE}?q={words}&organisation={words}", {"name": "Long"})

    assert answer.status_code == 422
    assert not account.saved_views.exists()


def test_a_view_is_renamed(page, account):
    view = SavedView.objects.create(account=account, name="Old", query="q=ana")

    page.post(reverse("saved-view-edit", args=[view.pk]) + "?q=ana", {"name": "New"})

    view.refresh_from_db()
    assert (view.name, view.query) == ("New", "q=ana")


def test_a_deleted_view_comes_back_by_the_undo_of_its_message(page, account):
    view = SavedView.objects.create(account=account, name="A & B", query="q=ana&sort=newest")

    page.post(reverse("saved-view-delete", args=[view.pk]))
    assert not account.saved_views.exists()
    message = next(iter(page.get(LIST).context["messages"]))
    page.post(message.extra_tags)

    again = account.saved_views.get()
    assert (again.name, again.query) == ("A & B", "q=ana&sort=newest")
