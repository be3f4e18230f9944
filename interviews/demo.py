"""Fills the sample account that `up --demo` shows, from sample/search.toml."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from contacts.actions import imports
from contacts.actions.introductions import move_introduction, promise_introduction
from contacts.actions.organisations import add_organisation
from contacts.actions.people import add_person
from contacts.actions.research import Subject, keep_note, note_about
from contacts.actions.searches import add_belief
from contacts.actions.targets import fill_places, list_names, rule_out
from contacts.models import Account, IntroductionState, Message, Person, Purpose, Search
from interviews.actions.follow_ups import promise, settle
from interviews.actions.interviews import hold_interview, move_interview, schedule_interview
from interviews.actions.notes import save_answer
from interviews.actions.planning import catch_up
from interviews.actions.sheets import open_sheet
from interviews.models import FollowUpKind, FollowUpState, Interview
from interviews.rules.stages import Stage

_FILE = Path(__file__).parent / "sample" / "search.toml"
# How long before today the search began.
_BEGAN = timedelta(days=60)
# The same connections twice, some of whom have moved since; and how many days ago each was brought in.
_IMPORTS = (("connections-spring.csv", 58), ("connections-autumn.csv", 4))


def fill_demo(*, at: datetime) -> Account:
    """Return the sample account as it stands; it is filled once, with days around `at`."""
    sample = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    if account := Account.objects.filter(email=sample["account"]["email"]).first():
        return account
    account = _fill(sample, at)
    for name, days in _IMPORTS:
        _import(account, _FILE.with_name(name), at=at - timedelta(days=days))
    return account


@transaction.atomic
def _fill(sample: dict[str, Any], at: datetime) -> Account:
    facts = sample["account"]
    # Digests of a made-up account never leave for a real mail server.
    account = Account.objects.create_user(
        **facts, is_zone_known=True, wants_digest=not settings.MAIL_SERVER
    )
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    _Sample(account, at).fill(sample)
    return account


def _import(account: Account, path: Path, *, at: datetime) -> None:
    """Bring in a file as its owner would have; the worker finds nothing left to do."""
    file = SimpleUploadedFile(path.name, path.read_bytes())
    run = imports.begin_import(account=account, files=[file], at=at)
    imports.read_files(run.pk)
    run.refresh_from_db()
    imports.start_import(run=run)
    imports.apply_rows(run.pk, at=at)


class _Sample:
    """The rows of one account, around one moment."""

    def __init__(self, account: Account, at: datetime) -> None:
        self.account, self.at, self.began_at = account, at, at - _BEGAN
        self.today = at.astimezone(ZoneInfo(account.zone)).date()
        self.people: dict[str, Person] = {}

    def fill(self, sample: dict[str, Any]) -> None:
        """Write all that the file holds, through the actions that people's own clicks take."""
        self.search = self._add_search(**sample["search"])
        for facts in sample["organisations"]:
            self._add_organisation(**facts)
        for facts in sample["people"]:
            self._add_person(**facts)
        for facts in sample["targets"]:
            self._add_target(**facts)
        fill_places(search=self.search, at=self.began_at)
        for facts in sample["interviews"]:
            self._add_interview(**facts)
        for facts in sample["follow_ups"]:
            self._add_follow_up(**facts)
        for facts in sample["introductions"]:
            self._add_introduction(**facts)
        catch_up(self.account, at=self.at)

    def _add_search(self, *, beliefs: list[str], **facts: Any) -> Search:
        search = Search.objects.create(account=self.account, created_at=self.began_at, **facts)
        for text in beliefs:
            add_belief(search=search, text=text, at=self.began_at)
        return search

    def _add_organisation(
        self, *, research: list[dict[str, Any]] | None = None, **facts: Any
    ) -> None:
        organisation = add_organisation(account=self.account, at=self.began_at, **facts)
        self._add_research(organisation, research or [])

    def _add_target(self, *, name: str, lane: str = "", ruled_out: str = "", **scores: int) -> None:
        [listed] = list_names(search=self.search, names=[name], at=self.began_at, lane=lane)
        target = listed.target
        assert target is not None
        for field, score in scores.items():
            setattr(target, field, score)
        target.save(update_fields=scores)
        if ruled_out:
            rule_out(target=target, reason=ruled_out, at=self.at)

    def _add_person(
        self,
        *,
        name: str,
        organisation: str = "",
        referred_by: str = "",
        named_days: int | None = None,
        research: list[dict[str, Any]] | None = None,
        **facts: Any,
    ) -> None:
        person = add_person(
            account=self.account,
            name=name,
            at=self.began_at,
            organisation_name=organisation,
            referred_by=self.people.get(referred_by),
            named_on=None if named_days is None else self.today + timedelta(days=named_days),
            **facts,
        )
        self.people[name] = person
        self._add_research(person, research or [])

    def _add_research(self, about: Subject, notes: list[dict[str, Any]]) -> None:
        for facts in notes:
            note = note_about(about)
            days = facts.pop("days")
            note.dated_on = self.today + timedelta(days=days)
            for name, value in facts.items():
                setattr(note, name, value)
            keep_note(note=note, at=self.at + timedelta(days=max(days, -10)))

    def _add_interview(
        self,
        *,
        days: int | None = None,
        at: str = "",
        zone: str = "",
        move: str = "",
        thanks: str = "",
        answers: dict[str, str] | None = None,
        free: str = "",
        **facts: Any,
    ) -> None:
        people = [self.people[name] for name in facts.pop("with")]
        interview = Interview.objects.create(account=self.account, search=self.search, **facts)
        interview.people.set(people)
        if days is not None:
            schedule_interview(
                interview,
                on_date=self._working_day(days),
                at_time=time.fromisoformat(at),
                zone=zone or self.account.zone,
                fold=0,
            )
        if move:
            move_interview(interview, Stage(move), at=self.at)
        elif interview.ends_at and interview.ends_at < self.at:
            self._hold(interview, answers or {}, free=free, thanks=thanks)
        elif days is not None:
            open_sheet(interview, at=self.at)

    def _hold(
        self, interview: Interview, answers: dict[str, str], *, free: str, thanks: str
    ) -> None:
        ended_at = interview.ends_at
        assert ended_at and interview.starts_at
        lines = {line.key: line for line in open_sheet(interview, at=ended_at).lines.all()}
        interview.began_at = interview.starts_at
        interview.save()
        for key, text in answers.items():
            save_answer(
                interview=interview, line=lines[key], text=text, seen_version=0, at=ended_at
            )
        if free:
            save_answer(interview=interview, text=free, seen_version=0, at=ended_at)
        hold_interview(interview, ended_at=ended_at, at=self.at)
        for debrief in interview.follow_ups.filter(kind=FollowUpKind.DEBRIEF):
            settle(debrief, FollowUpState.DONE, at=ended_at + timedelta(minutes=15))
        if thanks:
            self._thank(interview, thanks, at=ended_at + timedelta(hours=3))

    def _thank(self, interview: Interview, body: str, *, at: datetime) -> None:
        for follow_up in interview.follow_ups.filter(kind=FollowUpKind.THANK):
            follow_up.message = Message.objects.create(
                account=self.account,
                person=follow_up.person,
                purpose=Purpose.THANK_YOU,
                body=body,
                sent_at=at,
            )
            follow_up.save()
            settle(follow_up, FollowUpState.DONE, at=at)
        move_interview(interview, Stage.THANKED, at=at)

    def _add_follow_up(
        self, *, kind: str, text: str, days: int, is_done: bool = False, **facts: Any
    ) -> None:
        day = self.today + timedelta(days=days)
        person = self.people[facts["with"]]
        follow_up = promise(person, kind=FollowUpKind(kind), text=text, due_on=day)
        if is_done:
            settle(follow_up, FollowUpState.DONE, at=datetime.combine(day, time(12), UTC))

    def _add_introduction(
        self, *, by: str, to: str, days: int, asking_days: int | None = None, note: str = ""
    ) -> None:
        introduction, _is_new = promise_introduction(
            introducer=self.people[by],
            person=self.people[to],
            on=self.today + timedelta(days=days),
            note=note,
        )
        if asking_days is not None:
            on = self.today + timedelta(days=asking_days)
            move_introduction(introduction, IntroductionState.ASKING, on=on)

    def _working_day(self, days: int) -> date:
        """Return the day so far from today, moved away from today off a weekend."""
        day = self.today + timedelta(days=days)
        while day.weekday() > 4:
            day += timedelta(days=1 if days > 0 else -1)
        return day
