from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import Person
from interviews.models import FollowUp, LineState
from tests.cases import few
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    PersonFactory,
    SheetFactory,
)


@pytest.fixture
def line(account):
    ana = PersonFactory(account=account, name="Ana Sousa")
    interview = InterviewFactory(account=account, people=[ana])
    return LineFactory(account=account, sheet=SheetFactory(account=account, interview=interview))


@pytest.fixture
def interview(line):
    return line.sheet.interview


def url(name, interview):
    return reverse(name, args=[interview.pk])


def notes(line, text, version=0, **more):
    key = f"line-{line.pk}"
    return {f"note-{key}": text, f"version-{key}": version, f"asked-{key}": line.text, **more}


def test_the_page_asks_the_questions_in_the_order_of_the_sheet(page, interview, line):
    LineFactory(account=line.account, sheet=line.sheet, text="And before that?", position=0)
    line.position = 5
    line.save()

    html = page.get(url("talk", interview)).content.decode()

    assert 0 < html.index("And before that?") < html.index(line.text)


@pytest.mark.full
def test_a_long_talk_needs_no_more_queries(page, interview, line, connection_queries):
    def add_note():
        more = LineFactory(account=line.account, sheet=line.sheet)
        AnswerFactory(line=more)
        PersonFactory(account=line.account, referred_by=interview.people.get())

    add_note()
    page.get(url("talk", interview))
    one = connection_queries(lambda: page.get(url("talk", interview)))
    add_note()
    add_note()

    assert connection_queries(lambda: page.get(url("talk", interview))) == one


@pytest.fixture
def connection_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call):
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count


def test_all_notes_are_stored_at_once_without_scripts(page, interview, line):
    sent = notes(line, "First line\r\nSecond", **{"note-free": "Warm voice", "version-free": 0})

    answer = page.post(url("talk", interview), sent)

    assert answer["Location"] == url("talk", interview)
    assert line.answers.get().text == "First line\nSecond"
    assert interview.answers.get(part="free").text == "Warm voice"


@pytest.mark.parametrize(
    ("name", "more"), [("talk-begin", {}), ("talk-end", {}), ("line-state", {"state": "skipped"})]
)
def test_every_button_takes_the_notes_along(page, interview, line, name, more):
    pk = line.pk if name == "line-state" else interview.pk

    page.post(reverse(name, args=[pk]), notes(line, "Typed before the button", **more))

    assert line.answers.get().text == "Typed before the button"


def test_a_conflict_shows_both_texts_and_stores_the_rest(page, interview, line):
    AnswerFactory(line=line, text="Theirs <b>", version=3)
    sent = notes(line, "Mine", 2, **{"note-free": "Free", "version-free": 0})

    answer = page.post(url("talk", interview), sent)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs &lt;b&gt;" in html
    assert "\nMine</textarea>" in html
    assert f'name="version-line-{line.pk}" value="3"' in html
    assert line.answers.get().text == "Theirs <b>"
    assert interview.answers.get(part="free").text == "Free"


@pytest.mark.parametrize(
    ("choice", "text"), [("mine", "Mine"), ("theirs", "Theirs"), ("both", "Theirs\n\nMine")]
)
def test_whatever_is_chosen_both_texts_stay(page, interview, line, choice, text):
    answer = AnswerFactory(line=line, text="Theirs", version=3)

    page.post(url("talk", interview), notes(line, "Mine", 3, keep=f"{choice} line-{line.pk}"))

    answer.refresh_from_db()
    everything = " ".join([answer.text, *answer.versions.values_list("text", flat=True)])
    assert answer.text == text
    assert "Mine" in everything and "Theirs" in everything


def test_a_note_too_long_stays_in_its_field(page, interview, line):
    answer = page.post(url("talk", interview), notes(line, "long " * 10_001))

    assert answer.status_code == 409
    assert "long long" in answer.content.decode()
    assert "50,000 characters" in answer.content.decode()


def test_an_earlier_text_can_be_brought_back(page, interview, line):
    page.post(url("talk", interview), notes(line, "First"))
    page.post(url("talk", interview), notes(line, "Second", 1))
    version = line.answers.get().versions.get()
    shown = page.get(url("talk", interview)).content.decode()

    page.post(url("talk", interview), notes(line, "Second", 2, restore=version.pk))

    assert f'name="restore" value="{version.pk}"' in shown
    assert line.answers.get().text == "First"


