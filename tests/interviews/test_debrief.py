"""Going over a talk: its page, its marked lines, and what they become."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit.clock import moved_to
from contacts.models import Person, ResearchNote
from interviews.actions import debriefs as actions
from interviews.actions.interviews import hold_interview
from interviews.debriefing import pending_of
from interviews.models import Debrief, Evidence, FollowUp, Insight, LineState, Mark
from interviews.rules.categories import Category
from interviews.rules.marks import LEARNED, MarkKind
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

# A Wednesday afternoon in Lisbon.
ENDED = datetime(2026, 5, 6, 14, tzinfo=UTC)
NOTES = """They plan a year ahead
" We never ship on Fridays
# 60 % of the week is cleaning data
@ Mei Lin, Contoso, lead analyst
> the slides by Friday
< introduces me to Mei
+ the handbook https://example.com/book"""


@pytest.fixture
def talk(account):
    with moved_to(ENDED):
        person = PersonFactory(account=account, name="Ana Neves")
        talk = InterviewFactory(
            account=account, people=[person], search=SearchFactory(account=account)
        )
        line = LineFactory(
            sheet=SheetFactory(interview=talk, account=account),
            account=account,
            text="What did your last week look like?",
            category="day",
            state=LineState.ASKED,
        )
        AnswerFactory(line=line, account=account, interview=talk, text=NOTES)
        hold_interview(talk, ended_at=ENDED, at=ENDED)
        yield talk


@pytest.fixture
def decide(page, talk):
    def post(kind, do="keep", **fields):
        (one,) = [one for one in pending_of(talk) if one.spot.kind is kind]
        sent = {f"mark-{one.at}-{name}": value for name, value in fields.items()}
        sent |= {f"text-{one.at}": one.spot.told, "do": f"{do} {one.at}"}
        return page.post(reverse("debrief-mark", args=[talk.pk]), sent)

    return post


def person_of(talk):
    return talk.people.get()


def test_every_marked_line_comes_up_with_what_it_could_become(page, talk):
    answer = page.get(reverse("debrief", args=[talk.pk]))

    forms = [(one.spot.kind, form) for one, form in answer.context["named"]]
    assert [kind for kind, _ in forms] == [
        MarkKind.NAME,
        MarkKind.PROMISE,
        MarkKind.THEIR_PROMISE,
        MarkKind.RESOURCE,
    ]
    name, promised, theirs, resource = [form for _, form in forms]
    assert name["name"].value() == "Mei Lin"
    assert (name["organisation"].value(), name["title"].value()) == ("Contoso", "lead analyst")
    assert promised["due_on"].value() == date(2026, 5, 8)
    assert theirs["due_on"].value() is None
    assert resource["link"].value() == "https://example.com/book"
    quote, number = [form for _, form in answer.context["learned"]]
    assert quote["statement"].value() == "We never ship on Fridays"
    assert number["topic"].value() == "day"


def test_a_quote_becomes_an_insight_with_its_evidence(decide, talk, account):
    decide(MarkKind.QUOTE, statement="Releases stop on Thursdays", topic="culture", confidence="2")

    insight = Insight.objects.get()
    evidence = insight.evidence.get()
    assert (insight.statement, insight.topic, insight.confidence) == (
        "Releases stop on Thursdays",
        "culture",
        2,
    )
    assert (insight.search, evidence.interview) == (talk.search, talk)
    assert evidence.quote == "We never ship on Fridays"


def test_a_second_line_supports_an_insight_that_stands(decide, talk, account):
    known = Insight.objects.create(
        account=account, search=talk.search, topic="day", statement="Cleaning takes most of it"
    )

    decide(MarkKind.NUMBER, statement="", topic="day", confidence="1", joins=known.pk)

    assert Insight.objects.get() == known
    assert known.evidence.get().quote == "60 % of the week is cleaning data"


def test_a_name_becomes_a_referred_person(decide, talk, account):
    decide(MarkKind.NAME, name="Mei Lin", organisation="Contoso", title="Lead analyst")

    mei = Person.objects.get(name="Mei Lin")
    assert (mei.referred_by, mei.named_on) == (person_of(talk), date(2026, 5, 6))
    assert (mei.organisation.name, mei.title) == ("Contoso", "Lead analyst")


