"""Every rule of the content linter: a sound lab has no fault, and each fault is named once."""

from __future__ import annotations

from pathlib import Path

import pytest

from labkit.authoring import new_exercise
from labkit.authoring.lint import lint_course, lint_lesson, warn_lesson
from labkit.authoring.lint_source import TO_FILL_IN


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A lab without a fault: what `./dockyard new` writes, filled in."""
    path = new_exercise("30_new", "sound", tmp_path)
    for file in (path, path.with_name("lesson.md")):
        file.write_text(file.read_text().replace(TO_FILL_IN, "Something"))
    return path.parent


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new))


def faults(lab: Path) -> list[str]:
    return [str(error).replace(f"{lab}/", "") for error in lint_course(lab.parent)]


IN_THE_EXERCISE = {
    "no title": ('"""# Something', '"""Something', "sound.py:1: the module docstring must open"),
    "no prompt": (
        "Something: what to reach, and from where. Name the values as `given.container`.",
        "",
        "sound.py, docstring: there is no prompt",
    ),
    "two hints": (
        '    "Something: which idea helps.",\n',
        "",
        "sound.py, hints: 2 hints where at least 3",
    ),
    "an empty hint": (
        '"Something: which idea helps."',
        '" "',
        "sound.py, hints: hint 2 is empty",
    ),
    "no points": (
        '@check(points=1, after="it_runs")',
        '@check(points=0, after="it_runs")',
        "sound.py, check the_word_is_there: it is worth 0 points",
    ),
    "after what does not exist": (
        'after="it_runs"',
        'after="it_walks"',
        "sound.py, check the_word_is_there: it waits for 'it_walks'",
    ),
    "no promise": (
        'def it_runs(daemon: Daemon, given: Given):\n    """Something: the promise, one plain '
        'sentence."""\n',
        "def it_runs(daemon: Daemon, given: Given):\n",
        "sound.py, check it_runs: no docstring, so no promise",
    ),
    "a check that wants more": (
        "def it_runs(daemon: Daemon, given: Given):",
        "def it_runs(daemon: Daemon, given: Given, client=None):",
        "sound.py, check it_runs: it takes 'client'",
    ),
    "a mistake that names no check": (
        'fails="it_runs"',
        'fails="it_walks"',
        "sound.py, check it_runs: no known mistake fails it",
    ),
    "a mistake without a word": (
        '"Something: the right text, the wrong behaviour."',
        '""',
        "sound.py, wrong printed_and_not_written: no docstring",
    ),
    "work that takes something else": (
        "def starter(client, given):",
        "def starter(client):",
        "sound.py, starter: it takes (client) and is given (client, given)",
    ),
    "a capability that nobody has": (
        "hints = [",
        'needs = ["wings"]\nhints = [',
        "sound.py, needs: no capability is called 'wings'",
    ),
    "a value that nobody uses": (
        '"word": word()}',
        '"word": word(), "spare": word()}',
        "sound.py, given spare: it is drawn and never used",
    ),
    "a value that nobody draws": (
        'echo {given.word} > /note"])\n',
        'echo {given.world} > /note"])\n',
        "sound.py, given world: `given.world` is used and never drawn",
    ),
    "a value that only the prompt knows": (
        "`given.container`.",
        "`given.box`.",
        "sound.py, given box: `given.box` is used and never drawn",
    ),
    "a fixed host port": (
        "given.container, detach=True\n",
        'given.container, ports={"80/tcp": 8080}\n',
        "sound.py:82: host port 8080 is fixed",
    ),
    "a foreign import": (
        "from grader import",
        "import labkit\nfrom grader import",
        "sound.py:6: the file imports labkit",
    ),
    "a foreign import in a cell": (
        "def solution(client, given):\n",
        "def solution(client, given):\n    import numpy\n",
        "sound.py:23: a function imports numpy",
    ),
    "two functions of one name": (
        "def the_word_is_there(",
        "def it_runs(",
        "sound.py:43: a second part is called 'it_runs'",
    ),
    "two mistakes of one name": (
        "def starter(",
        """again = wrong("It.", fails="it_runs", edit={"sleep 600": "true"})
again = wrong("It.", fails="it_runs", edit={"sleep 600": "ls"})


def starter(""",
        "sound.py:18: a second part is called 'again'",
    ),
    "an edit of what is not there": (
        "def starter(",
        'gone = wrong("It.", fails="it_runs", edit={"no such words": ""})\n\n\ndef starter(',
        "sound.py, wrong gone: `no such words` stands 0 times",
    ),
    "an edit that leaves no Python": (
        "def starter(",
        'torn = wrong("It.", fails="it_runs", edit={"detach=True,\\n)": ""})\n\n\ndef starter(',
        "sound.py:17: the edit leaves no Python: '(' was never closed",
    ),
    "an edit with a fixed host port": (
        "def starter(",
        """open = wrong("It.", fails="it_runs", edit={"detach=True": "ports={'80/tcp': 8080}"})


def starter(""",
        "sound.py:17: host port 8080 is fixed",
    ),
    "a right way without a word": (
        "def starter(",
        "@right\ndef other(client, given):\n    pass\n\n\ndef starter(",
        "sound.py, right other: nothing says how it differs",
    ),
    "a right way that takes something else": (
        "def written_afterwards(client, given):",
        "def written_afterwards(client):",
        "sound.py, written_afterwards: it takes (client) and is given (client, given)",
    ),
    "a file that does not run": (
        "hints = [",
        "hints = 1 / 0, [",
        "sound.py: the file does not run",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), IN_THE_EXERCISE.values(), ids=IN_THE_EXERCISE)
