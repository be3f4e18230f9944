"""Fold one row into another of its kind, with all that points at it, and unfold it again.

Knows no model by name: what points at a row is read from the models, so rows of apps that this one
has never heard of move too. Where the moved row would break a unique constraint it is folded, in
the same way, into the row that stands there already.

Everything is written down step by step as JSON (a journal), and undone by walking back.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

type Step = dict[str, Any]
type Values = dict[str, Any]
# Takes a model and the key of a row that is gone, and returns the key of the one in its place.
type Successor = Callable[[type[models.Model], Any], Any]


def freeze(row: models.Model) -> Values:
    """Return what a row holds by column, exactly and as JSON; what Postgres computes is left out."""
    return {column.attname: _as_json(column, row) for column in _columns(type(row))}


def thaw(model: type[models.Model], values: Mapping[str, Any]) -> models.Model:
    """Return an unsaved row that holds what was frozen; a column that is new keeps its default."""
    known = {column.attname: column for column in _columns(model)}
    return model(**{name: known[name].to_python(values[name]) for name in known if name in values})


@dataclass
class Journal:
    """What was done, in order: rows moved, rows removed, one row's values changed."""

    steps: list[Step] = field(default_factory=list)

    def move(self, rows: models.QuerySet[Any], before: Values, after: Values) -> None:
        """Change the same columns of many rows alike."""
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            _all(rows.model).filter(pk__in=keys).update(**after)
            self._note(rows.model, "moved", keys=keys, before=before, after=after)

    def remove(self, row: models.Model) -> None:
        """Take a row away.

        Nothing is deleted along with it: a row that still points at it makes the database refuse.
        """
        values = freeze(row)
        rows = _all(type(row)).filter(pk=row.pk)
        rows._raw_delete(rows.db)
        self._note(type(row), "removed", key=row.pk, values=values)

    def change(self, row: models.Model, before: Values) -> None:
        """Save a row; note in which columns it now differs from what was frozen before."""
        row.save()
        row.refresh_from_db()
        after = freeze(row)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            old, new = ({name: held[name] for name in changed} for held in (before, after))
            self._note(type(row), "changed", key=row.pk, before=old, after=new)

    def _note(self, model: type[models.Model], did: str, **what: Any) -> None:
        self.steps.append({"did": did, "model": model._meta.label_lower, **what})


def fold(
    *, kept: Any, gone: Any, journal: Journal, apart: Collection[type[models.Model]] = ()
) -> None:
    """Move all that points at `gone` to `kept` and take `gone` away.

    Rows of the models in `apart` are the caller's. A model may have `take_over(other)`, which sets
    on the row that stays what the other says better.
    """
    for link in links_to(type(kept)):
        if link.model not in apart:
            _move_links(link, kept, gone, journal, apart)
    before = freeze(kept)
    journal.remove(gone)
    if hasattr(kept, "take_over"):
        kept.take_over(gone)
        journal.change(kept, before)


