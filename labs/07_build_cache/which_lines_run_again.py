"""# Which lines run again?

`given.dockerfile` is a Dockerfile that has been built once; the cell below prints it with line
numbers. Every `RUN` line of it asks `/proc/sys/kernel/random/uuid` for a fresh text, so it can be
seen whether it ran. Now something changes, and the image is built a second time: `given.change`
says what.

**Decide before you build.** Leave in `answer` the list of the numbers of the **`RUN` lines that
run again**, such as `[3, 5]`. An empty list is a possible answer too.

To check your answer both are built, and the daemon is asked.
"""

import json

from grader import Daemon, Given, check, expect_that, word, wrong
from grader.daemon import SavedImage

UUID = "/proc/sys/kernel/random/uuid"


def _dockerfile(entropy: bytes) -> str:
    """Line 1 FROM, then five RUN lines with two COPY lines and an ENV at drawn places between."""
    own = word()(entropy)
    lines = [f"RUN cat {UUID} > /{own}-{number}" for number in range(5)]
    lines.insert(4, "COPY src /src/")
    lines.insert(2 + entropy[8] % 2, "COPY list.txt /list.txt")
    lines.insert(1 + entropy[9] % 5, f"ENV COLOUR={own}")
    return "\n".join(["FROM dockyard/busybox", *lines])


def _change(entropy: bytes) -> str:
    return (
        "the content of list.txt is another",
        "the content of src/program.txt is another; list.txt is the same",
        "the ENV line has another value",
        "a comment is added above line 2 (keep the old numbers)",
    )[entropy[0] % 4]


given = {"dockerfile": _dockerfile, "change": _change}

hints = [
    "Find the first line that is not the same as before. Everything above it is taken from the "
    "cache. What about the lines below it?",
    "A `COPY` is the same when the files that it copies are the same: `COPY src …` copies a "
    "whole folder. An `ENV` is the same when its text is. A comment is no "
    "line to the builder. And when one line differs, the state under all lines below it does.",
    "Take the number of the first line that `given.change` touches. The answer is the list of all "
    "`RUN` lines with a greater number, and no others. If it touches no line, the list is empty.",
]


def starter(client, given):
    for number, line in enumerate(given.dockerfile.splitlines(), start=1):
        print(f"{number:2}  {line}")
    print("\nThen", given.change)

    again = None  # ← the numbers of the RUN lines that run again, such as [3, 5]
    return again


def solution(client, given):
    lines = dict(enumerate(given.dockerfile.splitlines(), start=1))

    # The first line that differs. A COPY differs when one of its files does.
    touched = {
        "the content of list.txt": ("COPY list.txt",),
        "the content of src/program.txt": ("COPY src",),
        "the ENV line": ("ENV",),
        "a comment is added": (),
    }
    beginnings = next(found for what, found in touched.items() if given.change.startswith(what))
    differing = [number for number, line in lines.items() if line.startswith(beginnings)]
    first = min(differing, default=len(lines))

    # From there on nothing is taken from the cache.
    again = [number for number, line in lines.items() if line.startswith("RUN") and number > first]
    return again


@check(points=1)
def a_list(answer):
    """The answer is a list of line numbers."""
    expect_that(
        isinstance(answer, list) and all(type(number) is int for number in answer),
        "answer",
        expected="a list of line numbers, such as [3, 5], or []",
        found=json.dumps(answer),
        next_step="Write the numbers between square brackets, with commas.",
    )


@check(points=2, after="a_list")
def right_lines(daemon: Daemon, given: Given, answer):
    """It names the `RUN` lines that run again, and no others."""
    again = _run_again(daemon, given)
    lines = dict(enumerate(given.dockerfile.splitlines(), start=1))
    foreign = sorted(number for number in answer if not lines.get(number, "").startswith("RUN"))
    expect_that(
        not foreign,
        "numbers in your list that are no RUN line",
        expected="none",
        found=", ".join(map(str, foreign)),
        next_step="Only RUN lines are asked for.",
    )
    too_many, too_few = sorted(set(answer) - again), sorted(again - set(answer))
    found = [f"{len(too_many)} that did not run again"] if too_many else []
    found += [f"{len(too_few)} missing that ran again"] if too_few else []
    expect_that(
        not found,
        "your list beside what ran",
        expected="the same lines",
        found=" and ".join(found),
        see="build it twice, with the change between, and compare the files of the RUN lines",
        next_step="Find the first line that changes. What is above it, what below?",
    )


def _run_again(daemon: Daemon, given: Given) -> set[int]:
    """The RUN lines whose file reads differently after the second build."""
    files = {"list.txt": "a list", "src/program.txt": "a program"}
    before = _built(daemon, given.dockerfile, files)
    after = _built(daemon, *_changed(given, files))
    return {
        number
        for number, line in enumerate(given.dockerfile.splitlines(), start=1)
        if line.startswith("RUN")
        for path in [line.rpartition(" ")[2]]
        if before.text(path) != after.text(path)
    }


def _changed(given: Given, files: dict[str, str]) -> tuple[str, dict[str, str]]:
    subject = given.change.split()[1]
    if subject == "ENV":
        lines = given.dockerfile.splitlines()
        return "\n".join(f"{line}2" if line.startswith("ENV") else line for line in lines), files
    if subject == "comment":
        return given.dockerfile.replace("\n", "\n# a comment\n", 1), files
    changed = given.change.split()[3].rstrip(";")
    return given.dockerfile, {**files, changed: "another content"}


def _built(daemon: Daemon, dockerfile: str, files: dict[str, str]) -> SavedImage:
    built = daemon.build(dockerfile, files)
    if built.error:
        raise RuntimeError(built.error)
    return daemon.saved(built.image)


every_run_line = wrong(
    "Believes that a change anywhere makes everything run again.",
    fails="right_lines",
    edit={" and number > first": ""},
)
none_at_all = wrong(
    "Believes that a `RUN` line runs again only when its own text changes.",
    fails="right_lines",
    edit={"answer = again": "answer = []"},
)
all_lines_below = wrong(
    "Names the lines of every kind.",
    fails="right_lines",
    edit={"answer = again": "answer = list(range(2, 10))"},
)
a_text = wrong(
    "The numbers as one text.",
    fails="a_list",
    edit={
        " and number > first": "",
        "answer = again": 'answer = ", ".join(map(str, again))',
    },
)
