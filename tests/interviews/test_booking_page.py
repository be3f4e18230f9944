"""The booking page: whoever has the link picks, proposes, declines, moves and cancels; nobody else."""

import re
from datetime import UTC, datetime, time

import html5lib
import pytest
from django.core.cache import cache
from django.test import Client

from config.kit import clock
from config.kit.limits import seconds_to_wait
from contacts.models import Reach
from interviews.actions.interviews import move_interview, schedule_interview
from interviews.models import Interview, Letter, Offer
from interviews.rules.stages import Stage
from interviews.views.booking import ANSWERS
from tests.booked import (
    DAY,
    HOUR,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    an_offer,
    text,
    url,
    value,
)
from tests.cases import few
from tests.factories import InterviewFactory, PersonFactory
from tests.sent import mailed


@pytest.fixture(autouse=True)
def monday(db):
    cache.clear()
    with clock.moved_to(MONDAY):
        yield


def test_the_page_shows_who_asks_the_times_on_their_clock_and_nothing_private(account):
    account.name = ""
    account.save()
    offer = an_offer(account, shows_questions=True)

    answer = Client().get(url(offer))

    html = text(answer)
    assert "I teach, and want to learn<br>how analysts work." in html
    assert "20 minutes" in html and "Video call" in html
    assert "Tuesday 24 November" in html and ">13:00<" in html and "10:00 Lisbon" in html
    assert "Nairobi (UTC+3)" in html
    for secret in (account.email, "My secret aim", "Bo Chen"):
        assert secret not in html


def test_it_needs_no_cookie_and_gives_none(account, page):
    offer = an_offer(account)
    names = ("booking", "booking-propose", "booking-decline", "booking-calendar", "booking-move")
    strict = Client(enforce_csrf_checks=True)

    for name in names:
        for answer in (
            page.get(url(offer, name)),
            strict.head(url(offer, name)),
            strict.post(url(offer, name), {"on_date": "x"}),
        ):
            assert not answer.cookies, name
            assert answer.status_code in (200, 303, 404, 422), name
            assert answer["Cache-Control"] == "no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "noindex" in answer["X-Robots-Tag"]
            policy = answer["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not page.get(url(offer)).context["request"].user.is_authenticated


def test_looking_changes_nothing(account):
    offer = an_offer(account)
    query = {"starts_at": value(TUESDAY), "do": "pick", "word": "x"}

    for name in ("booking", "booking-propose", "booking-decline", "booking-cancel", "booking-move"):
        Client().get(url(offer, name), query)
        Client().head(url(offer, name), query)

    offer.refresh_from_db()
    assert (offer.picked_at, offer.declined_at) == (None, None)
    assert offer.interview.stage == "planned"


def test_a_pick_schedules_the_talk_on_their_clock_and_tells_me(account):
    offer = an_offer(account)
    typed = {
        "starts_at": value(TUESDAY),
        "zone": "Africa/Nairobi",
        "email": "bo@example.com",
        "place": "meet.example.com/bo",
        "word": "Looking forward!",
    }

    for _ in range(2):
        answer = Client().post(url(offer), typed)
        assert answer.status_code == 303
        assert answer["Location"].endswith("#answer")

    talk = offer.interview
    talk.refresh_from_db()
    assert (talk.stage, talk.starts_at, talk.zone) == ("scheduled", TUESDAY, "Africa/Nairobi")
    assert (talk.medium, talk.place) == ("video", "https://meet.example.com/bo")
    assert talk.sequence == 0
    assert Reach.objects.get(person=offer.person).value == "bo@example.com"
    message = offer.person.messages.get()
    assert "Looking forward!" in message.body and "13:00 Africa/Nairobi" in message.body
    assert not offer.person.follow_ups.filter(kind="answer", state="open").exists()
    html = text(Client().get(answer["Location"].partition("#")[0]))
    assert "It is agreed" in html and "13:00" in html and "Tuesday 24 November 2026" in html


def test_what_i_set_stays_and_their_wish_is_told(account):
    offer = an_offer(account)
    talk = offer.interview
    talk.place = "https://mine.example.com/a"
    talk.save()

    Client().post(url(offer), {"starts_at": value(TUESDAY), "place": "+44 20 7946 0000"})

    talk.refresh_from_db()
    assert (talk.medium, talk.place) == ("video", "https://mine.example.com/a")
    assert "Would rather meet here: +44 20 7946 0000" in offer.person.messages.get().body


def test_a_page_that_comes_back_keeps_what_was_typed(account):
    offer = an_offer(account)
    typed = {"starts_at": value(TUESDAY), "place": "javascript:alert(1)", "word": "Hi"}

    answer = Client().post(url(offer), typed)

    assert answer.status_code == 422
    assert "Hi</textarea>" in text(answer) and "checked" in text(answer)
    offer.refresh_from_db()
    assert offer.picked_at is None


def test_the_link_of_somebody_who_takes_no_part_any_more_leads_nowhere(account):
    offer = an_offer(account)
    offer.interview.people.set([PersonFactory(account=account)])

    answer = Client().get(url(offer))
    Client().post(url(offer), {"starts_at": value(TUESDAY)})

    offer.interview.refresh_from_db()
    assert (answer.status_code, offer.interview.stage) == (410, "planned")


def test_nothing_is_on_offer_by_an_account_that_is_leaving(account):
    offer = an_offer(account)
    account.deletion_asked_at = MONDAY
    account.save()

    assert Client().get(url(offer)).status_code == 410


@pytest.mark.parametrize("typed", few([{}, {"starts_at": "x"}, {"starts_at": "2026-99-01T10:00Z"}]))
def test_without_a_time_the_page_asks_again(account, typed):
    answer = Client().post(url(an_offer(account)), typed)

    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)


