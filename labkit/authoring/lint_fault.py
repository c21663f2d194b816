"""How the linter words a fault: file, line or field, fault, next command."""

from __future__ import annotations

from pathlib import Path

from grader.errors import ContentError


def fault(path: Path, field: str | int, what: str, mend: str) -> ContentError:
    """One fault.

    Args:
        field: a part of the file, such as `hints` or `check own_words`, or a line number.
        mend: what to do to the file; the command that looks again is added.
    """
    place = f"{path}:{field}" if isinstance(field, int) else f"{path}, {field}"
    checked = path.parent.name + (f"/{path.stem}" if path.suffix == ".py" else "")
    return ContentError(what, where=place, next_step=f"{mend}, then ./dockyard check {checked}")
