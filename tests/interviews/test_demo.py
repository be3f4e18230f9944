from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from config.kit import clock
from contacts.models import Account, Message, OutreachStage
from contacts.rules.messages import About, faults_in
from contacts.rules.packs import pack
from interviews.availability import openings
from interviews.demo import fill_demo, sample_life
from interviews.demo.days import Days
from interviews.models import AttendanceState, FollowUpKind, FollowUpState
from interviews.rounds import asked_of_me, grouped
from interviews.rules.stages import Stage
from interviews.telling import Need
from interviews.views.today import today_context
from tests.factories import AccountFactory

# A Saturday evening; the first Monday morning of another year, after a week of holidays.
MOMENTS = [datetime(2026, 11, 21, 20, tzinfo=UTC), datetime(2027, 1, 4, 6, 30, tzinfo=UTC)]
ASKS = [
    OutreachStage.ASKED,
    OutreachStage.NUDGED,
    OutreachStage.REPLIED,
    OutreachStage.DECLINED,
    OutreachStage.BOUNCED,
    OutreachStage.RESTING,
]


@pytest.mark.long
@pytest.mark.full
@pytest.mark.parametrize("at", MOMENTS)
def test_demo_is_a_search_half_way_through(db, at):
    account = fill_demo(at=at)
    with clock.moved_to(at):
        today = today_context(account)

    shows_a_calm_day(today)
    holds_talks_in_every_state(account, at)
    offers_times_and_keeps_calendars_right(account, today, at)
    holds_asks_in_every_stage(account)
    leads_from_one_to_the_next(account)
    tells_of_a_job_round(account, at)
    holds_a_pool_with_news(account)
    people = account.people.count()
    assert fill_demo(at=MOMENTS[1]) == account
    assert (Account.objects.count(), account.people.count()) == (1, people)


def shows_a_calm_day(today):
    kinds = [entry.follow_up.kind for entry in [*today["first"], *today["chasers"]]]
    assert 5 <= len(kinds) <= 8
    assert {
        FollowUpKind.ANSWER,
        FollowUpKind.THANK,
        FollowUpKind.PROMISE,
        FollowUpKind.SECOND_PERSON,
        FollowUpKind.NUDGE,
        FollowUpKind.KEEP_IN_TOUCH,
    } <= set(kinds)
    assert today["waiting_chasers"] == 0
    assert [entry.title for entry in today["first"] if entry.is_late] == [
        "Send the page about the waiting-list exercise"
    ]
    [second] = [entry.second for entry in today["chasers"] if entry.second]
    assert second.picked.person.name == "陈玥"


def holds_talks_in_every_state(account, at):
    stages = {interview.stage for interview in account.interviews.all()}
    assert stages == {
        Stage.PLANNED,
        Stage.INVITED,
        Stage.SCHEDULED,
        Stage.HELD,
        Stage.THANKED,
        Stage.CANCELLED,
    }
    ahead = account.interviews.filter(stage=Stage.SCHEDULED)
    assert ahead.count() == 3
    assert all(interview.starts_at > at for interview in ahead)
    assert all(interview.local_start.weekday() < 5 for interview in ahead)
    confirm = account.follow_ups.filter(kind=FollowUpKind.CONFIRM, state=FollowUpState.OPEN)
    assert all(step.due_at > at for step in confirm)
    assert confirm.count() == 3


def offers_times_and_keeps_calendars_right(account, today, at):
    for offer in account.offers.all():
        known = openings(offer.interview, offer.person, at=at)
        mine = offer.times.filter(is_theirs=False)
        assert [known.is_free(one.starts_at) for one in mine] == [True, True, True]
        assert offer.person.zone != account.zone
    [proposal] = today["proposals"]
    assert (proposal.time.person.name, proposal.clash) == ("Dr. Amal Fawzy", None)
    # Their weekend is another one, and so are their holidays.
    assert proposal.time.local_start.isoweekday() not in (5, 6)
    [moved] = today["outdated"]
    assert (moved.person.name, moved.need) == ("Marta Kovács", Need.CHANGED)
    told = account.attendances.get(person__name="Dr. Helena Sá Nogueira")
    assert told.state == AttendanceState.ACCEPTED
    assert account.busy_times.filter(starts_at__gt=at).count() > 50
    assert "Staff meeting" not in account.busy_calendars.get().text
    # Nothing goes to anybody of what was made up; the feed is for its visitor to begin.
    assert not account.letters.exists() and not account.calendar_feeds.exists()


