"""`./dockyard new LAB EXERCISE`: a stub with every part of an exercise, as a guide to fill in.

The stub loads and can be built from; the linter names each line that is still to be written.
Overwrites nothing.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from grader.errors import ContentError
from grader.places import CHECKOUT

LAB_NAME = re.compile(r"\d\d_[a-z][a-z0-9_]*")
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

from grader import Daemon, Given, check, expect, name, word, wrong

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
    expect(
        f"{given.container} runs",
        daemon.container(given.container).is_running,
        True,
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


@wrong(fails="it_runs")
def ended_at_once(client, given):
    """FILL THIS IN: what is wrong with it, in a sentence."""
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", f"echo {given.word} > /note"],
        name=given.container,
        detach=True,
    ).wait()


@wrong(fails="the_word_is_there")
def printed_and_not_written(client, given):
    """FILL THIS IN: the right text, the wrong behaviour."""
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", f"echo {given.word}; sleep 600"],
        name=given.container,
        detach=True,
    )


@wrong(fails="the_word_is_there")
def another_word(client, given):
    """FILL THIS IN: what is wrong with it, in a sentence."""
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", "echo word > /note; sleep 600"],
        name=given.container,
        detach=True,
    )
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
    print(f"Wrote {path}; its place is the last line of {path.parent / 'lesson.md'}.")
    print(f"Next: fill in what it names, then ./dockyard build {lab}")
    return path


def _mark(page: Path, exercise: str) -> None:
    """Gives the exercise a place at the end of the page, if it has none yet."""
    text = page.read_text() if page.exists() else PAGE
    marker = f"<!-- exercise: {exercise} -->"
    if marker not in text.splitlines():
        text = f"{text.rstrip()}\n\n{marker}\n"
    page.write_text(text)


def _require(holds: bool, name: str, rule: str) -> None:
    if not holds:
        raise ContentError(
            f"{rule}, in small letters, digits and underscores",
            where=repr(name),
            next_step="./dockyard new 03_layers share_two_layers",
        )
