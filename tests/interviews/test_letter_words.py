"""What each kind of letter says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from config.kit import clock
from interviews.mail.before_talk import note_for
from interviews.mail.digest import digest_for
from interviews.mail.evening import evening_for
from interviews.mail.kinds import WANTED
from interviews.mail.phrases import by_when
from interviews.mail.previews import preview
from interviews.mail.review import review_for, reviews_for
from interviews.mail.trial import Trial
from interviews.mail.wording import written
from interviews.models import Insight
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    FollowUpFactory,
    InterviewFactory,
    LineFactory,
    MessageFactory,
    OutreachFactory,
    PersonFactory,
    ResearchNoteFactory,
    SearchFactory,
    SheetFactory,
)
from tests.world import SECRET, build_world

# A Thursday evening in Lisbon, which keeps UTC in winter.
EVENING = datetime(2026, 3, 12, 19, 0, tzinfo=UTC)
DAY = EVENING.date()
UID = UUID(int=7)


def held(account, **fields):
    fields = {"ended_at": EVENING - timedelta(hours=3), "stage": "held", **fields}
    return InterviewFactory(account=account, **fields)


def scheduled(account, at, **fields):
    local = {"on_date": at.date(), "at_time": at.time(), "starts_at": at}
    return InterviewFactory(account=account, stage="scheduled", **(local | fields))


def thank(talk):
    person = talk.people.get()
    due_at = talk.ended_at + timedelta(hours=24)
    return FollowUpFactory(
        person=person,
        interview=talk,
        kind="thank",
        key=f"thank:{talk.pk}",
        text="",
        due_at=due_at,
        due_on=due_at.date(),
    )


def debrief(talk):
    return FollowUpFactory(
        person=talk.people.get(), interview=talk, kind="debrief", key=f"debrief:{talk.pk}", text=""
    )


def test_the_evening_letter_says_whom_to_thank_by_when_and_for_what(account):
    talk = held(account, people=[PersonFactory(account=account, name="Ana Muñoz")])
    line = LineFactory(sheet=SheetFactory(interview=talk))
    AnswerFactory(line=line, text="Two days of meetings.")
    task, step = thank(talk), debrief(talk)

    evening = evening_for(account, thanks=[task], debriefs=[step], at=EVENING)
    letter = written(evening, UID)

    assert (evening.kind, evening.told) == ("thanks", [task.pk, step.pk])
    assert letter.subject == "A thank-you, due tomorrow by 16:00"
    for said in (letter.text, letter.html):
        assert "Ana Muñoz" in said and "Two days of meetings." in said
        assert f"/follow-ups/{task.pk}/write/" in said
        assert f"/interviews/{talk.pk}/debrief/" in said


def test_a_talk_to_go_over_is_a_letter_of_its_own_where_nobody_is_to_be_thanked(account):
    evening = evening_for(account, thanks=[], debriefs=[debrief(held(account))], at=EVENING)

    assert evening.kind == "debrief"
    assert written(evening, UID).subject == "What did you learn today?"
    assert evening_for(account, thanks=[], debriefs=[], at=EVENING) is None


def test_the_note_before_a_talk_holds_what_helps_on_the_way_there(account):
    ana = PersonFactory(account=account, name="Ana Muñoz", zone="Asia/Shanghai")
    talk = scheduled(
        account,
        EVENING + timedelta(hours=1),
        people=[ana],
        place="https://meet.example.com/talk",
        purpose="What a week holds",
        zone="Europe/Lisbon",
    )
    sheet = SheetFactory(interview=talk)
    for n in range(7):
        LineFactory(sheet=sheet, text=f"Question {n}?", position=n)
    ResearchNoteFactory(person=ana, text="Moved from teaching")
    ResearchNoteFactory(person=ana, text="Why only there?", item="only-they")
    FollowUpFactory(person=ana, kind="promise", text="Bring the article")

    letter = written(note_for(talk, at=EVENING), UID)

    assert letter.subject == "Your talk at 20:00"
    for said in (letter.text, letter.html):
        assert "20:00 in Lisbon" in said and "Friday 13 March, 04:00 in Shanghai" in said
        assert "https://meet.example.com/talk" in said
        for word in ("What a week holds", "Moved from teaching", "Bring the article"):
            assert word in said
        assert "Question 4?" in said and "Question 5?" not in said
        assert "Why only there?" not in said


def test_a_number_to_call_can_be_tapped(account):
    talk = scheduled(
        account, EVENING + timedelta(hours=1), medium="phone", place="+351 21 000 (12) 34"
    )

    letter = written(note_for(talk, at=EVENING), UID)

    assert 'href="tel:+351210001234"' in letter.html
    assert "Phone: +351 21 000 (12) 34" in letter.text


def test_no_note_is_written_before_a_talk_that_has_begun_or_is_off(account):
    begun = scheduled(account, EVENING - timedelta(minutes=1))
    off = scheduled(account, EVENING + timedelta(hours=1))
    off.stage = "cancelled"
    off.save()

    assert note_for(begun, at=EVENING) is None
    assert note_for(off, at=EVENING) is None


def test_the_review_counts_and_names_the_week(account):
    week_ago = EVENING - timedelta(days=8)
    ana, bo, cy = (PersonFactory(account=account, name=name) for name in ("Ana", "Bo", "Cy"))
    for person, at in ((ana, EVENING), (bo, EVENING), (cy, week_ago)):
        OutreachFactory(person=person, stage="asked", asked_at=at - timedelta(hours=1))
    MessageFactory(person=bo, is_received=True, meaning="reply", purpose="", sent_at=EVENING)
    held(account, people=[cy])
    Insight.objects.create(
        account=account, topic="day", statement="Meetings eat Mondays", created_at=EVENING
    )
    FollowUpFactory(person=ana, text="Send the article", due_at=EVENING + timedelta(days=3))

    review = review_for(account, day=DAY, at=EVENING)
    letter = written(review, UID)

    assert [names.first for names in (review.asked, review.answered, review.met)] == [
        ["Ana", "Bo"],
        ["Bo"],
        ["Cy"],
    ]
    for said in (letter.text, letter.html):
        assert "Meetings eat Mondays" in said and "Send the article" in said


@pytest.mark.full
def test_the_review_repeats_nothing_of_the_digest_of_its_morning(account):
    reason(account)
    for n in range(14):
        at = EVENING + timedelta(days=n)
        account.follow_ups.update(announced_on=None, due_on=at.date(), due_at=at)
        morning = digest_for(account, day=at.date(), at=at)
        evening = review_for(account, day=at.date(), at=at)
        if morning:
            assert str(morning.encouragement) != str(evening.encouragement)


def test_the_review_counts_no_answers_a_second_time(account):
    people = [PersonFactory(account=account) for _ in range(3)]
    for person, meaning in zip(people, ("reply", "reply", "decline"), strict=True):
        MessageFactory(
            person=person, is_received=True, meaning=meaning, purpose="", sent_at=EVENING
        )

    reviews = [
        review_for(account, day=at.date(), at=at)
        for at in (EVENING + timedelta(n) for n in range(5))
    ]

    assert {review.answered.count for review in reviews} == {3}
    assert not any("answered you" in str(review.encouragement) for review in reviews)


def test_reviews_read_together_keep_to_their_own_people_and_week(
    account, stranger, django_assert_max_num_queries
):
    stranger.zone = "Asia/Tokyo"
    for one in (account, stranger):
        # In Tokyo the week has begun, in Lisbon not yet.
        begun = clock.end_of_day(DAY - timedelta(days=7), "Asia/Tokyo") + timedelta(hours=1)
        ana, bo = (PersonFactory(account=one, name=f"{name} of {one.pk}") for name in ("Ana", "Bo"))
        OutreachFactory(person=bo, stage="asked", asked_at=EVENING)
        OutreachFactory(person=ana, stage="asked", asked_at=begun)
        FollowUpFactory(person=bo, text="Send it", due_on=DAY, due_at=EVENING)

    with django_assert_max_num_queries(8):
        reviews = reviews_for([account, stranger], day=DAY, at=EVENING)

    assert [*reviews[account.pk].asked.first] == [f"Bo of {account.pk}"]
    assert [*reviews[stranger.pk].asked.first] == [f"Ana of {stranger.pk}", f"Bo of {stranger.pk}"]
    assert [one.account_id for review in reviews.values() for one in review.steps] == [*reviews]


def test_a_week_without_anything_brings_no_review(account):
    assert review_for(account, day=DAY, at=EVENING) is None


def test_the_test_letter_says_when_it_was_asked_for_and_nothing_else(account):
    letter = written(Trial(account, EVENING), UID)

    assert "Thursday 12 March 2026, 19:00:00 (Europe/Lisbon)" in letter.text
    assert account.name not in letter.text + letter.html


def test_a_talk_after_midnight_is_tomorrow_in_the_note_before_it(account):
    at = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    talk = scheduled(account, at + timedelta(hours=1), zone="Europe/Lisbon")

    assert "Tomorrow: 00:30 in Lisbon" in written(note_for(talk, at=at), UID).text


def with_questions(talk):
    LineFactory(sheet=SheetFactory(interview=talk))
    return talk


def test_sheets_go_with_the_last_digest_before_a_talk_where_questions_are_chosen(account):
    # A Friday: the next digest comes on Monday at seven.
    friday = datetime(2026, 3, 13, 7, 0, tzinfo=UTC)
    account.attaches_sheets = True
    today = with_questions(scheduled(account, friday + timedelta(hours=3)))
    scheduled(account, friday + timedelta(hours=5))
    sunday = with_questions(scheduled(account, friday + timedelta(days=2)))
    with_questions(scheduled(account, friday + timedelta(days=3, hours=2)))

    digest = digest_for(account, day=friday.date(), at=friday)
    letter = written(digest, UID)

    assert len(digest.talks) == 4
    assert digest.sheets_of == [today.pk, sunday.pk]
    assert letter.text.count("Your question sheet is attached as a PDF.") == 2
    assert letter.text.count("No questions chosen for it yet.") == 1
    account.attaches_sheets = False
    digest = digest_for(account, day=friday.date(), at=friday)
    assert not digest.sheets_of


def test_who_was_asked_is_quiet_after_three_working_days_and_for_a_week(account):
    for name, days in (("Two days", 2), ("Three", 3), ("Nine", 9), ("Thirty", 30)):
        person = PersonFactory(account=account, name=name)
        OutreachFactory(person=person, stage="asked", asked_at=EVENING - timedelta(days=days))
    gone = PersonFactory(account=account, name="Answered")
    OutreachFactory(person=gone, stage="replied", asked_at=EVENING - timedelta(days=4))
    away = PersonFactory(account=account, name="Away")
    ask = OutreachFactory(person=away, stage="asked", asked_at=EVENING - timedelta(days=4))
    back_on = DAY - timedelta(days=1)
    MessageFactory(
        person=away,
        outreach=ask,
        is_received=True,
        meaning="out_of_office",
        until=back_on,
        sent_at=ask.asked_at,
    )
    never = PersonFactory(account=account, name="Never again", is_do_not_contact=True)
    OutreachFactory(person=never, stage="asked", asked_at=EVENING - timedelta(days=4))
    reason(account)

    digest = digest_for(account, day=DAY, at=EVENING)
    letter = written(digest, UID)

    assert [one.person.name for one in digest.quiet] == ["Three", "Nine"]
    assert "asked on Monday 9 March (E-mail)" in letter.text
    assert "Silence is normal" in letter.text and "Silence is normal" in letter.html


def reason(account):
    """Give a digest something to be written for."""
    return FollowUpFactory(
        person=PersonFactory(account=account), due_on=DAY, due_at=EVENING + timedelta(hours=4)
    )


def test_an_answer_or_thanks_of_another_day_are_told_without_reproach(account):
    since = (DAY - timedelta(days=3)).isoformat()
    for kind, hours in (("answer", 24), ("thank", 24)):
        FollowUpFactory(
            person=PersonFactory(account=account),
            kind=kind,
            key=f"{kind}:1",
            text="",
            reason={"key": kind, "count": hours, "day": since},
            due_on=DAY - timedelta(days=2),
            due_at=EVENING - timedelta(days=2),
        )

    letter = written(digest_for(account, day=DAY, at=EVENING), UID)

    assert "They wrote on Monday 9 March. A short answer is welcome later too." in letter.text
    assert "You talked on Monday 9 March. Thanks are welcome later too." in letter.text
    assert "24 hours" not in letter.text


def test_what_was_due_in_the_small_hours_is_over_by_the_morning(account):
    since = (DAY - timedelta(days=1)).isoformat()
    morning = EVENING.replace(hour=7)
    for name, hour in (("Half Past", 1), ("Midnight", 0)):
        FollowUpFactory(
            person=PersonFactory(account=account, name=name),
            kind="thank",
            key="thank:1",
            text="",
            reason={"key": "thank", "count": 24, "day": since},
            due_on=DAY,
            due_at=morning.replace(hour=hour),
        )

    letter = written(digest_for(account, day=DAY, at=morning), UID)

    assert "* Thank Half Past · since 01:00 today" in letter.text
    assert "* Thank Midnight · since Wednesday 11 March" in letter.text
    assert "within 24 hours" not in letter.text


def test_what_the_plan_does_about_the_quiet_is_said_and_nobody_is_told_twice(account):
    ana, bo = (PersonFactory(account=account, name=name) for name in ("Ana", "Bo"))
    asked = {"asked_at": EVENING - timedelta(days=3)}
    ask = OutreachFactory(person=ana, stage="asked", **asked)
    FollowUpFactory(
        person=ana,
        kind="nudge",
        key="nudge:1",
        text="",
        outreach=ask,
        due_on=DAY + timedelta(days=6),
    )
    OutreachFactory(person=bo, stage="nudged", rests_on=DAY + timedelta(days=2), **asked)
    due = reason(account)
    OutreachFactory(person=due.person, stage="asked", **asked)

    letter = written(digest_for(account, day=DAY, at=EVENING), UID)

    quiet = letter.text.split("QUIET FOR NOW")[1]
    assert "one follow-up on Wednesday 18 March" in quiet
    assert "left in peace from Saturday 14 March" in quiet
    assert due.person.name not in quiet


def test_who_was_met_and_not_heard_of_for_a_month_is_quiet_for_a_week(account):
    for name, days in (("Just now", 32), ("Long ago", 90), ("Lately", 10)):
        person = PersonFactory(account=account, name=name)
        held(account, people=[person])
        person.last_contact_at = EVENING - timedelta(days=days)
        person.save()
    SearchFactory(account=account)
    reason(account)

    digest = digest_for(account, day=DAY, at=EVENING)

    assert [one.person.name for one in digest.quiet] == ["Just now"]
    assert "last in touch on Sunday 8 February" in written(digest, UID).text


def test_no_subject_holds_anything_of_mine(account):
    build_world(account)

    letters = {kind: preview(account, kind, at=clock.now()) for kind in WANTED}

    for kind, found in letters.items():
        assert SECRET not in found.letter.subject, kind
    told = [kind for kind, found in letters.items() if SECRET in found.letter.text]
    assert "digest" in told and "talk" in told


@pytest.mark.parametrize(
    ("due_at", "said"),
    [
        (datetime(2026, 3, 12, 23, 59, tzinfo=UTC), "today by 23:59"),
        (datetime(2026, 3, 13, 0, 0, tzinfo=UTC), "today"),
        (datetime(2026, 3, 13, 16, 0, tzinfo=UTC), "tomorrow by 16:00"),
        (datetime(2026, 3, 14, 0, 0, tzinfo=UTC), "by tomorrow"),
        (datetime(2026, 3, 14, 9, 30, tzinfo=UTC), "Saturday 14 March by 09:30"),
        (datetime(2026, 3, 16, 0, 0, tzinfo=UTC), "by Sunday 15 March"),
    ],
)
def test_the_end_of_a_day_is_called_by_that_day(due_at, said):
    task = FollowUpFactory.build(due_at=due_at, person=None, account=None)

    assert by_when(task, AccountFactory.build(), DAY) == said


def test_a_preview_on_a_day_off_is_of_the_next_digest_that_comes(account):
    saturday = datetime(2026, 3, 14, 9, tzinfo=UTC)
    person = PersonFactory(account=account)
    FollowUpFactory(person=person, due_on=saturday.date(), due_at=saturday + timedelta(hours=9))

    found = preview(account, "digest", at=saturday)

    assert not found.is_sample and found.letter.subject.startswith("Monday 16 March")