def test_the_clock_begins_once_and_htmx_gets_only_the_clock(page, htmx, interview):
    part = htmx.post(url("talk-begin", interview), target="talk-clock").content.decode()
    interview.refresh_from_db()
    began = interview.began_at

    page.post(url("talk-begin", interview))

    interview.refresh_from_db()
    assert "data-clock" in part and "<html" not in part
    assert interview.began_at == began


@pytest.mark.parametrize(
    ("minutes", "says", "says_not"),
    [
        (3, "17 min left", "data-over-text>"),
        (16, "4 min left", "data-over-text>"),
        (31, "data-over-text>", "data-closing-text>"),
    ],
)
def test_the_clock_says_what_is_left(page, interview, minutes, says, says_not):
    interview.began_at = clock.now()
    interview.save()

    with clock.moved_to(clock.now() + timedelta(minutes=minutes, seconds=30)):
        html = page.get(url("talk", interview)).content.decode()

    assert says in html
    assert says_not not in html


def test_the_end_leads_to_the_debrief(page, interview, line):
    answer = page.post(url("talk-end", interview))

    interview.refresh_from_db()
    thanks = FollowUp.objects.get(kind="thank")
    assert interview.stage == "held"
    assert answer["Location"] == reverse("debrief", args=[interview.pk])
    assert thanks.due_at == interview.ended_at + timedelta(hours=24)


def test_pressing_end_twice_does_not_move_the_end(page, interview):
    page.post(url("talk-end", interview))
    interview.refresh_from_db()
    ended = interview.ended_at

    page.post(url("talk-end", interview))

    interview.refresh_from_db()
    assert interview.ended_at == ended


NOON = datetime(2026, 10, 25, 12, tzinfo=UTC)


def correct(page, interview, **times):
    sent = {f"times-{name}": value for name, value in times.items()}
    with clock.moved_to(NOON):
        return page.post(url("talk-end", interview), {"when": "given", **sent})


def test_a_talk_typed_in_later_ends_when_it_did(page, interview):
    correct(page, interview, began="2026-10-24T10:00", ended="2026-10-24T10:25")

    interview.refresh_from_db()
    assert interview.began_at == datetime(2026, 10, 24, 9, 0, tzinfo=UTC)
    assert interview.ended_at == datetime(2026, 10, 24, 9, 25, tzinfo=UTC)
    assert FollowUp.objects.get(kind="thank").due_at == datetime(2026, 10, 25, 9, 25, tzinfo=UTC)


def test_a_corrected_end_moves_the_thank_you(page, interview):
    correct(page, interview, ended="2026-10-24T10:25")

    answer = correct(page, interview, ended="2026-10-24T11:00")

    assert answer["Location"] == url("talk", interview)
    assert FollowUp.objects.get(kind="thank").due_at == datetime(2026, 10, 25, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "says"),
    few(
        [
            ({"ended": "yesterday"}, "Write it like"),
            ({"ended": "2026-10-26T10:00"}, "still to come"),
            ({"began": "2026-10-24T11:00", "ended": "2026-10-24T10:00"}, "after the end"),
            ({"ended": "2026-03-29T01:30"}, "either 00:30 or 02:30"),
            ({"ended": "2026-10-25T01:30"}, "came twice"),
        ],
        quick=2,
    ),
)
def test_times_that_cannot_be_are_asked_about(page, interview, times, says):
    answer = correct(page, interview, **times)

    interview.refresh_from_db()
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert '<a href="#end">' in answer.content.decode()
    assert interview.ended_at is None


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_a_time_that_came_twice_is_taken_as_said(page, interview, fold, hour):
    correct(page, interview, ended="2026-10-25T01:30", fold=fold)

    interview.refresh_from_db()
    assert interview.ended_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_cancelled_talk_cannot_end_but_keeps_its_notes(page, interview, line):
    interview.stage = "cancelled"
    interview.save()

    answer = page.post(url("talk-end", interview), notes(line, "Said by mail"))

    assert answer.status_code == 409
    assert line.answers.get().text == "Said by mail"
    assert not FollowUp.objects.exists()


def test_a_question_is_marked_and_htmx_gets_its_buttons(htmx, line):
    answer = htmx.post(
        reverse("line-state", args=[line.pk]), {"state": "asked"}, target=f"line-state-{line.pk}"
    )

    line.refresh_from_db()
    assert line.state == LineState.ASKED
    assert answer.content.decode().count('aria-pressed="true"') == 1
    assert "<html" not in answer.content.decode()


