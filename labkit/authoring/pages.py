"""Which notebooks the course is made of: from which source, to which file, and how.

Composes nothing and runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from nbformat import NotebookNode

from grader.course import Lesson, load_course, load_lesson
from grader.errors import ContentError
from grader.places import CHECKOUT
from grader.report import Outcome
from labkit.authoring.lesson_notebook import lesson_notebook
from labkit.authoring.start_page import start_notebook

START = "start"
EARNS_NOTHING = frozenset({Outcome.NOT_ATTEMPTED, Outcome.SKIPPED})
EARNS_ALL = frozenset({Outcome.PASSED, Outcome.SKIPPED})


@dataclass(frozen=True)
class Trees:
    """Where the course is, and where what is built from it goes."""

    labs: Path = CHECKOUT / "labs"
    notebooks: Path = CHECKOUT / "notebooks"
    solutions: Path = CHECKOUT / "solutions"

    def stored(self) -> list[Path]:
        """The built notebooks that are there."""
        return [path for tree in (self.notebooks, self.solutions) for path in tree.glob("*.ipynb")]


@dataclass(frozen=True)
class Page:
    """One notebook to be built. Each of its checks must come to one of `outcomes`."""

    name: str
    source: Path
    target: Path
    compose: Callable[[], NotebookNode]
    lesson: Lesson | None = None
    outcomes: frozenset[Outcome] = frozenset()

    @property
    def label(self) -> str:
        return short(self.target)


def short(path: Path) -> str:
    """Example: `notebooks/03_layers.ipynb`."""
    return f"{path.parent.name}/{path.name}"


def names(trees: Trees) -> list[str]:
    """What can be built: the lessons in their order, and the start page."""
    lessons = [page.parent.name for page in sorted(trees.labs.glob("*/lesson.md"))]
    return [*lessons, START] if (trees.labs / f"{START}.md").is_file() else lessons


def pages(trees: Trees, only: Sequence[str] = ()) -> list[Page]:
    """The notebooks of the lessons named, or of all: two a lesson, and the start page.

    A lesson that is not asked for is not read, so that one may be half written.

    Raises:
        ContentError: no lesson of that name, or one that cannot be read.
    """
    known = names(trees)
    for name in only:
        if name not in known:
            raise ContentError(
                "no such lesson", where=name, next_step=f"name one of: {', '.join(known)}"
            )
    chosen = [name for name in known if not only or name in only]
    return [page for name in chosen for page in _pages_of(name, trees)]


def _pages_of(name: str, trees: Trees) -> list[Page]:
    if name != START:
        return _lesson_pages(load_lesson(trees.labs / name), trees)
    source, target = trees.labs / f"{START}.md", trees.notebooks / f"{START}.ipynb"
    course = load_course(trees.labs)
    compose = partial(start_notebook, source, course, course_version=version("dockyard"))
    return [Page(START, source, target, compose)]


def _lesson_pages(lesson: Lesson, trees: Trees) -> list[Page]:
    course_version = version("dockyard")

    def page(tree: Path, solved: bool, outcomes: frozenset[Outcome]) -> Page:
        compose = partial(lesson_notebook, lesson, solved=solved, course_version=course_version)
        return Page(lesson.id, lesson.path, tree / f"{lesson.id}.ipynb", compose, lesson, outcomes)

    return [page(trees.notebooks, False, EARNS_NOTHING), page(trees.solutions, True, EARNS_ALL)]
