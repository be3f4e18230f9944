import pytest
from django.urls import reverse

from contacts.models import Language, MessageTemplate
from contacts.rules.templates import template, templates
from interviews.drafting import wordings_for
from interviews.templates_list import preview
from tests.factories import MessageFactory, PersonFactory

KEY = "en.nudge.plain.letter"
SHIPPED = reverse("shipped-template-edit", args=[KEY])
LIST = reverse("template-list")
OWN = {
    "name": "Short and warm",
    "purpose": "nudge",
    "channel": "email",
    "language": "en",
    "subject": "Still curious",
    "body": "Hello {their_name},\n\nMay I ask again?\n\n{sign_off}",
}


@pytest.fixture
def own(account):
    return MessageTemplate.objects.create(account=account, **OWN)


@pytest.mark.full
def test_the_list_holds_all_there_are_and_is_narrowed(page, own):
    every = page.get(LIST, {"language": ""})
    mine = page.get(LIST)
    found = page.get(LIST, {"q": "still CURIOUS", "purpose": "nudge", "channel": "email"})

    shipped = {key for language in Language for key in [one.key for one in templates(language)]}
    assert every.context["found"] == len(shipped) + 1
    assert mine.context["found"] == len(templates("en")) + 1
    assert [row.name for _, rows, _ in found.context["groups"] for row in rows] == [
        "Short and warm"
    ]
    seconds = page.get(LIST, {"purpose": "second_person", "language": "en"})
    assert [purpose for purpose, *_ in seconds.context["groups"]] == ["first_ask"]
    assert "No template fits" in page.get(LIST, {"q": "xyzzy"}).content.decode()


def test_the_list_is_swapped_alone(htmx, own):
    answer = htmx.get(LIST, {"purpose": "nudge"}, target="templates")

    html = answer.content.decode()
    assert html.lstrip().startswith('<div id="templates"') and "Short and warm" in html


@pytest.mark.full
def test_a_shipped_template_is_shown_filled_and_reworded_under_its_key(page, account):
    html = page.get(SHIPPED).content.decode()
    assert "Mei" in html and "{their_name}" in html

    page.post(SHIPPED, {"subject": "Once more", "body": "Hi {their_name}", "save": "1"})

    words = account.message_templates.get()
    assert (words.key, words.purpose, words.language) == (KEY, "nudge", "en")
    message = MessageFactory.build(
        account=account, person=PersonFactory(account=account), purpose="nudge", channel="email"
    )
    offered = {one.key: one.template for one in wordings_for(message)}
    assert (offered[KEY].subject, offered[KEY].body) == ("Once more", "Hi {their_name}")
    assert "in your words" in page.get(LIST).content.decode()


def test_our_words_come_back_and_that_is_taken_back(page, account):
    page.post(SHIPPED, {"subject": "Once more", "body": "Hi {their_name}", "save": "1"})

    page.post(SHIPPED, {"back": "1"})
    assert account.message_templates.count() == 0

    page.post(f"{reverse('template-create')}?again=1")
    assert account.message_templates.get().body == "Hi {their_name}"

    ours = template(KEY)
    page.post(SHIPPED, {"subject": ours.subject, "body": ours.body, "save": "1"})
    assert account.message_templates.count() == 0


def test_a_template_of_ones_own_is_written_changed_deleted_and_brought_back(page, account):
    page.post(reverse("template-create"), OWN | {"save": "1"})
    own = account.message_templates.get()

    page.post(reverse("template-edit", args=[own.pk]), OWN | {"name": "Shorter", "save": "1"})
    own.refresh_from_db()
    assert (own.name, own.key, own.body) == ("Shorter", "", OWN["body"])

    page.post(reverse("template-delete", args=[own.pk]))
    assert account.message_templates.count() == 0
    page.post(f"{reverse('template-create')}?again=1")
    assert account.message_templates.get().name == "Shorter"


def test_what_is_no_template_is_told_with_its_place_and_kept(page, account):
    body = "Hello {thier_name},\n\n{sign_off} and {"

    answer = page.post(SHIPPED, {"subject": "Hi", "body": body, "save": "1"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 1, character 7: There is no field {thier_name}. Did you mean {their_name}?" in html
    assert "Line 3, character 16: “{” stands alone." in html
    assert body.split(",")[0] in html and account.message_templates.count() == 0


@pytest.mark.full
def test_a_subject_that_its_channel_cannot_carry_is_told(page, account):
    answer = page.post(reverse("template-create"), OWN | {"channel": "wechat", "save": "1"})

    assert answer.status_code == 422
    assert "By WeChat there is no subject" in answer.content.decode()
    assert account.message_templates.count() == 0


def test_the_preview_follows_the_typing_and_keeps_nothing(htmx, account):
    data = OWN | {"body": "Hi {their_name}! Great!! Is there a job opening for me?"}

    answer = htmx.post(reverse("template-create"), data, target="preview")

    html = answer.content.decode()
    assert "Hi Mei!" in html and html.lstrip().startswith('<section id="preview"')
    assert answer.context["faults"] and "Source" not in html.split("A careful reader")[0]
    assert account.message_templates.count() == 0


@pytest.mark.full
def test_every_shipped_template_is_whole_when_filled_with_examples(account):
    for language in Language:
        for one in templates(language):
            words = {"purpose": one.purpose, "channel": one.channels[0], "language": one.language}
            shown = preview(account, **words, subject=one.subject, body=one.body)

            assert shown["filled"].missing == () and shown["measures"], one.key


def test_a_template_of_somebody_else_is_not_there(page, stranger):
    theirs = MessageTemplate.objects.create(account=stranger, **OWN)

    assert page.get(reverse("template-edit", args=[theirs.pk])).status_code == 404
    assert page.post(reverse("template-delete", args=[theirs.pk])).status_code == 404
    assert page.get(reverse("shipped-template-edit", args=["en.no.such.one"])).status_code == 404


def test_many_templates_are_folded_but_where_some_are_ones_own(account, page):
    def folds(**asked):
        groups = page.get(reverse("template-list"), asked).context["groups"]
        return {purpose.value: is_open for purpose, _rows, is_open in groups}

    assert not any(folds().values())
    assert all(folds(purpose="nudge").values())

    account.message_templates.create(name="Mine", purpose="nudge", channel="email", body="Hello")
    assert [purpose for purpose, is_open in folds().items() if is_open] == ["nudge"]
