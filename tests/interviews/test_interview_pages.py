from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from interviews.actions.interviews import hold_interview, schedule_interview
from interviews.models import Interview
from interviews.rules.stages import Stage
from tests.cases import few
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    PersonFactory,
    SearchFactory,
    SheetFactory,
)

DAY = {"on_date": date(2026, 12, 3), "at_time": time(15), "zone": "Europe/Lisbon"}


def _facts(person, **changed):
    facts = {
        "people": [person.pk],
        "kind": "informational",
        "minutes": "20",
        "medium": "video",
        "place": "",
        "purpose": "",
    }
    return {**facts, **changed}


def test_a_talk_is_planned_with_a_person_and_a_search(page, account):
    person, search = PersonFactory(account=account), SearchFactory(account=account)
    url = reverse("interview-create") + f"?person={person.pk}&search={search.pk}"

    form = page.get(url).context["form"]
    answer = page.post(url, _facts(person, search=search.pk, place="meet.example.com/a"))

    interview = account.interviews.get()
    assert form.initial == {"people": [person.pk], "search": search}
    assert answer["Location"] == interview.get_absolute_url()
    assert (list(interview.people.all()), interview.search) == ([person], search)
    assert (interview.stage, interview.place) == (Stage.PLANNED, "https://meet.example.com/a")


def test_planning_with_nobody_to_talk_to_begins_with_a_person(page):
    answer = page.get(reverse("interview-create")).content.decode()

    assert reverse("person-create") in answer
    assert 'name="minutes"' not in answer


@pytest.mark.parametrize(
    ("changed", "field"),
    few(
        [
            ({"people": []}, "people"),
            ({"minutes": "4"}, "minutes"),
            ({"minutes": "99999999999"}, "minutes"),
            ({"place": "javascript:alert(1)"}, "place"),
            ({"place": "ask Ana"}, "place"),
            ({"people": ["abc"]}, "people"),
            ({"people": ["9" * 30]}, "people"),
        ],
        quick=2,
    ),
)
def test_a_wrong_fact_is_told_beside_its_field(page, account, changed, field):
    person = PersonFactory(account=account)

    answer = page.post(
        reverse("interview-create"), _facts(person, **{"purpose": "Kept words", **changed})
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Kept words" in answer.content.decode()
    assert not Interview.objects.exists()


@pytest.mark.parametrize(("medium", "place"), [("phone", "+351 21 000"), ("wechat", "ana_m")])
def test_what_is_no_link_is_free_text(page, account, medium, place):
    page.post(
        reverse("interview-create"),
        _facts(PersonFactory(account=account), medium=medium, place=place),
    )

    assert account.interviews.get().place == place


def test_finding_somebody_keeps_what_was_typed_and_saves_nothing(page, account):
    chosen = PersonFactory(account=account, name="Chosen One")
    PersonFactory(account=account, name="Zoë Found")
    for _ in range(10):
        PersonFactory(account=account)

    answer = page.post(
        reverse("interview-create"), _facts(chosen, find="zoe", look="1", purpose="Kept words")
    )

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Chosen One" in html and "Zoë Found" in html and "Kept words" in html
    assert html.count('name="people"') == 2
    assert not Interview.objects.exists()


def test_nobody_else_s_person_can_be_chosen(page, account, stranger):
    theirs = PersonFactory(account=stranger, name="Not Yours")

    shown = page.get(reverse("interview-create"), {"person": theirs.pk})
    answer = page.post(reverse("interview-create"), _facts(theirs))

    assert "Not Yours" not in shown.content.decode()
    assert answer.status_code == 422 and not Interview.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sequence"), [({"place": "https://b.example"}, 1), ({"purpose": "New"}, 0)]
)
def test_only_what_a_calendar_shows_counts_up_the_sequence(page, account, changed, sequence):
    person = PersonFactory(account=account)
    interview = schedule_interview(InterviewFactory(account=account, people=[person]), **DAY)

    page.post(reverse("interview-edit", args=[interview.pk]), _facts(person, **changed))

    interview.refresh_from_db()
    assert interview.sequence == sequence


def test_somebody_who_joined_a_held_talk_is_owed_thanks(page, account):
    first, second = PersonFactory(account=account), PersonFactory(account=account)
    interview = InterviewFactory(account=account, people=[first])
    hold_interview(interview, ended_at=clock.now(), at=clock.now())

    page.post(
        reverse("interview-edit", args=[interview.pk]),
        _facts(first, people=[first.pk, second.pk]),
    )

    assert {one.person for one in interview.follow_ups.all()} == {first, second}


