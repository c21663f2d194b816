"""Rules for the parts of one exercise: title, hints, checks, points, known mistakes.

Knows the loaded exercise, not its source.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from grader.course import Check, Exercise, Wrong
from grader.daemon import CAPABILITIES
from grader.errors import ContentError
from labkit.authoring.lint_fault import fault

HINTS = 3
WRONGS = 3
RIGHTS = 2
CHECK_TAKES = {"daemon", "given", "answer"}


def lint_exercise(exercise: Exercise) -> Iterator[ContentError]:
    """Every fault of the parts."""
    if not exercise.prompt:
        yield fault(exercise.path, "docstring", "there is no prompt below the title", "write one")
    yield from _hints(exercise)
    yield from _needs(exercise)
    yield from _checks(exercise)
    yield from _wrongs(exercise)
    for right in exercise.rights:
        if not right.about:
            what = "nothing says how it differs from the solution"
            yield fault(exercise.path, f"right {right.name}", what, "say it in a sentence")


def advise_exercise(exercise: Exercise) -> Iterator[ContentError]:
    """What would be better: warnings, which stop nothing."""
    count = len(exercise.rights)
    if count < RIGHTS:
        what = f"{count} other right ways where there are to be {RIGHTS}"
        yield fault(exercise.path, "rights", what, "add another with @right")


def _hints(exercise: Exercise) -> Iterator[ContentError]:
    count = len(exercise.hints)
    if count < HINTS:
        what = f"{count} hints where at least {HINTS} lead a learner to the end"
        yield fault(exercise.path, "hints", what, "add one that tells more than the last")
    for number, hint in enumerate(exercise.hints, start=1):
        if not str(hint).strip():
            yield fault(exercise.path, "hints", f"hint {number} is empty", "write it")


def _needs(exercise: Exercise) -> Iterator[ContentError]:
    for need in sorted(exercise.needs - CAPABILITIES.keys()):
        known = ", ".join(CAPABILITIES)
        yield fault(
            exercise.path, "needs", f"no capability is called {need!r}", f"use one of: {known}"
        )


def _checks(exercise: Exercise) -> Iterator[ContentError]:
    if not exercise.checks:
        yield fault(exercise.path, "checks", "nothing is checked", "add a function with @check")
    earlier: set[str] = set()
    for check in exercise.checks:
        yield from _check(exercise, check, earlier)
        earlier.add(check.name)


def _check(exercise: Exercise, check: Check, earlier: set[str]) -> Iterator[ContentError]:
    path, field = exercise.path, f"check {check.name}"
    if not check.promise:
        yield fault(path, field, "no docstring, so no promise", "write the sentence learners read")
    if check.points <= 0:
        yield fault(path, field, f"it is worth {check.points:g} points", "give it points above 0")
    if check.after and check.after not in earlier:
        what = f"it waits for {check.after!r}, and no check above it has that name"
        yield fault(path, field, what, _one_of(earlier))
    strange = inspect.signature(check.function).parameters.keys() - CHECK_TAKES
    for name in sorted(strange):
        what = f"it takes {name!r}; a check is given daemon, given and answer"
        yield fault(path, field, what, "take one of these by its name")
    if all(wrong.fails != check.name for wrong in exercise.wrongs):
        what = "no known mistake fails it, so nothing shows that it can fail"
        yield fault(path, field, what, f'add work with @wrong(fails="{check.name}")')


def _wrongs(exercise: Exercise) -> Iterator[ContentError]:
    count = len(exercise.wrongs)
    if count < WRONGS:
        what = f"{count} known mistakes where there are to be at least {WRONGS}"
        yield fault(exercise.path, "wrongs", what, "add one that learners make")
    for wrong in exercise.wrongs:
        yield from _wrong(exercise, wrong)


def _wrong(exercise: Exercise, wrong: Wrong) -> Iterator[ContentError]:
    field = f"wrong {wrong.name}"
    names = {check.name for check in exercise.checks}
    if wrong.fails not in names:
        what = f"it is to fail {wrong.fails!r}, and no check has that name"
        yield fault(exercise.path, field, what, _one_of(names))
    if not wrong.about:
        yield fault(exercise.path, field, "no docstring", "say in a sentence what is wrong with it")


def _one_of(names: set[str]) -> str:
    return f"use one of: {', '.join(sorted(names)) or 'none yet'}"
