"""Where no script runs, every button of a page with notes keeps what was typed on it."""

from datetime import timedelta

import html5lib
import pytest
from django.urls import reverse

from config.kit import clock
from interviews.actions.debriefs import drop_mark
from interviews.actions.interviews import hold_interview
from interviews.debriefing import pending_of
from interviews.models import Answer, Debrief, Insight
from tests.cases import few
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    OrganisationFactory,
    PersonFactory,
    SearchFactory,
    SheetFactory,
)

MARKED = '" Never on a Friday\n> the slides\n@ Mei Lin\n! Decided already'


def a_talk(account, *, kind="informational", is_over=True):
    place = OrganisationFactory(account=account)
    ana = PersonFactory(account=account, name="Ana Sousa", organisation=place)
    PersonFactory(account=account, name="Ben", referred_by=ana)
    talk = InterviewFactory(
        account=account, people=[ana], kind=kind, search=SearchFactory(account=account)
    )
    sheet = SheetFactory(interview=talk, account=account)
    line = LineFactory(sheet=sheet, account=account, state="asked")
    LineFactory(sheet=sheet, account=account, is_theirs=kind == "job", state="asked")
    AnswerFactory(line=line, account=account, interview=talk, text=MARKED)
    if is_over:
        ended_at = clock.now() - timedelta(minutes=5)
        hold_interview(talk, ended_at=ended_at, at=ended_at)
        (done,) = [one for one in pending_of(talk) if one.spot.text == "Decided already"]
        drop_mark(done.spot, at=clock.now())
    return talk


def _page(answer):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return parser.parse(answer.content.decode())


