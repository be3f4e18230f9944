"""Which number counts for an account, and for one person where a search of theirs has its own pace."""

from dataclasses import dataclass

from contacts.models import Account, Person, Search
from contacts.rules.cadence import Number, Preset, numbers, preset_of
from interviews.actions.planning import presets_for


@dataclass(frozen=True)
class Counting:
    """A number with the value that counts; `source` is empty where it is our rule or the user's."""

    number: Number
    value: int
    is_own: bool

    @property
    def source(self) -> str:
        """Return who says so."""
        return "" if self.is_own else self.number.source


def pace_for(
    account: Account, *, person: Person | None = None, search: Search | None = None
) -> Preset:
    """Return the pace that counts: that of the search, else of the person's last one, else mine."""
    if search and search.preset:
        return preset_of(search.preset, account.numbers)
    if person:
        return presets_for(account, [person])[person.pk]
    return preset_of(account.preset, account.numbers)


def number_for(
    account: Account, key: str, *, person: Person | None = None, search: Search | None = None
) -> Counting:
    """Return a number of contacts/rules/cadence/numbers.toml with the value that counts.

    KeyError for a key there is none of.
    """
    pace = pace_for(account, person=person, search=search)
    return Counting(numbers()[key], pace[key], pace.is_own(key))
