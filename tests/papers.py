"""Sheets to print: the usual talk, a long one, one with as much text as the forms take."""

from datetime import date, time

from config.kit import clock
from contacts.models import Belief
from interviews.actions.sheets import add_line, add_lines, open_sheet
from interviews.models import Interview
from interviews.models.banks import questions_of
from tests.factories import (
    InterviewFactory,
    LineFactory,
    OrganisationFactory,
    PersonFactory,
    ResearchNoteFactory,
    SearchFactory,
)

LENGTHS = ("usual", "long", "extreme")
LINK = "https://us02web.zoom.us/j/81234567890?pwd=QWxhZGRpbjpvcGVuIHNlc2FtZQ"


def sheet_to_print(account, *, length="usual", language="en", kind="informational", name=""):
    """Return a sheet of 20, 60 or 480 minutes, with all that may stand on it."""
    chinese = language != "en"
    person = PersonFactory(
        account=account,
        name=name or ("王小明" if chinese else "Ana Muñoz"),
        title="数据分析主管" if chinese else "Head of Analytics",
        organisation=_organisation(account, "杭州青木诊所" if chinese else "Clínica do Sol"),
        zone="Asia/Shanghai" if chinese else "America/New_York",
        tie="school",
        connection="在校友讲座上认识。" if chinese else "She gave the alumni talk in May.",
        earlier=["数学老师"] if chinese else ["Maths teacher", "Hospital controller"],
        groups=["浙江大学"] if chinese else ["University of Porto"],
    )
    search = SearchFactory(account=account)
    for text in _beliefs(chinese):
        Belief.objects.create(account=account, search=search, text=text)
    for text, source, is_checked in (
        _research(chinese) * {"usual": 1, "long": 3, "extreme": 12}[length]
    ):
        ResearchNoteFactory(person=person, text=text, source=source, is_verified=is_checked)
    interview = InterviewFactory.build(
        account=account,
        search=search,
        kind=kind,
        round_name="Second round" if kind == "job" else "",
        zone="Europe/Lisbon",
        minutes={"usual": 20, "long": 60, "extreme": 480}[length],
        place=LINK,
        purpose="一周时间怎么分配。"
        if chinese
        else "How a week splits, and what she would learn first.",
    )
    interview.on_date, interview.at_time = date(2026, 12, 3), time(15)
    interview.derive_instant()
    interview.save()
    interview.people.set([person])
    person.language = language
    person.save()
    sheet = open_sheet(interview, at=clock.now())
    extra = [question for question in questions_of(account) if question.is_offered]
    for question in [q for q in extra if q.handle in ("who-next", "report-back")]:
        add_line(sheet, question=question)
    if length == "long":
        for number in range(12):
            LineFactory(
                sheet=sheet,
                text=f"Question of a few more words, number {number}?",
                second_text=f"第{number}个问题，多说几个字？",
                probes="What got lost?\nWho noticed, and what became of it?",
                minutes=number % 6 + 1,
                position=100 + number,
            )
    if length == "extreme":
        for number, letter in enumerate("W漢i", start=100):
            LineFactory(
                sheet=sheet,
                text=(letter * 9 + " ") * 50,
                second_text=("问" * 9 + " ") * 50,
                probes="\n".join([(letter * 9 + " ") * 24] * 4),
                minutes=60,
                position=number,
            )
    return sheet


def _organisation(account, name):
    found = account.organisations.filter(name=name).first()
    return found or OrganisationFactory(account=account, name=name)


def _beliefs(chinese):
    if chinese:
        return ["没有学位就进不去", "大部分时间在清洗数据"]
    return ["a degree is expected", "most of the week is cleaning data"]


def _research(chinese):
    if chinese:
        return [("2021年从教学转到数据。", "讲座", False), ("带六个人的团队。", "官网", True)]
    return [
        ("Moved from teaching to data in 2021, without a degree in it.", "Her talk", False),
        ("Leads a team of six; two more are being hired this winter.", "Company blog", True),
        (
            "The clinic measures waiting times per doctor and published how the numbers fell by a "
            "third after the schedule was changed.",
            "Annual report 2025",
            False,
        ),
        ("Writes every month about statistics for people who never liked them.", "Her blog", False),
    ]


def sheet_of(account, count, *, language="en", kind="informational"):
    """Return a sheet to print with so many shipped questions, their follow-ups and all else."""
    sheet = sheet_to_print(account, language=language, kind=kind)
    minutes = 20 if count <= 7 else 60
    Interview.objects.filter(pk=sheet.interview_id).update(minutes=minutes)
    sheet.interview.minutes = minutes
    sheet.lines.all().delete()
    offered = [question for question in questions_of(account) if question.is_offered]
    add_lines(sheet, questions=offered[:count])
    return sheet
