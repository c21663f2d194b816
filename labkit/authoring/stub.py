"""`./dockyard new LAB EXERCISE`: a stub with every part of an exercise, as a guide to fill in.

The stub loads and can be built from; the linter names each line that is still to be written.
Overwrites nothing.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from grader.course import MARKER
from grader.errors import ContentError
from grader.places import CHECKOUT

LAB_NAME = re.compile(r"\d\d_[a-z][a-z0-9_]*")
CELL_OR_MARKER = re.compile(r"(?ms)^```python.*?^```\n|^<!-- exercise: \w+ -->\n")
EXERCISE_NAME = re.compile(r"[a-z][a-z0-9_]*")

PAGE = """\
---
title: FILL THIS IN
items: []
claims: []
bases: [busybox]
---

FILL THIS IN: what the reader will be able to do, in two sentences.


## 1 · FILL THIS IN

```python
print("the daemon answers:", client.ping())
```
"""

STUB = '''\
"""# FILL THIS IN: the title

FILL THIS IN: what to reach, and from where. Name the values as `given.container`.
"""

from grader import Daemon, Given, check, expect, name, right, word, wrong

given = {"container": name("box"), "word": word()}

hints = [
    "FILL THIS IN: where to look.",
    "FILL THIS IN: which idea helps.",
    "FILL THIS IN: which calls do it, without the finished lines.",
]


def starter(client, given):
    # Leave given.word in /note of a container called given.container.
    pass


def solution(client, given):
    # FILL THIS IN: comments that teach, beside code that works.
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", f"echo {given.word} > /note; sleep 600"],
        name=given.container,
        detach=True,
    )


@check(points=1)
def it_runs(daemon: Daemon, given: Given):
    """FILL THIS IN: the promise, one plain sentence."""
    daemon.running(
        given.container,
        see="docker ps --all",
        next_step="FILL THIS IN: one line of help, never the solution.",
    )


@check(points=1, after="it_runs")
def the_word_is_there(daemon: Daemon, given: Given):
    """FILL THIS IN: the promise, one plain sentence."""
    found = daemon.read_file(given.container, "/note")
    expect(
        f"/note in {given.container}",
        "no file" if found is None else found.decode(errors="replace").strip(),
        given.word,
        see=f"docker exec {given.container} cat /note",
        next_step="FILL THIS IN: one line of help, never the solution.",
    )


ended_at_once = wrong(
    "FILL THIS IN: what is wrong with it, in a sentence.",
    fails="it_runs",
    edit={"; sleep 600": "", "detach=True,\\n)": "detach=True,\\n).wait()"},
)
printed_and_not_written = wrong(
    "FILL THIS IN: the right text, the wrong behaviour.",
    fails="the_word_is_there",
    edit={"> /note": ""},
    see_fails=True,  # there is no file, and `cat` says so
)
another_word = wrong(
    "FILL THIS IN: what is wrong with it, in a sentence.",
    fails="the_word_is_there",
    edit={"{given.word}": "word"},
)

kept_by_another_command = right(
    "FILL THIS IN: how it differs from the solution.",
    edit={"sleep 600": "tail -f /dev/null"},
)


@right
def written_afterwards(client, given):
    """FILL THIS IN: how it differs from the solution."""
    container = client.containers.run(
        "dockyard/busybox", ["sleep", "600"], name=given.container, detach=True
    )
    container.exec_run(["sh", "-c", f"echo {given.word} > /note"])
'''


def new_exercise(lab: str, exercise: str, labs: Path = CHECKOUT / "labs") -> Path:
    """Writes labs/LAB/EXERCISE.py, and the page of the lab if it is a new one.

    Raises:
        ContentError: a name that cannot be one, or a file that is there already.
    """
    _require(LAB_NAME.fullmatch(lab) is not None, lab, "a lab is called like 03_layers")
    named = EXERCISE_NAME.fullmatch(exercise) is not None and not keyword.iskeyword(exercise)
    _require(named, exercise, "an exercise is called like share_two_layers")
    path = labs / lab / f"{exercise}.py"
    if path.exists():
        raise ContentError(
            "there is such an exercise already",
            where=str(path),
            next_step=f"edit it, or take another name: ./dockyard new {lab} NAME",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(STUB)
    _mark(path.parent / "lesson.md", exercise)
    print(f"Wrote {path}; its marker stands in {path.parent / 'lesson.md'}: move it where it fits.")
    print(f"Next: replace each FILL THIS IN, then ./dockyard check {lab}/{exercise}")
    return path


def _mark(page: Path, exercise: str) -> None:
    """Gives the exercise a place on the page, if it has none yet: behind the last cell that runs.

    The closing words stay last, where more of them may stand than between two cells.
    """
    text = page.read_text() if page.exists() else PAGE
    if exercise in MARKER.findall(text):
        return
    ends = [match.end() for match in CELL_OR_MARKER.finditer(text)]
    before, after = text[: ends[-1]] if ends else text.rstrip(), text[ends[-1] :] if ends else ""
    page.write_text(f"{before.rstrip()}\n\n<!-- exercise: {exercise} -->\n{after}")


def _require(holds: bool, name: str, rule: str) -> None:
    if not holds:
        raise ContentError(
            f"{rule}, in small letters, digits and underscores",
            where=repr(name),
            next_step="./dockyard new 03_layers share_two_layers",
        )