def test_the_list_is_grouped_by_what_is_to_do(page, account):
    plan = InterviewFactory(account=account)
    ahead = schedule_interview(InterviewFactory(account=account), **DAY)
    past = InterviewFactory(account=account, stage=Stage.CANCELLED)

    groups = page.get(reverse("interview-list")).context["groups"]

    assert {group["name"]: list(group["page"]) for group in groups} == {
        "ahead": [ahead],
        "plan": [plan],
        "past": [past],
    }


@pytest.mark.parametrize("narrowed", ["q=zoe", "stage=scheduled", "search={search}"])
def test_the_list_is_narrowed_with_htmx_and_without(page, htmx, account, narrowed):
    search = SearchFactory(account=account)
    zoe = PersonFactory(account=account, name="Zoë Wanted")
    wanted = InterviewFactory(account=account, people=[zoe], search=search)
    schedule_interview(wanted, **DAY)
    InterviewFactory(account=account, people=[PersonFactory(account=account, name="Other")])
    url = f"{reverse('interview-list')}?{narrowed.format(search=search.pk)}"

    whole = page.get(url).content.decode()
    part = htmx.get(url, target="interviews").content.decode()

    assert part.lstrip().startswith('<div id="interviews"') and "<html" in whole
    for html in (whole, part):
        assert "Zoë Wanted" in html and "Other" not in html


@pytest.mark.full
def test_a_long_past_is_turned_page_by_page(page, account):
    person = PersonFactory(account=account)
    for _ in range(25):
        InterviewFactory(account=account, people=[person], stage=Stage.CANCELLED)

    url = reverse("interview-list")
    first = page.get(url).context["groups"][0]["page"]
    second = page.get(url, {"when": "past", "page": 2}).context["groups"][0]["page"]

    assert (len(first), len(second)) == (20, 5)
    assert not set(first) & set(second)


@pytest.mark.full
@pytest.mark.parametrize("name", ["interview-list", "interview-detail"])
def test_three_cost_as_many_queries_as_one(page, account, name):
    def queries(count):
        people = [PersonFactory(account=account, zone="Asia/Tokyo") for _ in range(count)]
        shared = InterviewFactory(account=account, people=people)
        for person in people:
            schedule_interview(InterviewFactory(account=account, people=[person]), **DAY)
        arguments = [shared.pk] if name == "interview-detail" else []
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert page.get(reverse(name, args=arguments)).status_code == 200
        return len(captured)

    queries(1)

    assert queries(1) == queries(3)


def test_the_detail_page_shows_both_clocks_the_path_and_the_notes(page, account):
    person = PersonFactory(account=account, name="Ana Muñoz", zone="America/New_York")
    interview = schedule_interview(InterviewFactory(account=account, people=[person]), **DAY)
    line = LineFactory(sheet=SheetFactory(interview=interview), text="A typical week?")
    AnswerFactory(line=line, text="Two days of meetings")

    answer = page.get(interview.get_absolute_url())

    html = answer.content.decode()
    states = {step["title"]: step["state"] for step in answer.context["steps"]}
    assert "<strong>15:00</strong></span> Lisbon" in html
    assert "<strong>10:00</strong></span> New York" in html
    assert "Two days of meetings" in html and "The link is still missing" in html
    assert states == {
        "Research": "now",
        "Questions": "done",
        "Schedule": "done",
        "Talk": "todo",
        "Thank": "todo",
    }


def test_a_passed_time_asks_whether_it_took_place(page, account):
    interview = schedule_interview(InterviewFactory(account=account), **DAY)

    with clock.moved_to(datetime(2026, 12, 3, 16, tzinfo=UTC)):
        answer = page.get(interview.get_absolute_url())

    assert answer.context["is_due"] is True


@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_stage_is_moved_by_its_button(page, htmx, account, is_htmx):
    interview = InterviewFactory(account=account)
    url = reverse("interview-move", args=[interview.pk])

    if is_htmx:
        answer = htmx.post(url, {"to": "invited"}, target="interview")
        assert 'data-stage="invited"' in answer.content.decode()
    else:
        answer = page.post(url, {"to": "invited"})
        assert answer["Location"] == interview.get_absolute_url()

    interview.refresh_from_db()
    assert interview.stage == Stage.INVITED


