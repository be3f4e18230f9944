from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import Outreach, Pause
from interviews.actions.follow_ups import promise
from interviews.actions.interviews import schedule_interview
from interviews.actions.pauses import begin_pause
from interviews.actions.planning import plan_waiting, replan
from interviews.models import FollowUp
from tests.cases import few
from tests.factories import InterviewFactory, MessageFactory, PersonFactory

# A Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)
AWAY = reverse("settings-pauses")


@pytest.fixture
def now():
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def ana(account, now):
    """Somebody asked on Monday: a second person on Thursday, a nudge on 11 March."""
    ana = PersonFactory(account=account, name="Ana Almeida")
    ask = Outreach.objects.create(account=account, person=ana, organisation=ana.organisation)
    MessageFactory(person=ana, outreach=ask, purpose="first_ask", sent_at=MONDAY)
    replan([ana], at=MONDAY)
    return ana


def steps(person):
    return dict(person.follow_ups.exclude(key="").values_list("kind", "due_on"))


def away(page, first="2026-03-02", last="2026-03-13"):
    return page.post(AWAY, {"from_on": first, "until_on": last}, follow=True)


def test_steps_move_behind_an_absence_that_begins_today_and_back(page, account, ana):
    before = steps(ana)

    html = away(page).content.decode()

    assert steps(ana) == {"second_person": date(2026, 3, 16), "nudge": date(2026, 3, 16)}
    assert "2 steps move" in html and "Wed 11 Mar 2026" in html and "Mon 16 Mar 2026" in html
    assert "you are away" in html

    page.post(AWAY, {"undo": "1"})

    assert (steps(ana), account.pauses.count()) == (before, 0)


def test_nothing_turns_overdue_while_away(account, ana):
    article = promise(ana, kind="promise", text="The article", due_on=date(2026, 3, 5))

    begin_pause(account, from_on=date(2026, 3, 3), until_on=date(2026, 3, 13), at=MONDAY)
    meanwhile = promise(ana, kind="promise", text="A call", due_on=date(2026, 3, 6))

    article.refresh_from_db()
    back = clock.end_of_day(date(2026, 3, 14), "Europe/Lisbon")
    assert (article.due_on, article.due_at) == (date(2026, 3, 5), back)
    assert (meanwhile.due_on, meanwhile.due_at) == (date(2026, 3, 6), back)
    assert not FollowUp.objects.open().filter(due_at__lt=MONDAY + 11 * DAY).exists()


def test_what_waited_when_an_absence_began_goes_on_after_it(account, ana):
    begin_pause(account, from_on=date(2026, 3, 6), until_on=date(2026, 3, 13), at=MONDAY)
    assert steps(ana)["second_person"] == date(2026, 3, 5)

    plan_waiting(at=MONDAY + 4 * DAY)

    assert steps(ana)["second_person"] == date(2026, 3, 16)
    assert plan_waiting(at=MONDAY + 4 * DAY) == 0


def test_talks_and_agreed_days_stay_and_are_named(page, account, ana):
    talk = InterviewFactory(account=account, people=[ana])
    schedule_interview(talk, on_date=date(2026, 3, 6), at_time=time(15), zone="Europe/Lisbon")
    promise(ana, kind="report_back", text="How the course went", due_on=date(2026, 3, 9))

    html = away(page).content.decode()

    talk.refresh_from_db()
    assert talk.on_date == date(2026, 3, 6)
    assert "You have a talk with Ana Almeida" in html and "Fri 6 Mar 2026, 15:00" in html
    assert "Agreed for Mon 9 Mar 2026 with Ana Almeida: How the course went" in html


@pytest.mark.full
def test_one_who_comes_back_early_goes_on_from_today(page, account, ana):
    away(page)
    pause = account.pauses.get()

    with clock.moved_to(MONDAY + 4 * DAY):
        page.post(AWAY, {"end": pause.pk})

        kept = account.pauses.get()
        assert (kept.from_on, kept.until_on) == (date(2026, 3, 2), date(2026, 3, 5))
        assert steps(ana) == {"second_person": date(2026, 3, 6), "nudge": date(2026, 3, 11)}

        page.post(AWAY, {"undo": "1"})
        again = account.pauses.get()
        assert (again.from_on, again.until_on) == (date(2026, 3, 2), date(2026, 3, 13))


@pytest.mark.full
def test_an_absence_is_deleted_and_that_is_taken_back(page, account, ana):
    away(page)
    moved = steps(ana)

    page.post(reverse("pause-delete", args=[account.pauses.get().pk]))
    assert account.pauses.count() == 0 and steps(ana) != moved

    page.post(AWAY, {"undo": "1"})
    assert account.pauses.count() == 1 and steps(ana) == moved


@pytest.mark.parametrize(
    ("first", "last", "said"),
    few(
        [
            ("2026-03-09", "2026-03-04", "lies before the first"),
            ("2026-02-02", "2026-02-04", "These days are over"),
            ("2026-03-09", "2027-09-09", "At most a year"),
            ("2026-04-01", "2026-05-01", "You are away from 10 Apr 2026 to 12 Apr 2026 already"),
            ("", "2026-05-01", "Choose the first day."),
        ],
        quick=2,
    ),
)
def test_days_that_make_no_absence_are_refused_and_kept(page, account, now, first, last, said):
    Pause.objects.create(account=account, from_on=date(2026, 4, 10), until_on=date(2026, 4, 12))

    answer = away(page, first, last)

    html = answer.content.decode()
    assert answer.status_code == 422 and said in html and f'value="{last}"' in html
    assert account.pauses.count() == 1


def test_an_absence_of_somebody_else_does_not_end(page, stranger, now):
    pause = Pause.objects.create(
        account=stranger, from_on=date(2026, 3, 1), until_on=date(2026, 3, 12)
    )

    assert page.post(AWAY, {"end": pause.pk}).status_code == 404
    assert Pause.objects.filter(pk=pause.pk, until_on=date(2026, 3, 12)).exists()
