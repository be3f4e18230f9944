"""The statement that the search box runs: one for all kinds, each step of a ranking a branch of it.

A branch runs only while those before it found too few, as Postgres stops a UNION ALL at its LIMIT.
Each reads an index that leads with the account and gives up after CANDIDATES rows, so that no letter
costs more than another. MATERIALIZED keeps the planner from reading a table through in the hope of
soon having met a LIMIT's number of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from contacts.models.searchable import TRIGRAM
from contacts.models.shelves import Shelf
from interviews.rules.typing import LONGEST_SLIP, SHORTEST_SLIP, halves, slip_of

LIST, POOL, ARCHIVE = (shelf.value for shelf in Shelf)
# Rows that a step ranks; who types so little that more fit is going to type on.
CANDIDATES = 100
# Rows that each way to look for a slip is allowed to bring.
SLIPS = 25
# Letters of a word up to which an index of trigrams looks for every slip at once.
AT_ONCE = 8
# Talks that are ranked.
TALKS = 40
# Organisations of a name, whose people are looked through.
PLACES = 30
COLLEAGUES = 5_000
# A number is an int4 to Postgres, which an index of btree_gin does not compare with a bigint.
OWN = "account_id = %(account)s::bigint"
PERSON = "id, name, sort_key, title, organisation_id, shelf"
ORGANISATION = "id, name, sort_key, aliases, industry, shelf"


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word as `sort_key` and as `plain` would have it."""

    plain: str
    sought: str

    @property
    def is_short(self) -> bool:
        """Return whether only the beginnings of words can be looked through for it."""
        return len(self.plain) < TRIGRAM and self.sought == self.plain

    @property
    def ways(self) -> int:
        """Return how many ways there are to look for it with one slip; 0 where it tells too little."""
        is_latin = self.plain.isascii() and self.plain.isalpha()
        if not is_latin or not SHORTEST_SLIP <= len(self.plain) <= LONGEST_SLIP:
            return 0
        return 1 if len(self.plain) <= AT_ONCE else 2