def links_to(model: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    """Yield every foreign key to a model, those of tables between two models included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and not relation.concrete:
            link = relation.field
            if not link.model._meta.proxy and link.target_field.primary_key:
                yield link


def unfold(steps: list[Step], *, successor: Successor) -> list[tuple[str, str]]:
    """Walk the journal back; return (model, column) of what was edited since and left alone.

    Rows deleted since stay deleted. A restored row that pointed at one which is gone points at its
    successor, else at nothing; where it must point somewhere, it is left out. Raises IntegrityError
    when a restored row's place was taken.
    """
    left: list[tuple[str, str]] = []
    for step in reversed(steps):
        model = apps.get_model(step["model"])
        if step["did"] == "moved":
            rows = _all(model).filter(pk__in=step["keys"], **step["after"])
            rows.update(**step["before"])
        elif step["did"] == "removed":
            row = _pointed(thaw(model, step["values"]), successor)
            if row is not None:
                row.save_base(raw=True, force_insert=True)
        else:
            left += [(step["model"], name) for name in _change_back(model, step, successor)]
    return left


def _change_back(model: type[models.Model], step: Step, successor: Successor) -> Iterator[str]:
    """Give a row's columns their old values but those that changed since; yield the latter."""
    row = _all(model).select_for_update().filter(pk=step["key"]).first()
    if row is None:
        return
    now = freeze(row)
    same = [name for name in step["after"] if now.get(name) == step["after"][name]]
    yield from (name for name in step["after"] if name in now and name not in same)
    old = _pointed(thaw(model, {**now, **{name: step["before"][name] for name in same}}), successor)
    if old is not None and same:
        _all(model).filter(pk=row.pk).update(**{name: getattr(old, name) for name in same})


def _pointed(row: models.Model, successor: Successor) -> models.Model | None:
    """Let a row point at rows that exist; return None where it cannot."""
    for link in row._meta.concrete_fields:
        key = getattr(row, link.attname) if isinstance(link, models.ForeignKey) else None
        to: Any = link.related_model
        if key is not None and not _all(to).filter(pk=key).exists():
            other = successor(to, key)
            if other is None and not link.null:
                return None
            setattr(row, link.attname, other)
    return row


def _move_links(
    link: models.ForeignKey[Any, Any],
    kept: models.Model,
    gone: models.Model,
    journal: Journal,
    apart: Collection[type[models.Model]],
) -> None:
    before, after = {link.attname: gone.pk}, {link.attname: kept.pk}
    rows = _all(link.model).filter(**before).order_by("pk")
    if isinstance(kept, link.model):
        # Nobody names themselves.
        journal.move(rows.filter(pk=kept.pk), before, {link.attname: None})
        rows = rows.exclude(pk__in=[kept.pk, gone.pk])
    # Nobody is introduced to, or told of, themselves: an end that may be empty is emptied, a row that
    # needs both ends goes, one that needs neither says something of its own and stays.
    for other in _other_ends(link):
        between = rows.filter(**{other.attname: kept.pk})
        if link.null and not other.null:
            journal.move(between, before, {link.attname: None})
        elif other.null and not link.null:
            journal.move(between, {other.attname: kept.pk}, {other.attname: None})
        elif not link.null:
            for row in between:
                journal.remove(row)
    if list(_uniques(link)):
        for row in rows:
            rival = _rival(row, link, kept)
            if rival is not None:
                fold(kept=rival, gone=row, journal=journal, apart=apart)
    journal.move(rows, before, after)


def _other_ends(link: models.ForeignKey[Any, Any]) -> Iterator[models.ForeignKey[Any, Any]]:
    """Yield the other links by which the same row points at a row of that kind."""
    for column in link.model._meta.concrete_fields:
        if isinstance(column, models.ForeignKey) and column is not link:
            if column.related_model is link.related_model is not link.model:
                yield column


def _rival(
    row: models.Model, link: models.ForeignKey[Any, Any], kept: models.Model
) -> models.Model | None:
    """Return the row in whose place this one would stand if it pointed at `kept`."""
    rows = _all(link.model)
    for names, condition, are_nulls_one in _uniques(link):
        if not rows.filter(condition, pk=row.pk).exists():
            continue
        values = {name: getattr(row, row._meta.get_field(name).attname) for name in names}  # type: ignore[union-attr]
        values[link.name] = kept.pk
        if None in values.values() and not are_nulls_one:
            continue
        same = models.Q()
        for name, value in values.items():
            same &= models.Q(**({f"{name}__isnull": True} if value is None else {name: value}))
        rival = rows.filter(condition, same).exclude(pk=row.pk).first()
        if rival is not None:
            return rival
    return None


def _uniques(
    link: models.ForeignKey[Any, Any],
) -> Iterator[tuple[Collection[str], models.Q, bool]]:
    """Yield (fields, condition, whether nulls count as equal) of what is unique with this link."""
    meta = link.model._meta
    if link.unique:
        yield (link.name,), models.Q(), False
    for names in meta.unique_together:
        if link.name in names:
            yield names, models.Q(), False
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and link.name in constraint.fields:
            condition = constraint.condition or models.Q()
            yield constraint.fields, condition, constraint.nulls_distinct is False


def _columns(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    return [column for column in model._meta.concrete_fields if not column.generated]


def _as_json(column: "models.Field[Any, Any]", row: models.Model) -> Any:
    value = column.value_from_object(row)
    if value is None or isinstance(value, bool | int | str):
        return value
    return column.value_to_string(row)


def _all(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._base_manager.order_by()
