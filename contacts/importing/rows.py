"""What every reader gives: plain rows, and the rows it could not make sense of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

# Beyond these a file is refused with a clear message before anything is kept.
MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000


class CannotRead(Exception):
    """Nothing of a file can be used; the text says why and what to do about it."""


# Not frozen: that would take a fifth of the time in which a large file is read.
@dataclass(slots=True, kw_only=True)
class Row:
    """One person as a file tells of them; empty where it says nothing.

    `number` is the line (the first one of the record) or the card, counted from 1; `raw` is the
    record as it stood. Texts are stripped, hold no NUL and fit the fields of Person and Reach.
    The second group of facts is known to our own export only.
    """

    number: int
    raw: str = ""
    name: str = ""
    is_family_first: bool = False
    called: str = ""
    title: str = ""
    organisation: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    # As rules.reaching.linkedin_profile writes it.
    profile: str = ""
    wechat: str = ""
    websites: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    notes: str = ""
    connected_on: date | None = None
    country: str = ""
    language: str = ""
    zone: str = ""

    tie: str = ""
    connection: str = ""
    referrer: str = ""
    may_use_name: str = ""
    named_on: date | None = None
    function: str = ""
    level: str = ""
    is_do_not_contact: bool = False
    # Two keys are two people, however alike; see exporting.people.
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row or card that no person could be made of, and why, in the user's words."""

    number: int
    raw: str
    reason: str


@dataclass(kw_only=True)
class Reading:
    """A file that was recognised: what it is, and its rows one at a time.

    `format` is one of linkedin, google, outlook, vcard, askwell, columns. For files of columns
    `header` are the headings and `mapping` what each column is taken for, a key of
    importing.columns.FIELDS or "". `is_headed` tells whether the headings stand in the file, and
    `is_sure` is False when the user should look at the mapping before anything is read. `preamble`
    is the text before the first row (note lines and headings), with which `raw` texts make a file of
    the same format again.
    """

    format: str
    encoding: str
    rows: Iterator[Row | Rejected]
    delimiter: str = ""
    header: list[str] = field(default_factory=list)
    mapping: list[str] = field(default_factory=list)
    preamble: str = ""
    is_headed: bool | None = None
    is_sure: bool = True
