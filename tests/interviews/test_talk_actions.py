from datetime import UTC, date, datetime, time

from config.kit import clock
from interviews.actions.interviews import schedule_interview
from interviews.actions.talks import begin_talk
from tests.factories import InterviewFactory


def test_a_talk_that_runs_is_not_begun_again(account):
    first = clock.now()
    interview = begin_talk(interview=InterviewFactory(account=account), at=first)

    again = begin_talk(interview=interview, at=clock.now())

    assert again.began_at == first


def test_a_new_time_stops_a_clock_that_ran_for_a_talk_that_never_was(account):
    interview = InterviewFactory(account=account)
    begin_talk(interview=interview, at=datetime(2026, 12, 3, 15, tzinfo=UTC))
    interview.refresh_from_db()

    schedule_interview(
        interview, on_date=date(2026, 12, 10), at_time=time(15), zone="Europe/Lisbon"
    )

    interview.refresh_from_db()
    assert interview.began_at is None
