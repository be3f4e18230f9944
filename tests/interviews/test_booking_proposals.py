"""What others answered by their link, on my side: proposals to agree to, and what to do after a no."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.models import Outreach
from interviews.actions.interviews import move_interview, schedule_interview
from interviews.actions.offers import offer_times
from interviews.actions.planning import replan
from interviews.models import Offer
from interviews.rules.stages import Stage
from tests.booked import DAY, MONDAY, THURSDAY, TUESDAY, an_offer, text, url, value
from tests.cases import few
from tests.factories import InterviewFactory, MessageFactory, SearchFactory

PROPOSED = datetime(2026, 11, 26, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(db):
    cache.clear()
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def proposed(account):
    """A time that Bo proposed by the link."""
    offer = an_offer(account)
    typed = {"on_date": "2026-11-26", "at_time": "13:00", "zone": "Africa/Nairobi"}
    Client().post(url(offer, "booking-propose"), typed | {"word": "Or <b>later</b>?"})
    return offer.times.get(is_theirs=True)


def answer(page, proposed, do):
    return page.post(reverse("proposal-answer", args=[proposed.pk]), {"do": do})


def test_a_proposal_stands_on_today_and_on_the_page_of_the_talk(page, account, proposed):
    for address in ("/", proposed.interview.get_absolute_url()):
        html = text(page.get(address))

        assert html.count("Bo Chen proposes a time") == 1
        assert "Thu 26 Nov 2026, 13:00" in html and "10:00</span> Lisbon" in html
        assert "Or &lt;b&gt;later&lt;/b&gt;?" in html
    # The answer I owe them is that one row.
    assert "Answer Bo" not in text(page.get("/"))


def test_agreeing_schedules_the_talk_and_leads_to_the_invitation(page, proposed):
    for _ in range(2):
        reply = answer(page, proposed, "agree")

    talk = proposed.interview
    talk.refresh_from_db()
    assert reply["Location"] == reverse("invitation", args=[talk.pk])
    assert (talk.stage, talk.starts_at, talk.zone) == ("scheduled", PROPOSED, "Africa/Nairobi")
    assert talk.sequence == 0
    assert "proposes a time" not in text(page.get("/"))
    assert "It is agreed" in text(Client().get(url(proposed.offer)))


@pytest.mark.full
def test_declining_leads_to_a_kind_letter(page, proposed):
    reply = answer(page, proposed, "decline")

    proposed.refresh_from_db()
    assert proposed.settled_at
    write = reverse("message-write", args=[proposed.person_id])
    assert reply["Location"] == f"{write}?purpose=decline"
    assert "proposes a time" not in text(page.get("/"))


def test_a_proposal_beside_another_talk_cannot_be_agreed_to(page, account, proposed):
    busy = InterviewFactory.build(
        account=account, stage="scheduled", on_date=PROPOSED.date(), at_time=PROPOSED.time()
    )
    busy.zone = "UTC"
    busy.derive_instant()
    busy.save()

    assert "at that time." in text(page.get("/"))
    answer(page, proposed, "agree")

    proposed.interview.refresh_from_db()
    assert proposed.interview.stage == "planned"


@pytest.mark.full
def test_a_proposal_at_night_says_so(page, account):
    offer = an_offer(account)
    typed = {"on_date": "2026-11-26", "at_time": "09:00", "zone": "Asia/Shanghai"}
    Client().post(url(offer, "booking-propose"), typed)

    assert "01:00 in Lisbon is outside the hours" in text(page.get("/"))


@pytest.mark.full
def test_a_proposal_that_came_to_nothing_is_gone(page, account, proposed):
    with clock.moved_to(PROPOSED):
        assert "proposes a time" not in text(page.get("/"))
    offer = Offer.objects.get(pk=proposed.offer_id)
    offer.pk, offer.token, offer.created_at = None, "n" * 43, clock.now()
    offer.save()

    assert "proposes a time" not in text(page.get("/"))


@pytest.mark.parametrize(("do", "code"), few([("agree", 404), ("", 404)]))
def test_a_proposal_is_answered_by_its_owner_alone(client, stranger, proposed, do, code):
    client.force_login(stranger)

    assert answer(client, proposed, do).status_code == code


def test_an_answer_that_is_none_changes_nothing(page, proposed):
    assert answer(page, proposed, "dance").status_code == 400


@pytest.mark.full
def test_what_they_wrote_with_a_pick_shows_on_the_talk_with_where_they_would_rather_meet(
    page, account
):
    offer = an_offer(account)
    offer.interview.place = "https://meet.example.com/mine"
    offer.interview.save()
    typed = {"starts_at": value(TUESDAY), "place": "https://meet.example.org/theirs"}
    Client().post(url(offer), typed | {"word": "Happy to."})

    html = text(page.get(offer.interview.get_absolute_url()))

    assert "With the time Bo Chen wrote:" in html and "Happy to." in html
    assert "Would rather meet here: https://meet.example.org/theirs" in html


@pytest.mark.full
def test_a_no_shows_with_its_word_and_a_kind_next_step(page, account):
    offer = an_offer(account)
    Client().post(url(offer, "booking-decline"), {"word": "No time this year"})

    html = text(page.get(offer.interview.get_absolute_url()))

    assert "Bo Chen said no on Mon 23 Nov 2026." in html
    assert "No time this year" in html and "Thank Bo" in html
    person = text(page.get(offer.person.get_absolute_url()))
    assert "They would rather not" in person and "You know enough about them" not in person


@pytest.mark.full
@pytest.mark.parametrize("since", ["an offer", "a time"])
def test_a_no_is_over_once_something_came_of_the_talk(page, account, since):
    offer = an_offer(account)
    talk = offer.interview
    Client().post(url(offer, "booking-decline"), {"word": "No time this year"})
    with clock.moved_to(MONDAY + DAY):
        talk.refresh_from_db()
        move_interview(talk, Stage.PLANNED, at=clock.now())
        if since == "a time":
            day = THURSDAY
            schedule_interview(talk, on_date=day.date(), at_time=day.time(), zone="UTC")
        else:
            terms = {"at": clock.now(), "expires_at": MONDAY + 9 * DAY, "language": "en"}
            offer_times(talk, offer.person, [THURSDAY], **terms)

        html = text(page.get(talk.get_absolute_url()))

    assert "said no" not in html


def test_a_cancellation_shows_with_its_word_and_a_kind_next_step(page, account):
    offer = an_offer(account)
    Client().post(url(offer), {"starts_at": value(TUESDAY)})
    with clock.moved_to(MONDAY + DAY / 4):
        Client().post(url(offer, "booking-cancel"), {"word": "I am ill"})

    html = text(page.get(offer.interview.get_absolute_url()))

    assert "Bo Chen cancelled on Mon 23 Nov 2026." in html
    assert "I am ill" in html and "Thank Bo" in html


@pytest.mark.full
def test_today_asks_the_same_of_the_database_however_many_propose(
    page, account, proposed, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as one:
        page.get("/")
    queries = len(one)
    for hour in ("14:00", "15:00"):
        offer = an_offer(account)
        typed = {"on_date": "2026-11-26", "at_time": hour, "zone": "Africa/Nairobi"}
        Client().post(url(offer, "booking-propose"), typed)
    page.get("/")

    with django_assert_num_queries(queries):
        assert text(page.get("/")).count("proposes a time") == 3


@pytest.mark.full
@pytest.mark.parametrize(
    ("name", "typed", "stage", "steps"),
    few(
        [
            ("booking", {"starts_at": value(THURSDAY)}, "replied", {"confirm", "debrief"}),
            (
                "booking-propose",
                {"on_date": "2026-11-26", "at_time": "13:00", "zone": "UTC"},
                "replied",
                {"answer"},
            ),
            ("booking-decline", {}, "declined", set()),
        ]
    ),
)
def test_the_plan_follows_what_they_do(account, name, typed, stage, steps):
    offer = an_offer(account)
    ask = Outreach.objects.create(account=account, person=offer.person, created_at=MONDAY - DAY)
    MessageFactory(person=offer.person, outreach=ask, purpose="first_ask", sent_at=MONDAY - DAY / 2)
    replan([offer.person], at=MONDAY)
    assert set(offer.person.follow_ups.open().values_list("kind", flat=True)) >= {"nudge"}

    Client().post(url(offer, name), typed)

    ask.refresh_from_db()
    assert ask.stage == stage
    assert set(offer.person.follow_ups.open().values_list("kind", flat=True)) == steps


def test_today_asks_for_no_times_while_some_are_on_offer(page, account):
    SearchFactory(account=account)
    an_offer(account)

    html = text(page.get(reverse("today")))
    with clock.moved_to(MONDAY + 15 * DAY):
        late = text(page.get(reverse("today")))

    said = "You planned a talk that has no time yet"
    assert said not in html and said in late