def test_no_other_state_is_taken(page, line):
    assert page.post(reverse("line-state", args=[line.pk]), {"state": "loved"}).status_code == 400


NEXT = {
    "next-name": "王小明",
    "next-organisation": "Hospital da Luz",
    "next-note": "Built the triage model",
    "next-permission": "yes",
}


@pytest.mark.parametrize("name", few(["talk-person", "talk", "talk-end"]))
def test_whoever_is_named_becomes_a_person(page, interview, name):
    page.post(url(name, interview), NEXT)

    person = Person.objects.get(name="王小明")
    assert person.referred_by == interview.people.get()
    assert person.get_absolute_url() in page.get(url("talk", interview)).content.decode()


def test_htmx_gets_the_list_and_an_empty_form(htmx, interview):
    html = htmx.post(url("talk-person", interview), NEXT, target="next-people").content.decode()

    assert "<html" not in html
    assert "王小明" in html
    assert 'value="王小明"' not in html


@pytest.mark.parametrize("name", ["talk-person", "talk"])
def test_somebody_without_a_name_is_asked_for_it(page, interview, name):
    answer = page.post(url(name, interview), NEXT | {"next-name": ""})

    assert answer.status_code == 422
    assert "Built the triage model" in answer.content.decode()
    assert not Person.objects.filter(tie="referral").exists()


def test_who_named_them_is_asked_where_two_took_part(page, account, interview):
    ben = PersonFactory(account=account, name="Ben")
    interview.people.add(ben)

    page.post(url("talk-person", interview), NEXT | {"next-by": ben.pk})

    assert Person.objects.get(name="王小明").referred_by == ben


def test_nobody_of_a_stranger_can_have_named_them(page, stranger, account, interview):
    interview.people.add(PersonFactory(account=account, name="Ben"))
    theirs = PersonFactory(account=stranger)

    answer = page.post(url("talk-person", interview), NEXT | {"next-by": theirs.pk})

    assert answer.status_code == 422


@pytest.mark.full
@pytest.mark.parametrize("name", ["talk", "talk-save", "talk-begin", "talk-end", "talk-person"])
def test_a_stranger_reaches_no_talk(client, stranger, interview, line, name):
    client.force_login(stranger)

    answer = client.post(url(name, interview), notes(line, "Not mine"))

    assert answer.status_code == 404
    assert not line.answers.exists()


def test_fields_that_are_none_of_ours_are_refused(page, interview):
    answer = page.post(url("talk", interview), {"note-bank-1": "x", "version-bank-1": "0"})

    assert answer.status_code == 400


@pytest.mark.parametrize("began", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_time_at_the_edge_of_the_calendar_is_refused(page, account, began):
    account.zone = "Asia/Shanghai"
    account.save()
    interview = InterviewFactory(account=account)
    times = {"when": "given", "times-began": began, "times-ended": "2026-05-14T16:30"}

    answer = page.post(reverse("talk-end", args=[interview.pk]), times)

    assert "began" in answer.context["times_form"].errors
    interview.refresh_from_db()
    assert interview.ended_at is None


def test_permission_is_noted_in_one_press_and_what_is_half_typed_stays(page, htmx, line):
    interview = line.sheet.interview
    ana = interview.people.get()
    bo = PersonFactory(account=line.account, name="Bo", referred_by=ana)
    stranger = PersonFactory(account=line.account)
    url = reverse("talk-person", args=[interview.pk])

    part = htmx.post(
        url, {"may-use": f"{bo.pk}:yes", "next-name": "Half a n"}, target="next-people"
    )
    htmx.post(url, {"may-use": f"{stranger.pk}:yes"}, target="next-people")

    bo.refresh_from_db()
    stranger.refresh_from_db()
    assert (bo.may_use_name, stranger.may_use_name) == ("yes", "unknown")
    assert 'value="Half a n"' in part.content.decode()


@pytest.mark.full
def test_a_name_added_by_mistake_is_taken_back_from_the_live_page(page, interview):
    shown = page.post(url("talk-person", interview), NEXT, follow=True)
    (undo,) = [one.extra_tags for one in shown.context["messages"] if one.extra_tags]

    answer = page.post(undo.removesuffix(" success"))

    assert not Person.objects.filter(name="王小明").exists()
    assert answer["Location"] == url("talk", interview)
