"""Text as it is compared: one width, no case, no accents."""

import re
import unicodedata

# Letters with a stroke or joined ones, which no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# The accents of alphabets; the marks of other scripts (Japanese が) make another letter.
_ACCENTS = re.compile("[\u0300-\u036f]")


def plain(text: str) -> str:
    """Return the text in lower case without accents: "Muñoz" and "MUNOZ" become one."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", bare)
