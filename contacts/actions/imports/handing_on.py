"""How what an import brought passes to later imports that tell the same, before it is undone.

Imports lie on each other: of each a row says what it wrote about a person and what it found there.
Taking one out from below, what later ones found is put right, and what they would have written
themselves, had they come first, becomes theirs. Undoing those too then leaves nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched

from django.db import connection, models

from contacts.actions.imports.applying import CHANGED, SEAL
from contacts.actions.imports.differing import FILLED, GROWN, POSITION, ages_of
from contacts.actions.imports.layers import (
    BLANK,
    Facts,
    Layer,
    Way,
    flat,
    folded,
    hand_on,
    hand_on_ways,
    is_same,
    met_above,
    unfolded,
    unwound,
)
from contacts.importing.askwell import DAYS
from contacts.models import (
    ImportFile,
    ImportRow,
    ImportRun,
    ImportState,
    Merge,
    Move,
    Organisation,
    Person,
    Reach,
    Tie,
)
from contacts.rules.plain import plain
from contacts.rules.reaching import plain_way

# People in memory at a time.
PEOPLE = 1_000
_NAMED = ("name", "is_family_first", "sounds", "tie", "imported_in_id", "created_at")
_WAYS = {
    "email": "emails",
    "phone": "phones",
    "linkedin": "profile",
    "wechat": "wechat",
    "website": "websites",
    "other": "others",
}


@dataclass
class _Later(Layer):
    """What a later import told of a person, and the row that keeps it."""

    run: ImportRun = field(kw_only=True)
    row: ImportRow = field(kw_only=True)
    is_heir: bool = False

    def keep(self, base: Facts) -> Facts:
        """Write on its row what it found and wrote over `base`; return what then stands there."""
        after = base | self.wrote
        if self.is_heir:
            return after
        facts = [(dict(self.before), base), (dict(self.wrote), after)]
        kept = []
        for own, state in facts:
            is_told = any(key.startswith("told:") for key in self.wrote)
            named = {key: value for key, value in own.items() if not key.startswith("told:")}
            kept.append(flat(named) | ({"told": folded(state)["told"]} if is_told else {}))
        self.row.before = kept[0]
        self.row.wrote = {
            "person": self.row.person_id,
            "facts": kept[1],
            "reaches": [list(way) for way in self.reaches],
        }
        return after


@dataclass
class _Case:
    """One person whom the import to undo and later ones tell of."""

    person: Person
    row: ImportRow
    own: list[ImportRow]
    later: list[_Later]
    now: Facts
    gone: list[Way] = field(default_factory=list)
    named: Facts = field(default_factory=dict)


class HandingOn:
    """One import about to be undone, and the later ones of its account that hold."""

    def __init__(self, run: ImportRun) -> None:
        """Find the later imports."""
        after = models.Q(applied_at__gt=run.applied_at)
        after |= models.Q(applied_at=run.applied_at, pk__gt=run.pk)
        later = ImportRun.objects.filter(after, account=run.account_id, state=ImportState.DONE)
        self.run, self.later = run, {one.pk: one for one in later.order_by("applied_at", "pk")}
        self.ages = ages_of(
            ImportFile.objects.filter(run__in=self.later).values_list("pk", flat=True)
        )
        merges = Merge.objects.live().filter(account=run.account_id).exclude(organisation=None)
        self.became = dict(merges.order_by("pk").values_list("gone", "organisation_id"))

    def known(self) -> None:
        """Hand on what was written about people known before."""
        for cases in self._cases(models.Q(wrote__has_key="facts")):
            for case in cases:
                self._hand_on_facts(case)
            self._save(cases)
            _keep_rows([case.row for case in cases])

    def made(self, people: Iterable[int]) -> list[int]:
        """Hand on people the import made; return those the user has changed, who are left alone."""
        edited: list[int] = []
        for batch in batched(people, PEOPLE):
            for found in self._cases(models.Q(wrote__has_key="seal", person__in=batch)):
                seals = _seals([(one.person.pk, unwound(one.now, one.later)) for one in found])
                changed = [one for one in found if self._is_edited(one, seals)]
                clean = [one for one in found if one not in changed]
                edited += [one.person.pk for one in changed]
                states = [(one.person.pk, self._hand_on_person(one)) for one in clean]
                self._save(clean)
                seals = _seals(states)
                for one in clean:
                    heir = one.later[0].row
                    heir.wrote = (heir.wrote or {}) | {"seal": seals[one.person.pk]}
                _keep_rows([one.later[0].row for one in clean])
        return edited

    def _cases(self, which: models.Q) -> Iterator[list[_Case]]:
        """Yield, some at a time, people of rows whom a later import told of as well."""
        if not self.later:
            return
        own = ImportRow.objects.filter(which, run=self.run, person__isnull=False)
        again = ImportRow.objects.filter(run__in=self.later, person=models.OuterRef("person"))
        keys = own.filter(models.Exists(again)).order_by("person").values_list("person", flat=True)
        for batch in batched(list(keys.distinct()), PEOPLE):
            yield list(self._read(batch))

    def _read(self, keys: tuple[int, ...]) -> Iterator[_Case]:
        rows = (
            ImportRow.objects.filter(run__in=[self.run.pk, *self.later], person__in=keys)
            .select_related("file")
            .defer("raw", "file__preamble")
            .order_by("pk")
        )
        told: dict[int, dict[int, list[ImportRow]]] = defaultdict(lambda: defaultdict(list))
        for row in sorted(rows, key=lambda row: "profile" not in row.facts):
            told[row.person_id or 0][row.run_id].append(row)
        names = {plain(row.facts.get("organisation", "")) for row in rows}
        places = Organisation.objects.filter(account=self.run.account_id, sort_key__in=names)
        by_name = dict(places.values_list("sort_key", "pk"))
        people = Person.objects.filter(pk__in=keys).prefetch_related("reaches", "moves")
        for person in people:
            of = told[person.pk]
            written = next((one for one in of[self.run.pk] if one.wrote), None)
            if written and written.wrote and written.wrote["person"] == person.pk:
                later = [
                    self._layer(run, of[pk], by_name) for pk, run in self.later.items() if pk in of
                ]
                yield _Case(person, written, of[self.run.pk], later, _facts(person))

    def _layer(self, run: ImportRun, rows: list[ImportRow], places: dict[str, int]) -> _Later:
        row = next((one for one in rows if one.wrote), rows[0])
        before, wrote = unfolded(row.before or {}), row.wrote or {}
        facts = unfolded(wrote.get("facts", {}))
        for key in [key for key in facts if key.startswith("told:")]:
            if before.setdefault(key, None) == facts[key]:
                del before[key], facts[key]
        for state in (before, facts):
            self._follow(state)
        reaches = [(kind, value) for kind, value in wrote.get("reaches", [])]
        tells, ways = _told(rows, places, self.ages)
        return _Later(tells, ways, before, facts, reaches, run=run, row=row)

    def _follow(self, state: Facts) -> None:
        """Put in a position the organisation that its own was merged into."""
        if "position" in state:
            title, place = state["position"]
            state["position"] = [title, self._place(place)]

    def _place(self, key: int | None) -> int | None:
        while key in self.became:
            key = self.became[key]
        return key

    def _hand_on_facts(self, case: _Case) -> None:
        wrote = case.row.wrote or {}
        held, old = unfolded(wrote["facts"]), unfolded(case.row.before or {})
        for state in (held, old):
            self._follow(state)
        for key in [key for key in held if key.startswith("told:")]:
            if old.setdefault(key, None) == held[key]:
                del old[key], held[key]
        reaches = hand_on_ways([(k, v) for k, v in wrote["reaches"]], case.later, _fold)
        left, met = held.get("position", ()), met_above("position", case.now, case.later)
        passed, edited = hand_on(held, old, case.now, case.later)
        for key in passed | edited:
            del held[key]
        # What is left is put back as if no other import had come (see taking_back.py).
        back = {key: old[key] for key, value in held.items() if case.now.get(key) == value}
        self._keep_layers(case, case.now | {k: v for k, v in back.items() if k not in GROWN})
        is_told = any(key.startswith("told:") for key in held)
        for state in (held, old):
            for key in [key for key in state if key.startswith("told:")]:
                del state[key]
        if is_told:
            case.now |= {key: None for key in case.now if key.startswith("told:")} | {
                key: value for key, value in (case.now | back).items() if key.startswith("told:")
            }
        named = sorted(key for key in edited if not key.startswith(("told:", "position")))
        if "position" in edited:
            named += [
                name for name, one, other in zip(POSITION, left, met, strict=True) if one != other
            ]
        case.row.before = flat({key: old[key] for key in held})
        case.row.wrote = wrote | {"facts": flat(held), "reaches": reaches, "edited": named}

    def _hand_on_person(self, case: _Case) -> Facts:
        """Make somebody the first later import's own; return them as that one left them."""
        heir = case.later[0]
        held = unwound(case.now, case.later)
        held = {key: value for key, value in held.items() if value != BLANK.get(key)}
        passed, _edited = hand_on(held, BLANK, case.now, case.later)
        for key in held.keys() - passed:
            if key in GROWN:
                case.now[key] = [word for word in case.now[key] if word not in held[key]]
            elif not any(key in layer.before for layer in case.later):
                case.now[key] = BLANK.get(key)
        heir.is_heir = True
        of_later = {tuple(way) for layer in case.later for way in layer.reaches}
        ways = [(way.kind, way.value) for way in case.person.reaches.all()]
        case.gone = hand_on_ways([way for way in ways if way not in of_later], case.later, _fold)
        self._keep_layers(case, case.now)
        first = heir.row.facts
        case.named = {
            "name": first["name"],
            "is_family_first": bool(first.get("is_family_first")),
            "sounds": first.get("sounds", ""),
            "tie": heir.tells.get("tie", Tie.NETWORK.value),
            "imported_in_id": heir.run.pk,
            "created_at": heir.run.applied_at and heir.run.applied_at.isoformat(),
        }
        state = unwound(case.now, case.later[1:])
        heir.row.before = None
        heir.row.wrote = {"person": case.person.pk, "organisation": state["position"][1]}
        if state["referred_by_id"]:
            heir.row.wrote["referrer"] = state["referred_by_id"]
        return state | {key: case.named[key] for key in ("name", "is_family_first", "tie")}

    def _is_edited(self, case: _Case, seals: dict[int, str]) -> bool:
        """Return whether somebody is not as the import and the later ones left them."""
        wrote, state = case.row.wrote or {}, dict(case.now)
        for layer in reversed(case.later):
            for key, value in layer.wrote.items():
                if not key.startswith("told:") and not is_same(key, state.get(key), value):
                    return True
            state |= layer.before
        place = wrote["organisation"]
        if state["position"][1] != self._place(place) and (
            place is None or Organisation.objects.filter(pk=place).exists()
        ):
            return True
        told = {_fold(way) for layer in case.later for way in layer.reaches}
        told |= {_fold(way) for row in case.own for way in _ways_of(row.facts)}
        return (
            seals[case.person.pk] != wrote["seal"]
            or bool(case.person.unwanted)
            or state["referred_by_id"] != wrote.get("referrer")
            or any(_fold((way.kind, way.value)) not in told for way in case.person.reaches.all())
        )

    def _keep_layers(self, case: _Case, now: Facts) -> None:
        """Write on the rows of the layers what they found and wrote, and put right their moves."""
        states = [now]
        for layer in reversed(case.later):
            states.append(states[-1] | layer.before)
        for layer, base in zip(case.later, reversed(states[1:]), strict=True):
            if layer.is_heir or layer.row.wrote or layer.wrote or layer.reaches:
                layer.keep(base)
        moves = {move.run_id: move for move in case.person.moves.all()}
        own = moves.get(self.run.pk)
        for layer, base in zip(case.later, reversed(states[1:]), strict=True):
            move = moves.get(layer.run.pk)
            if layer.is_heir or not _is_move(layer):
                if move:
                    move.delete()
                continue
            if move is None:
                move, own = own or Move(account_id=case.person.account_id, person=case.person), None
                move.run, move.noticed_at = layer.run, layer.run.applied_at or move.noticed_at
            after = base | layer.wrote
            move.from_title, left = base["position"]
            move.to_title, come = after["position"]
            move.from_organisation_id = self._standing(left)
            move.to_organisation_id = self._standing(come)
            move.save()

    def _standing(self, key: int | None) -> int | None:
        return key if key and Organisation.objects.filter(pk=key).exists() else None

    def _save(self, cases: list[_Case]) -> None:
        """Write people whose facts changed, drop addresses nobody tells, keep the layers' rows."""
        changed = []
        for case in cases:
            facts = folded(case.now) | case.named
            if facts != folded(_facts(case.person)):
                changed.append((case.person.pk, facts))
            for kind, value in case.gone:
                Reach.objects.filter(person=case.person, kind=kind, value=value).delete()
        columns = ", ".join(f"{name} = n.{name}" for name in (*CHANGED, *_NAMED))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE contacts_person p SET {columns}"
                " FROM unnest(%s::bigint[], %s::text[]) AS c (id, facts)"
                " JOIN contacts_person o USING (id),"
                " LATERAL jsonb_populate_record(o, c.facts::jsonb) n WHERE p.id = c.id",
                [[pk for pk, _ in changed], [json.dumps(facts) for _, facts in changed]],
            )
        _keep_rows([layer.row for case in cases for layer in case.later])