def holds_asks_in_every_stage(account):
    assert set(account.outreach.values_list("stage", flat=True)) == set(ASKS)
    assert {"email", "linkedin_invitation", "linkedin_message", "inmail", "wechat"} == set(
        account.outreach.values_list("channel", flat=True)
    )
    assert Message.objects.filter(sent_at=None).get().person.name == "Ole Brekke"
    assert account.pauses.exists()


def leads_from_one_to_the_next(account):
    ole = account.people.get(name="Ole Brekke")
    assert ole.referred_by.referred_by.referred_by.name == "Inês Figueiredo"
    states = account.introductions.values_list("person__name", "state")
    assert dict(states) == {"Tiago Moura": "promised", "Dr. Helena Sá Nogueira": "made"}


def tells_of_a_job_round(account, at):
    first, second = account.interviews.filter(kind="job").order_by("starts_at")
    assert (first.round_name, second.round_name) == ("Phone screen", "Technical round")
    assert second.next_step and second.next_step_on > at.date()
    again = [one for one in grouped(asked_of_me(account)) if one.rounds > 1]
    assert {one.best.talk for one in again} == {second}
    assert len(again) == 2 and all(one.improve for one in again)


def holds_a_pool_with_news(account):
    assert [run.state for run in account.imports.all()] == ["done", "done"]
    assert account.people.filter(is_in_pool=False).count() == 25
    assert account.people.filter(is_in_pool=True).count() > 20
    moved = {move.person.name: str(move.to_organisation) for move in account.moves.news()}
    assert moved["Hugo Bragança"] == "Harbour Street Clinics"
    assert account.organisation_duplicates.exists()


def test_days_of_the_demo_exist_while_clocks_change(db):
    at = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    days = Days(AccountFactory(zone="Europe/Lisbon", country="PT"), at)
    lisbon = ZoneInfo("Europe/Lisbon")

    assert days.ago(at="07:25") == datetime(2027, 3, 27, 7, 25, tzinfo=lisbon)
    # Good Friday was a holiday; so is Monday after Easter in Sweden alone.
    assert days.ago(at="09:00", working=1) == datetime(2027, 3, 24, 9, tzinfo=lisbon)
    assert days.ahead(1, country="SE") == date(2027, 3, 31)


@pytest.mark.parametrize(
    "facts",
    [one for one in sample_life()["messages"] if "meaning" not in one],
    ids=lambda facts: f"{facts['with']}, {facts['purpose']}",
)
def test_what_the_demo_writes_passes_its_own_checks(facts):
    people = {one["name"]: one for one in sample_life()["people"]}
    person = people[facts["with"]]
    language = person.get("language", "en")
    about = About(
        purpose=facts["purpose"],
        channel=facts.get("channel", "email"),
        names=tuple(person[name] for name in ("name", "called") if name in person),
        organisation=(person.get("organisation", ""),),
        connection=f"{person.get('connection', '')}\n{person.get('tie') == 'referral' or ''}",
        notes="\n".join(one["text"] for one in person.get("research", ())),
    )

    faults = faults_in(
        facts["body"], subject=facts.get("subject", ""), pack=pack(language), about=about
    )

    too_long = [fault.key for fault in faults if fault.key == "length"]
    warnings = [(fault.key, fault.quote) for fault in faults if fault.severity == "warning"]
    assert [*warnings, *too_long] == []
