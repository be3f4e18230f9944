"""Which letters an account gets no more."""

from contacts.models import Account
from interviews.mail.kinds import WANTED
from interviews.models import LetterKind


def stop(account: Account, kind: LetterKind) -> None:
    """Switch one kind of letter off; all others go on."""
    field = WANTED[kind].field
    setattr(account, field, False)
    account.save(update_fields=[field])