@pytest.mark.parametrize(
    ("kind", "made"),
    few([(MarkKind.PROMISE, "promise"), (MarkKind.THEIR_PROMISE, "their_promise")]),
)
def test_a_promise_becomes_a_follow_up_on_its_day(decide, talk, kind, made):
    decide(kind, text="The slides", due_on="2026-05-08")

    follow_up = FollowUp.objects.get(kind=made)
    assert (follow_up.person, follow_up.interview) == (person_of(talk), talk)
    assert (follow_up.text, follow_up.due_on) == ("The slides", date(2026, 5, 8))


@pytest.mark.parametrize("day", few(["", "2026-05-05", "2126-05-08"]))
def test_a_promise_needs_a_day_that_can_be(decide, talk, day):
    answer = decide(MarkKind.PROMISE, text="The slides", due_on=day)

    assert answer.status_code == 422
    (form,) = [form for one, form in answer.context["named"] if one.spot.kind is MarkKind.PROMISE]
    assert form.errors.keys() == {"due_on"}
    assert form["text"].value() == "The slides"
    assert not FollowUp.objects.filter(kind="promise").exists()


def test_a_resource_becomes_a_research_note(decide, talk):
    place = person_of(talk).organisation

    decide(
        MarkKind.RESOURCE,
        text="The handbook",
        link="https://example.com/book",
        about=f"organisation-{place.pk}",
    )

    note = ResearchNote.objects.get()
    assert (note.organisation, note.text, note.link) == (
        place,
        "The handbook",
        "https://example.com/book",
    )


def test_nothing_can_be_kept_with_somebody_elses_organisation(decide, stranger):
    theirs = OrganisationFactory(account=stranger)

    answer = decide(MarkKind.RESOURCE, text="x", link="", about=f"organisation-{theirs.pk}")

    assert answer.status_code == 422
    assert not ResearchNote.objects.exists()


def test_a_line_left_as_a_note_does_not_come_up_again(decide, talk):
    decide(MarkKind.QUOTE, do="drop")

    assert MarkKind.QUOTE not in {one.spot.kind for one in pending_of(talk)}
    assert not Insight.objects.exists()


def test_a_line_changed_meanwhile_is_not_decided_unseen(page, talk):
    one = pending_of(talk)[0]

    sent = {f"text-{one.at}": "something else", "do": f"drop {one.at}"}
    page.post(reverse("debrief-mark", args=[talk.pk]), sent)

    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    ("kind", "fields", "made"),
    few(
        [
            (MarkKind.QUOTE, {"statement": "x", "topic": "day", "confidence": "1"}, Insight),
            (MarkKind.NAME, {"name": "Mei Lin", "organisation": "Contoso"}, Person),
            (MarkKind.PROMISE, {"text": "x", "due_on": "2026-05-08"}, FollowUp),
            (MarkKind.RESOURCE, {"text": "x", "about": "person"}, ResearchNote),
        ]
    ),
)
def test_undo_takes_back_what_a_line_became(page, decide, talk, kind, fields, made):
    if fields.get("about"):
        fields = {**fields, "about": f"person-{person_of(talk).pk}"}
    before = set(made.objects.values_list("pk", flat=True))
    decide(kind, **fields)
    (new,) = set(made.objects.values_list("pk", flat=True)) - before

    page.post(reverse("mark-undo", args=[Mark.objects.get().pk]))

    assert not made.objects.filter(pk=new).exists()
    assert kind in {one.spot.kind for one in pending_of(talk)}


@pytest.mark.full
def test_a_promise_that_was_kept_since_is_not_undone(page, decide, talk):
    decide(MarkKind.PROMISE, text="The slides", due_on="2026-05-08")
    FollowUp.objects.filter(kind="promise").update(state="done")

    page.post(reverse("mark-undo", args=[Mark.objects.get().pk]))

    assert FollowUp.objects.filter(kind="promise").exists()
    assert Mark.objects.exists()


@pytest.mark.parametrize(("do", "field"), few([("finish", "finished_at"), ("skip", "skipped_at")]))
def test_finished_or_skipped_it_is_not_asked_for_again(page, talk, do, field):
    person = person_of(talk)
    assert person.follow_ups.open().filter(kind="debrief").exists()

    page.post(reverse("debrief-settle", args=[talk.pk]), {"do": do})

    assert getattr(Debrief.objects.get(), field).replace(microsecond=0) == ENDED
    assert not person.follow_ups.open().filter(kind="debrief").exists()


