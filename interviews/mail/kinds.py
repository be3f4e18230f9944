"""The kinds of letters that an account may want or not, in the order its settings show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.models import Account
from interviews.models import LetterKind


@dataclass(frozen=True)
class Wanted:
    """A kind of letter that can be switched off.

    `field` of the account says whether it is on, `settings` when it comes; `label` and `line` name
    it on the settings page, and `why` stands at its foot.
    """

    kind: LetterKind
    field: str
    settings: Sequence[str]
    label: Any
    line: Any
    why: Any

    def is_on(self, account: Account) -> bool:
        """Return whether the account wants it."""
        return bool(getattr(account, self.field))


# What is not here, such as sign-in mail and answers to what somebody did, cannot be switched off.
WANTED = {
    one.kind: one
    for one in (
        Wanted(
            LetterKind.DIGEST,
            "wants_digest",
            ("digest_hour", "attaches_sheets"),
            _("Morning digest"),
            _(
                "What is due and why, and the talks ahead. On working days, only when there is news."
            ),
            _("You get this letter on working mornings when something is due or a talk is near."),
        ),
        Wanted(
            LetterKind.THANKS,
            "wants_thanks",
            ("evening_hour",),
            _("Thank-you, the same evening"),
            _(
                "Whom to thank, or to say whether you talked, when the next digest would tell you too "
                "late. On the evening of the talk, days off too."
            ),
            _(
                "You get this letter when thanks for a talk would be due before your next morning "
                "digest."
            ),
        ),
        Wanted(
            LetterKind.DEBRIEF,
            "wants_debrief",
            (),
            _("Debrief, the same evening"),
            _("A nudge for the ten minutes in which you write down what a talk taught you."),
            _("You get this letter on the evening of a talk that you have not gone over yet."),
        ),
        Wanted(
            LetterKind.TALK,
            "wants_talk_note",
            (),
            _("An hour before a talk"),
            _("With whom, on both clocks, how to meet, and your first questions."),
            _("You get this letter an hour before each of your talks."),
        ),
        Wanted(
            LetterKind.REVIEW,
            "wants_review",
            ("review_day",),
            _("Weekly review"),
            _("Whom you asked, who answered, what you learned, and next week’s three steps."),
            _("You get this letter once a week, when the week or the next one holds something."),
        ),
    )
}