def _is_move(layer: Layer) -> bool:
    """Return whether an import wrote over a title or organisation; see NEW_MOVES."""
    found, wrote = layer.before.get("position", ()), layer.wrote.get("position", ())
    return any(one and one != other for one, other in zip(found, wrote, strict=True))


def _keep_rows(rows: list[ImportRow]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contacts_importrow r SET before = c.before::jsonb, wrote = c.wrote::jsonb"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS c (id, before, wrote)"
            " WHERE r.id = c.id",
            [
                [row.pk for row in rows],
                [None if row.before is None else json.dumps(row.before) for row in rows],
                [None if row.wrote is None else json.dumps(row.wrote) for row in rows],
            ],
        )


def _seals(states: list[tuple[int, Facts]]) -> dict[int, str]:
    """Return the print of people if they were so."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id, {SEAL} FROM unnest(%s::bigint[], %s::text[]) AS c (id, facts)"
            " JOIN contacts_person o USING (id),"
            " LATERAL jsonb_populate_record(o, c.facts::jsonb) p",
            [[pk for pk, _ in states], [json.dumps(folded(facts)) for _, facts in states]],
        )
        return dict(cursor.fetchall())


def _facts(person: Person) -> Facts:
    facts = {name: getattr(person, name) for name in CHANGED}
    for name in DAYS:
        facts[name] = facts[name] and facts[name].isoformat()
    return unfolded(facts)


def _told(
    rows: list[ImportRow], places: dict[str, int], ages: dict[int, str]
) -> tuple[Facts, set[Way]]:
    """Return what rows of one import tell of a person: the first row's facts, all their words."""
    tells: Facts = {}
    ways: set[Way] = set()
    for row in rows:
        facts = row.facts
        title, place = facts.get("title", ""), facts.get("organisation", "")
        if title or place:
            age = [ages[row.file_id]] if row.file_id in ages else []
            tells.setdefault(f"told:{row.file.format}", [plain(title), plain(place), *age])
            tells.setdefault("position", [title, places.get(plain(place))])
        for key in (*FILLED, "connected_on", "is_do_not_contact", "may_use_name", "tie"):
            if key in facts:
                tells.setdefault(key, facts[key])
        for key in GROWN:
            tells.setdefault(key, []).extend(facts.get(key, []))
        ways |= {_fold(way) for way in _ways_of(facts)}
    return tells, ways


def _ways_of(facts: Facts) -> Iterator[Way]:
    for kind, key in _WAYS.items():
        told = facts.get(key, ())
        for value in [told] if isinstance(told, str) else told:
            yield kind, value


def _fold(told: Way) -> Way:
    """Return what makes two addresses one."""
    return told[0], plain_way(*told)
