"""A few lines of a text, one of them marked, and the word in it that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from labkit.visual.kit.card import CODE

AROUND = 3
"""How many lines above and below the one that is meant are shown."""
MARK = "background-color:#ffd54f;color:#22303c"


def excerpt(text: str, line: int, word: str = "") -> list[str]:
    """The lines around the one that is meant, its word underlined; none for a line 0."""
    rows: list[str] = []
    for number, shown in _around(text, line):
        rows.append(f"{_arrow(number == line)} {number:>3} │ {shown}".rstrip())
        if number == line:
            start, length = _meant(shown, word)
            rows.append(f"      │ {' ' * start}{'^' * length}")
    return rows


def excerpt_html(text: str, line: int, word: str = "") -> str:
    """The same, the word marked in place."""
    rows = [
        f"{_arrow(number == line)} {number:>3} │ "
        + (_marked(shown, word) if number == line else escape(shown))
        for number, shown in _around(text, line)
    ]
    inner = f'<code style="background:none;padding:0">{chr(10).join(rows)}</code>'
    return f'<pre tabindex="0" style="{CODE}">{inner}</pre>' if rows else ""


def _arrow(is_meant: bool) -> str:
    return "→" if is_meant else " "


def _marked(line: str, word: str) -> str:
    start, length = _meant(line, word)
    before, meant, after = line[:start], line[start : start + length], line[start + length :]
    return f'{escape(before)}<mark style="{MARK}">{escape(meant)}</mark>{escape(after)}'


def _around(text: str, line: int) -> Sequence[tuple[int, str]]:
    lines = text.splitlines()
    if not 0 < line <= len(lines):
        return []
    first, last = max(line - AROUND, 1), min(line + AROUND, len(lines))
    return [(number, lines[number - 1]) for number in range(first, last + 1)]


def _meant(line: str, word: str) -> tuple[int, int]:
    """Where the word is in a line, and its length; the whole line where it is not in it."""
    at = line.find(word) if word else -1
    if at >= 0:
        return at, len(word)
    indent = len(line) - len(line.lstrip())
    return indent, max(len(line.strip()), 1)
