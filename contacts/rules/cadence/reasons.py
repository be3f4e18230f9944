"""Why a step is due and what moved it, as facts that can be stored and said in any language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from config.kit.labels import N_

# Takes (singular, plural, count), as ngettext does.
Translate = Callable[[str, str, int], str]

_SENTENCES: dict[str, tuple[str, str]] = {
    "answer": (
        N_("They wrote on {day}. An answer within {n} hour keeps it alive."),
        N_("They wrote on {day}. An answer within {n} hours keeps it alive."),
    ),
    "second_person": (
        N_("{n} business day without a reply: write to a second person there."),
        N_("{n} business days without a reply: write to a second person there."),
    ),
    "nudge": (
        N_("{n} business day without a reply: your one nudge."),
        N_("{n} business days without a reply: your one nudge."),
    ),
    "nudge_offer": (
        N_("{n} business day since you offered times: your one nudge."),
        N_("{n} business days since you offered times: your one nudge."),
    ),
    "other_way": (N_("What you sent came back undelivered on {day}."),) * 2,
    "write_introduced": (N_("You were introduced on {day}: write while they remember it."),) * 2,
    "confirm": (N_("You talk on {day}: confirm the time, on both your clocks."),) * 2,
    "debrief": (
        N_("You talked on {day}: {n} minute while it is fresh."),
        N_("You talked on {day}: {n} minutes while it is fresh."),
    ),
    "debrief_round": (N_("Your round was on {day}: note what they asked while it is fresh."),) * 2,
    "debrief_ahead": (N_("You talk on {day}: note how it went the same day."),) * 2,
    "was_held": (N_("You were to talk on {day}. Did you? Then note how it went."),) * 2,
    "thank": (
        N_("You talked on {day}: thank them within {n} hour."),
        N_("You talked on {day}: thank them within {n} hours."),
    ),
    "ask_next_step": (
        N_("{n} business day since your round, and no word of what comes next: ask."),
        N_("{n} business days since your round, and no word of what comes next: ask."),
    ),
    "next_step_told": (N_("You were to hear by {day}, and nothing came: ask what comes next."),)
    * 2,
    "ask_referral": (
        N_("{n} day since you talked, and nobody named yet: ask whom to meet next."),
        N_("{n} days since you talked, and nobody named yet: ask whom to meet next."),
    ),
    "nudge_introduction": (
        N_("{n} day since they promised an introduction: one gentle reminder."),
        N_("{n} days since they promised an introduction: one gentle reminder."),
    ),
    "tell_referrer": (
        N_("{n} day since you followed up on whom they named: tell them how it went."),
        N_("{n} days since you followed up on whom they named: tell them how it went."),
    ),
    "report_back": (N_("You agreed to report back on {day}."),) * 2,
    "keep_in_touch": (
        N_("{n} day since you were last in touch."),
        N_("{n} days since you were last in touch."),
    ),
    "keep_in_touch_last": (
        N_("{n} day since you last wrote, unanswered: one more try, then leave it."),
        N_("{n} days since you last wrote, unanswered: one more try, then leave it."),
    ),
    "tell_ended": (N_("Your search ended on {day}, and they helped: tell them, with thanks."),) * 2,
    "when_asked": (N_("You asked them. On which day? Without it, the ask rests from {day} on."),)
    * 2,
    "what_asked": (N_("They answered on {day}. When had you asked them?"),) * 2,
    "when_held": (N_("You thanked them on {day}. When did you talk?"),) * 2,
    "until_when": (N_("They were out of office on {day}. Until when?"),) * 2,
    "report_when": (N_("You promised to report back. Agree on a day, or leave it open."),) * 2,
}

# Reasons that ask the user for something only they know.
_QUESTIONS = frozenset(
    {"when_asked", "what_asked", "was_held", "when_held", "until_when", "report_when"}
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence by its key, with the count and the day that stand in it.

    A count of days is that of the day the step is due; `counts_from` is what it begins after.
    """

    key: str
    count: int = 0
    day: date | None = None
    counts_from: date | None = None

    @property
    def is_question(self) -> bool:
        """Return whether it asks for something that only the user knows."""
        return self.key in _QUESTIONS

    def text(self, translate: Translate, show_day: Callable[[date], str] = str) -> str:
        """Return the sentence; `translate` is an ngettext, `show_day` writes a date."""
        one, many = _SENTENCES[self.key]
        day = show_day(self.day) if self.day else ""
        return translate(one, many, self.count).format(n=self.count, day=day)

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can keep it."""
        return {
            "key": self.key,
            "count": self.count,
            "day": self.day.isoformat() if self.day else None,
            **({"counts_from": self.counts_from.isoformat()} if self.counts_from else {}),
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return what `stored` gave; KeyError for a key that no sentence has."""
        if stored["key"] not in _SENTENCES:
            raise KeyError(stored["key"])
        day, start = (
            date.fromisoformat(told) if (told := stored.get(name)) else None
            for name in ("day", "counts_from")
        )
        return cls(stored["key"], stored.get("count", 0), day, start)


class Cause(StrEnum):
    """What moved a step, or made its wait longer."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSE = "pause"
    OUT_OF_OFFICE = "out_of_office"
    SPACING = "spacing"
    SNOOZED = "snoozed"


_MOVED: dict[Cause, str] = {
    Cause.WEEKEND: N_("{day} is a day off."),
    Cause.HOLIDAY: N_("{day} is a public holiday: {name}."),
    Cause.PAUSE: N_("You are away until {day}."),
    Cause.OUT_OF_OFFICE: N_("They are away until {day}."),
    Cause.SPACING: N_("On {day} it would be too near another message to them."),
    Cause.SNOOZED: N_("You put it off to {day}."),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that moved a step: its last day in the way, and the name of a holiday."""

    cause: Cause
    day: date
    name: str = ""

    def text(self, translate: Callable[[str], str], show_day: Callable[[date], str] = str) -> str:
        """Return it as a sentence; `translate` is a gettext, `show_day` writes a date."""
        return translate(_MOVED[self.cause]).format(day=show_day(self.day), name=self.name)

    def stored(self) -> list[str]:
        """Return it as JSON can keep it."""
        return [self.cause.value, self.day.isoformat(), self.name]

    @classmethod
    def of(cls, stored: Sequence[str]) -> Self:
        """Return what `stored` gave."""
        return cls(Cause(stored[0]), date.fromisoformat(stored[1]), stored[2])
