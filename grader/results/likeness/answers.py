"""What learners wrote: the sources of the code cells of executed notebooks.

The notebooks are those that grading left. Their text is a submission's own, so it is only ever
compared, never run or parsed as anything but data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.results.files import notebook_path

LIMIT_CHARACTERS = 20_000
"""Of one answer: nobody writes more by hand, and comparing takes time."""


@dataclass(frozen=True)
class Answers:
    """One submission. `by_exercise` is what stands in an exercise's answer cells."""

    by_exercise: Mapping[str, str] = field(default_factory=dict)
    code: str = ""


def read_answers(out: Path, submission: str) -> Answers:
    """The sources in an executed notebook; none when there is no notebook."""
    try:
        notebook = json.loads(notebook_path(out, submission).read_bytes())
    except (OSError, ValueError):
        return Answers()
    by_exercise: dict[str, str] = {}
    code: list[str] = []
    for cell in notebook.get("cells", ()):
        if cell.get("cell_type") != "code":
            continue
        source = "".join(cell.get("source", ""))[:LIMIT_CHARACTERS]
        mark = _mark(cell)
        if mark.get("role") != "check":
            code.append(source)
        if mark.get("role") == "answer":
            earlier = by_exercise.get(mark["exercise"], "")
            by_exercise[mark["exercise"]] = f"{earlier}\n{source}"[:LIMIT_CHARACTERS].lstrip("\n")
    return Answers(by_exercise, "\n".join(code))


def _mark(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    mark: Mapping[str, Any] = cell.get("metadata", {}).get("dockyard") or {}
    return mark