@pytest.mark.parametrize("to", few(["thanked", "scheduled", "nonsense", ""], quick=2))
def test_a_move_that_cannot_be_is_refused_kindly(page, account, to):
    interview = InterviewFactory(account=account)

    answer = page.post(reverse("interview-move", args=[interview.pk]), {"to": to}, follow=True)

    interview.refresh_from_db()
    assert interview.stage == Stage.PLANNED
    assert "now stands at “Planned”" in answer.content.decode()


@pytest.mark.parametrize("to", few(["held", "missed"]))
def test_how_a_talk_went_is_not_told_before_its_time(page, account, to):
    interview = schedule_interview(InterviewFactory(account=account), **DAY)
    url = reverse("interview-move", args=[interview.pk])

    with clock.moved_to(interview.starts_at - timedelta(hours=1, minutes=1)):
        early = page.post(url, {"to": to}, follow=True)
    with clock.moved_to(interview.starts_at - timedelta(hours=1)):
        offered = page.get(interview.get_absolute_url()).context["moves"]
        page.post(url, {"to": to})

    assert to not in dict(early.context["moves"]) and to in dict(offered)
    assert "It is agreed for Thursday 3 December 2026; change" in early.content.decode()
    interview.refresh_from_db()
    assert interview.stage == to


@pytest.mark.full
def test_a_talk_moved_forward_ends_on_its_live_page_and_is_opened_again(page, account):
    interview = schedule_interview(InterviewFactory(account=account), **DAY)

    with clock.moved_to(interview.starts_at - timedelta(days=2)):
        page.post(reverse("talk-end", args=[interview.pk]))
        for to in ("closed", "held"):
            page.post(reverse("interview-move", args=[interview.pk]), {"to": to})

    interview.refresh_from_db()
    assert interview.stage == Stage.HELD


def test_a_talk_is_deleted_only_after_a_question(page, account):
    interview = InterviewFactory(account=account)
    url = reverse("interview-delete", args=[interview.pk])

    asked = page.get(url)
    assert account.interviews.exists() and "mark it as cancelled" in asked.content.decode()
    page.post(url)

    assert not account.interviews.exists()


@pytest.mark.full
@pytest.mark.parametrize("name", ["detail", "edit", "time", "move", "delete", "calendar"])
def test_a_stranger_s_talk_is_not_there(page, stranger, name):
    interview = schedule_interview(InterviewFactory(account=stranger), **DAY)
    url = reverse(f"interview-{name}", args=[interview.pk])

    assert {page.get(url).status_code, page.post(url).status_code} <= {404, 405}
    assert Interview.objects.filter(pk=interview.pk, stage=Stage.SCHEDULED).exists()


def _times(**changed):
    times = {"on_date": "2026-12-03", "at_time": "15:00", "whose": "mine", "zone": ""}
    return {**times, **changed}


@pytest.mark.parametrize(
    ("changed", "hour", "zone"),
    [
        ({}, 15, "Europe/Lisbon"),
        ({"whose": "person"}, 20, "America/New_York"),
        ({"whose": "other", "zone": "kathmandu"}, 9, "Asia/Kathmandu"),
    ],
)
def test_a_time_is_entered_on_any_clock(page, account, changed, hour, zone):
    person = PersonFactory(account=account, zone="America/New_York")
    interview = InterviewFactory(account=account, people=[person])
    if changed.get("whose") == "person":
        changed = {"whose": f"person-{person.pk}"}

    page.post(reverse("interview-time", args=[interview.pk]), _times(**changed))

    interview.refresh_from_db()
    assert (interview.starts_at.hour, interview.zone) == (hour, zone)
    assert interview.stage == Stage.SCHEDULED


@pytest.mark.parametrize(
    ("changed", "field"),
    few(
        [
            ({"whose": "other"}, "zone"),
            ({"whose": "other", "zone": "Europe/Nowhere"}, "zone"),
            ({"whose": "person-0"}, "whose"),
            ({"on_date": "2062-12-03"}, "on_date"),
            ({"on_date": "0206-12-03"}, "on_date"),
            ({"at_time": "25:00"}, "at_time"),
            ({"at_time": ""}, "at_time"),
        ],
        quick=2,
    ),
)
def test_a_wrong_time_is_told_and_nothing_is_saved(page, account, changed, field):
    interview = InterviewFactory(account=account)

    answer = page.post(reverse("interview-time", args=[interview.pk]), _times(**changed))

    interview.refresh_from_db()
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert (interview.starts_at, interview.stage) == (None, Stage.PLANNED)


