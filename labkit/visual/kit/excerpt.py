"""A few lines of a text, one of them marked, and the word in it that is meant."""

from __future__ import annotations

from collections.abc import Sequence

from labkit.visual.kit import nodes

AROUND = 3
"""How many lines above and below the one that is meant are shown."""


def rows(of: nodes.Excerpt) -> list[str]:
    """The lines as text, the word underlined; none for a line 0."""
    found: list[str] = []
    for number, shown in around(of):
        found.append(f"{beginning(of, number)}{shown}".rstrip())
        if number == of.line:
            start, length = meant(shown, of.word)
            found.append(f"      │ {' ' * start}{'^' * length}")
    return found


def around(of: nodes.Excerpt) -> Sequence[tuple[int, str]]:
    """The lines that are shown, with their numbers."""
    lines = of.text.splitlines()
    if not 0 < of.line <= len(lines):
        return []
    first, last = max(of.line - AROUND, 1), min(of.line + AROUND, len(lines))
    return [(number, lines[number - 1]) for number in range(first, last + 1)]


def beginning(of: nodes.Excerpt, number: int) -> str:
    """What stands before a line: an arrow at the one that is meant, its number, a rule."""
    return f"{'→' if number == of.line else ' '} {number:>3} │ "


def meant(line: str, word: str) -> tuple[int, int]:
    """Where the word is in a line, and its length; the whole line where it is not in it."""
    at = line.find(word) if word else -1
    if at >= 0:
        return at, len(word)
    indent = len(line) - len(line.lstrip())
    return indent, max(len(line.strip()), 1)
