"""How a check says what it found: `expect` and the exceptions behind it.

A check that returns has passed.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from grader.report.report import Finding


class Unmet(Exception):
    """A promise that does not hold."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.what}: expected {finding.expected}, found {finding.found}")
        self.finding = finding


class Missing(Unmet):
    """Nothing is there to look at yet: the work has not been tried, or has another name."""


def expect(
    what: str, found: object, expected: object, *, see: str = "", next_step: str = ""
) -> None:
    """Ends the check unless `found` equals `expected`.

    Args:
        what: the thing compared, a noun phrase: "layers that both images share".
        found: a set is compared as one, and told in the order of its names.
        see: a command with which the learner sees the same.
        next_step: one line of help that is not the solution.

    Raises:
        Unmet: they differ.

    Example:
        >>> expect("exit code", 0, 0)
        >>> expect("answer", "4", 4)
        Traceback (most recent call last):
        grader.report.expectations.Unmet: answer: expected 4 (a number), found "4" (a text)
    """
    if found != expected:
        words = _with_kind if _words(found) == _words(expected) else _words
        raise Unmet(_finding(what, words(expected), words(found), see, next_step))


def expect_that(
    holds: bool, what: str, *, expected: object, found: object, see: str = "", next_step: str = ""
) -> None:
    """Ends the check unless `holds`; for what is not an equality.

    Raises:
        Unmet: it does not hold.
    """
    if not holds:
        words = _with_kind if _words(found) == _words(expected) else _words
        raise Unmet(_finding(what, _words(expected), words(found), see, next_step))


def missing(what: str, *, see: str = "", next_step: str = "") -> Missing:
    """The exception for a thing that is not there at all: an object by its name, or the answer."""
    if what == "answer":
        return Missing(_finding(what, "a value", "None", see, next_step))
    return Missing(_finding(what, "to exist", "nothing by that name", see, next_step))


def value_of(answer: object, key: str, *, expected: str = "a value") -> Any:
    """One value of an answer that is a dictionary.

    Raises:
        Unmet: it has none.
    """
    value = answer.get(key) if isinstance(answer, dict) else None
    expect_that(
        value is not None,
        f"{key} in your answer",
        expected=expected,
        found="None",
        next_step="This one is still to be found out.",
    )
    return value


def _words(value: object) -> str:
    if isinstance(value, Set):
        return ", ".join(sorted(map(str, value))) or "none"
    return str(value)


def _finding(what: str, expected: str, found: str, see: str, next_step: str) -> Finding:
    return Finding(
        what=what, expected=_short(expected), found=_short(found), see=see, next_step=next_step
    )


def _with_kind(value: object) -> str:
    """A value and what it is, where its text alone is also that of another value."""
    if isinstance(value, str):
        return f'"{value}" (a text)'
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value} (a {'number' if is_number else type(value).__name__})"


def _short(text: str, limit: int = 300) -> str:
    """At most `limit` characters: what a daemon says can be as long as a submission makes it."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
