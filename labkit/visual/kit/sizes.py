"""Sizes as a person reads them, in the units of the docker command: 1 kB is 1000 bytes."""

from __future__ import annotations

UNITS = ("B", "kB", "MB", "GB", "TB")


def size_text(size_bytes: int) -> str:
    """Three digits and a unit.

    Example:
        >>> [size_text(size) for size in (0, 999, 1234, 56_789, 2_024_584)]
        ['0 B', '999 B', '1.23 kB', '56.8 kB', '2.02 MB']
    """
    size, unit = float(size_bytes), 0
    while size >= 999.5 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    digits = 0 if unit == 0 or size >= 99.95 else 1 if size >= 9.995 else 2
    return f"{size:.{digits}f} {UNITS[unit]}"
