"""What a lesson is: a folder with a `lesson.md` and one Python file an exercise.

`lesson.md` is a jupytext Markdown notebook; its front matter names title, items, claims, base
images and, where it matters, the image store; each line `<!-- exercise: NAME -->` is where an
exercise stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from grader.course.exercise import Exercise, load_exercise
from grader.errors import ContentError
from grader.labels import Store

MARKER = re.compile(r"^<!-- exercise: (\w+) -->$", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """One lesson. `items` are syllabus items, `bases` the images it starts from."""

    id: str
    path: Path
    title: str
    text: str
    items: frozenset[int]
    claims: frozenset[str]
    bases: tuple[str, ...]
    store: Store
    exercises: tuple[Exercise, ...]

    @property
    def max_points(self) -> float:
        return sum(exercise.max_points for exercise in self.exercises)

    def exercise(self, name: str) -> Exercise:
        """Raises: ContentError, when the lesson has no exercise of that name."""
        for exercise in self.exercises:
            if name in (exercise.name, exercise.id):
                return exercise
        names = ", ".join(exercise.name for exercise in self.exercises)
        raise ContentError(
            f"no exercise called {name!r}", where=self.id, next_step=f"use one of: {names}"
        )


@lru_cache
def load_lesson(folder: Path) -> Lesson:
    """The lesson in a folder of labs/.

    Raises:
        ContentError: no lesson.md, bad front matter, or a marker with no exercise file.
    """
    page = folder / "lesson.md"
    if not page.is_file():
        raise ContentError("no such lesson", where=str(page), next_step=f"ls {folder.parent}")
    front, text = front_matter(page)
    return Lesson(
        id=folder.name,
        path=page,
        title=str(front.get("title", "")),
        text=text,
        items=frozenset(front.get("items", ())),
        claims=frozenset(front.get("claims", ())),
        bases=tuple(front.get("bases", ("busybox",))),
        store=front.get("store", "containerd"),
        exercises=tuple(load_exercise(folder / f"{name}.py") for name in MARKER.findall(text)),
    )


def load_course(labs: Path) -> tuple[Lesson, ...]:
    """Every lesson, in the order of their numbers."""
    return tuple(load_lesson(page.parent) for page in sorted(labs.glob("*/lesson.md")))


def front_matter(page: Path) -> tuple[dict[str, Any], str]:
    """The fields at a page's head, and the text below them.

    Raises:
        ContentError: there is no front matter, or it is no YAML.
    """
    text = page.read_text()
    match = re.match(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    if match is None:
        raise ContentError(
            "no front matter between two lines `---`",
            where=f"{page}:1",
            next_step="open the file with title, items, claims and bases; see docs/authoring.md",
        )
    try:
        front = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        raise ContentError(
            f"the front matter is no YAML: {' '.join(str(error).split())}",
            where=f"{page}:1",
            next_step="mend the lines between the two `---`",
        ) from error
    return front if isinstance(front, dict) else {}, match[2]
