"""# Where are we?

`given.dockerfile` is a Dockerfile with several lines `WORKDIR` and a few that look as if they
changed the folder too. The cell below prints it.

A container of this image runs `pwd`. **Decide before you build**: which path does it print? Leave
it in `answer`, as a text that begins with `/`.

Then you may build it and look. To check your answer the Dockerfile is built, and the daemon is
asked.
"""

import posixpath

from grader import Daemon, Given, check, expect_that, word, wrong


def _dockerfile(entropy: bytes) -> str:
    """An absolute start, a relative step, a second absolute step, and two more with a `..`."""
    first, second, third, fourth, fifth = (word()(entropy[place:] + entropy) for place in range(5))
    middle = (
        [f"WORKDIR /opt/{third}"],
        [f"ENV DEPOT=/opt/{third}", "WORKDIR $DEPOT"],
    )[entropy[5] % 2]
    last = ([f"WORKDIR {fourth}/left", "WORKDIR .."], ["WORKDIR left", f"WORKDIR ../{fourth}"])
    return "\n".join(
        [
            "FROM dockyard/busybox",
            f"WORKDIR /srv/{first}",
            "RUN cd /tmp",
            f"WORKDIR {second}",
            *middle,
            *last[entropy[6] % 2],
            f"WORKDIR {fifth}",
            f"RUN mkdir -p /home/{first} && cd /home/{first}",
        ]
    )


given = {"dockerfile": _dockerfile}

hints = [
    "Go down the list with a pencil and write the folder beside each line. Two kinds of line look "
    "alike: those that the builder remembers, and those that a process remembers until it ends.",
    "A `RUN` is a process of its own, and its `cd` dies with it. A `WORKDIR` with a path that "
    "begins with `/` starts anew. One without goes on from where you are, and `..` is one up.",
    "Find the last `WORKDIR` whose path begins with `/` (a variable stands for its value). Start "
    "there, forget all that is above, and append the paths of the `WORKDIR` lines below it. Each "
    "`..` strikes out the name before it.",
]


def starter(client, given):
    print(given.dockerfile)

    folder = None  # ← what `pwd` prints, such as "/srv/shop"
    return folder


def solution(client, given):
    import posixpath

    folder, depot = "/", ""
    for line in given.dockerfile.splitlines():
        instruction, _, value = line.partition(" ")
        if instruction == "ENV":
            depot = value.partition("=")[2]
        if instruction == "WORKDIR":
            # `join` starts anew at an absolute path, and `normpath` follows the `..`: the same
            # rules as the builder's. RUN lines change nothing here, whatever they run.
            folder = posixpath.normpath(posixpath.join(folder, value.replace("$DEPOT", depot)))
        print(f"{folder:32}", line)
    return folder


@check(points=1)
def a_path(answer):
    """The answer is a path that begins with `/`."""
    expect_that(
        isinstance(answer, str) and answer.startswith("/"),
        "answer",
        expected="a text that begins with /",
        found=repr(answer),
        next_step="A container's working folder is always an absolute path.",
    )


@check(points=2, after="a_path")
def right_folder(daemon: Daemon, given: Given, answer):
    """It is the folder in which a container of this image starts."""
    built = daemon.build(given.dockerfile)
    printed = daemon.run(built.image, "pwd").output.strip()
    expect_that(
        posixpath.normpath(answer) == printed,
        "answer",
        expected="the path that `pwd` prints in a container",
        found=answer,
        see="build it, then: docker run --rm … pwd",
        next_step=_advice(answer, printed),
    )


def _advice(answer: str, printed: str) -> str:
    if not answer.startswith("/opt/"):
        return "Only `WORKDIR` moves the builder, and one with an absolute path starts anew."
    if ".." in answer or len(answer.split("/")) != len(printed.split("/")):
        return "Count the steps again from the last absolute path. What does `..` do to a path?"
    return "Go through the lines once more, from the last absolute path on."


@wrong(fails="right_folder")
def believes_cd(client, given):
    """Takes the last `RUN … cd` for a move: it ended with its process."""
    return given.dockerfile.splitlines()[-1].rpartition(" ")[2]


@wrong(fails="right_folder")
def joins_everything(client, given):
    """Appends every path, the absolute ones too."""
    paths = [
        line.partition(" ")[2].strip("/")
        for line in given.dockerfile.splitlines()
        if line.startswith("WORKDIR ")
    ]
    return "/" + "/".join(path for path in paths if not path.startswith(("..", "$")))


overlooks_the_dots = wrong(
    "Right up to the `..`, which it skips.",
    fails="right_folder",
    edit={'value.replace("$DEPOT", depot)': 'value.replace("$DEPOT", depot).replace("..", ".")'},
)


@wrong(fails="right_folder")
def last_line_from_the_root(client, given):
    """Reads a relative path as if it began at `/`."""
    steps = [line for line in given.dockerfile.splitlines() if line.startswith("WORKDIR ")]
    return "/" + steps[-1].partition(" ")[2]


@wrong(fails="a_path")
def last_step_only(client, given):
    """The last `WORKDIR` as it stands there, which is no absolute path."""
    steps = [line for line in given.dockerfile.splitlines() if line.startswith("WORKDIR ")]
    return steps[-1].partition(" ")[2]
