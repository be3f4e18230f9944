"""One account with something of everything, for tests that visit every page."""

from datetime import date, time, timedelta

from config.kit import clock
from contacts.models import (
    Belief,
    BulkChange,
    ImportFile,
    ImportRow,
    ImportRun,
    Introduction,
    Merge,
    MessageTemplate,
    Move,
    OrganisationDuplicate,
    Outreach,
    Pause,
    PersonDuplicate,
    Reach,
    ResearchNote,
    SavedView,
    Target,
)
from contacts.rules.cadence import StepKind
from interviews.mail.links import Action, Link, token_of, unsubscribe_url
from interviews.models import (
    AnswerVersion,
    Attendance,
    BusyCalendar,
    BusyTime,
    CalendarFeed,
    Debrief,
    Evidence,
    Insight,
    Intake,
    Mark,
    Offer,
    OfferedTime,
    SheetTemplate,
    StoppedAddress,
)
from interviews.rules.stages import Stage
from tests.factories import (
    AnswerFactory,
    BankFactory,
    FollowUpFactory,
    InterviewFactory,
    LetterFactory,
    LineFactory,
    MessageFactory,
    OrganisationFactory,
    PersonFactory,
    QuestionFactory,
    SearchFactory,
    SheetFactory,
)

# Stands in every text of this account and nowhere else.
SECRET = "Quetzalnote"
# Addresses with a second face: the name of the route, its argument, and the key of the other row.
SECOND_FACES = (
    ("message-detail", "message_id", "sent_message_id"),
    ("follow-up-write", "follow_up_id", "second_person_step_id"),
    ("person-detail", "person_id", "other_person_id"),
    ("debrief", "interview_id", "round_id"),
    ("talk", "interview_id", "round_id"),
    ("sheet-edit", "interview_id", "round_id"),
    ("offer-edit", "interview_id", "planned_id"),
    ("offer-edit", "interview_id", "offered_id"),
    ("booking", "offer_token", "open_offer_token"),
    ("booking-decline", "offer_token", "open_offer_token"),
)


def build_world(account):
    """Fill the account; return the arguments of every address, by their names in the routes."""
    search = SearchFactory(account=account, to_role=f"{SECRET} analyst", why=SECRET)
    belief = Belief.objects.create(account=account, search=search, text=f"{SECRET} is belief")
    organisation = OrganisationFactory(account=account, name=f"{SECRET} GmbH", notes=SECRET)
    person = PersonFactory(
        account=account,
        name=f"Ana {SECRET}",
        organisation=organisation,
        title=f"Head of {SECRET}",
        tags=[SECRET],
        zone="Asia/Shanghai",
    )
    Reach.objects.create(account=account, person=person, kind="email", value="ana@example.com")
    friend = PersonFactory(account=account, name=f"王小明 {SECRET}", referred_by=person)
    stopped = _stopped_address(account, friend)
    note = ResearchNote.objects.create(account=account, person=person, text=f"{SECRET} fact")
    ResearchNote.objects.create(account=account, organisation=organisation, text=SECRET)
    tomorrow = clock.today(account.zone) + timedelta(days=1)
    interview = _interview(account, search, [person], tomorrow, Stage.SCHEDULED)
    held = _interview(account, search, [friend], date(2026, 3, 3), Stage.HELD)
    held.ended_at = clock.now()
    held.save()
    sheet = SheetFactory(interview=interview, account=account)
    job = _interview(account, search, [friend], date(2026, 3, 4), Stage.HELD)
    job.kind, job.round_name = "job", SECRET
    job.save()
    theirs = LineFactory(
        sheet=SheetFactory(interview=job, account=account),
        account=account,
        text=f"Why {SECRET}?",
        is_theirs=True,
    )
    AnswerFactory(line=theirs, account=account, interview=job, text=SECRET)
    line = LineFactory(sheet=sheet, account=account, text=f"What about {SECRET}?", position=1)
    LineFactory(sheet=sheet, account=account, position=2)
    answer = AnswerFactory(line=line, account=account, interview=interview, text=f"{SECRET}!")
    bank = BankFactory(account=account, name=f"{SECRET} bank", share_token="s" * 43)
    bank.shared_at = clock.now()
    bank.save()
    intake = Intake.objects.create(
        account=account,
        bank=bank,
        name=SECRET,
        rows=[{"text_en": SECRET}],
        unreadable=[[2, SECRET]],
    )
    question = QuestionFactory(account=account, bank=bank, text_en=f"Why {SECRET}?")
    message = MessageFactory(account=account, person=friend, body=f"Dear {SECRET}")
    due = clock.now() + timedelta(hours=20)
    follow_up = FollowUpFactory(
        account=account, person=friend, interview=held, kind="thank", message=message, due_at=due
    )
    FollowUpFactory(account=account, person=person, text=f"{SECRET} promise")
    FollowUpFactory(account=account, person=person, kind="their_promise", text=SECRET)
    network = _network(account, search, organisation, person, friend)
    asking = _asking(account, search, person, friend)
    letter = LetterFactory(account=account, subject=SECRET, text=SECRET, html=SECRET)
    return {
        "search_id": search.pk,
        "belief_id": belief.pk,
        "organisation_id": organisation.pk,
        "person_id": person.pk,
        "note_id": note.pk,
        "interview_id": interview.pk,
        "round_id": job.pk,
        "day": tomorrow.isoformat(),
        "line_id": line.pk,
        "answer_id": answer.pk,
        "bank_id": bank.pk,
        "share_token": bank.share_token,
        "intake_id": intake.pk,
        "question_id": question.pk,
        "follow_up_id": follow_up.pk,
        "letter_id": letter.pk,
        "stopped_id": stopped.pk,
        "letter_token": token_of(Link(letter.uid, follow_up.pk, Action.DONE)),
        "stop_token": unsubscribe_url(account, "digest").rstrip("/").rsplit("/", 1)[-1],
        "message_id": message.pk,
        "sheet_id": sheet.pk,
        **network,
        **asking,
        **_learned(account, search, answer),
        **_scheduling(account, interview, person),
    }


