"""Text without accents and case, what search looks in, and lists as text, computed by Postgres."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

# Kilobytes of new rows that wait to be sorted into an index of words: every search reads them through.
PENDING = 256
# Letters that an index of trigrams needs to find the inside of a word.
TRIGRAM = 3


class Plain(models.Func):
    """Join texts and strip case and accents, by the SQL function that the first migration makes.

    `unaccent` itself is only STABLE; the wrapper is IMMUTABLE so that it can be stored and indexed.
    """

    function = "askwell_plain"
    arity = 1
    output_field = models.TextField()

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        """Take one text, or several to be joined."""
        joined = expressions[0]
        for expression in expressions[1:]:
            joined = models.expressions.CombinedExpression(
                joined, "||", expression, output_field=models.TextField()
            )
        super().__init__(joined, **extra)


class Words(models.Func):
    """A list of words as one text; IMMUTABLE, unlike `array_to_string`, so that it can be stored."""

    function = "askwell_words"
    arity = 1
    output_field = models.TextField()


class Sought(Plain):
    """Plain text with a blank before each Chinese, Japanese or Korean character.

    So each of them begins a word, and an index of trigrams finds a name by any one of them.
    """

    function = "askwell_sought"


def holds(word: str) -> models.Q:
    """Return the condition that `plain` holds a word.

    Any part of one will do, but of one or two letters only the beginning: an index of trigrams knows
    no others. A Chinese, Japanese or Korean character is a word by itself.
    """
    is_short = len(word) < TRIGRAM and max(word) < "\u3000"
    return models.Q(plain__contains=Sought(models.Value(f" {word}" if is_short else word)))


class IsAmong(models.Func):
    """`column = ANY(ARRAY(subquery))`: unlike IN, an index can take it as one side of an OR."""

    arity = 2
    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = models.BooleanField()


def name_key() -> models.GeneratedField:
    """Return the column that lists of names sort by; one order in every Postgres."""
    return models.GeneratedField(
        expression=Plain(models.F("name")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


def plain_of(texts: Iterable[str]) -> dict[str, str]:
    """Return each text with what Plain makes of it; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, public.askwell_plain(text) FROM unnest(%s::text[]) AS text", [[*texts]]
        )
        return dict(cursor.fetchall())