def test_the_days_between_which_a_talk_can_lie_are_written_out(page, account):
    interview = InterviewFactory(account=account)

    answer = page.post(reverse("interview-time", args=[interview.pk]), _times(on_date="0206-12-03"))

    assert "between 1 January 2000 and" in answer.context["form"].errors["on_date"][0]


@pytest.mark.parametrize(
    ("day", "at", "offered", "hour"),
    [
        ("2026-10-25", "01:30", ["01:30 (UTC+1)", "01:30 (UTC)"], 1),
        ("2027-03-28", "01:30", ["00:30 (UTC)", "02:30 (UTC+1)"], 1),
    ],
)
def test_an_unclear_time_is_asked_about_with_both_moments(page, account, day, at, offered, hour):
    interview = InterviewFactory(account=account)
    url = reverse("interview-time", args=[interview.pk])
    times = _times(on_date=day, at_time=at)

    asked = page.post(url, times)
    interview.refresh_from_db()
    assert asked.status_code == 422 and interview.starts_at is None
    assert all(words in asked.content.decode() for words in offered)
    second = asked.context["form"].asked[1].value
    page.post(url, {**times, "reading": second})

    interview.refresh_from_db()
    assert interview.starts_at == datetime.fromisoformat(second)
    assert interview.starts_at.hour == hour


def test_looking_shows_both_clocks_and_saves_nothing(page, htmx, account):
    person = PersonFactory(account=account, zone="Australia/Sydney")
    interview = InterviewFactory(account=account, people=[person])
    url = reverse("interview-time", args=[interview.pk])

    whole = page.post(url, _times(look="1")).content.decode()
    part = htmx.post(url, _times(look="1"), target="clocks").content.decode()

    interview.refresh_from_db()
    assert interview.starts_at is None and "<html" in whole and "<html" not in part
    for html in (whole, part):
        assert "<strong>15:00</strong></span> Lisbon" in html
        assert "Friday 4 December 2026, <strong>02:00</strong></span> Sydney" in html
        assert "02:00 in Sydney is outside the hours" in html


def test_a_past_time_and_another_talk_at_that_time_are_said_not_refused(page, account):
    other = schedule_interview(InterviewFactory(account=account), **DAY)
    interview = InterviewFactory(account=account)

    with clock.moved_to(datetime(2026, 12, 9, tzinfo=UTC)):
        answer = page.post(
            reverse("interview-time", args=[interview.pk]), _times(at_time="15:10", look="1")
        )

    assert (answer.context["is_past"], answer.context["clash"]) == (True, other)


def test_a_cancelled_talk_must_be_planned_again_first(page, account):
    interview = InterviewFactory(account=account, stage=Stage.CANCELLED)

    answer = page.post(reverse("interview-time", args=[interview.pk]), _times())

    assert answer.status_code == 422
    assert "Plan it again first" in answer.content.decode()


def test_talks_that_only_touch_do_not_clash(account):
    first = schedule_interview(InterviewFactory(account=account), **DAY)
    second = InterviewFactory(account=account)

    assert second.clash(first.ends_at) is None
    assert second.clash(first.starts_at - timedelta(minutes=20)) is None
    assert second.clash(first.starts_at - timedelta(minutes=19)) == first


def test_a_nul_byte_in_what_is_looked_for_does_no_harm(page, account):
    person = PersonFactory(account=account, name="Ana Sousa")

    answer = page.post(reverse("interview-create"), {"find": "An\x00a", "look": ""})

    assert [pk for pk, _label in answer.context["form"].fields["people"].choices] == [person.pk]


def test_a_search_of_an_endless_number_is_none(page):
    answer = page.get(reverse("interview-create"), {"search": "9" * 5000})

    assert answer.context["form"]["search"].value() is None


def test_a_list_is_narrowed_by_a_name_and_no_book(page, account):
    InterviewFactory(account=account)

    answer = page.get(reverse("interview-list"), {"q": "x " * 101})

    assert len(answer.context["groups"]) == 1