def _stopped_address(account, person):
    """An address of theirs, and of nobody else, that takes no mail."""
    address = f"gone-{account.pk}@example.com"
    Reach.objects.create(account=account, person=person, kind="email", value=address)
    return StoppedAddress.objects.create(
        address=address, stopped_at=clock.now(), code=550, reason=f"No {SECRET} here"
    )


def _scheduling(account, interview, person):
    """What agreeing on a time leaves behind: times offered and proposed, calendars read and fed."""
    offer = Offer.objects.create(
        account=account,
        interview=interview,
        person=person,
        token="o" * 43,
        words=SECRET,
        expires_at=clock.now() + timedelta(days=14),
    )
    at = {"on_date": interview.on_date, "at_time": time(15), "zone": "Europe/Lisbon"}
    times = [
        OfferedTime.objects.create(
            account=account,
            interview=interview,
            person=person,
            offer=offer,
            starts_at=clock.instant(*at.values()),
            is_theirs=is_theirs,
            **at,
        )
        for is_theirs in (False, True)
    ]
    Attendance.objects.create(account=account, interview=interview, person=person)
    busy = BusyCalendar.objects.create(account=account, name=f"{SECRET} at work")
    BusyTime.objects.create(
        account=account,
        calendar=busy,
        starts_at=clock.now(),
        ends_at=clock.now() + timedelta(hours=1),
    )
    planned = InterviewFactory(account=account, people=[person], purpose=SECRET)
    offered = InterviewFactory(account=account, people=[person])
    Offer.objects.create(
        account=account,
        interview=offered,
        person=person,
        token="q" * 43,
        expires_at=clock.now() + timedelta(days=14),
    )
    other = Offer.objects.create(
        account=account,
        interview=planned,
        person=person,
        token="p" * 43,
        words=SECRET,
        expires_at=offer.expires_at,
    )
    feed = CalendarFeed.objects.create(account=account, token="f" * 43)
    return {
        "planned_id": planned.pk,
        "offered_id": offered.pk,
        "offer_id": offer.pk,
        "offer_token": offer.token,
        "open_offer_token": other.token,
        "offered_time_id": times[1].pk,
        "busy_calendar_id": busy.pk,
        "feed_token": feed.token,
    }


def _learned(account, search, answer):
    """What is kept of a talk when it is over."""
    version = AnswerVersion.objects.create(
        account=account, answer=answer, version=0, text=f"{SECRET} before"
    )
    Debrief.objects.create(account=account, interview=answer.interview, energy=3)
    insight = Insight.objects.create(
        account=account, search=search, topic="day", statement=f"{SECRET} is learned"
    )
    evidence = Evidence.objects.create(
        account=account, insight=insight, interview=answer.interview, answer=answer, quote=SECRET
    )
    mark = Mark.objects.create(
        account=account, answer=answer, kind="quote", text=SECRET, is_kept=True, insight=insight
    )
    template = SheetTemplate.objects.create(
        account=account, name=f"{SECRET} template", lines=[{"text": f"Why {SECRET}?"}]
    )
    return {
        "version_id": version.pk,
        "insight_id": insight.pk,
        "evidence_id": evidence.pk,
        "mark_id": mark.pk,
        "sheet_template_id": template.pk,
    }


