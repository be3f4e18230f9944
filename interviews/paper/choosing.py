"""In which variant and on which paper a sheet is printed: as asked, as last time, or as is usual."""

from dataclasses import dataclass

from contacts.models import Account
from interviews.models import Sheet
from interviews.rules.printing import PaperSize, Variant

# Where paper is Letter; everywhere else it is A4.
LETTER_COUNTRIES = ("US", "CA")


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant on a size of paper."""

    variant: Variant
    size: PaperSize


def choice_for(sheet: Sheet, *, variant: str = "", size: str = "") -> Choice:
    """Return how to print a sheet: as asked, else as it or the newest sheet was printed before.

    Without either, both languages are printed where a sheet has two, on the paper of the country.
    """
    last = sheet if sheet.variant else _last_printed(sheet.account)
    usual = Variant.BILINGUAL if sheet.second_language else Variant.USUAL
    return Choice(
        variant=_known(Variant, variant) or _known(Variant, last.variant if last else "") or usual,
        size=_known(PaperSize, size)
        or _known(PaperSize, last.paper_size if last else "")
        or size_in(sheet.account),
    )


def size_in(account: Account) -> PaperSize:
    """Return the paper that is used in an account's country."""
    return PaperSize.LETTER if account.country in LETTER_COUNTRIES else PaperSize.A4


def _last_printed(account: Account) -> Sheet | None:
    return account.sheets.exclude(variant="").order_by("-pk").first()


def _known[Word: (Variant, PaperSize)](words: type[Word], word: str) -> Word | None:
    return words(word) if word in list(words) else None