class Page:
    """A page as a browser without scripts has it: its one form of notes and the buttons of it."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.tree = _page(client.get(address))
        (self.form,) = [one for one in self.tree.iter("form") if one.get("id") == "talk"]

    def buttons(self):
        inside = [one for one in self.form.iter("button") if one.get("type") != "button"]
        return inside + [one for one in self.tree.iter("button") if one.get("form") == "talk"]

    def apart(self):
        """Return forms on the page itself whose buttons would leave the notes behind."""
        (main,) = self.tree.iter("main")
        forms = [one for one in main.iter("form") if one is not self.form]
        return [one.get("action") for one in forms if one.get("method") == "post"]

    def fields(self):
        sent = {}
        for field in self.form.iter():
            if field.tag not in ("input", "textarea", "select"):
                continue
            name, kind = field.get("name"), field.get("type")
            if kind in ("radio", "checkbox") and "checked" not in field.attrib:
                continue
            if field.tag == "select":
                options = list(field.iter("option"))
                chosen = [one for one in options if "selected" in one.attrib] or options[:1]
                sent[name] = chosen[0].get("value") if chosen else ""
            elif name:
                sent[name] = (
                    (field.text or "") if field.tag == "textarea" else field.get("value", "")
                )
        return {name: (value or "").lstrip("\n") for name, value in sent.items()}

    def press(self, button, **typed):
        sent = self.fields() | typed
        if button.get("name"):
            sent[button.get("name")] = button.get("value")
        address = button.get("formaction") or self.form.get("action")
        return self.client.post(address, sent, follow=button.get("name") == "then")


def labelled(button):
    return "".join(button.itertext()).strip()


@pytest.mark.parametrize(
    ("name", "kind", "is_over", "at_least"),
    few(
        [
            ("talk-type-in", "job", True, 3),
            ("debrief", "informational", True, 14),
            ("debrief", "job", True, 16),
            ("talk", "informational", False, 9),
            ("talk", "job", False, 10),
        ]
    ),
)
def test_every_button_keeps_every_note_that_was_typed(page, account, name, kind, is_over, at_least):
    names = []
    talk = a_talk(account, kind=kind, is_over=is_over)
    address = reverse(name, args=[talk.pk])
    assert Page(page, address).apart() == []

    count = len(Page(page, address).buttons())
    for n in range(count):
        shown = Page(page, address)
        # Pressed before, some are gone.
        if n >= len(shown.buttons()):
            break
        button = shown.buttons()[n]
        notes = [field for field in shown.fields() if field.startswith("note-")]
        before = shown.fields()
        shown.press(button, **{note: f"{before[note]}\ntyped {n}".strip() for note in notes})
        names.append(labelled(button))

        kept = [one for one in talk.answers.all() if f"typed {n}" in one.text.split("\n")]
        assert len(kept) == len(notes) > 0, labelled(button)

    assert len(names) >= at_least, names


@pytest.mark.parametrize("name", few(["debrief", "talk", "talk-type-in"], quick=1))
def test_undo_in_a_notice_keeps_every_note_that_was_typed(page, account, name):
    talk = a_talk(account, kind="job", is_over=name == "debrief")
    theirs = talk.sheet.lines.get(is_theirs=True)
    if name == "debrief":
        page.post(reverse("round-question-remove", args=[theirs.pk]))
    else:
        page.post(reverse("talk-question", args=[talk.pk]), {"new-text": "Why here?"})
    account.deletion_asked_at = clock.now()
    account.save()
    before = list(talk.sheet.lines.values_list("pk", flat=True))
    shown = Page(page, reverse(name, args=[talk.pk]))
    (undo,) = [one for one in shown.buttons() if labelled(one) == "Undo"]
    notes = [field for field in shown.fields() if field.startswith("note-")]

    shown.press(undo, **dict.fromkeys(notes, "typed"))

    assert shown.apart() == []
    assert list(talk.sheet.lines.values_list("pk", flat=True)) != before
    assert talk.answers.filter(text__endswith="typed").count() == len(notes) > 0


@pytest.mark.full
def test_undo_in_a_notice_waits_for_a_line_half_reworded(page, account):
    talk = a_talk(account)
    shown = Page(page, reverse("debrief", args=[talk.pk]))
    (statement,) = [field for field in shown.fields() if field.endswith("-statement")]
    sent = {**shown.fields(), statement: "Releases stop on Thursdays", "then": "/back/"}

    answer = page.post(shown.address, sent)
    (undo,) = [one for one in _page(answer).iter("button") if one.get("name") == "then"]
    away = page.post(shown.address, {**sent, "then": "https://elsewhere.example/"})

    ((_, form),) = answer.context["learned"]
    assert form["statement"].value() == "Releases stop on Thursdays"
    assert (undo.get("value"), away.status_code) == ("/back/", 200)


def test_a_press_keeps_scales_and_what_was_reworded(page, account):
    talk = a_talk(account)
    shown = Page(page, reverse("debrief", args=[talk.pk]))
    (statement,) = [field for field in shown.fields() if field.endswith("-statement")]
    (drop,) = [one for one in shown.buttons() if labelled(one).endswith("note (Mei Lin)")]

    answer = shown.press(drop, energy="4", **{statement: "Releases stop on Thursdays"})
    finish = next(one for one in shown.buttons() if one.get("value") == "finish")
    stayed = shown.press(finish, **{statement: "Releases stop on Thursdays"})

    for one in (answer, stayed):
        ((_, form),) = one.context["learned"]
        assert form["statement"].value() == "Releases stop on Thursdays"
    row = Debrief.objects.get()
    assert (row.energy, row.finished_at) == (4, None)
    assert not Insight.objects.exists()
    assert [mark.text for mark in talk.account.marks.order_by("pk")][-1] == "Mei Lin"
    assert Answer.objects.count() == 1


def test_a_press_keeps_the_next_step_of_a_round(page, account):
    talk = a_talk(account, kind="job")
    shown = Page(page, reverse("debrief", args=[talk.pk]))
    rate = next(one for one in shown.buttons() if one.get("name") == "rating")

    shown.press(rate, next_step="A task at home", theirs="Why us?")

    talk.refresh_from_db()
    assert talk.next_step == "A task at home"
    assert talk.sheet.lines.filter(is_theirs=True, text="Why us?").exists()