def test_a_time_that_went_meanwhile_gives_fresh_ones(account):
    offer, other = an_offer(account), an_offer(account)
    Client().post(url(other), {"starts_at": value(TUESDAY)})

    answer = Client().post(url(offer), {"starts_at": value(TUESDAY), "word": "See you"})

    html = text(answer)
    assert answer.status_code == 409
    assert "That time has just gone." in html and "See you</textarea>" in html
    assert value(TUESDAY) not in html and value(WEDNESDAY) in html
    assert html.count('name="starts_at"') == 3
    assert offer.interview.stage == "planned"


def test_a_time_too_near_by_now_is_not_for_picking(account):
    offer = an_offer(account)

    with clock.moved_to(TUESDAY - 2 * HOUR):
        html = text(Client().get(url(offer)))
        answer = Client().post(url(offer), {"starts_at": value(TUESDAY)})

    assert value(TUESDAY) not in html
    assert answer.status_code == 409


def test_a_busy_time_of_mine_takes_an_offered_time_away(account):
    offer = an_offer(account)
    talk = InterviewFactory.build(
        account=account, stage="scheduled", on_date=TUESDAY.date(), at_time=time(10, 15), zone="UTC"
    )
    talk.derive_instant()
    talk.save()

    answer = Client().post(url(offer), {"starts_at": value(TUESDAY)})

    assert answer.status_code == 409


def test_only_free_times_can_be_picked(account):
    offer = an_offer(account)

    odd = TUESDAY.replace(hour=11, minute=1)
    for start in (MONDAY - DAY, TUESDAY.replace(hour=3), MONDAY + 90 * DAY, odd):
        assert Client().post(url(offer), {"starts_at": value(start)}).status_code == 409


