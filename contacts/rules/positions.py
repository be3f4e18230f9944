"""When a file's word on somebody's title and organisation is no news."""

from collections.abc import Sequence


def tells_nothing_new(position: Sequence[str], said: Sequence[str] | None) -> bool:
    """Return whether files of the same format said a position before, said more, or said it later.

    Both are title and organisation in plain text, and the day of the newest connection in the file
    as ISO text where it tells of any.
    """
    if not said:
        return False
    age, known = position[2:], said[2:]
    is_older = bool(age and known) and age[0] < known[0]
    return is_older or all(
        word in ("", before) for word, before in zip(position[:2], said[:2], strict=True)
    )
