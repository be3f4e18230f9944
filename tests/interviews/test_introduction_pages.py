"""Pages and buttons of introductions."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import Introduction
from interviews.models import FollowUp
from tests.cases import few
from tests.factories import IntroductionFactory, PersonFactory
from tests.interviews.test_referral_pages import undo_of


@pytest.fixture
def ana(account):
    return PersonFactory(account=account, name="Ana Sousa")


@pytest.fixture
def promised(account, ana):
    bo = PersonFactory(account=account, name="Bo", referred_by=ana)
    today = clock.today(account.zone)
    return IntroductionFactory(introducer=ana, person=bo, promised_on=today - timedelta(days=20))


def move_url(introduction):
    return reverse("introduction-move", args=[introduction.pk])


def test_a_promise_is_noted_for_somebody_new_and_planned(page, account, ana):
    url = reverse("introduction-create", args=[ana.pk])
    day = clock.today(account.zone) - timedelta(days=2)

    answer = page.post(url, {"to": "Bo Lin, Lumen", "on": day.isoformat(), "note": "By mail"})

    assert answer["Location"] == ana.get_absolute_url()
    promised = Introduction.objects.get()
    assert (promised.introducer, promised.person.name, promised.promised_on) == (ana, "Bo Lin", day)
    assert promised.person.referred_by == ana
    step = FollowUp.objects.get(kind="nudge_introduction")
    assert step.due_on >= day + timedelta(days=7)


def test_a_promise_for_somebody_known_makes_nobody(page, account, ana):
    bo = PersonFactory(account=account, name="Bo Lin")
    url = reverse("introduction-create", args=[ana.pk])

    page.post(url, {"to": "bo lin", "on": clock.today(account.zone).isoformat()})

    assert Introduction.objects.get().person == bo
    assert account.people.count() == 2


def test_of_several_namesakes_one_is_chosen(page, account, ana):
    _first, second = (PersonFactory(account=account, name="Bo Lin") for _ in range(2))
    typed = {"to": "Bo Lin", "on": clock.today(account.zone).isoformat()}
    url = reverse("introduction-create", args=[ana.pk])

    assert page.post(url, typed).status_code == 422
    page.post(url, typed | {"which": second.pk})

    assert Introduction.objects.get().person == second


@pytest.mark.parametrize(
    "wrong", [{"to": ""}, {"to": "Ana Sousa"}, {"to": "Bo"}, {"to": "Cy", "on": "2999-01-01"}]
)
def test_what_is_no_promise_is_handed_back(page, promised, wrong):
    today = clock.today(promised.account.zone).isoformat()

    answer = page.post(
        reverse("introduction-create", args=[promised.introducer_id]), {"on": today, **wrong}
    )

    assert answer.status_code == 422
    assert Introduction.objects.count() == 1


def test_a_move_has_its_day_and_is_undone(page, promised):
    day = promised.promised_on + timedelta(days=4)

    answer = page.post(move_url(promised), {"to": "made", "on": day.isoformat()}, follow=True)

    promised.refresh_from_db()
    assert (promised.state, promised.settled_on) == ("made", day)
    write = reverse("message-write", args=[promised.person_id])
    assert f'href="{write}?purpose=first_ask"' in answer.content.decode()

    page.post(undo_of(answer))

    promised.refresh_from_db()
    assert (promised.state, promised.settled_on) == ("promised", None)


@pytest.mark.full
@pytest.mark.parametrize("role", few(["introducer", "person"]))
def test_a_move_tells_the_plan_of_whose_page_it_is_anew(htmx, promised, role):
    seen = getattr(promised, role)
    asking = {"to": "asking", "of": seen.pk}
    assert (
        "They are asking first"
        in htmx.post(move_url(promised), asking, target="story").content.decode()
    )

    part = htmx.post(
        move_url(promised), {"to": "declined", "of": seen.pk}, target="story"
    ).content.decode()

    assert part.strip().startswith('<div class="column-main" id="story"')
    assert f'name="of" value="{seen.pk}"' in part
    assert "Remind" not in part


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"to": "made", "on": "2999-01-01"}, 422),
        ({"to": "made", "on": "1999-01-01"}, 422),
        ({"to": "elsewhere"}, 409),
        ({"to": "promised"}, 409),
    ],
)
def test_a_move_that_cannot_be_is_refused(page, promised, sent, status):
    answer = page.post(move_url(promised), sent)

    assert answer.status_code == status
    promised.refresh_from_db()
    assert promised.state == "promised"


@pytest.mark.parametrize("state", few(["made", "declined", "dropped"]))
def test_what_is_settled_is_not_reminded_of(page, promised, state):
    page.get(promised.introducer.get_absolute_url())
    assert FollowUp.objects.filter(kind="nudge_introduction").exists() is False, "not planned yet"

    page.post(move_url(promised), {"to": "asking"})
    assert FollowUp.objects.open().filter(kind="nudge_introduction").count() == 1, "it still waits"
    page.post(move_url(promised), {"to": state})

    assert not FollowUp.objects.open().filter(kind="nudge_introduction").exists()


@pytest.mark.full
def test_days_are_put_right_in_their_order(page, promised):
    url = reverse("introduction-edit", args=[promised.pk])
    page.post(move_url(promised), {"to": "made"})

    wrong = {"promised_on": "2026-03-09", "settled_on": "2026-03-03"}
    assert page.post(url, wrong).status_code == 422
    page.post(url, {"promised_on": "2026-03-03", "settled_on": "2026-03-09", "note": "At last"})

    promised.refresh_from_db()
    assert (promised.promised_on, promised.settled_on) == (date(2026, 3, 3), date(2026, 3, 9))
    assert promised.note == "At last"


def test_forgetting_asks_first(page, promised):
    url = reverse("introduction-delete", args=[promised.pk])

    assert "Forget this introduction?" in page.get(url).content.decode()
    page.post(url)

    assert not Introduction.objects.exists()
