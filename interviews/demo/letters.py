"""What went and came in the sample account, and what its owner decided about steps."""

from datetime import datetime, timedelta
from functools import partial

from contacts.actions.introductions import move_introduction
from contacts.models import Introduction, IntroductionState
from interviews.actions.correspondence import log_received, log_sent
from interviews.actions.follow_ups import promise, settle
from interviews.actions.messages import begin_message, keep_draft
from interviews.demo.life import Facts, Life
from interviews.models import FollowUpKind, FollowUpState

_TOLD = ("purpose", "meaning", "body")


def plan_message(life: Life, facts: Facts) -> None:
    """Let a message go, come or be begun."""
    life.then(life.ago(facts), partial(_write, life, facts))


def _write(life: Life, facts: Facts, at: datetime) -> None:
    person = life.people[facts["with"]]
    told: Facts = {name: facts[name] for name in _TOLD if name in facts}
    told["channel"] = facts.get("channel", "email")
    if "meaning" in facts:
        away = timedelta(days=facts.get("until", 0))
        until = life.days.today + away if away else None
        log_received(person, **told, came_at=at, at=at, until=until)
    elif facts.get("is_draft"):
        texts = {"subject": facts["subject"], "body": told.pop("body")}
        keep_draft(begin_message(person, at=at, **told), texts)
    else:
        log_sent(person, **told, sent_at=at, at=at, subject=facts.get("subject", ""))
    life.name(person, facts.get("named", ()), at)


def plan_introduction(life: Life, facts: Facts) -> None:
    """Let an introduction go further, once it was promised in a talk."""
    for move in facts["moves"]:
        to = IntroductionState(move["to"])
        life.then(life.ago(move | {"at": "12:00"}), partial(_move, life, facts, to))


def _move(life: Life, facts: Facts, to: IntroductionState, at: datetime) -> None:
    introduction = Introduction.objects.get(
        introducer=life.people[facts["by"]], person=life.people[facts["to"]]
    )
    move_introduction(introduction, to, on=life.day_of(at))


def plan_decision(life: Life, facts: Facts) -> None:
    """Let a step that the plan has by then be done or dropped."""
    life.then(life.ago(facts), partial(_settle, life, facts))


def _settle(life: Life, facts: Facts, at: datetime) -> None:
    step = life.people[facts["with"]].follow_ups.open().get(kind=facts["kind"])
    settle(step, FollowUpState(facts["state"]), at=at)


def plan_promise(life: Life, facts: Facts) -> None:
    """Let something be promised, due so many calendar days ahead; `is_done` on its day."""
    is_done = facts.get("is_done", False)
    moment = life.days.ago(at="12:00", days=-facts["days"]) if is_done else life.at
    life.then(moment, partial(_promise, life, facts))


def _promise(life: Life, facts: Facts, at: datetime) -> None:
    due_on = life.days.today + timedelta(days=facts["days"])
    person, kind = life.people[facts["with"]], FollowUpKind(facts["kind"])
    follow_up = promise(person, kind=kind, text=facts["text"], due_on=due_on)
    if facts.get("is_done"):
        settle(follow_up, FollowUpState.DONE, at=at)
