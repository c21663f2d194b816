"""Builds notebooks/ and solutions/ from labs/: composed, run, normalised, compared or written.

Both trees are built, never edited. A solution that does not pass, or a starter that earns
something, ends the build.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from nbformat import NotebookNode

from grader.disk import write_whole
from grader.errors import ContentError
from labkit.authoring.execute import Executed, execute
from labkit.authoring.lint import lint_course, lint_lesson
from labkit.authoring.normalise import normalise, to_text
from labkit.authoring.pages import Page, Trees, pages, short
from labkit.machine import Console
from labkit.prepare import prepare

AT_ONCE = 2


@dataclass(frozen=True)
class Built:
    """The text of a built notebook, and the page that it is."""

    page: Page
    text: str

    @property
    def diff(self) -> str:
        """What is stored against what was built; empty when they agree."""
        target = self.page.target
        stored = target.read_text() if target.is_file() else ""
        lines = difflib.unified_diff(
            stored.splitlines(keepends=True),
            self.text.splitlines(keepends=True),
            fromfile=f"{self.page.label} (stored)",
            tofile=f"{self.page.label} (built now)",
        )
        return "".join(lines)

    def write(self) -> None:
        write_whole(self.page.target, self.text)


def build_command(check: bool, only: list[str]) -> int:
    """What `./dockyard build` does. Returns: 1 when `check` found something out of date.

    Raises:
        ContentError: the course breaks a rule, or a notebook does not run as it should.
    """
    trees = Trees()
    for fault in (faults := _faults(trees, only)):
        print(fault)
    if faults:
        return faults[0].exit_code
    prepare()
    return build_course(trees, check=check, only=only)


def build_course(
    trees: Trees,
    *,
    check: bool = False,
    only: Sequence[str] = (),
    kernel: str = "",
    at_once: int = AT_ONCE,
) -> int:
    """Builds the pages named, or all; writes them, or with `check` prints how they differ.

    Args:
        kernel: another than the notebooks ask for.
        at_once: 1 for a kernel without a daemon of its own.
    """
    chosen = pages(trees, only)
    with ThreadPoolExecutor(at_once) as pool:
        built = list(pool.map(lambda page: build_page(page, kernel), chosen))
    stale = [one for one in built if one.diff]
    for one in stale:
        if check:
            print(one.diff, end="")
        else:
            one.write()
    orphans = [] if only else _orphans(trees, chosen, remove=not check)
    _report(built, stale, orphans, check)
    return 1 if check and (stale or orphans) else 0


def _faults(trees: Trees, only: Sequence[str]) -> list[ContentError]:
    """The rules that the lessons named break, or that any does."""
    if not only:
        return lint_course(trees.labs)
    lessons = {page.lesson.id for page in pages(trees, only) if page.lesson}
    return [fault for lesson in sorted(lessons) for fault in lint_lesson(trees.labs / lesson)]


def build_page(page: Page, kernel: str = "") -> Built:
    """Composes one notebook, runs it and brings it into its one form.

    Raises:
        ContentError: a cell raised, or a check did not come to what it must.
    """
    Console().say(f"Running {page.label}")
    notebook = page.compose()
    asked_for = kernel or notebook.metadata.kernelspec.name
    done = execute(notebook, str(page.source), kernel=asked_for)
    require_outcomes(page, done)
    return Built(page, to_text(normalise(done.notebook)))


def require_outcomes(page: Page, done: Executed) -> None:
    """Every exercise was checked, and came to what it must.

    Raises:
        ContentError: one was not, or did not.
    """
    came_to = {event.exercise: event.outcome for event in done.checks}
    for exercise in page.lesson.exercises if page.lesson else ():
        outcome = came_to.get(exercise.id)
        if outcome not in page.outcomes:
            raise ContentError(
                f"in {page.label} its check came to `{outcome or 'nothing'}`: "
                f"{_shown_by_check(done.notebook, exercise.id)}",
                where=str(exercise.path),
                next_step=f"mend the exercise, then ./dockyard build {page.name}",
            )


def _shown_by_check(notebook: NotebookNode, exercise: str) -> str:
    """What the learner would have read, on one line."""
    for cell in notebook.cells:
        if cell.metadata.get("dockyard") == {"exercise": exercise, "role": "check"}:
            texts = (output.get("data", {}).get("text/plain", "") for output in cell.outputs)
            return " ".join(" ".join(texts).split())
    return "its check cell did not run"


def _orphans(trees: Trees, every: Sequence[Page], *, remove: bool) -> list[str]:
    """Built notebooks that no page makes any more."""
    made = {page.target for page in every}
    orphans = [path for path in trees.stored() if path not in made]
    for path in orphans if remove else ():
        path.unlink()
    return [short(path) for path in orphans]


def _report(
    built: Sequence[Built], stale: Sequence[Built], orphans: Sequence[str], check: bool
) -> None:
    for one in stale:
        print(f"{one.page.label} is out of date" if check else f"wrote {one.page.label}")
    for name in orphans:
        print(f"{name} {'is' if check else 'was removed:'} no lesson's")
    current = len(built) - len(stale)
    print(f"{current} of {len(built)} notebooks {'are' if check else 'were'} current")
    if check and (stale or orphans):
        names = [] if orphans else list(dict.fromkeys(one.page.name for one in stale))
        print(" ".join(["Next: ./dockyard build", *names]))
