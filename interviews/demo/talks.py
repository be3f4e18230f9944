"""The talks of the sample account, as far as each got, and the days its owner was away."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial

from contacts.actions.introductions import promise_introduction
from contacts.models import Pause, Person
from interviews.actions.correspondence import log_sent
from interviews.actions.debriefs import (
    Spot,
    begin_debrief,
    keep_insight,
    rate_line,
    settle_debrief,
)
from interviews.actions.interviews import (
    hold_interview,
    move_interview,
    save_interview,
    schedule_interview,
)
from interviews.actions.notes import save_answer
from interviews.actions.rounds import note_next_step, note_theirs
from interviews.actions.sheets import add_lines, open_sheet
from interviews.debriefing import pending_of
from interviews.demo.life import Facts, Life
from interviews.demo.times import plan_invitation
from interviews.models import Debrief, Interview, Line, Rating
from interviews.models.banks import as_shipped
from interviews.rules.categories import Category
from interviews.rules.notes import OF_TALK, Part
from interviews.rules.stages import Stage
from interviews.rules.starter import shipped

# When, after a talk, its notes are complete and the thank-you goes; and the evening before it.
_NOTES, _THANKS, _BEFORE = timedelta(minutes=15), timedelta(hours=3), timedelta(hours=20)
_SCALES = ("energy", "values", "hours")
_OWN = ("kind", "round_name", "minutes", "medium", "place", "purpose")


def plan_pause(life: Life, facts: Facts) -> None:
    """Let the owner be away for some days that lie behind."""
    first = life.days.today - timedelta(days=facts["days"])
    last = first + timedelta(days=facts["for"] - 1)
    Pause.objects.create(account=life.account, from_on=first, until_on=last)


def plan_talk(life: Life, facts: Facts) -> None:
    """Let a talk be planned, agreed on, and held or called off, as far as it got."""
    own = {name: facts[name] for name in _OWN if name in facts}
    talk = Interview(account=life.account, search=life.search, **own)
    whom = facts["with"][0]
    life.then(
        life.ago({"with": whom, "working": facts["planned"], "at": "07:00"}),
        partial(_begin, life, facts, talk),
    )
    if "agreed" in facts:
        agreed_at = life.ago({"with": whom, "working": facts["agreed"], "at": "20:00"})
        life.then(agreed_at, partial(_agree, life, facts, talk))
        if facts.get("is_invited"):
            plan_invitation(life, facts, talk, agreed_at)
    if facts.get("is_cancelled"):
        life.then(_start(life, facts) - _BEFORE, partial(_cancel, talk))
    elif "ahead" not in facts and "at" in facts:
        ends_at = _start(life, facts) + timedelta(minutes=talk.minutes)
        life.then(ends_at, partial(_hold, life, facts, talk))
        if "debrief" in facts:
            life.then(ends_at + _NOTES, partial(_debrief, facts["debrief"], talk))
        if "thanks" in facts:
            life.then(ends_at + _THANKS, partial(_thank, talk, facts["thanks"]))


def _start(life: Life, facts: Facts) -> datetime:
    """Return when a talk that lies behind began; its notes are complete by now."""
    lasting = timedelta(minutes=facts.get("minutes", 20)) + _NOTES
    return life.ago({**facts, "with": facts["with"][0]}, lasting=lasting)


def _begin(life: Life, facts: Facts, talk: Interview, at: datetime) -> None:
    save_interview(talk, people=[life.people[name] for name in facts["with"]], changed=())


def _agree(life: Life, facts: Facts, talk: Interview, at: datetime) -> None:
    """Agree on the time, on the clock of the other one where the facts name a zone."""
    zone = facts.get("zone", life.account.zone)
    if "ahead" in facts:
        day = life.days.ahead(facts["ahead"], country=life.country_of(facts["with"][0]))
        hour = time.fromisoformat(facts["at"])
    else:
        starts_at = _start(life, facts)
        day, hour = starts_at.date(), starts_at.time()
    schedule_interview(talk, on_date=day, at_time=hour, zone=zone, fold=0)
    if "ahead" in facts:
        open_sheet(talk, at=at)


def _cancel(talk: Interview, at: datetime) -> None:
    move_interview(talk, Stage.CANCELLED, at=at)


def _hold(life: Life, facts: Facts, talk: Interview, at: datetime) -> None:
    """Take notes, end it, and meet whom they named."""
    talk.refresh_from_db()
    lines = _lines(talk, facts.get("answers", {}), at)
    talk.began_at = at - timedelta(minutes=talk.minutes)
    talk.save()
    for key, text in facts.get("answers", {}).items():
        save_answer(interview=talk, line=lines[key], text=text, seen_version=0, at=at)
    if free := facts.get("free"):
        save_answer(interview=talk, text=free, seen_version=0, at=at)
    hold_interview(talk, ended_at=at, at=at)
    if "asked" in facts:
        _hear(life, facts, talk, at)
    host = life.people[facts["with"][0]]
    life.name(host, facts.get("named", ()), at)
    for name in facts.get("introduces", ()):
        _promise_introduction(life, host, life.people[name], at)


def _hear(life: Life, facts: Facts, talk: Interview, at: datetime) -> None:
    """Note what they asked in a round of a job interview, how that went, and what comes next."""
    questions = [told["question"] for told in facts["asked"]]
    lines = note_theirs(talk, questions=questions, at=at)
    for line, told in zip(lines, facts["asked"], strict=True):
        for part, text in (("", told["answer"]), (Part.IMPROVE, told.get("improve", ""))):
            if text:
                save_answer(interview=talk, line=line, part=part, text=text, seen_version=0, at=at)
        rate_line(line, Rating(told["rating"]))
    days = facts.get("hear_by")
    country = life.country_of(facts["with"][0])
    told_on = life.days.ahead(days, country=country) if days else None
    note_next_step(talk, next_step=facts["next_step"], next_step_on=told_on, at=at)


def _lines(talk: Interview, keys: Iterable[str], at: datetime) -> dict[str, Line]:
    """Return the lines of its sheet by key; what was answered was asked, suggested or not."""
    sheet = open_sheet(talk, at=at)
    asked = [as_shipped(talk.account, shipped()[key]) for key in keys]
    return {line.key: line for line in [*add_lines(sheet, questions=asked), *sheet.lines.all()]}


def _promise_introduction(life: Life, host: Person, person: Person, at: datetime) -> None:
    promise_introduction(introducer=host, person=person, on=life.day_of(at))


def _debrief(facts: Facts, talk: Interview, at: datetime) -> None:
    """Go over a talk: own words, how it fits, and what some marked lines became."""
    talk.refresh_from_db()
    begin_debrief(talk, at=at)
    Debrief.objects.filter(interview=talk).update(**{name: facts[name] for name in _SCALES})
    for part in OF_TALK:
        if part in facts:
            save_answer(interview=talk, part=part, text=facts[part], seen_version=0, at=at)
    waiting = {one.spot.text: one.spot for one in pending_of(talk)}
    for told in facts.get("insights", ()):
        _keep(talk, waiting.pop(told["quote"]), told, at)
    settle_debrief(talk, is_skipped=False, at=at)


def _keep(talk: Interview, spot: Spot, told: Facts, at: datetime) -> None:
    known = talk.account.insights.filter(statement=told.get("joins", "")).first()
    keep_insight(
        spot,
        statement=told.get("statement", ""),
        topic=Category(told.get("topic", Category.DAY)),
        confidence=told.get("confidence", 1),
        joins=known,
        at=at,
    )


def _thank(talk: Interview, text: str, at: datetime) -> None:
    for person in talk.people.all():
        log_sent(person, purpose="thank_you", channel="email", body=text, sent_at=at, at=at)
