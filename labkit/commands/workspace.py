"""The folder that a learner works in: copies of the course's notebooks, never overwritten.

A copy has no outputs: who can read what the daemon will say needs no prediction.

`work/.originals.json` holds the SHA-256 of each notebook as it was copied: a copy that still has it
is unedited and follows the course; an edited one is the learner's, and the course's new version is
put beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from grader.disk import write_whole

ORIGINALS = ".originals.json"


def update_workspace(notebooks: Path, work: Path) -> list[str]:
    """Brings `work` up to date with `notebooks`.

    Returns: the notebooks whose new version was put beside the learner's, by its new name.
    """
    work.mkdir(parents=True, exist_ok=True)
    originals = _read(work)
    beside = []
    for source in sorted(notebooks.glob("*.ipynb")):
        content = without_outputs(source.read_bytes())
        if originals.get(source.name) == _sha(content) and (work / source.name).exists():
            continue
        target = _place_for(content, source.name, work, originals)
        if target.name != source.name:
            beside.append(target.name)
        write_whole(target, content)
        originals[source.name] = originals[target.name] = _sha(content)
        write_whole(work / ORIGINALS, json.dumps(originals, indent=1, sort_keys=True).encode())
    return beside


def without_outputs(notebook: bytes) -> bytes:
    """The notebook with its code cells as nobody has run them."""
    page = json.loads(notebook)
    for cell in page.get("cells", ()):
        if cell.get("cell_type") == "code":
            cell.update(outputs=[], execution_count=None)
    return json.dumps(page, indent=1, ensure_ascii=False).encode() + b"\n"


def _place_for(content: bytes, name: str, work: Path, originals: dict[str, str]) -> Path:
    """The first of NAME.ipynb, NAME.new.ipynb, NAME.new2.ipynb, … that holds no edits."""
    for candidate in _names(name):
        path = work / candidate
        replaceable = {originals.get(candidate), _sha(content)}
        if not path.exists() or _sha(path.read_bytes()) in replaceable:
            return path
    raise AssertionError("the names never end")


def _names(name: str) -> Iterator[str]:
    stem = name.removesuffix(".ipynb")
    yield name
    yield f"{stem}.new.ipynb"
    number = 2
    while True:
        yield f"{stem}.new{number}.ipynb"
        number += 1


def _read(work: Path) -> dict[str, str]:
    try:
        found = json.loads((work / ORIGINALS).read_text())
    except (OSError, ValueError):
        # Without it every copy counts as the learner's: nothing is lost.
        return {}
    return found if isinstance(found, dict) else {}


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
