"""More of what a lesson shows with: builds by either builder, from files named in the lesson.

Knows no exercise.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from grader.building import Built, build

__all__ = ["Built", "buildkit", "folder_with"]

buildkit = build
"""`buildkit(client, dockerfile, files)`: builds with BuildKit, over the API alone."""


def folder_with(files: Mapping[str, str | bytes]) -> Path:
    """A new folder with these files in it: path in the folder → content."""
    folder = Path(tempfile.mkdtemp())
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
