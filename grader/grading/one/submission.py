"""Which files are submissions, and whose they are.

A learner is known by where the file lies and what it is called, never by what a notebook says of
itself: that is the learner's own to write. Symbolic links are not followed. Opens no file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from grader.course import learner_name
from grader.errors import SubmissionError

OWN_FOLDERS = ("notebooks", "solutions", "work")
"""Beside labs/: what lies there belongs to whoever runs the grader."""

START_PAGE = "start.ipynb"
"""In every learner's folder; there is nothing in it to grade."""

NAME_LIMIT = 80
"""Characters; a file name has at most 255 bytes, and a character up to three."""


@dataclass(frozen=True)
class Submission:
    """One file handed in. `name` is unique in one run: its report is called by it."""

    path: Path
    name: str
    learner: str


@dataclass(frozen=True)
class FoundFile:
    """A file that may be handed in, whose it is, and what it would best be called."""

    path: Path
    learner: str
    stem: str


def find_submissions(
    paths: Sequence[Path],
    *,
    labs: Path,
    leave_out: Path,
    owners: Mapping[str, str] | None = None,
) -> tuple[Submission, ...]:
    """Every notebook that `paths` name, each once, in the order of the paths and then by name.

    Args:
        paths: notebooks, or folders that hold them at any depth.
        leave_out: a folder not to look into: where the results go.
        owners: names of earlier submissions and whose they are; nobody else's is called so.

    Raises:
        SubmissionError: a path does not exist, or a folder holds no notebook.
    """
    found: dict[Path, FoundFile] = {}
    for path in paths:
        for one in _found(path, labs, leave_out.absolute()):
            found.setdefault(one.path.parent.resolve() / one.path.name, one)
    return tuple(named(found.values(), owners or {}))


def _found(path: Path, labs: Path, leave_out: Path) -> list[FoundFile]:
    if not path.is_dir():
        if not path.is_symlink() and not path.exists():
            raise SubmissionError(
                "no such file or folder", where=str(path), next_step=f"ls {path.parent}"
            )
        return [FoundFile(path, _learner_of_file(path, labs), path.stem)]
    found = [
        _in_folder(file, path, labs)
        for file in _notebooks(path, leave_out)
        if file.name != START_PAGE
    ]
    if not found:
        raise SubmissionError(
            "no notebook (*.ipynb) in this folder",
            where=str(path),
            next_step="name the folder that holds the notebooks",
        )
    return found


def _notebooks(folder: Path, leave_out: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        folders[:] = sorted(
            name
            for name in folders
            # __MACOSX: a copy that macOS's archiver puts beside the real files.
            if not name.startswith((".", "__")) and (here / name).absolute() != leave_out
        )
        for name in sorted(files):
            if name.endswith(".ipynb") and not name.startswith("."):
                yield here / name


def _in_folder(file: Path, root: Path, labs: Path) -> FoundFile:
    inside = file.relative_to(root).parts
    if len(inside) == 1:
        return FoundFile(file, _learner_of_file(file, labs), file.stem)
    return FoundFile(file, inside[0], f"{inside[0]}__{file.stem}")


def _learner_of_file(file: Path, labs: Path) -> str:
    """`ada__03_layers.ipynb`, `ada.ipynb` and `ada/03_layers.ipynb` are all Ada's."""
    head, mark, _ = file.stem.partition("__")
    if mark and head:
        return head
    folder = file.parent.resolve()
    if folder.parent == labs.resolve().parent and folder.name in OWN_FOLDERS:
        return learner_name()
    return folder.name if (labs / file.stem / "lesson.md").is_file() else file.stem


def named(found: Iterable[FoundFile], owners: Mapping[str, str]) -> Iterator[Submission]:
    """Each file with a name that no other has; `owners` as of `find_submissions`."""
    # Some file systems do not tell A from a.
    owned = {name.casefold(): learner for name, learner in owners.items()}
    taken: set[str] = set()
    for one in found:
        # A file name may hold bytes that are no text.
        learner = os.fsencode(one.learner).decode(errors="replace")
        name = next(
            name
            for name in _names(one)
            if name.casefold() not in taken and owned.get(name.casefold(), learner) == learner
        )
        taken.add(name.casefold())
        yield Submission(one.path, name, learner)


def _names(one: FoundFile) -> Iterator[str]:
    """What a submission may be called, the best first, without end."""
    yield _plain(one.stem)
    longer = _plain(f"{one.path.parent.resolve().name}__{one.stem}")
    yield longer
    yield from (f"{longer}-{number}" for number in count(2))


def _plain(stem: str) -> str:
    """A name that is safe as a file name and as a cell of a table: no dot or dash in front."""
    return re.sub(r"[^\w.-]+", "_", stem).lstrip(".-")[:NAME_LIMIT] or "submission"