@pytest.mark.full
def test_one_skipped_can_be_gone_on_with(page, talk):
    page.post(reverse("debrief-settle", args=[talk.pk]), {"do": "skip"})

    page.post(reverse("debrief-settle", args=[talk.pk]), {"do": "resume"})

    assert Debrief.objects.get().settled_at is None
    assert person_of(talk).follow_ups.open().filter(kind="debrief").exists()


def test_finishing_stores_the_words_and_goes_on_to_the_thank_you(page, talk):
    sent = {"do": "finish", "note-learned": "They plan a year ahead", "version-learned": "0"}

    answer = page.post(reverse("debrief-settle", args=[talk.pk]), sent)

    assert talk.answers.get(part="learned").text == "They plan a year ahead"
    thanks = talk.follow_ups.get(kind="thank")
    assert answer["Location"] == reverse("follow-up-write", args=[thanks.pk])


def test_the_scales_are_kept_and_stay_open_where_nothing_is_said(page, talk):
    page.post(reverse("debrief-scales", args=[talk.pk]), {"energy": "4", "hours": ""})

    row = Debrief.objects.get()
    assert (row.energy, row.values, row.hours) == (4, None, None)


def test_a_scale_beyond_five_is_refused(page, talk):
    answer = page.post(reverse("debrief-scales", args=[talk.pk]), {"energy": "6"})

    assert answer.status_code == 422
    assert Debrief.objects.get().energy is None


def test_a_question_is_rated_and_the_same_again_takes_it_back(page, talk):
    line = talk.sheet.lines.get()
    rate = reverse("line-rate", args=[line.pk])

    page.post(rate, {"rating": "3"})
    line.refresh_from_db()
    first = line.rating
    page.post(rate, {"rating": "3"})
    line.refresh_from_db()

    assert (first, line.rating) == (3, None)


def test_before_the_talk_there_is_nothing_to_go_over(page, account):
    talk = InterviewFactory(account=account, people=[PersonFactory(account=account)])

    answer = page.get(reverse("debrief", args=[talk.pk]))

    assert answer["Location"] == reverse("interview-detail", args=[talk.pk])
    assert not Debrief.objects.exists()


def test_after_the_agreed_time_the_talk_is_asked_about_first(page, account):
    local = {"on_date": ENDED.date(), "at_time": ENDED.time(), "starts_at": ENDED}
    talk = InterviewFactory(account=account, people=[PersonFactory(account=account)], **local)
    account.interviews.update(stage="scheduled")

    with moved_to(ENDED + timedelta(hours=2)):
        asked = page.get(reverse("debrief", args=[talk.pk]), follow=True)
        page.post(reverse("interview-move", args=[talk.pk]), {"to": "held"})

    html = asked.content.decode()
    assert "Say first whether you talked; then the debrief opens." in html
    assert "Yes, we talked" in html.split('class="path"')[0]
    assert page.get(reverse("debrief", args=[talk.pk])).status_code == 200


def test_the_page_answers_htmx_with_the_part_alone(talk, htmx):
    (one,) = [one for one in pending_of(talk) if one.spot.kind is MarkKind.QUOTE]
    sent = {f"text-{one.at}": one.spot.told, "do": f"drop {one.at}"}

    answer = htmx.post(reverse("debrief-mark", args=[talk.pk]), sent, target="marks")

    html = answer.content.decode()
    assert html.lstrip().startswith("<section") and "<html" not in html
    assert "left as a note" in html


@pytest.mark.full
def test_many_marked_lines_cost_no_more_queries_than_one(page, talk):
    answer = talk.answers.get()
    page.get(reverse("debrief", args=[talk.pk]))
    counts = []
    for lines in (1, 3):
        answer.text = "\n".join(f"# {n} of them" for n in range(lines))
        answer.save()
        with CaptureQueriesContext(connection) as queries:
            page.get(reverse("debrief", args=[talk.pk]))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_same_words_twice_are_decided_once(talk):
    answer = talk.answers.get()
    answer.text = "! no tests\nwords\n! no tests"
    answer.save()

    (one,) = pending_of(talk)
    actions.drop_mark(one.spot, at=ENDED)

    assert pending_of(talk) == []


def test_a_decision_that_another_tab_took_first_is_not_taken_twice(talk):
    (one,) = [one for one in pending_of(talk) if one.spot.kind is MarkKind.QUOTE]
    actions.drop_mark(one.spot, at=ENDED)

    with pytest.raises(actions.AlreadyDecided):
        actions.keep_insight(one.spot, statement="x", topic=Category.DAY, confidence=1, at=ENDED)

    assert not Insight.objects.exists()
    actions.undo_mark(mark := Mark.objects.get(), at=ENDED)
    actions.undo_mark(mark, at=ENDED)
    assert not Mark.objects.exists()


