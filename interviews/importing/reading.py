"""What a file of questions is, told by its content, and what it says."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from contacts.importing import decoding
from contacts.importing.reading import FOREIGN
from contacts.importing.rows import CannotRead
from interviews.importing.rows import MAX_BYTES, MAX_QUESTIONS, QuestionReading
from interviews.importing.table import read_table
from interviews.importing.text import read_text

_MARKDOWN = ("#", "- ", "* ", "+ ")
# A text takes them from a file of another program.
_LOOKED_AT = 20_000


def read_questions(stream: BinaryIO) -> QuestionReading:
    """Return what a file says; raise CannotRead where nothing of it can be used.

    UTF-8, UTF-16, GB18030 and Windows-1252 are told apart.
    """
    stream.seek(0)
    begin = stream.read(MAX_BYTES + 1)
    if len(begin) > MAX_BYTES:
        raise CannotRead(too_large())
    if begin.startswith(FOREIGN):
        raise CannotRead(_foreign())
    lines = list(decoding.lines(stream, decoding.encoding_of(stream)))
    if lines:
        lines[0] = lines[0].removeprefix("\ufeff")
    start = "".join(lines)[:_LOOKED_AT]
    if not start.strip():
        raise CannotRead(_("This file is empty."))
    if sum(letter < " " and letter not in "\t\r\n" for letter in start) * 10 > len(start):
        raise CannotRead(_foreign())
    reading = read_text(lines) if start.lstrip().startswith(_MARKDOWN) else read_table(lines)
    if len(reading.rows) > MAX_QUESTIONS:
        raise CannotRead(
            _("There are more than %(limit)s questions in this file. Split it.")
            % {"limit": f"{MAX_QUESTIONS:,}"}
        )
    if not reading.rows and not reading.unreadable:
        raise CannotRead(_("There is no question in this file."))
    return reading


def too_large() -> str:
    """Return what to say of a file beyond the limit."""
    return _(
        "This file is larger than %(limit)s MB. Split it, and bring in one part at a time."
    ) % {"limit": MAX_BYTES // 1024**2}


def _foreign() -> str:
    return _(
        "This is a file of another program. Save it there as CSV, or write the questions as text:"
        " one a line, with a hyphen before each."
    )
