"""What a lesson shows: predictions against measurements, stacks of layers, changes, file trees.

Each helper takes what docker-py returned or other plain data, never a client, and shows it at once.
What it prints is the same on every machine: layers are letters and numbers, never digests, and
there are no times, no ids and no sizes of base images.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.course import name, seed
from grader.daemon import Change, ChangeKind
from labkit.kernel_side import learner
from labkit.visual.kit import note, table

KINDS = {
    ChangeKind.ADDED: "added",
    ChangeKind.CHANGED: "changed",
    ChangeKind.DELETED: "deleted",
}


def reveal(
    question: str, *, predicted: object, measured: object, said_by: str = "the daemon"
) -> None:
    """Sets a prediction beside what the daemon says.

    Args:
        predicted: None when the reader made none.
        said_by: who says it, where it is not the daemon: "the client", say.
    """
    if predicted is None:
        who = f"{said_by[0].upper()}{said_by[1:]}"
        line = f"You made no prediction yet. {who} says {_said(measured)}."
    elif _same(predicted, measured):
        line = f"You predicted {_said(predicted)}, and {said_by} says so too."
    else:
        line = f"You predicted {_said(predicted)}; {said_by} says {_said(measured)}."
    note(question, [line]).show()


def changes(diff: Sequence[Mapping[str, Any]] | None) -> None:
    """The lines of `docker diff`, from what `container.diff()` gives: None when there are none.

    By path: the daemon itself names deleted files in the order in which a directory holds them.
    """
    found = sorted((Change.of(row) for row in diff or ()), key=lambda change: change.path)
    if not found:
        note("docker diff prints nothing").show()
        return
    table(
        f"docker diff prints {len(found)} line{'' if len(found) == 1 else 's'}",
        ["", "path", "which means"],
        [[change.kind, change.path, KINDS[change.kind]] for change in found],
    ).show()


def rows(title: str, found: Sequence[Mapping[str, object]]) -> None:
    """A table of measurements: the keys of the first are its head."""
    head = list(found[0])
    table(title, head, [[str(row[key]) for key in head] for row in found]).show()


def own_name(stem: str) -> str:
    """A name for an object of a demonstration that is this learner's own."""
    return str(name(stem)(seed(learner(), "demonstrations")))


def _said(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _same(predicted: object, measured: object) -> bool:
    return _said(predicted).strip().casefold() == _said(measured).strip().casefold()