@pytest.mark.parametrize("is_by_hand", few([True, False]))
def test_undo_leaves_an_insight_in_words_of_ones_own(page, decide, talk, account, is_by_hand):
    if is_by_hand:
        mine = Insight.objects.create(
            account=account, search=talk.search, topic="day", statement="Mine before"
        )
        decide(MarkKind.QUOTE, statement="", topic="day", confidence="1", joins=mine.pk)
    else:
        decide(MarkKind.QUOTE, statement="x", topic="day", confidence="1")
        Insight.objects.update(statement="Said better since")

    page.post(reverse("mark-undo", args=[Mark.objects.get().pk]))

    assert not Insight.objects.get().evidence.exists()
    assert not Mark.objects.exists()


def test_a_long_line_is_quoted_whole(decide, talk):
    answer = talk.answers.get()
    answer.text = '" ' + "why " * 150 + "so"
    answer.save()

    decide(MarkKind.QUOTE, statement="They ask why", topic="day", confidence="1")

    quote = Insight.objects.get().evidence.get().quote
    assert quote.endswith("why so") and len(quote) == 602
    assert pending_of(talk) == []
    actions.undo_mark(Mark.objects.get(), at=ENDED)
    assert not Insight.objects.exists()


def test_the_same_promise_in_two_notes_comes_up_once_a_number_under_each_question(talk, account):
    other = AnswerFactory(account=account, interview=talk, line=None, part="learned", text=NOTES)

    kinds = [one.spot.kind for one in pending_of(talk) if one.spot.answer == other]

    assert kinds == [MarkKind.QUOTE, MarkKind.NUMBER]


@pytest.mark.full
def test_a_promise_whose_day_is_over_asks_for_another(page, talk):
    with moved_to(ENDED + timedelta(days=6)):
        answer = page.get(reverse("debrief", args=[talk.pk]))
        lacking = [
            one.marked.day
            for one, form in answer.context["named"]
            if getattr(form, "is_lacking", False)
        ]

    assert lacking == [date(2026, 5, 8), None]


@pytest.mark.full
def test_after_a_decision_the_next_line_has_the_focus(talk, htmx):
    first, second = [one for one in pending_of(talk) if one.spot.kind not in LEARNED][:2]
    sent = {f"text-{first.at}": first.spot.told, "do": f"drop {first.at}"}

    answer = htmx.post(reverse("debrief-mark", args=[talk.pk]), sent, target="marks")

    html = answer.content.decode()
    assert html.count("data-focus") == 1
    assert re.search(f'id="keep-{second.at}"[^>]* data-focus', html)


def test_finishing_says_how_many_lines_still_wait(page, talk):
    answer = page.post(reverse("debrief-settle", args=[talk.pk]), {"do": "finish"}, follow=True)

    assert "6 marked lines still wait in the debrief" in answer.content.decode()


@pytest.mark.full
def test_the_talk_s_page_tells_what_was_made_of_it(page, decide, talk, account):
    AnswerFactory(account=account, interview=talk, line=None, part="fit", text="I would like it")
    page.post(reverse("debrief-scales", args=[talk.pk]), {"energy": "4"})
    decide(MarkKind.QUOTE, statement="Releases stop on Thursdays", topic="day", confidence="2")

    answer = page.get(talk.get_absolute_url())

    html = answer.content.decode()
    assert [one.part for one in answer.context["thoughts"]] == ["fit"]
    assert "How it fits me" in html and "energy 4 of 5" in html
    assert Insight.objects.get().get_absolute_url() in html


def rewrite(talk, old, new):
    note = talk.answers.get()
    note.text = note.text.replace(old, new)
    note.save()


@pytest.mark.full
def test_a_decision_stays_with_a_line_reworded_a_little(page, decide, talk):
    decide(MarkKind.QUOTE, do="drop")
    decide(MarkKind.NAME, name="Mei Lin")

    rewrite(talk, "We never ship", "We hardly ever ship")
    asked_anew = {one.spot.kind for one in pending_of(talk)}
    rewrite(talk, "We hardly ever ship on Fridays", "We never ship on Fridays here")
    rewrite(talk, "Mei Lin", "Mei Lin-Chen")
    html = page.get(reverse("debrief", args=[talk.pk])).content.decode()

    assert MarkKind.QUOTE in asked_anew
    kinds = {one.spot.kind for one in pending_of(talk)}
    assert not kinds & {MarkKind.QUOTE, MarkKind.NAME}
    assert "Your note says now: We never ship on Fridays here" in html
    assert "Update the insight" not in html


