"""Whatever goes wrong while notes are typed, nothing of them is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from contacts.models import Person
from interviews.models import Answer
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    PersonFactory,
    SheetFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# How many rows the device's second copy of the notes has.
COPIES = """() => new Promise((resolve) => {
  const opening = indexedDB.open("askwell-notes");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("kept").objectStore("kept").count();
    counting.onsuccess = () => resolve(counting.result);
  };
})"""
SAVES = re.compile(r"/talk/save/$")


@pytest.fixture
def line():
    account = AccountFactory()
    ana = PersonFactory(account=account, name="Ana Sousa")
    sheet = SheetFactory(account=account, interview=InterviewFactory(account=account, people=[ana]))
    LineFactory(account=account, sheet=sheet, text="What changed this year?", position=2)
    # On a phone the first question stands alone.
    return LineFactory(account=account, sheet=sheet, position=1)


@pytest.fixture
def open_talk(visit, line):
    """Open the talk in a new context; refused requests are part of these tests."""
    path = reverse("talk", args=[line.sheet.interview_id])
    opened = []

    def open_page(context=None, **options):
        if context is None:
            opened.append(visit(line.account, **options))
            page = opened[-1].page
        else:
            page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for one in opened:
        one.complaints[:] = [
            said for said in one.complaints if "Failed to load resource" not in said
        ]


def sign_in(page, account):
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).first.fill(account.email)
    page.get_by_label("Password").first.fill("correct horse battery")
    page.get_by_role("button", name="Sign in").first.click()


def note(page, line):
    return page.locator(f"#note-line-{line.pk}")


def write(field, words):
    """Type behind what stands there; a field out of sight takes no words and says nothing."""
    expect(field).to_be_visible()
    field.press_sequentially(words)


def state(page):
    return page.locator("[data-notes-word]")


def stored(line):
    return Answer.objects.filter(line=line).values_list("text", flat=True).first()


def kept(page):
    return page.evaluate("Object.keys(localStorage).length")


def test_notes_are_saved_as_they_are_typed(open_talk, line):
    page = open_talk()

    write(note(page, line), "Two days of meetings")
    expect(state(page)).to_have_text("Saved")
    write(note(page, line), ", three of making")
    page.locator("#asked-free").click()
    expect(state(page)).to_have_text("Saved")

    assert stored(line) == "Two days of meetings, three of making"
    assert kept(page) == 0


def test_what_is_typed_offline_is_stored_when_the_network_is_back(open_talk, line):
    page = open_talk()
    page.context.set_offline(True)

    note(page, line).fill("In the tunnel")
    expect(state(page)).to_have_text("Kept on this device")
    expect(page.get_by_text("No connection to the server.")).to_be_visible()
    write(note(page, line), " and out of it")
    page.get_by_role("button", name="End the talk").click()
    expect(note(page, line)).to_be_focused()
    page.context.set_offline(False)

    expect(state(page)).to_have_text("Saved")
    expect(page).to_have_url(re.compile(r"/talk/(#|$)"))
    assert stored(line) == "In the tunnel and out of it"
    assert kept(page) == 0


@pytest.mark.full
def test_a_tab_closed_offline_finishes_when_the_talk_is_opened_again(open_talk, line):
    page = open_talk()
    context = page.context
    context.set_offline(True)
    note(page, line).fill("Typed in the lift")
    page.locator("#note-free").fill("And on the stairs")
    page.close()
    context.set_offline(False)

    again = open_talk(context)

    expect(note(again, line)).to_have_value("Typed in the lift")
    expect(again.locator("#note-free")).to_have_value("And on the stairs")
    expect(state(again)).to_have_text("Saved")
    assert stored(line) == "Typed in the lift"


@pytest.mark.full
def test_any_page_of_the_account_finishes_what_a_closed_tab_left(open_talk, line, live_server):
    page = open_talk()
    context = page.context
    context.set_offline(True)
    note(page, line).fill("Typed in the lift")
    page.close()
    context.set_offline(False)

    today = context.new_page()
    today.goto(reverse("today"))

    expect(today.get_by_text("kept on this device are stored now")).to_be_visible()
    assert stored(line) == "Typed in the lift"
    assert kept(today) == 0


@pytest.mark.full
def test_a_server_that_breaks_is_asked_again(open_talk, line):
    page = open_talk()
    page.route(SAVES, lambda route: route.fulfill(status=500, body="oops"))

    note(page, line).fill("Through the storm")
    expect(state(page)).to_have_text("Kept on this device")
    page.unroute(SAVES)

    expect(state(page)).to_have_text("Saved")
    assert stored(line) == "Through the storm"


@pytest.mark.full
def test_an_answer_lost_on_its_way_back_makes_no_conflict(open_talk, line):
    page = open_talk()

    def lose_answer(route):
        route.fetch()
        route.abort()

    page.route(SAVES, lose_answer)
    note(page, line).fill("Arrived")
    expect(state(page)).to_have_text("Kept on this device")
    write(note(page, line), ", then more")
    page.unroute(SAVES)

    expect(state(page)).to_have_text("Saved")
    expect(page.locator(".talk-conflict")).to_have_count(0)
    assert stored(line) == "Arrived, then more"


def test_what_two_devices_type_at_once_stands_on_both(open_talk, line):
    laptop, phone = open_talk(), open_talk(width=390)

    write(note(laptop, line), "Said on the lap")
    expect(state(laptop)).to_have_text("Saved")
    write(note(phone, line), "Heard on ")
    expect(note(phone, line)).to_have_value("Said on the lap\nHeard on ")
    write(note(laptop, line), "top")
    expect(note(laptop, line)).to_have_value("Said on the laptop\nHeard on ")
    # The text changed above the caret, which stayed where it was.
    phone.keyboard.type("the phone")

    both = "Said on the laptop\nHeard on the phone"
    expect(note(phone, line)).to_have_value(both)
    expect(phone.locator("[data-merged]").first).to_be_visible()
    expect(state(phone)).to_have_text("Saved")
    assert stored(line) == both


@pytest.mark.full
def test_words_typed_between_each_request_and_its_answer_stand_on_both(open_talk, line):
    phone, more = open_talk(width=390), [" on", " the", " phone", " between", " us", " two"]
    AnswerFactory(line=line, text="Said on the laptop")

    def type_next():
        if more:
            phone.keyboard.insert_text(more.pop(0))

    def type_amid(route):
        type_next()
        answer = route.fetch()
        type_next()
        route.fulfill(response=answer)

    phone.route(SAVES, type_amid)
    write(note(phone, line), "Heard")

    both = "Said on the laptop\nHeard on the phone between us two"
    expect(note(phone, line)).to_have_value(both)
    expect(state(phone)).to_have_text("Saved")
    assert stored(line) == both
    assert kept(phone) == 0


@pytest.mark.full
def test_a_letter_being_composed_is_finished_before_another_text_comes_in(open_talk, line):
    phone = open_talk(width=390)
    keyboard = phone.context.new_cdp_session(phone)
    AnswerFactory(line=line, text="Said on the laptop")
    note(phone, line).focus()

    with phone.expect_response(lambda got: SAVES.search(got.url) and got.ok) as made_one:
        keyboard.send(
            "Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2}
        )
    made_one.value.finished()
    phone.wait_for_timeout(100)
    assert note(phone, line).input_value() == "ni"
    keyboard.send("Input.insertText", {"text": "你"})

    both = "Said on the laptop\n你"
    expect(note(phone, line)).to_have_value(both)
    expect(state(phone)).to_have_text("Saved")
    assert stored(line) == both
    assert kept(phone) == 0


COME_BACK = "dispatchEvent(new Event('focus'))"


@pytest.mark.full
def test_a_device_that_only_looks_on_is_shown_what_another_stored(open_talk, line):
    laptop, desk = open_talk(), open_talk()
    write(desk.locator("#note-free"), "Half a word")
    expect(state(desk)).to_have_text("Saved")
    note(laptop, line).fill("! From the laptop")
    expect(state(laptop)).to_have_text("Saved")
    laptop.evaluate(COME_BACK)
    expect(laptop.locator("#note-free")).to_have_value("Half a word")
    laptop.locator("#note-free").fill("Above\nHalf a word")
    expect(state(laptop)).to_have_text("Saved")

    desk.evaluate(COME_BACK)

    expect(note(desk, line)).to_have_value("! From the laptop")
    expect(desk.locator(f"[data-note=line-{line.pk}] .talk-marked")).to_be_attached()
    expect(desk.locator("#note-free")).to_have_value("Above\nHalf a word")
    # The caret stayed where it was, in the middle of a word.
    desk.keyboard.type(" more")
    desk.evaluate(COME_BACK)
    expect(desk.locator("#note-free")).to_have_value("Above\nHalf a word more")
    expect(state(desk)).to_have_text("Saved")
    assert line.sheet.interview.answers.get(part="free").text == "Above\nHalf a word more"


@pytest.mark.full
def test_words_that_wait_here_meet_what_another_device_stored(open_talk, line):
    laptop, phone = open_talk(), open_talk(width=390)
    tries = []

    def refuse(route):
        if route.request.method != "POST":
            return route.continue_()
        tries.append(route.request.post_data)
        return route.abort()

    # Its words do not get through, three tries long, so that the next one is seconds away.
    phone.route(SAVES, refuse)
    write(note(phone, line), "Heard on the phone")
    for _ in "phone":
        phone.keyboard.press("ArrowLeft")
    expect(state(phone)).to_have_text("Kept on this device")
    write(note(laptop, line), "Said on the laptop")
    expect(state(laptop)).to_have_text("Saved")
    while len(tries) < 3:
        phone.wait_for_timeout(100)
    assert stored(line) == "Said on the laptop"

    phone.unroute(SAVES)
    with phone.expect_response(lambda got: SAVES.search(got.url) and got.request.method == "GET"):
        phone.evaluate(COME_BACK)

    both = "Said on the laptop\nHeard on the phone"
    expect(note(phone, line)).to_have_value(both)
    phone.keyboard.type("small ")
    expect(state(phone)).to_have_text("Saved")
    assert stored(line) == both.replace("phone", "small phone")
    assert kept(phone) == 0
    laptop.evaluate(COME_BACK)
    expect(note(laptop, line)).to_have_value(both.replace("phone", "small phone"))


@pytest.mark.full
@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ("Keep the other", "From the laptop"),
        ("Keep both", "From the laptop\n\nFrom the phone"),
    ],
)
def test_two_devices_that_changed_one_line_see_both_and_choose(open_talk, line, choice, text):
    AnswerFactory(line=line, text="From here")
    laptop, phone = open_talk(), open_talk(width=390)
    note(laptop, line).fill("From the laptop")
    expect(state(laptop)).to_have_text("Saved")

    note(phone, line).fill("From the phone")
    notice = phone.locator(".talk-conflict")
    expect(notice).to_contain_text("From the laptop")
    assert stored(line) == "From the laptop"
    notice.get_by_text(choice).click()

    expect(state(phone)).to_have_text("Saved")
    expect(note(phone, line)).to_have_value(text)
    answer = Answer.objects.get(line=line)
    everything = " ".join([answer.text, *answer.versions.values_list("text", flat=True)])
    assert answer.text == text
    assert "From the laptop" in everything and "From the phone" in everything


@pytest.mark.full
def test_a_note_the_server_cannot_store_keeps_no_other_waiting(open_talk, line):
    page = open_talk()

    def answer(route):
        if "Poison" in route.request.post_data:
            route.fulfill(status=500, body="oops")
        else:
            route.continue_()

    page.route(SAVES, answer)
    note(page, line).fill("Poison")
    page.locator("#note-free").fill("Wholesome")
    expect(state(page)).to_have_text("Kept on this device")
    write(page.locator("#note-free"), " still")

    for _ in range(50):
        if kept(page) == 1:
            break
        page.wait_for_timeout(100)
    answers = line.sheet.interview.answers
    assert [answer.text for answer in answers.all()] == ["Wholesome still"]


@pytest.mark.full
def test_who_signs_in_next_sees_nothing_of_an_open_note(open_talk, line, visit):
    page = open_talk()
    other = visit(AccountFactory()).context
    page.context.clear_cookies()
    page.context.add_cookies(other.cookies())
    page.context.new_page().goto(reverse("account_logout"))

    note(page, line).fill("For my eyes only")

    expect(page).to_have_url(re.compile(r"^[^?]*:\d+/$"))
    assert kept(page) == 1
    assert stored(line) is None


@pytest.mark.full
def test_two_tabs_follow_each_other(open_talk, line):
    first = open_talk()
    second = open_talk(first.context)

    note(first, line).fill("Said in the first tab")

    expect(note(second, line)).to_have_value("Said in the first tab")
    write(note(second, line), ", continued in the second")
    expect(note(first, line)).to_have_value("Said in the first tab, continued in the second")
    assert stored(line) == "Said in the first tab, continued in the second"


@pytest.mark.full
def test_two_tabs_closed_offline_lose_neither_text(open_talk, line):
    first = open_talk()
    context = first.context
    second = open_talk(context)
    context.set_offline(True)
    note(first, line).fill("One hand")
    note(second, line).fill("The other")
    first.close()
    second.close()
    context.set_offline(False)

    page = open_talk(context)

    expect(note(page, line)).to_have_value(
        re.compile("One hand.*The other|The other.*One hand", re.S)
    )
    expect(state(page)).to_have_text("Saved")
    assert sorted(stored(line).split("\n")) == ["One hand", "The other"]


@pytest.mark.full
def test_a_tab_that_goes_later_leaves_its_text_to_the_one_that_stays(open_talk, line):
    going = open_talk()
    going.route(SAVES, lambda route: route.abort())
    note(going, line).fill("Typed on the way out")
    going.locator("#note-free").fill("And below")
    expect(state(going)).to_have_text("Kept on this device")
    page = open_talk(going.context)
    expect(note(page, line)).to_have_value("")

    going.close()

    expect(note(page, line)).to_have_value("Typed on the way out")
    expect(page.locator("#note-free")).to_have_value("And below")
    expect(state(page)).to_have_text("Saved")
    assert kept(page) == 0


@pytest.mark.full
def test_an_expired_session_asks_to_sign_in_and_then_stores(open_talk, line):
    page = open_talk()
    Session.objects.all().delete()

    note(page, line).fill("Typed after the session ended")
    problem = page.get_by_text("You are signed out.")
    expect(problem).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, line.account)

    expect(page).to_have_url(re.compile(r"/talk/$"))
    expect(note(page, line)).to_have_value("Typed after the session ended")
    expect(state(page)).to_have_text("Saved")
    assert stored(line) == "Typed after the session ended"


@pytest.mark.full
def test_another_account_on_this_computer_is_offered_nothing(open_talk, line, visit):
    page = open_talk()
    context = page.context
    other = visit(AccountFactory()).context
    context.set_offline(True)
    note(page, line).fill("For my eyes only")
    # Signed in before the page goes: what it sends last, its browser may send offline or not.
    context.clear_cookies()
    context.add_cookies(other.cookies())
    page.close()
    context.set_offline(False)

    today = context.new_page()
    today.goto(reverse("today"), wait_until="networkidle")

    expect(today.get_by_text("kept on this device")).to_have_count(0)
    assert kept(today) == 1
    assert stored(line) is None


@pytest.mark.full
def test_signing_out_with_unsent_notes_asks_first(open_talk, line):
    page = open_talk()
    page.context.route(SAVES, lambda route: route.abort())
    note(page, line).fill("Not stored yet")
    expect(state(page)).to_have_text("Kept on this device")
    leaving, answers = page.context.new_page(), ["dismiss", "accept"]
    leaving.on("dialog", lambda dialog: getattr(dialog, answers.pop(0))())
    leaving.goto(reverse("account_logout"))

    leaving.get_by_role("button", name="Sign out").click()
    assert kept(leaving) == 1
    leaving.get_by_role("button", name="Sign out").click()

    # The other tab shows nothing any more either.
    expect(page).to_have_url(re.compile("/login/"))
    assert kept(leaving) == 0
    assert leaving.evaluate(COPIES) == 0


@pytest.mark.full
def test_leaving_by_a_button_stores_first(open_talk, line):
    page = open_talk()

    note(page, line).fill("The last words")
    page.get_by_role("button", name="End the talk").click()

    expect(page).to_have_url(re.compile(r"/debrief/$"))
    assert stored(line) == "The last words"


@pytest.mark.full
def test_the_end_of_a_talk_without_new_words_leads_on(open_talk, line):
    page = open_talk()
    page.get_by_role("textbox", name="Name").fill("王小明")

    page.get_by_role("button", name="End the talk").click()

    expect(page).to_have_url(re.compile(r"/debrief/$"))
    assert Person.objects.filter(name="王小明").exists()


@pytest.mark.full
def test_a_question_removed_meanwhile_keeps_its_notes(open_talk, line):
    page = open_talk()
    interview = line.sheet.interview
    type(line).objects.filter(pk=line.pk).delete()

    note(page, line).fill("Still worth knowing")
    expect(state(page)).to_have_text("Saved")

    assert interview.answers.get().asked == line.text


@pytest.mark.full
def test_a_talk_deleted_meanwhile_leaves_the_text_to_copy(open_talk, line):
    page = open_talk()
    line.sheet.interview.delete()

    note(page, line).fill("Nowhere to go")
    expect(page.get_by_text("This talk was deleted elsewhere")).to_be_visible()
    page.goto(reverse("today"))

    expect(page.locator("#kept-note")).to_have_text("Nowhere to go")
    page.get_by_role("button", name="Throw it away").click()
    assert kept(page) == 0


@pytest.mark.full
def test_somebody_half_typed_in_is_still_there_after_a_reload(open_talk, line):
    page = open_talk()
    page.get_by_role("textbox", name="Name").fill("王小明")
    page.get_by_label("Organisation").fill("Hospital da Luz")
    page.reload()

    expect(page.get_by_role("textbox", name="Name")).to_have_value("王小明")
    page.get_by_role("textbox", name="Name").press("Enter")

    expect(page.get_by_role("link", name="王小明")).to_be_visible()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("")
    assert Person.objects.get(name="王小明").organisation.name == "Hospital da Luz"
    assert kept(page) == 0


@pytest.mark.full
def test_the_talk_by_keyboard_marks_and_moves_on(open_talk, line):
    page = open_talk()
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("[data-clock]")).to_be_visible()

    write(note(page, line), "First answer")
    note(page, line).press("Control+Enter")
    page.keyboard.type("Second answer")
    expect(state(page)).to_have_text("Saved")

    expect(page.locator(f"#line-state-{line.pk} [data-mark=asked]")).to_have_attribute(
        "aria-pressed", "true"
    )
    answers = [answer.text for answer in line.sheet.interview.answers.order_by("pk")]
    assert answers == ["First answer", "Second answer"]


@pytest.mark.full
def test_without_scripts_the_page_is_a_plain_form(open_talk, line):
    page = open_talk(js=False, width=390)

    note(page, line).fill("By hand")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Stored.")).to_be_visible()
    other = open_talk(js=False)
    note(other, line).fill("By hand, elsewhere")
    other.locator("#note-free").fill("Another device")
    other.get_by_role("button", name="Save").click()
    note(page, line).fill("By hand, here")
    page.locator("#note-free").fill("This one")
    page.get_by_role("button", name="Save").click()

    notice = page.locator(".talk-conflict")
    expect(notice).to_contain_text("By hand, elsewhere")
    expect(note(page, line)).to_have_value("By hand, here")
    expect(page.locator("#note-free")).to_have_value("Another device\nThis one")
    notice.get_by_role("button", name="Keep both").click()
    expect(note(page, line)).to_have_value("By hand, elsewhere\n\nBy hand, here")


@pytest.mark.full
def test_without_scripts_notes_outlive_the_session(open_talk, line):
    page = open_talk(js=False)
    Session.objects.all().delete()

    note(page, line).fill("By hand, too late")
    page.get_by_role("button", name="Save").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value, line.account)
    page.get_by_role("button", name="Store the notes").click()
    page.get_by_role("button", name="Store the notes").click()

    expect(page.get_by_text("Stored.")).to_be_visible()
    assert stored(line) == "By hand, too late"
