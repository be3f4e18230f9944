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
from interviews.models import Letter
from interviews.rules.stages import Stage
from tests.factories import (
    AnswerFactory,
    BankFactory,
    FollowUpFactory,
    InterviewFactory,
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
    note = ResearchNote.objects.create(account=account, person=person, text=f"{SECRET} fact")
    ResearchNote.objects.create(account=account, organisation=organisation, text=SECRET)
    tomorrow = clock.today(account.zone) + timedelta(days=1)
    interview = _interview(account, search, [person], tomorrow, Stage.SCHEDULED)
    held = _interview(account, search, [friend], date(2026, 3, 3), Stage.HELD)
    held.ended_at = clock.now()
    held.save()
    sheet = SheetFactory(interview=interview, account=account)
    line = LineFactory(sheet=sheet, account=account, text=f"What about {SECRET}?", position=1)
    LineFactory(sheet=sheet, account=account, position=2)
    answer = AnswerFactory(line=line, account=account, interview=interview, text=f"{SECRET}!")
    bank = BankFactory(account=account, name=f"{SECRET} bank")
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
    letter = Letter.objects.create(
        account=account,
        kind="digest",
        local_day=date(2026, 3, 3),
        to=account.email,
        subject=SECRET,
        text=SECRET,
        html=SECRET,
        message_id=f"<{account.pk}@example.com>",
    )
    return {
        "search_id": search.pk,
        "belief_id": belief.pk,
        "organisation_id": organisation.pk,
        "person_id": person.pk,
        "note_id": note.pk,
        "interview_id": interview.pk,
        "line_id": line.pk,
        "answer_id": answer.pk,
        "bank_id": bank.pk,
        "question_id": question.pk,
        "follow_up_id": follow_up.pk,
        "letter_id": letter.pk,
        "message_id": message.pk,
        **network,
        **asking,
    }


def _asking(account, search, person, friend):
    """What asking and being referred leave behind."""
    outreach = Outreach.objects.create(account=account, person=person, search=search)
    MessageFactory(account=account, person=person, outreach=outreach, body=SECRET)
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
        "introduction_id": introduction.pk,
        "pause_id": pause.pk,
        "template_id": template.pk,
    }


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
