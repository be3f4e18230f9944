"""Where a long note can be cut, so that its beginning reads well alone."""

import re

# So many letters of a note stand beside those of other talks (our rule); a rest of a few words
# more is not worth a press.
LONGEST_BEGINNING = 360
_SHORTEST_REST = 80
_SENTENCE = re.compile(r"\n+|[.!?…][\"”’)]*\s+|[。！？…][”』」）]*")
_WORD = re.compile(r"\s+|[，、；：]")


def cut(text: str, *, most: int = LONGEST_BEGINNING) -> tuple[str, str]:
    """Return the beginning of a text and the rest of it; together they are the text, whole.

    The cut is behind a sentence or a line where the later half of the beginning has the end of
    one, else behind a word.
    """
    if len(text) <= most + _SHORTEST_REST:
        return text, ""
    for ends in (_SENTENCE, _WORD):
        places = [found.end() for found in ends.finditer(text, 0, most)]
        if places and places[-1] > most // 2:
            return text[: places[-1]], text[places[-1] :]
    return text[:most], text[most:]
