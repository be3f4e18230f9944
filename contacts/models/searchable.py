"""Text without accents and case, and lists as text, computed by Postgres."""

from typing import Any

from django.db import models


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
