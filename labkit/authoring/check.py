"""`./dockyard check LAB/EXERCISE`: all that an exercise must stand, in one command.

The linter, the laws on a real daemon, what learners read after each known mistake, the commands
that findings name, and then the notebooks. What learners read is written where nothing was stored
yet and shown, so that its author reads it once; what is stored and differs is a fault.
"""

from __future__ import annotations

import difflib
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from grader.course import Exercise, Lesson, load_lesson
from grader.errors import ContentError
from labkit.authoring.builder import build_course
from labkit.authoring.golden import GOLDEN, golden_path, stored, write_golden
from labkit.authoring.laws import Trial, Workbench, workbench
from labkit.authoring.lint import lint_lesson, warn_lesson
from labkit.authoring.pages import START, Trees, names
from labkit.prepare import prepare

Told = Iterator[str]
"""Faults, one by one; what is no fault is printed on the way."""


def check_command(which: str, *, update: bool = False) -> int:
    """Checks one exercise, or all of a lab. Returns: 0 when nothing was found, else 1.

    Args:
        which: `03_layers/share_two_layers`, or `03_layers`.
        update: what learners read now replaces what is stored.

    Raises:
        ContentError: there is no such lab or exercise, or a file does not load.
    """
    trees = Trees()
    lab, _, name = which.removeprefix("labs/").removesuffix(".py").strip("/").partition("/")
    faults = _lint(trees, lab, name)
    if not faults:
        lesson = load_lesson(trees.labs / lab)
        chosen = _chosen(lesson, name)
        with workbench(prepare(), lesson.store) as bench:
            faults = [fault for one in chosen for fault in try_exercise(one, bench, update=update)]
    if not faults:
        build_course(trees, only=[lab, START])
        print(f"{which} stands.")
        return 0
    print(*faults, sep="\n")
    print(f"Next: correct what stands above, then ./dockyard check {which}")
    return 1


def _lint(trees: Trees, lab: str, name: str) -> list[str]:
    """What the linter finds in the lab; warnings are printed, for the exercise alone."""
    if lab not in names(trees) or lab == START:
        raise ContentError(
            "no such lab", where=lab, next_step=f"name one of: {', '.join(names(trees)[:-1])}"
        )
    for warning in warn_lesson(trees.labs / lab):
        if not name or f"/{name}.py" in str(warning.where):
            print(f"warning: {warning}")
    return [*map(str, lint_lesson(trees.labs / lab)), *_style(trees.labs / lab)]


def _style(folder: Path) -> list[str]:
    """What the project's Python linter finds in the lab's files."""
    command = [sys.executable, "-m", "ruff", "check", "--output-format", "concise", "--quiet"]
    done = subprocess.run([*command, folder], text=True, capture_output=True, check=False)
    return done.stdout.splitlines()


def _chosen(lesson: Lesson, name: str) -> Sequence[Exercise]:
    found = [one for one in lesson.exercises if not name or one.name == name]
    if not found:
        raise ContentError(
            "no such exercise on the lesson's page",
            where=f"{lesson.id}/{name}",
            next_step=f"name one of: {', '.join(one.name for one in lesson.exercises)}",
        )
    return found


def try_exercise(
    exercise: Exercise, bench: Workbench, *, update: bool = False, golden: Path = GOLDEN
) -> Told:
    """The laws of one exercise, a line each, and what learners read after its mistakes.

    Args:
        update: what they read now replaces what is stored below `golden`.
    """
    print(exercise.id)
    yield from _law("the solution earns every point", _quietly(bench.solution, exercise))
    yield from _law("the starter earns nothing", _quietly(bench.starter, exercise))
    for right in exercise.rights:
        yield from _law(f"{right.name} is right, too", _quietly(bench.right_way, exercise, right))
    for wrong in exercise.wrongs:
        trial = _quietly(bench.mistake, exercise, wrong, sees=True)
        yield from _law(f"{wrong.name} fails {wrong.fails}", trial)
        if not (trial.fault or trial.see or trial.skipped):
            yield from _read(exercise, golden_path(exercise, wrong, golden), trial, update)


def _quietly(attempt: Callable[..., Trial], *work: object, **more: object) -> Trial:
    """A trial without what its cell prints."""
    with redirect_stdout(StringIO()):
        return attempt(*work, **more)


def _law(promise: str, trial: Trial) -> Told:
    if trial.skipped:
        print(f"  · {promise}: skipped, {trial.report.reason}")
    elif trial.fault:
        print(f"  ✗ {promise}")
        yield f"{trial.fault}:\n{trial.text}"
    elif trial.see:
        print(f"  ✗ {promise}: see below")
    else:
        print(f"  ✓ {promise}")
    if trial.see:
        yield f"{promise}, but {trial.see}. Name a command that shows the finding."


def _read(exercise: Exercise, path: Path, trial: Trial, update: bool) -> Told:
    """What a learner reads after a mistake, against what is stored."""
    before = stored(path)
    if before == trial.text:
        return
    if before is None or update:
        write_golden(path, trial.text)
        print(f"    wrote {path.name}; read it as a beginner would:")
        print(*(f"    {line}" for line in trial.text.splitlines()), sep="\n")
        return
    lines = difflib.unified_diff(
        before.splitlines(), trial.text.splitlines(), "stored", "now", lineterm=""
    )
    yield (
        "\n".join([f"{path}: learners now read something else", *lines])
        + f"\nIf that is meant: ./dockyard check {exercise.id} --update"
    )
