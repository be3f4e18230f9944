"""The kinds of letters that an account may want or not, in the order its settings show them."""

from dataclasses import dataclass

from contacts.models import Account
from interviews.models import LetterKind


@dataclass(frozen=True)
class Wanted:
    """A kind of letter that can be switched off, and the field of the account that says so."""

    kind: LetterKind
    field: str

    def is_on(self, account: Account) -> bool:
        """Return whether the account wants it."""
        return bool(getattr(account, self.field))


# What is not here, such as sign-in mail and answers to what somebody did, cannot be switched off.
WANTED = {
    one.kind: one
    for one in (
        Wanted(LetterKind.DIGEST, "wants_digest"),
        Wanted(LetterKind.THANKS, "wants_thanks"),
        Wanted(LetterKind.DEBRIEF, "wants_debrief"),
        Wanted(LetterKind.TALK, "wants_talk_note"),
        Wanted(LetterKind.REVIEW, "wants_review"),
    )
}