def test_fault_in_an_exercise_is_named(lab: Path, old: str, new: str, expected: str) -> None:
    change(lab / "sound.py", old, new)
    found = faults(lab)
    assert any(fault.startswith(expected) for fault in found), found


LONG = " ".join(["word"] * 130)

ON_THE_PAGE = {
    "no front matter": ("---\ntitle", "title", "lesson.md:1: no front matter"),
    "front matter that is no YAML": (
        "items: []",
        "items: [",
        "lesson.md:1: the front matter is no YAML",
    ),
    "a field missing": ("claims: []\n", "", "lesson.md, claims: missing in the front matter"),
    "a field too many": ("items: []", "items: []\ntopic: x", "lesson.md, topic: the front matter"),
    "no title": ("title: Something", "title:", "lesson.md, title: the lesson has no title"),
    "an item out of range": ("items: []", "items: [7, 177]", "lesson.md, items: 177 is not"),
    "an item that is a word": ("items: []", "items: [seven]", "lesson.md, items: 'seven' is not"),
    "items that are no list": ("items: []", "items: 7", "lesson.md, items: 7 is no list"),
    "a claim unknown": ("claims: []", "claims: [M99]", "lesson.md, claims: 'M99' is not a claim"),
    "a base unknown": ("[busybox]", "[alpine]", "lesson.md, bases: 'alpine' is not a base image"),
    "a marker without a file": (
        "exercise: sound",
        "exercise: lost",
        "lesson.md, exercise lost: it stands in the page, and there is no lost.py",
    ),
    "a file without a marker": (
        "<!-- exercise: sound -->",
        "",
        "lesson.md, exercise sound: there is sound.py",
    ),
    "a marker twice": (
        "<!-- exercise: sound -->",
        "<!-- exercise: sound -->\n\n<!-- exercise: sound -->",
        "lesson.md, exercise sound: it stands there 2 times",
    ),
    "a wall of text": (
        "## 1 · Something",
        f"## 1 · Something\n\n{LONG}",
        'lesson.md, prose from "Something: what the reader will …"',
    ),
    "a cell with a fixed port": (
        'print("the daemon answers:", client.ping())',
        'client.containers.run("x", ports={"80/tcp": ("127.0.0.1", 8080)})',
        "lesson.md:14: host port 8080 is fixed",
    ),
    "a line with a fixed port": (
        'print("the daemon answers:", client.ping())',
        'cli("docker run -p 127.0.0.1:8080:80 x")',
        "lesson.md:14: host port 8080 is fixed",
    ),
    "a cell that is no Python": ("client.ping())", "client.ping(", "lesson.md:14: a cell is no"),
}


@pytest.mark.parametrize(("old", "new", "expected"), ON_THE_PAGE.values(), ids=ON_THE_PAGE)
def test_fault_on_a_page_is_named(lab: Path, old: str, new: str, expected: str) -> None:
    change(lab / "lesson.md", old, new)
    found = faults(lab)
    assert any(fault.startswith(expected) for fault in found), found


def test_sound_lab_has_no_fault(lab: Path) -> None:
    assert faults(lab) == []


def test_every_fault_says_the_next_command(lab: Path) -> None:
    change(lab / "sound.py", "points=1", "points=0")
    change(lab / "lesson.md", "items: []", "items: [0]")
    found = faults(lab)
    assert len(found) == 3
    assert all("then ./dockyard check 30_new" in fault for fault in found)


def test_lesson_without_a_page_is_named(lab: Path) -> None:
    (lab / "lesson.md").unlink()
    assert faults(lab)[0].startswith("lesson.md, page: the lesson has no page")


def test_pictures_and_tables_are_no_prose(lab: Path) -> None:
    picture, table = f"```mermaid\n{LONG}\n```", f"| {LONG} |"
    change(lab / "lesson.md", "## 1 · Something", f"## 1\n\n{picture}\n\n{table}")
    assert faults(lab) == []


def test_port_that_the_daemon_chooses_is_no_fault(lab: Path) -> None:
    change(
        lab / "sound.py",
        "given.container, detach=True\n",
        'given.container, ports={"80/tcp": None, "81/tcp": ("127.0.0.1", None)}\n',
    )
    assert faults(lab) == []


def test_fewer_than_two_right_ways_is_a_warning_and_no_fault(lab: Path) -> None:
    assert warn_lesson(lab) == []
    change(lab / "sound.py", "@right\n", "")
    (warning,) = warn_lesson(lab)
    assert str(warning).startswith(f"{lab}/sound.py, rights: 1 other right ways where there are")
    assert lint_lesson(lab) == []


def test_file_that_does_not_load_is_a_fault_and_no_warning(lab: Path) -> None:
    change(lab / "sound.py", "hints = [", "hints = 1 / 0, [")
    assert warn_lesson(lab) == []


def test_course_as_it_stands_has_no_fault() -> None:
    labs = Path(__file__).resolve().parents[2] / "labs"
    assert [str(error) for error in lint_course(labs)] == []