def _asking(account, search, person, friend):
    """What asking and being referred leave behind."""
    outreach, sent = _thread(account, search, person)
    step = _steps(account, person, outreach)
    FollowUpFactory(account=account, person=friend, state="done", settled_at=clock.now())
    account.preset = "campus"
    account.save()
    introduction = Introduction.objects.create(
        account=account,
        introducer=person,
        person=friend,
        promised_on=date(2026, 3, 3),
        note=SECRET,
    )
    pause = Pause.objects.create(
        account=account, from_on=date(2026, 3, 3), until_on=date(2026, 3, 9)
    )
    template = MessageTemplate.objects.create(
        account=account, name=SECRET, purpose="first_ask", channel="email", body=SECRET
    )
    return {
        "outreach_id": outreach.pk,
        "sent_message_id": sent.pk,
        "second_person_step_id": step.pk,
        "introduction_id": introduction.pk,
        "pause_id": pause.pk,
        "template_id": template.pk,
    }


def _thread(account, search, person):
    """An ask with what went, what came and what is begun; somebody else is known there."""
    outreach = Outreach.objects.create(
        account=account,
        person=person,
        search=search,
        organisation=person.organisation,
        stage="nudged",
        asked_at=clock.now() - timedelta(days=9),
    )
    letter = {"account": account, "person": person, "outreach": outreach, "body": SECRET}
    sent = MessageFactory(
        **letter, purpose="first_ask", subject=SECRET, sent_at=clock.now() - timedelta(days=9)
    )
    came = {"is_received": True, "purpose": "", "sent_at": clock.now() - timedelta(days=8)}
    MessageFactory(**letter, **came, meaning="out_of_office", until=date(2026, 3, 9))
    MessageFactory(**letter, purpose="nudge", sent_at=clock.now())
    MessageFactory(**letter, purpose="first_ask")
    MessageFactory(**letter | {"outreach": None}, purpose="first_ask")
    PersonFactory(account=account, name=f"Bo {SECRET}", organisation=person.organisation)
    return outreach, sent


def _steps(account, person, outreach):
    """A step of every kind for one person, moved and all; return the one for a second person."""
    steps = {}
    for kind in StepKind:
        reason = {
            "key": "when_asked" if kind is StepKind.CLARIFY else kind.value,
            "count": 3,
            "day": "2026-03-03",
            "number": "nudge",
            "moves": [["holiday", "2026-03-04", SECRET]],
        }
        steps[kind] = FollowUpFactory(
            account=account,
            person=person,
            kind=kind.value,
            key=f"{kind.value}:1",
            text="",
            outreach=outreach,
            reason=reason,
        )
    tomorrow = clock.now() + timedelta(days=1)
    FollowUpFactory(account=account, person=person, text=SECRET, due_at=tomorrow)
    return steps[StepKind.SECOND_PERSON]


def _network(account, search, organisation, person, friend):
    """What an import, targets and merging leave behind."""
    run = ImportRun.objects.create(account=account, state="done", counts={"new": 1})
    file = ImportFile.objects.create(
        account=account, run=run, name=f"{SECRET}.csv", size=10, format="linkedin"
    )
    ImportRow.objects.create(
        account=account, run=run, file=file, number=2, verdict="unreadable", raw=SECRET
    )
    other = OrganisationFactory(account=account, name=f"{SECRET} Ltd")
    pair = OrganisationDuplicate.objects.create(
        account=account, organisation=organisation, other=other, reason=SECRET
    )
    duplicate = PersonDuplicate.objects.create(
        account=account, person=person, other=friend, reason=SECRET
    )
    merge = Merge.objects.create(
        account=account, person=person, gone=0, gone_name=SECRET, record={}
    )
    move = Move.objects.create(account=account, person=person, to_title=SECRET, run=run)
    target = Target.objects.create(account=account, search=search, organisation=organisation)
    change = BulkChange.objects.create(account=account, kind="tag", tag=SECRET, people=[person.pk])
    view = SavedView.objects.create(account=account, name=SECRET, query=f"q={SECRET}")
    return {
        "run_id": run.pk,
        "file_id": file.pk,
        "other_person_id": friend.pk,
        "other_organisation_id": other.pk,
        "organisation_duplicate_id": pair.pk,
        "person_duplicate_id": duplicate.pk,
        "merge_id": merge.pk,
        "move_id": move.pk,
        "target_id": target.pk,
        "change_id": change.pk,
        "view_id": view.pk,
    }


def _interview(account, search, people, on_date, stage):
    interview = InterviewFactory.build(
        account=account,
        search=search,
        stage=stage.value,
        zone="Europe/Lisbon",
        on_date=on_date,
        at_time=time(10),
        place="https://meet.example.com/talk",
        purpose=SECRET,
    )
    interview.derive_instant()
    interview.save()
    interview.people.set(people)
    return interview