@pytest.mark.parametrize("is_mine", few([False, True]))
def test_an_insight_follows_the_words_of_its_line_when_told_to(page, decide, talk, is_mine):
    said = "Releases stop" if is_mine else "We never ship on Fridays"
    decide(MarkKind.QUOTE, statement=said, topic="day", confidence="1")
    rewrite(talk, "We never ship on Fridays", "We never ever ship on Fridays")
    mark = Mark.objects.get()
    url = reverse("mark-reword", args=[mark.pk])

    before = page.get(reverse("debrief", args=[talk.pk])).content.decode()
    page.post(url, {"do": "Something else"})
    unchanged = Evidence.objects.get().quote
    page.post(url, {"do": "We never ever ship on Fridays"})

    now = "We never ever ship on Fridays"
    insight, evidence = Insight.objects.get(), Evidence.objects.get()
    assert re.search(r'<details class="disclosure" open>\s*<summary>1 decided', before)
    assert "Update the insight" in before and unchanged == "We never ship on Fridays"
    assert (insight.statement, evidence.quote) == (said if is_mine else now, now)
    assert MarkKind.QUOTE not in {one.spot.kind for one in pending_of(talk)}
    page.post(reverse("mark-undo", args=[mark.pk]))
    assert not Insight.objects.exists()


def told_anew(page, talk, now):
    """Press the button that lets what a line became follow its words; return whether there is one."""
    mark = Mark.objects.get()
    button = reverse("mark-reword", args=[mark.pk]) in page_of_debrief(page, talk)
    page.post(reverse("mark-reword", args=[mark.pk]), {"do": now})
    return button


def page_of_debrief(page, talk):
    return page.get(reverse("debrief", args=[talk.pk])).content.decode()


@pytest.mark.full
@pytest.mark.parametrize("fate", few(["as it was", "changed by hand", "done"]))
def test_a_follow_up_follows_the_words_of_its_line_when_told_to(page, decide, talk, fate):
    decide(MarkKind.PROMISE, text="the slides by Friday", due_on="2026-05-08")
    made = FollowUp.objects.filter(text="the slides by Friday")
    if fate == "changed by hand":
        made.update(text="My own words")
    if fate == "done":
        made.update(state="done")
    rewrite(talk, "the slides by Friday", "the new slides by Friday")

    assert told_anew(page, talk, "the new slides by Friday") == (fate == "as it was")

    told = {"as it was": "the new slides by Friday", "changed by hand": "My own words"}
    text = told.get(fate, "the slides by Friday")
    assert FollowUp.objects.filter(text=text, due_on=date(2026, 5, 8)).exists()


@pytest.mark.full
def test_a_promise_for_another_day_is_asked_about_anew(decide, talk):
    rewrite(talk, "the slides by Friday", "the slides by Tuesday")
    decide(MarkKind.PROMISE, text="the slides", due_on="2099-05-05")

    rewrite(talk, "the slides by Tuesday", "the slides by Thursday")

    assert MarkKind.PROMISE in {one.spot.kind for one in pending_of(talk)}


@pytest.mark.full
def test_a_person_follows_the_words_of_their_line_when_told_to(page, decide, talk, account):
    decide(MarkKind.NAME, name="Mei Lin")
    person = account.people.get(name="Mei Lin")
    rewrite(talk, "Mei Lin", "Mei Lin-Chen")

    assert told_anew(page, talk, "Mei Lin-Chen, Contoso, lead analyst")

    person.refresh_from_db()
    assert person.name == "Mei Lin-Chen"
    page.post(reverse("mark-undo", args=[Mark.objects.get().pk]))
    assert not account.people.filter(pk=person.pk).exists()


@pytest.mark.full
def test_one_decision_stays_with_one_line_only(decide, talk):
    decide(MarkKind.QUOTE, do="drop")

    rewrite(
        talk,
        "We never ship on Fridays",
        'We never ship on Fridays now\n" We never ship on a Friday',
    )

    quotes = [one.spot.text for one in pending_of(talk) if one.spot.kind is MarkKind.QUOTE]
    assert len(quotes) == 1
