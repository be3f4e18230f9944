"""The page where times are offered: proposals, the grid, what is refused, what there is to send."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit.clock import moved_to
from contacts.models import Message, Reach
from interviews.actions.booking import propose
from interviews.actions.interviews import schedule_interview
from interviews.actions.messages import begin_message, write_anew
from interviews.actions.offers import offer_times, withdraw_offer
from interviews.models import Interview, Offer
from tests.cases import few
from tests.factories import InterviewFactory, PersonFactory, SearchFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday in Lisbon
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
TERMS = {
    "minutes": "20",
    "language": "en",
    "their_zone": "Europe/Berlin",
    "words": "Two lines of my own.",
    "open_until": "2026-12-01",
}


@pytest.fixture(autouse=True)
def _monday():
    with moved_to(NOW):
        yield


@pytest.fixture
def ana(account):
    return PersonFactory(account=account, name="Ana Sousa", zone="Europe/Berlin", country="DE")


@pytest.fixture
def interview(account, ana):
    return InterviewFactory(account=account, people=[ana])


def address(interview):
    return reverse("offer-edit", args=[interview.pk])


def stand(interview, *starts):
    terms = {"at": NOW, "expires_at": NOW + timedelta(days=9), "language": "en"}
    return offer_times(interview, interview.people.first(), starts or [TUESDAY], **terms)


def chosen(answer):
    return [one.value for one in answer.context["chosen"]]


def scheduled(account, name, start):
    InterviewFactory(
        account=account,
        people=[PersonFactory(account=account, name=name)],
        stage="scheduled",
        zone="UTC",
        on_date=start.date(),
        at_time=start.time(),
        starts_at=start,
    )


def test_three_times_stand_ready_on_both_clocks(page, interview):
    answer = page.get(address(interview))

    assert len(chosen(answer)) == 3
    text = answer.content.decode()
    assert "Lisbon" in text and "Berlin" in text
    assert all(f'value="{one}" id="at-{one}"' in text for one in chosen(answer)[:1])


def test_making_the_offer_gives_a_link_and_a_text_in_their_language(page, interview):
    ticked = {"at": ["2026-11-24T09:00Z", "2026-11-25T20:00Z"]}
    sent = {**TERMS, **ticked, "minutes": "30", "language": "zh-hans", "offer": "1"}

    answer = page.post(address(interview), sent, follow=True)

    offer = Offer.objects.get()
    assert [one.is_exception for one in offer.times.all()] == [False, True]
    assert offer.words == "Two lines of my own." and offer.language == "zh-hans"
    assert offer.expires_at == datetime(2026, 12, 2, tzinfo=UTC)
    assert Interview.objects.get().minutes == 30
    text = answer.content.decode()
    assert 'lang="zh-hans"' in text
    assert "2026年11月24日（周二）柏林时间10:00（里斯本时间09:00）" in text
    assert f"/book/{offer.token}/" in text


def test_a_time_that_clashes_is_refused_and_the_choice_kept(page, htmx, account, interview):
    scheduled(account, "Bo Lind", TUESDAY)
    ticked = {**TERMS, "at": ["2026-11-24T09:00Z", "2026-11-25T11:00Z"], "offer": "1"}

    plain = page.post(address(interview), ticked)
    part = htmx.post(address(interview), ticked, target="picker")

    assert b"<h1>" in plain.content and b"<h1>" not in part.content
    for answer in (plain, part):
        assert answer.status_code == 422
        assert b"You talk to Bo Lind then." in answer.content
        assert b'name="at" value="2026-11-24T09:00Z"' in answer.content
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    few(
        [
            {"at": []},
            {"open_until": "2026-11-20"},
            {"their_zone": "Mars/Base"},
            {"minutes": "7"},
            {"at": ["soon"]},
            {"at": ["0001-01-01T00:00Z"]},
            {"at": ["9999-12-31T23:00-12:00"]},
            {"at": ["2026-11-24T09:00Z"], "words": "\x00"},
            {"at": ["2026-11-24T09:00Z"], "words": "x" * 401},
        ],
        quick=3,
    ),
)
def test_an_offer_that_cannot_be_says_why(page, interview, wrong):
    sent = {**TERMS, "at": ["2026-11-24T09:00Z"], "offer": "1", **wrong}

    answer = page.post(address(interview), sent)

    assert answer.status_code == 422 and b"errorlist" in answer.content
    assert not Offer.objects.exists()


@pytest.mark.full
def test_the_buttons_of_the_picker_only_look(page, htmx, account, interview):
    ticked = {**TERMS, "at": ["2026-11-24T09:00Z", "2026-11-25T20:00Z"]}
    here = address(interview)

    looked = page.post(here, {**ticked, "look": "1", "minutes": "45"})
    later = page.post(here, {**ticked, "week": "2026-12-07"})
    fewer = htmx.post(here, {**ticked, "drop": "2026-11-24T09:00Z"}, target="picker")
    filled = page.post(here, {**ticked, "refill": "1"})
    others = page.post(here, {**TERMS, "at": chosen(filled), "refill": "1"})

    assert b"It is 21:00 for Ana, outside their day (09:00 to 17:00)." in looked.content
    assert chosen(later) == chosen(looked) == ["2026-11-24T09:00Z", "2026-11-25T20:00Z"]
    assert str(later.context["week"].monday) == "2026-12-07"
    assert b'type="hidden" name="at" value="2026-11-24T09:00Z"' in later.content
    assert chosen(fewer) == ["2026-11-25T20:00Z"]
    assert len(chosen(filled)) == 3 and not set(chosen(filled)) & set(chosen(others))
    assert Interview.objects.get().minutes == 20 and not Offer.objects.exists()


@pytest.mark.full
def test_the_two_lines_follow_the_language_until_somebody_writes_on_them(page, account, interview):
    SearchFactory(account=account)
    first = page.get(address(interview)).context["form"]["words"].value()
    assert "data analyst work in health" in first and "Robin Reader" in first

    switched = page.post(address(interview), {**TERMS, "words": first, "language": "zh-hans"})
    kept = page.post(address(interview), {**TERMS, "language": "zh-hans"})

    assert "求职" in switched.context["form"]["words"].value()
    assert kept.context["form"]["words"].value() == "Two lines of my own."


def test_what_i_want_to_learn_stays_private(page, interview):
    interview.purpose = "Whether they are about to lay people off"
    interview.save()

    assert b"lay people off" not in page.get(address(interview)).content


def test_a_zone_that_is_not_known_is_said_and_can_be_set(page, interview, ana):
    ana.zone = ""
    ana.save()

    before = page.get(address(interview))
    ticked = {"at": ["2026-11-24T15:30Z", "2026-11-24T20:00Z", "2026-11-25T11:00Z"]}
    sent = {**TERMS, **ticked, "their_zone": "Helsinki", "set_zone": "1"}
    after = page.post(address(interview), sent)

    assert b"is not known: yours is assumed (Europe/Lisbon)" in before.content
    ana.refresh_from_db()
    assert ana.zone == after.context["form"]["their_zone"].value() == "Europe/Helsinki"
    kept = set(chosen(after)) & set(ticked["at"])
    assert kept == {"2026-11-24T20:00Z", "2026-11-25T11:00Z"}, "by hand, and good in both"
    assert len(chosen(after)) == 3


def test_hours_that_never_meet_are_explained_and_the_nearest_can_be_had(page, interview, ana):
    ana.zone, ana.country = "Asia/Shanghai", "CN"
    ana.save()

    empty = page.get(address(interview))
    nearest = page.post(address(interview), {**TERMS, "their_zone": ana.zone, "refill": "1"})

    assert chosen(empty) == []
    assert b"It is outside the day of Ana, 09:00 to 17:00 there." in empty.content
    assert reverse("settings-pace").encode() in empty.content
    hours = {one.start.hour for one in nearest.context["chosen"]}
    assert len(nearest.context["chosen"]) == 3 and hours <= {8, 9}
    assert nearest.context["chosen"][0].said


@pytest.mark.full
def test_the_grid_names_talks_holidays_and_their_night(page, account, interview, ana):
    ana.zone = "Asia/Shanghai"
    ana.save()
    scheduled(account, "Bo Lind", TUESDAY)
    other = InterviewFactory(account=account, people=[PersonFactory(account=account, name="Cy")])
    stand(other, TUESDAY + timedelta(days=1))

    text = page.get(address(interview)).content.decode()
    later = page.post(address(interview), {**TERMS, "week": "2026-11-30"}).content.decode()

    assert '<span class="slot" data-state="taken"><span class="slot-word">Bo Lind' in text
    assert "also Cy" in text or "Also offered to Cy." in text
    assert "data-night" in text and ">night<" in text
    assert "Restoration of Independence Day" in later


def test_a_time_that_they_propose_stands_above_what_was_offered(page, interview, ana):
    offer = stand(interview)
    theirs = TUESDAY + timedelta(days=2)
    propose(offer, starts_at=theirs, zone="Europe/Berlin", at=NOW)

    text = page.get(address(interview)).content.decode()

    assert "Ana Sousa proposes a time" in text
    assert f"?person={ana.pk}&amp;anew=1" in text


@pytest.mark.parametrize("is_local", [True, False])
def test_a_link_to_this_computer_alone_is_not_to_be_sent(page, interview, settings, is_local):
    settings.IS_LOCAL = is_local
    stand(interview)

    text = page.get(address(interview)).content.decode()

    assert ("nobody else can open the link: send the text without it" in text) is is_local
    assert ('section-gap" open>' in text) is is_local


@pytest.mark.full
def test_a_standing_offer_is_shown_and_can_be_made_anew(page, account, interview):
    offer = stand(interview, TUESDAY, TUESDAY + timedelta(hours=3))
    scheduled(account, "Bo Lind", TUESDAY)

    shown = page.get(address(interview))
    anew = page.get(f"{address(interview)}?anew=1")

    assert shown.context["link"].endswith(f"/book/{offer.token}/")
    assert b"Not shown to them any more. You talk to Bo Lind then." in shown.content
    assert chosen(anew) == ["2026-11-24T12:00Z"], "what still stands is kept"


def test_an_offer_shows_on_the_page_of_its_talk_until_it_is_answered(page, interview):
    offer = stand(interview)
    stands = "Times offered to Ana Sousa, open until Wed 2 Dec 2026."

    made = page.get(interview.get_absolute_url()).content.decode()
    page.post(reverse("offer-mark-sent", args=[offer.pk]))
    sent = page.get(interview.get_absolute_url()).content.decode()
    with moved_to(NOW + timedelta(days=10)):
        late = page.get(interview.get_absolute_url()).content.decode()
    Message.objects.all().delete()
    propose(offer, starts_at=TUESDAY + timedelta(days=2), zone="UTC", at=NOW)
    answered = page.get(interview.get_absolute_url()).content.decode()
    withdraw_offer(offer, at=NOW)
    gone = page.get(interview.get_absolute_url()).content.decode()

    unsaid = "That they went out is not noted yet."
    assert (
        stands in made
        and unsaid in made
        and unsaid not in answered
        and f"/book/{offer.token}/" in made
    )
    assert made.count("Times offered</a>") == 2
    assert stands in sent and unsaid not in sent
    assert "were open until Wed 2 Dec 2026; none was picked." in late and stands not in late
    assert "Times offered" not in gone and "none was picked" not in gone


def test_an_offer_is_withdrawn_once(page, interview):
    offer = stand(interview)
    here = reverse("offer-withdraw", args=[offer.pk])

    first = page.post(here, follow=True)
    again = page.post(here, follow=True)

    offer.refresh_from_db()
    assert offer.withdrawn_at
    assert b"Withdrawn: the link says so now" in first.content
    assert b"nothing changed" in again.content
    assert b"Your last offer is withdrawn" in page.get(address(interview)).content


@pytest.mark.full
def test_a_withdrawal_can_be_undone_until_others_are_offered(page, interview):
    offer = stand(interview)
    page.post(reverse("offer-withdraw", args=[offer.pk]))
    undo = reverse("offer-restore", args=[offer.pk])

    back = page.post(undo, follow=True)
    stand(interview, TUESDAY + timedelta(hours=2))
    late = page.post(undo, follow=True)

    assert b"The link works again." in back.content
    assert b"other times are offered by now" in late.content
    offer.refresh_from_db()
    assert offer.withdrawn_at


@pytest.mark.full
def test_saying_that_it_was_sent_notes_the_letter_and_asks_for_the_talk(page, interview):
    offer = stand(interview)

    page.post(reverse("offer-mark-sent", args=[offer.pk]))

    message = Message.objects.get()
    assert message.sent_at and f"/book/{offer.token}/" in message.body
    assert Interview.objects.get().stage == "invited"


@pytest.mark.full
def test_what_was_said_to_be_sent_is_taken_back_without_a_trace(page, interview):
    offer = stand(interview)
    answer = page.post(reverse("offer-mark-sent", args=[offer.pk]))
    (told,) = get_messages(answer.wsgi_request)

    page.post(told.extra_tags)

    interview.refresh_from_db()
    assert interview.stage == "planned" and not Message.objects.exists()


def test_one_press_leads_to_a_talk_that_is_agreed_instead_of_a_second_one(page, interview, ana):
    schedule_interview(interview, on_date=TUESDAY.date(), at_time=TUESDAY.time(), zone="UTC")

    page.post(reverse("person-offer", args=[ana.pk]))

    assert Interview.objects.get() == interview


def test_one_press_plans_a_talk_and_leads_to_the_times(page, account, ana):
    here = reverse("person-offer", args=[ana.pk])

    first, again = page.post(here), page.post(here)

    talk = Interview.objects.get()
    assert talk.minutes == 20 and list(talk.people.all()) == [ana]
    assert first["Location"] == again["Location"] == f"{address(talk)}?person={ana.pk}"


def test_a_letter_that_offers_times_leads_to_them_first(page, ana, interview, settings):
    settings.IS_LOCAL = False
    Reach.objects.create(account=ana.account, person=ana, kind="email", value="ana@example.com")
    write = f"{reverse('message-write', args=[ana.pk])}?purpose=accept"

    before = page.get(write).content
    offer = stand(interview)
    after = page.get(write).content

    assert b"No times are offered to Ana Sousa yet" in before
    assert b"No times are offered" not in after and offer.token.encode() in after


@pytest.mark.full
def test_a_draft_with_other_times_than_stand_says_so(page, ana, interview):
    draft = begin_message(ana, purpose="accept", at=NOW, channel="email")
    write = reverse("message-detail", args=[draft.pk])

    none = page.get(write).content
    stand(interview)
    stale = page.get(write).content
    write_anew(draft, at=NOW)
    fresh = page.get(write).content

    assert b"No times are offered to Ana Sousa yet" in none
    told = b"The times you offer now are not in this text."
    assert told in stale and told not in fresh


def test_the_grid_stands_on_the_half_hour_of_their_clock(page, account, interview, ana):
    ana.zone, ana.country = "Asia/Kathmandu", ""
    ana.save()

    week = page.get(address(interview)).context["week"]

    assert {row.label[-2:] for row in week.rows} == {"15", "45"}
    shown = {cell.theirs[-2:] for row in week.rows for cell in row.cells if cell}
    assert shown == {"00", "30"}


@pytest.mark.full
def test_a_week_in_which_clocks_change_shows_both_clocks_right(page, interview, ana):
    ana.zone = "America/New_York"
    ana.save()

    # Mine went forward on 28 March 2027, theirs on the 14th; on the 29th they are five hours apart.
    for monday, theirs in (("2027-03-15", "09:00"), ("2027-03-29", "08:00")):
        answer = page.post(address(interview), {**TERMS, "week": monday})
        row = next(row for row in answer.context["week"].rows if row.label == "13:00")

        assert row.cells[0].theirs == theirs


def test_the_talk_leads_to_the_letter_that_confirms_it(page, interview):
    schedule_interview(
        interview, on_date=TUESDAY.date() + timedelta(days=2), at_time=TUESDAY.time(), zone="UTC"
    )
    confirm = interview.follow_ups.get(kind="confirm")

    html = page.get(interview.get_absolute_url()).content.decode()

    assert f'href="{reverse("follow-up-write", args=[confirm.pk])}"' in html


@pytest.mark.full
def test_in_a_talk_of_several_it_is_chosen_whom_it_is_for(page, interview, account, ana):
    bo = PersonFactory(account=account, name="Bo Lind", zone="Europe/Lisbon")
    quiet = PersonFactory(account=account, name="Cy Quiet", is_do_not_contact=True)
    interview.people.add(bo, quiet)

    answer = page.get(f"{address(interview)}?person={bo.pk}")

    assert answer.context["person"] == bo and answer.context["people"] == [ana, bo]
    assert page.get(f"{address(interview)}?person={quiet.pk}").status_code == 404
    bo.zone = "Asia/Tokyo"
    bo.save()
    assert b"night for Bo" in page.get(address(interview)).content
    interview.people.set([quiet])
    assert b"Nobody to offer times to" in page.get(address(interview)).content


def test_a_talk_that_is_agreed_keeps_its_time_until_another_is_picked(page, interview):
    stand(interview)
    schedule_interview(
        interview, on_date=TUESDAY.date(), at_time=TUESDAY.time(), zone="Europe/Lisbon"
    )

    agreed = page.get(address(interview)).content
    with moved_to(NOW + timedelta(minutes=1)):
        anew = page.get(f"{address(interview)}?anew=1")
        sent = {**TERMS, "at": chosen(anew), "offer": "1"}
        offered = page.post(address(interview), sent, follow=True).content

    assert b"Agreed with Ana Sousa" in agreed
    assert b"stands until another one is picked" in anew.content
    assert b"Times offered to Ana Sousa" in offered
    interview.refresh_from_db()
    assert interview.stage == "scheduled" and interview.starts_at == TUESDAY


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "So far we agreed on:\n\nTuesday 24 November 2026: 12:00 Berlin time (11:00"),
        ("zh-hans", "原来约的是：\n\n2026年11月24日（周二）柏林时间12:00（里斯本时间11:00）"),
    ],
)
def test_times_in_place_of_an_agreed_one_are_asked_for_as_such(page, interview, language, said):
    agreed = TUESDAY + timedelta(hours=2)
    schedule_interview(interview, on_date=agreed.date(), at_time=agreed.time(), zone="UTC")
    with moved_to(NOW + timedelta(minutes=1)):
        offer = stand(interview, TUESDAY + timedelta(days=2))
        Offer.objects.update(language=language, created_at=NOW + timedelta(minutes=1))
        answer = page.get(address(interview))

    assert said in answer.context["text"] and said in answer.context["text_alone"]
    assert offer.token in answer.context["text"]


@pytest.mark.full
def test_a_talk_that_cannot_be_kept_says_so_and_leads_back_to_the_times(page, interview):
    schedule_interview(
        interview, on_date=TUESDAY.date(), at_time=TUESDAY.time(), zone="Europe/Lisbon"
    )
    move = reverse("interview-move", args=[interview.pk])

    answer = page.post(move, {"to": "invited", "back": "offer"})

    assert answer["Location"] == address(interview)
    assert len(chosen(page.get(address(interview)))) == 3


def test_a_talk_that_is_over_needs_no_time(page, interview):
    Interview.objects.update(stage="held")

    assert b"This talk needs no time" in page.get(address(interview)).content


@pytest.mark.full
def test_the_page_takes_the_same_queries_however_much_there_is(page, account, interview):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert page.get(address(interview)).status_code == 200
        return len(captured)

    def fill(day):
        scheduled(account, f"Bo {day}", TUESDAY + timedelta(days=day))
        other = InterviewFactory(account=account)
        stand(other, TUESDAY + timedelta(days=day, hours=4))

    fill(0)
    queries()
    few = queries()
    for day in range(1, 4):
        fill(day)

    assert queries() == few


@pytest.mark.parametrize("name", few(["offer-withdraw", "offer-restore", "offer-mark-sent"]))
def test_a_stranger_changes_no_offer(client, stranger, interview, name):
    offer = stand(interview)
    client.force_login(stranger)

    assert client.post(reverse(name, args=[offer.pk])).status_code == 404
    assert client.post(reverse("person-offer", args=[offer.person_id])).status_code == 404
    offer.refresh_from_db()
    assert not offer.withdrawn_at and not Message.objects.exists()