def values_of(words: Sequence[Word], account: int, many: int) -> dict[str, Any]:
    """Return the values of both statements; `many` is the number of people wanted."""
    name = " ".join(word.plain for word in words)
    values: dict[str, Any] = {"account": account, "many": many, "half": (many + 1) // 2}
    values |= {"name": name, "beyond": f"{name}\U0010ffff"}
    for number, word in enumerate(words):
        inside = _escaped(word.sought)
        values[f"word{number}"] = word.plain
        values[f"start{number}"] = f"% {inside.lstrip()}%"
        values[f"inside{number}"] = f"% {inside}%" if word.is_short else f"%{inside}%"
        if word.ways:
            values |= _slips(number, word.plain)
    return values


def _slips(number: int, word: str) -> dict[str, str]:
    begin, end = halves(word)
    return {
        f"slip{number}": slip_of(word, is_wide=True),
        f"near{number}": slip_of(word),
        f"begin{number}": f"% {begin}%",
        f"end{number}": f"%{end}%",
    }


@cache
def everything(shorts: tuple[bool, ...], *, days: int, by_address: bool) -> str:
    """Return the statement over all four kinds, by which of its words are short.

    Days are the values `first0`, `last0` and so on; an e-mail address lies from `address` to
    `addresses`.
    """
    return _Everything(shorts, days, by_address).text()


@cache
def guesses(ways: tuple[int, ...], *, in_pool: bool) -> str:
    """Return the statement over names one slip away, by how many ways there are for each word.

    It looks through the pool, or else through all people but those and all organisations.
    """
    if in_pool:
        return _CLOSE_PEOPLE.format(found=_close("person", PERSON, "is_in_pool", ways, "near"))
    people = _close("person", PERSON, "NOT is_in_pool", ways, "slip")
    places = _close("organisation", ORGANISATION, "TRUE", ways, "slip")
    return (
        f"({_CLOSE_PEOPLE.format(found=people)}) UNION ALL ({_CLOSE_PLACES.format(found=places)})"
    )


class _Everything:
    """The parts of the statement for words of one shape."""

    def __init__(self, shorts: tuple[bool, ...], days: int, by_address: bool) -> None:
        """Prepare the conditions that branches are made of."""
        self.days, self.by_address = days, by_address
        self.is_short = all(shorts)
        count = len(shorts)
        self.starts = " AND ".join(_like("start", *range(count)))
        self.inside = " AND ".join(_like("inside", *range(count)))
        self.count = count
        self.unnamed = " + ".join(f"(strpos(sort_key, %(word{n})s) = 0)::int" for n in range(count))

    def text(self) -> str:
        """Return the statement."""
        kinds = [self._people(), self._organisations(), self._interviews(), self._questions()]
        steps = ", ".join(step for steps, _ in kinds for step in steps)
        return f"WITH {steps} {' UNION ALL '.join(f'({query})' for _, query in kinds)}"

    def _people(self) -> tuple[list[str], str]:
        steps = {
            "mine": f"NOT is_in_pool AND {self.starts}",
            "pool": f"is_in_pool AND {self.starts}",
        }
        if not self.is_short:
            steps["inner_"] = f"{self.inside} AND NOT ({self.starts})"
            steps |= self._there()
        begin = "sort_key > %(name)s AND sort_key < %(beyond)s"
        branches = [
            *(
                _rows(f"{OWN} AND shelf = {shelf} AND sort_key = %(name)s")
                for shelf in (LIST, POOL)
            ),
            *(_rows(f"{OWN} AND shelf = {shelf} AND {begin}") for shelf in (LIST, POOL)),
            *(self._ranked(step, PERSON) for step in steps),
            _rows(f"{OWN} AND shelf = {ARCHIVE} AND {_BEGINS}"),
        ]
        if self.by_address:
            # Those whose name fits stand above already.
            branches.insert(-1, _rows(f"{OWN} AND id IN ({_BY_ADDRESS}) AND NOT ({self.inside})"))
        made = [_step(name, "person", condition, PERSON) for name, condition in steps.items()]
        return made, _PEOPLE.format(branches=_one_after_another(branches, "many"))

    def _there(self) -> dict[str, str]:
        """Return the steps to people some of whose words are of their organisation.

        The last words first, then the first, then all: each is much to look through.
        """
        words = range(self.count)
        cuts = [(words[:cut], words[cut:]) for cut in words[1:]]
        cuts += [(last, first) for first, last in cuts] + [(words[:0], words)]
        steps: dict[str, str] = {}
        for theirs, its in cuts:
            others = "".join(f" AND id <> ALL (ARRAY(SELECT id FROM {step}))" for step in steps)
            steps[f"there{len(steps)}"] = f"{_at(theirs, its)} AND NOT ({self.inside}){others}"
        return steps

    def _organisations(self) -> tuple[list[str], str]:
        steps = [
            _step("named", "organisation", _BEGINS, ORGANISATION, "sort_key"),
            _step("known", "organisation", self.starts, ORGANISATION),
        ]
        branches = [
            self._ranked("named", ORGANISATION, is_prefix=True),
            self._ranked("known", ORGANISATION),
        ]
        if not self.is_short:
            inside = f"{self.inside} AND NOT ({self.starts})"
            steps.append(_step("within", "organisation", inside, ORGANISATION))
            branches.append(self._ranked("within", ORGANISATION))
        return steps, _ORGANISATIONS.format(branches=_one_after_another(branches, "half"))

    def _ranked(self, step: str, columns: str, *, is_prefix: bool = False) -> str:
        """Return the best of a step's first rows; those that begin as typed came before."""
        others = "" if is_prefix else "WHERE NOT starts_with(sort_key, %(name)s)"
        return (
            f"SELECT {columns} FROM (SELECT * FROM {step} {others} LIMIT {CANDIDATES}) AS first_rows"
            f" ORDER BY sort_key <> %(name)s, shelf, {self.unnamed}, sort_key, id LIMIT %(many)s"
        )

    def _interviews(self) -> tuple[list[str], str]:
        """Return talks by day, with whom or where, and by what they were to teach."""
        aims = f"SELECT id FROM interviews_interview WHERE {OWN} AND {self.inside}"
        # Among the latest where too many people fit to go by them.
        found = [_LATEST.format(starts=self.starts) if self.is_short else _MET]
        found.append(f"(SELECT id, 2 FROM aims LIMIT {TALKS})")
        found += [_BY_DAY.format(n=n) for n in range(self.days)]
        return [f"aims AS MATERIALIZED ({aims})"], _INTERVIEWS.format(
            found=" UNION ALL ".join(found)
        )

    def _questions(self) -> tuple[list[str], str]:
        columns = "id, key, text_en, text_zh, purpose, is_off, archived_at"
        return [
            f"worded AS MATERIALIZED (SELECT {columns} FROM interviews_question"
            f" WHERE {OWN} AND {self.inside})"
        ], _QUESTIONS


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _like(kind: str, *numbers: int) -> list[str]:
    return [f"plain LIKE %({kind}{number})s" for number in numbers]


def _at(theirs: range, its: range) -> str:
    """Return the condition that some words are of the organisation, the rest of the person."""
    named = " AND ".join([OWN, *_like("inside", *its)])
    places = f"SELECT id FROM contacts_organisation WHERE {named} LIMIT {PLACES}"
    at = f"organisation_id = ANY (ARRAY({places}))"
    if not theirs:
        return at
    there = f"SELECT id, plain FROM contacts_person WHERE {at} LIMIT {COLLEAGUES}"
    are_meant = " AND ".join(_like("inside", *theirs))
    return f"id = ANY (ARRAY(SELECT id FROM ({there}) AS colleagues WHERE {are_meant}))"


def _close(noun: str, columns: str, shelf: str, ways: tuple[int, ...], slip: str) -> str:
    """Return the query for rows in which each word, or one a slip away from it, is there.

    The halves of a long word are looked up one by one: put together by OR they look so frequent to
    the planner that it reads the whole table. Those of one word are enough.
    """
    words = " AND ".join(_slip(n, count, slip) for n, count in enumerate(ways))
    long = ways.index(2) if 2 in ways else None
    parts = [""] if long is None else [f" AND {_like(one, long)[0]}" for one in ("begin", "end")]
    return " UNION ".join(
        f"(SELECT {columns} FROM contacts_{noun} WHERE {OWN} AND {shelf} AND {words}{part}"
        f" LIMIT {SLIPS})"
        for part in parts
    )


def _slip(n: int, ways: int, slip: str) -> str:
    """Return the condition that a word, or one a slip away, is there; as typed if it has no ways."""
    if ways == 0:
        return _like("inside", n)[0]
    # An index of trigrams finds too little in the expression for a long word: hide the column.
    column = "plain" if ways == 1 else "(plain || '')"
    return f"{column} ~ %({slip}{n})s"


def _step(name: str, noun: str, condition: str, columns: str, order: str = "") -> str:
    by = f" ORDER BY {order} LIMIT {CANDIDATES}" if order else ""
    found = f"SELECT {columns} FROM contacts_{noun} WHERE {OWN} AND {condition}{by}"
    return f"{name} AS MATERIALIZED ({found})"


def _rows(condition: str) -> str:
    return (
        f"SELECT {PERSON} FROM contacts_person WHERE {condition} ORDER BY sort_key, id"
        " LIMIT %(many)s"
    )


def _one_after_another(branches: list[str], limit: str) -> str:
    return " UNION ALL ".join(f"({branch})" for branch in branches) + f" LIMIT %({limit})s"


_BEGINS = "sort_key >= %(name)s AND sort_key < %(beyond)s"
_MARK = f"CASE shelf WHEN {ARCHIVE} THEN 'archived' WHEN {POOL} THEN 'pool' ELSE '' END"
_BY_ADDRESS = f"""
SELECT person_id FROM (
    SELECT person_id, kind FROM contacts_reach
    WHERE {OWN} AND lower(value) >= %(address)s AND lower(value) < %(addresses)s
    ORDER BY lower(value) LIMIT {CANDIDATES}
) AS begun WHERE kind = 'email'
"""
_PEOPLE = f"""
SELECT 'person', id, '', name, title,
    (SELECT name FROM contacts_organisation WHERE id = organisation_id), {_MARK}
FROM ({{branches}}) AS people
"""
_ORGANISATIONS = f"""
SELECT 'organisation', id, '', name, askwell_words(aliases), industry, {_MARK}
FROM ({{branches}}) AS organisations
"""
_BY_DAY = f"""
(SELECT id, 0 FROM interviews_interview
WHERE {OWN} AND starts_at >= %(first{{n}})s::date - 1 AND starts_at < %(last{{n}})s::date + 2
    AND on_date BETWEEN %(first{{n}})s::date AND %(last{{n}})s::date
ORDER BY starts_at DESC LIMIT %(half)s)
"""
_INTERVIEWS = """
SELECT 'interview', talk.id, '',
    (SELECT string_agg(name, ', ' ORDER BY contacts_person.id) FROM contacts_person
    JOIN interviews_interview_people ON person_id = contacts_person.id
    WHERE interview_id = talk.id),
    left(talk.purpose, 120), coalesce(talk.on_date::text, ''), talk.stage
FROM (SELECT id, min(step) AS step FROM ({found}) AS found GROUP BY id) AS best
JOIN interviews_interview AS talk ON talk.id = best.id
ORDER BY best.step, talk.starts_at DESC, talk.id DESC LIMIT %(half)s
"""
_MET = f"""
(SELECT interview_id AS id, 1 AS step FROM interviews_interview_people WHERE person_id = ANY (
    ARRAY(SELECT id FROM mine LIMIT {CANDIDATES})
    || ARRAY(SELECT id FROM contacts_person WHERE {OWN} AND organisation_id = ANY (
        ARRAY(SELECT id FROM named LIMIT 5) || ARRAY(SELECT id FROM known LIMIT 5)
    ) AND shelf IN ({LIST}, {ARCHIVE}) LIMIT {CANDIDATES})
) LIMIT {TALKS})
"""
_LATEST = f"""
(SELECT interview_id AS id, 1 AS step FROM (
    SELECT id FROM interviews_interview WHERE {OWN} ORDER BY starts_at DESC LIMIT {TALKS}
) AS latest JOIN interviews_interview_people ON interview_id = latest.id
JOIN contacts_person ON contacts_person.id = person_id WHERE {{starts}})
"""
_QUESTIONS = f"""
SELECT 'question', id, key, text_en, text_zh, purpose,
    CASE WHEN archived_at IS NOT NULL THEN 'archived' WHEN is_off THEN 'off' ELSE '' END
FROM (SELECT * FROM worded LIMIT {CANDIDATES}) AS first_rows
ORDER BY archived_at IS NOT NULL, is_off, id LIMIT %(half)s)
UNION ALL
(SELECT 'version', id, key, '', '', '', '' FROM interviews_question WHERE {OWN} AND key <> ''
"""
_CLOSE_PEOPLE = _PEOPLE.format(branches="{found}") + " ORDER BY shelf, sort_key LIMIT %(many)s"
_CLOSE_PLACES = (
    _ORGANISATIONS.format(branches="{found}") + " ORDER BY shelf, sort_key LIMIT %(half)s"
)
