"""Which characters a font can draw, read from its cmap table (OpenType, formats 4 and 12)."""

from pathlib import Path
from struct import unpack_from


def characters(font: Path) -> frozenset[int]:
    """Return the code points that a TTF or OTF file has a glyph for."""
    data = font.read_bytes()
    start = _table(data, b"cmap")
    count = unpack_from(">H", data, start + 2)[0]
    found: set[int] = set()
    for index in range(count):
        offset = start + unpack_from(">HHL", data, start + 4 + 8 * index)[2]
        kind = unpack_from(">H", data, offset)[0]
        if kind == 4:
            found |= _segments(data, offset)
        elif kind == 12:
            found |= _groups(data, offset)
    return frozenset(found)


def _table(data: bytes, name: bytes) -> int:
    """Return where a table begins; raise ValueError where the font has none."""
    for index in range(unpack_from(">H", data, 4)[0]):
        tag, _checksum, offset, _length = unpack_from(">4sLLL", data, 12 + 16 * index)
        if tag == name:
            return int(offset)
    raise ValueError(f"no table {name!r}")


def _groups(data: bytes, offset: int) -> set[int]:
    found: set[int] = set()
    for index in range(unpack_from(">L", data, offset + 12)[0]):
        first, last, glyph = unpack_from(">LLL", data, offset + 16 + 12 * index)
        found.update(code for code in range(first, last + 1) if glyph + code - first)
    return found


def _segments(data: bytes, offset: int) -> set[int]:
    size = unpack_from(">H", data, offset + 6)[0]
    ends, starts = offset + 14, offset + 16 + size
    deltas, ranges = starts + size, starts + 2 * size
    found: set[int] = set()
    for at in range(0, size, 2):
        first, last = (unpack_from(">H", data, table + at)[0] for table in (starts, ends))
        delta, skip = (unpack_from(">H", data, table + at)[0] for table in (deltas, ranges))
        for code in range(first, last + 1):
            glyph = code
            if skip:
                # The offset counts from where it is itself written.
                glyph = unpack_from(">H", data, ranges + at + skip + 2 * (code - first))[0]
            if glyph and (glyph + delta) & 0xFFFF:
                found.add(code)
    return found
