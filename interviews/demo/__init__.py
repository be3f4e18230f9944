"""Fills the sample account that `up --demo` shows, from the files in sample/."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from contacts.actions import imports
from contacts.models import Account
from interviews.demo.letters import plan_decision, plan_introduction, plan_message, plan_promise
from interviews.demo.life import SAMPLES, Life
from interviews.demo.talks import plan_pause, plan_talk
from interviews.demo.times import plan_calendar, plan_offer

# The same connections twice, some of whom have moved since; and how many days ago each was brought in.
_IMPORTS = (("connections-spring.csv", 58), ("connections-autumn.csv", 4))
# Which tables of the files tell what happened, and what lets it happen.
_PLANS = {
    "pauses": plan_pause,
    "calendars": plan_calendar,
    "messages": plan_message,
    "interviews": plan_talk,
    "offers": plan_offer,
    "introductions": plan_introduction,
    "settled": plan_decision,
    "follow_ups": plan_promise,
}


def fill_demo(*, at: datetime) -> Account:
    """Return the sample account as it stands; it is filled once, with days around `at`."""
    sample = sample_life()
    if account := Account.objects.filter(email=sample["account"]["email"]).first():
        return account
    account = _fill(sample, at)
    for name, days in _IMPORTS:
        _import(account, SAMPLES / name, at=at - timedelta(days=days))
    return account


def sample_life() -> dict[str, Any]:
    """Return what the files tell, by the names of their tables."""
    files = ("search.toml", "asking.toml")
    read = (tomllib.loads((SAMPLES / name).read_text(encoding="utf-8")) for name in files)
    return {name: table for file in read for name, table in file.items()}


@transaction.atomic
def _fill(sample: dict[str, Any], at: datetime) -> Account:
    facts = sample["account"]
    account = Account.objects.create_user(**facts, is_zone_known=True)
    life = Life(account, at)
    life.begin(sample)
    for table, plan in _PLANS.items():
        for facts in sample[table]:
            plan(life, facts)
    life.live()
    # Only now: to an address that is not proved nothing goes of what happens in between.
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def _import(account: Account, path: Path, *, at: datetime) -> None:
    """Bring in a file as its owner would have; the worker finds nothing left to do."""
    file = SimpleUploadedFile(path.name, path.read_bytes())
    run = imports.begin_import(account=account, files=[file], at=at)
    imports.read_files(run.pk)
    run.refresh_from_db()
    imports.start_import(run=run)
    imports.apply_rows(run.pk, at=at)
