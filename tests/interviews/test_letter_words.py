"""What each kind of letter says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from interviews.mail.before_talk import note_for
from interviews.mail.evening import evening_for
from interviews.mail.review import review_for
from interviews.mail.trial import trial_for
from interviews.mail.wording import written
from interviews.models import Insight
from tests.factories import (
    AnswerFactory,
    FollowUpFactory,
    InterviewFactory,
    LineFactory,
    MessageFactory,
    OutreachFactory,
    PersonFactory,
    ResearchNoteFactory,
    SheetFactory,
)

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

    assert (evening.kind, letter.told) == ("thanks", [task.pk, step.pk])
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
    FollowUpFactory(person=ana, kind="promise", text="Bring the article")

    letter = written(note_for(talk, at=EVENING), UID)

    assert letter.subject == "Your talk at 20:00"
    for said in (letter.text, letter.html):
        assert "20:00 in Lisbon" in said and "Friday 13 March, 04:00 in Shanghai" in said
        assert "https://meet.example.com/talk" in said
        for word in ("What a week holds", "Moved from teaching", "Bring the article"):
            assert word in said
        assert "Question 4?" in said and "Question 5?" not in said


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


def test_a_week_without_anything_brings_no_review(account):
    assert review_for(account, day=DAY, at=EVENING) is None


def test_the_test_letter_says_when_it_was_asked_for_and_nothing_else(account):
    letter = written(trial_for(account, at=EVENING), UID)

    assert "Thursday 12 March 2026, 19:00:00 (Europe/Lisbon)" in letter.text
    assert account.name not in letter.text + letter.html