def test_the_agreed_talk_is_moved_by_the_same_link(account):
    offer = an_offer(account)
    Client().post(url(offer), {"starts_at": value(TUESDAY), "zone": "Africa/Nairobi"})

    html = text(Client().get(url(offer, "booking-move")))
    assert value(TUESDAY) not in html and value(THURSDAY) in html
    for _ in range(2):
        typed = {"starts_at": value(THURSDAY), "zone": "Europe/Paris", "word": "Sorry"}
        Client().post(url(offer, "booking-move"), typed)

    talk = offer.interview
    talk.refresh_from_db()
    assert (talk.starts_at, talk.zone, talk.sequence) == (THURSDAY, "Europe/Paris", 1)
    assert offer.person.messages.count() == 2


@pytest.mark.full
def test_a_move_of_mine_is_told_on_the_page_before_the_letter_is(account, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    offer = an_offer(account)
    client = Client()
    client.post(url(offer), {"starts_at": value(TUESDAY), "email": "bo@example.com"})
    mailed = "an invitation is on its way to you by e-mail"
    agreed = text(client.get(url(offer)))
    talk = Interview.objects.get()
    schedule_interview(talk, on_date=THURSDAY.date(), at_time=THURSDAY.time(), zone="UTC")

    moved = text(client.get(url(offer)))

    assert mailed in agreed and "moved it" not in agreed
    assert mailed not in moved and "moved it. Until now it was:" in moved
    assert "Tuesday 24 November 2026, <strong>10:00</strong>" in moved


@pytest.mark.full
def test_to_somebody_not_to_be_contacted_nothing_is_on_offer_but_what_is_agreed_stands(
    account, settings
):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    offer, agreed = an_offer(account), an_offer(account)
    client = Client()
    client.post(url(agreed), {"starts_at": value(TUESDAY), "email": "bo@example.com"})
    Letter.objects.all().delete()
    account.people.update(is_do_not_contact=True)

    gone = client.post(url(offer), {"starts_at": value(WEDNESDAY)}, follow=True)
    client.post(url(agreed, "booking-cancel"), {})

    assert gone.status_code == 410 and "not on offer any more" in text(gone)
    assert set(Interview.objects.values_list("stage", flat=True)) == {"planned", "cancelled"}
    assert [letter.kind for letter in Letter.objects.all()] == ["notice"]


@pytest.mark.full
def test_a_talk_that_i_call_off_says_so_behind_the_link(account):
    offer = an_offer(account)
    client = Client()
    client.post(url(offer), {"starts_at": value(TUESDAY)})
    move_interview(Interview.objects.get(), Stage.CANCELLED, at=clock.now())

    html = text(client.get(url(offer)))

    assert "The talk is cancelled" in html and "had to call it off" in html
    assert "Robin Reader knows" not in html


def test_the_agreed_talk_is_cancelled_with_a_word(account):
    offer = an_offer(account)
    Client().post(url(offer), {"starts_at": value(TUESDAY)})

    for _ in range(2):
        Client().post(url(offer, "booking-cancel"), {"word": "I am ill"})

    offer.interview.refresh_from_db()
    assert offer.interview.stage == "cancelled"
    assert offer.person.messages.filter(body__contains="I am ill").count() == 1
    assert "The talk is cancelled" in text(Client().get(url(offer)))


def test_a_kind_no_is_kept(account):
    offer = an_offer(account)

    for _ in range(2):
        Client().post(url(offer, "booking-decline"), {"word": "No time this year"})

    message = offer.person.messages.get()
    offer.interview.refresh_from_db()
    assert (message.meaning, offer.interview.stage) == ("decline", "cancelled")
    assert "No time this year" in message.body
    assert "Thank you for telling" in text(Client().get(url(offer)))
    assert Client().post(url(offer), {"starts_at": value(TUESDAY)}).status_code == 303
    assert offer.interview.starts_at is None


def test_another_time_is_proposed_on_their_clock(account):
    offer = an_offer(account)
    typed = {"on_date": "2026-11-25", "at_time": "21:00", "zone": "Asia/Shanghai", "word": "Late?"}

    for _ in range(2):
        answer = Client().post(url(offer, "booking-propose"), typed)

    proposed = offer.times.get(is_theirs=True)
    assert answer.status_code == 303
    assert proposed.starts_at == datetime(2026, 11, 25, 13, tzinfo=UTC)
    assert (proposed.at_time, proposed.zone) == (time(21), "Asia/Shanghai")
    assert "your proposal is on its way" in text(Client().get(url(offer)))
    assert offer.person.messages.count() == 1


def test_a_time_that_happens_twice_is_asked_about(account):
    offer = an_offer(account)
    typed = {"on_date": "2027-04-04", "at_time": "01:45", "zone": "Australia/Lord_Howe"}

    answer = Client().post(url(offer, "booking-propose"), typed)

    assert answer.status_code == 422
    assert "happens twice" in text(answer) and text(answer).count('name="reading"') == 2
    assert not offer.times.filter(is_theirs=True).exists()


def test_the_reading_they_choose_is_the_one_that_counts(account):
    offer = an_offer(account)
    typed = {"on_date": "2027-04-04", "at_time": "01:45", "zone": "Australia/Lord_Howe"}
    second = datetime(2027, 4, 3, 15, 15, tzinfo=UTC)

    Client().post(url(offer, "booking-propose"), typed | {"reading": second.isoformat()})

    proposed = offer.times.get(is_theirs=True)
    assert (proposed.starts_at, proposed.fold) == (second, 1)


def test_links_that_lead_nowhere_say_so_kindly(account):
    expired = an_offer(account)
    Offer.objects.filter(pk=expired.pk).update(expires_at=MONDAY)
    withdrawn = an_offer(account)
    Offer.objects.filter(pk=withdrawn.pk).update(withdrawn_at=MONDAY)

    for offer in (expired, withdrawn):
        answers = [
            Client().get(url(offer)),
            Client().post(url(offer), {"starts_at": value(TUESDAY)}),
        ]
        assert [answer.status_code for answer in answers] == [410, 303]
        assert "not on offer any more" in text(answers[0])
        assert offer.words not in text(answers[0])
        offer.interview.refresh_from_db()
        assert offer.interview.stage == "planned"
    for token in ("x", "%00", "a" * 500, expired.token[:-1]):
        answer = Client().get(f"/book/{token}/", headers={"Accept-Language": "zh-CN"})
        assert answer.status_code == 404
        assert 'lang="zh-hans"' in text(answer)
        assert answer["X-Robots-Tag"]


def test_the_link_of_an_account_that_is_closed_leads_nowhere(account):
    offer = an_offer(account)
    account.is_active = False
    account.save()

    assert Client().get(url(offer)).status_code == 404


def test_answers_are_counted_by_link_without_keeping_who_asked(account):
    offer, other = an_offer(account), an_offer(account)

    for _ in range(19):
        assert not seconds_to_wait([(ANSWERS[0], offer.token)])
    answers = [Client().post(url(offer), {}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [422, 429]
    assert 0 < int(answers[1]["Retry-After"]) <= 600
    assert Client().post(url(other), {}).status_code == 422
    assert Client().get(url(offer)).status_code == 200


def test_the_times_stand_on_the_clock_that_is_asked_for(account):
    offer = an_offer(account, zone="", is_exception=True)

    known = text(Client().get(url(offer)))
    asked = text(Client().get(url(offer), {"zone": "America/St_Johns"}))
    nonsense = text(Client().get(url(offer), {"zone": "Mars/Base"}))

    assert "data-detect" in known and "We do not know your time zone" in known
    assert "data-detect" not in asked and "St Johns (UTC−3:30)" in asked and ">06:30<" in asked
    assert "Lisbon (UTC)" in nonsense and "data-detect" not in nonsense


@pytest.mark.full
def test_what_they_have_in_writing_stays_where_their_clock_is_far_from_mine(account):
    offer = an_offer(account, zone="")

    page = text(Client().get(url(offer), {"zone": "America/New_York"}))
    picked = Client().post(url(offer), {"starts_at": value(TUESDAY), "zone": "America/New_York"})

    shown = page.count('name="starts_at"')
    assert all(value(start) in page for start in (TUESDAY, WEDNESDAY, THURSDAY))
    assert shown == 6, "as many again that suit a day in New York"
    offer.interview.refresh_from_db()
    assert (picked.status_code, offer.interview.starts_at) == (303, TUESDAY)


def test_a_day_of_theirs_that_is_not_mine_is_named(account):
    offer = an_offer(account, TUESDAY.replace(hour=15), zone="Pacific/Auckland", is_exception=True)

    html = text(Client().get(url(offer)))

    assert "Wednesday 25 November" in html and "Tue 15:00 Lisbon" in html


def test_a_calendar_file_holds_the_talk_and_no_address_of_others(account):
    offer = an_offer(account)
    Reach.objects.create(account=account, person=offer.person, kind="email", value="bo@example.com")
    assert Client().get(url(offer, "booking-calendar")).status_code == 404
    Client().post(url(offer), {"starts_at": value(TUESDAY)})

    answer = Client().get(url(offer, "booking-calendar"))

    assert answer["Content-Type"].startswith("text/calendar")
    file = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART:20261124T100000Z" in file and offer.token in file
    assert "ATTENDEE" not in file and "My secret aim" not in file


@pytest.mark.full
def test_a_page_takes_the_same_queries_however_many_times(account, django_assert_max_num_queries):
    one, many = an_offer(account, TUESDAY), an_offer(account)

    Client().get(url(one))
    for offer in (one, many):
        with django_assert_max_num_queries(40):
            Client().get(url(offer))


@pytest.mark.full
def test_an_agreed_talk_of_several_is_not_moved_by_one_of_them(account):
    bo, cy = (PersonFactory(account=account, name=name) for name in ("Bo", "Cy"))
    offer = an_offer(account, person=bo)
    offer.interview.people.add(cy)
    Client().post(url(offer), {"starts_at": value(TUESDAY)})

    Client().post(url(offer, "booking-move"), {"starts_at": value(THURSDAY)})
    Client().post(url(offer, "booking-cancel"), {"word": "I cannot come"})

    offer.interview.refresh_from_db()
    assert (offer.interview.stage, offer.interview.starts_at) == ("scheduled", TUESDAY)
    assert "I cannot come" in bo.messages.first().body


@pytest.mark.parametrize(
    ("stage", "fields", "said"),
    few(
        [
            ("invited", {}, "When would suit you?"),
            ("scheduled", {}, "It is agreed"),
            ("scheduled", {"created_at": MONDAY}, "asks whether another time would do"),
            ("scheduled", {"expires_at": MONDAY}, "It is agreed"),
            ("held", {}, "The time of this talk has come"),
            ("cancelled", {}, "not on offer any more"),
            ("cancelled", {"picked_at": MONDAY}, "The talk is cancelled"),
            ("missed", {"picked_at": MONDAY}, "When would suit you?"),
        ],
        quick=3,
    ),
)
def test_the_page_follows_what_became_of_the_talk(account, stage, fields, said):
    offer = an_offer(account, created_at=MONDAY - DAY)
    Offer.objects.filter(pk=offer.pk).update(**fields)
    Interview.objects.filter(pk=offer.interview_id).update(
        stage=stage,
        on_date=TUESDAY.date(),
        at_time=TUESDAY.time(),
        starts_at=TUESDAY,
        zone="UTC",
        agreed_at=MONDAY - HOUR,
    )

    assert said in text(Client().get(url(offer)))


@pytest.mark.full
def test_times_i_offer_for_an_agreed_talk_are_there_to_move_to(account):
    offer = an_offer(account, created_at=MONDAY)
    talk = offer.interview
    schedule_interview(talk, on_date=WEDNESDAY.date(), at_time=time(14), zone="UTC")
    Interview.objects.update(agreed_at=MONDAY - DAY)

    html = text(Client().get(url(offer, "booking-move")))
    Client().post(url(offer, "booking-move"), {"starts_at": value(THURSDAY)})

    talk.refresh_from_db()
    assert value(TUESDAY) in html and talk.starts_at == THURSDAY
    assert "another time would do" not in text(Client().get(url(offer)))


@pytest.mark.full
def test_the_page_speaks_chinese_where_the_offer_does(account):
    offer = an_offer(account, language="zh-hans")
    Offer.objects.update(words="")

    pages = [
        Client().get(url(offer)),
        Client().post(url(offer), {"place": "x y", "email": "x"}),
        Client().get(url(offer, "booking-propose")),
        Client().post(url(offer, "booking-propose"), {"on_date": "2026-11-01", "at_time": "10:00"}),
        Client().get(url(offer, "booking-decline")),
        Client().post(url(offer), {"starts_at": value(TUESDAY)}, follow=True),
        Client().get(url(offer, "booking-move")),
        Client().get(url(offer, "booking-cancel")),
        Client().post(url(offer, "booking-cancel"), follow=True),
    ]

    assert "11月24日（星期二）" in text(pages[0]) and "10:00 里斯本" in text(pages[0])
    assert "Picked Tue 24 Nov 2026, 13:00 Africa/Nairobi" in offer.person.messages.last().body
    for answer in pages:
        tree = html5lib.parse(text(answer), namespaceHTMLElements=False)
        for zones in tree.iter("select"):
            zones.clear()
        said = " ".join(tree.find("body").itertext())
        known = (
            offer.words,
            account.name,
            "Nairobi",
            "UTC",
            "Askwell",
            "Cookie",
            "https",
        )
        for name in (*known, "name", "example", "com", "meet", "abc"):
            said = said.replace(name, "")
        assert re.findall("[A-Za-z]{3,}", said) == []


@pytest.mark.full
def test_each_answer_sends_its_letters_once(account):
    offer = an_offer(account)
    Reach.objects.create(account=account, person=offer.person, kind="email", value="bo@example.com")
    answers = [
        ("booking", {"starts_at": value(TUESDAY)}),
        ("booking-move", {"starts_at": value(THURSDAY)}),
        ("booking-cancel", {"word": "Sorry"}),
    ]

    for sent, (name, typed) in enumerate(answers, start=1):
        for _ in range(2):
            Client().post(url(offer, name), typed)

        letters = Letter.objects.order_by("pk")
        assert [letter.to for letter in letters] == ["bo@example.com", account.email] * sent
    methods = letters.filter(person=offer.person, to="bo@example.com")
    assert [one.method for one in methods] == ["REQUEST", "REQUEST", "CANCEL"]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    few(
        [
            (
                "booking-propose",
                {"on_date": "2026-11-26", "at_time": "13:00", "zone": "Africa/Nairobi"},
                "Thu 26 Nov 2026, 10:00 Europe/Lisbon (UTC)",
            ),
            ("booking-decline", {}, "would rather not talk"),
        ]
    ),
)
def test_i_am_told_by_mail_what_agrees_on_nothing(account, mailoutbox, name, typed, said):
    offer = an_offer(account)

    for _ in range(2):
        Client().post(url(offer, name), {**typed, "word": "Tea & <b>cake</b>"})
    letter = Letter.objects.get()
    mailed()

    (mail,) = mailoutbox
    assert mail.to == [account.email] and "Bo Chen" not in mail.subject
    assert said in mail.body and "Tea & <b>cake</b>" in mail.body
    assert "Tea &amp; &lt;b&gt;cake" in letter.html
    assert [part.get_content_type() for part in mail.message().walk()][1:] == [
        "text/plain",
        "text/html",
    ]
