"""# A container that listens

1. Run a container `given.container` from `dockyard/busybox`, in the background, whose main
   process is `cat`. It must **stay up**: `cat` copies what it hears to what it says, and ends as
   soon as nobody can ever say anything to it again.
2. Start `given.guests` more processes in this one container with `exec`, each of them
   `sleep given.seconds`. They must still be running when you are done.

So in the end there is one container with one `cat` and `given.guests` times `sleep` in it, and
none of the sleepers is a child of `cat`.
"""

import time
from collections.abc import Sequence
from typing import NamedTuple

from grader import Daemon, Given, check, expect, expect_that, name, number, wrong

given = {
    "container": name("ears"),
    "guests": number(2, 6),
    "seconds": number(1000, 9000),
}

hints = [
    "A container is not given an open input unless you ask for one. Then `cat` hears the end of "
    "its input at once, and ends. The flag is `-i` in the `docker` command. And `exec` can start "
    "a process and come back at once, or wait for its end: you want the first.",
    "In the SDK, `-i` is called `stdin_open=True`, and `exec` is "
    "`container.exec_run(command)`. That waits unless you say `detach=True`. A terminal (`-t`, "
    "`tty=True`) is something else; you need none.",
    '`container = client.containers.run("dockyard/busybox", ["cat"], name=given.container, '
    "stdin_open=True, detach=True)`. Then `for _ in range(given.guests):` and in it "
    '`container.exec_run(["sleep", str(given.seconds)], detach=True)`.',
]


def starter(client, given):
    # Run given.container, then exec the sleepers in it.
    pass


def solution(client, given):
    # stdin_open is `-i`: the daemon holds the input of the main process open, so `cat` waits for
    # words instead of finding the end of its input.
    container = client.containers.run(
        "dockyard/busybox", ["cat"], name=given.container, stdin_open=True, detach=True
    )
    # Each exec is one more process in the same container: no new container, no new image.
    for _ in range(given.guests):
        container.exec_run(["sleep", str(given.seconds)], detach=True)

    rows = container.exec_run(["ps", "-o", "pid,ppid,args"]).output.decode().splitlines()
    print("sleepers in it:", sum("sleep" in row for row in rows))


@check(points=1)
def cat_is_up(daemon: Daemon, given: Given):
    """The container is up, and its main process is `cat`."""
    container = daemon.container(given.container)
    expect(
        f"main process of {given.container}",
        " ".join(container.argv) if _program(container.argv) != "cat" else "cat",
        "cat",
        see=f"docker ps --all --no-trunc --filter name={given.container}",
        next_step="Not a shell that starts cat: cat itself.",
    )
    daemon.running(
        given.container,
        see=f"docker ps --all --filter name={given.container}",
        next_step="cat ended because its input did. Who keeps that open?",
    )


@check(points=1, after="cat_is_up")
def it_listens(daemon: Daemon, given: Given):
    """What is said to the container comes back: its input is open."""
    if _hears_one_guest_only(daemon, given.container):
        return
    before = daemon.logs(given.container).count(WORD)
    _say(daemon, given.container, WORD)
    until = time.monotonic() + 3
    while time.monotonic() < until and daemon.logs(given.container).count(WORD) == before:
        time.sleep(0.1)
    expect_that(
        daemon.logs(given.container).count(WORD) > before,
        f"what {given.container} says when it is told `{WORD}`",
        expected=WORD,
        found="nothing",
        see=f"echo {WORD} | docker attach {given.container}",
        next_step="A terminal is not an input: one of the two flags is missing.",
    )


@check(points=1, after="cat_is_up")
def guests_are_in(daemon: Daemon, given: Given):
    """In the container run as many `sleep` processes as given, each for the given time."""
    sleepers = _sleepers(daemon, given)
    expect(
        f"`sleep {given.seconds}` processes in {given.container}",
        len(sleepers),
        given.guests,
        see=f"docker exec {given.container} ps -o pid,ppid,args",
        next_step="Did you start them in this container, and do they still run?",
    )


@check(points=1, after="guests_are_in")
def guests_came_by_exec(daemon: Daemon, given: Given):
    """Each of them was started by `exec`: none has a parent in the container."""
    parents = [one.ppid for one in _sleepers(daemon, given)]
    expect(
        "sleepers whose parent is a process of the container",
        sum(parent != 0 for parent in parents),
        0,
        see=f"docker exec {given.container} ps -o pid,ppid,args",
        next_step="What exec starts has the parent 0: it comes from outside the container.",
    )


WORD = "anybody"


class InContainer(NamedTuple):
    """A process as the container numbers it."""

    pid: int
    ppid: int
    argv: tuple[str, ...]


def _sleepers(daemon: Daemon, given: Given) -> list[InContainer]:
    ran = daemon.execute(given.container, "ps", "-o", "pid,ppid,args")
    rows = [line.split() for line in ran.output.splitlines()[1:]]
    found = [InContainer(int(row[0]), int(row[1]), tuple(row[2:])) for row in rows if len(row) > 2]
    return [
        one
        for one in found
        if _program(one.argv) == "sleep" and one.argv[1:] == (str(given.seconds),)
    ]


def _say(daemon: Daemon, container: str, word: str) -> None:
    line = daemon.client.api.attach_socket(container, params={"stdin": 1, "stream": 1})
    sender = getattr(line, "_sock", line)
    sender.sendall(f"{word}\n".encode())
    sender.close()


def _hears_one_guest_only(daemon: Daemon, container: str) -> bool:
    """Whether its input closes when the first guest leaves, as `create` without `detach` has it.

    To speak to such a `cat` would end it. That it lives, with no terminal, shows an open input.
    """
    config = daemon.client.api.inspect_container(container)["Config"]
    return bool(config["OpenStdin"] and config["StdinOnce"] and not config["Tty"])


def _program(argv: Sequence[str]) -> str:
    return argv[0].rpartition("/")[2]


GUESTS = """for _ in range(given.guests):
    container.exec_run(["sleep", str(given.seconds)], detach=True)"""


@wrong(fails="cat_is_up")
def detached_with_closed_ears(client, given):
    """Without an open input `cat` finds the end of it at once, and ends."""
    container = client.containers.run(
        "dockyard/busybox", ["cat"], name=given.container, detach=True
    )
    container.wait()


a_terminal_instead = wrong(
    "It stays up, for a terminal has no end; but nobody can say anything to it.",
    fails="it_listens",
    edit={"stdin_open=True": "tty=True"},
)
a_container_each = wrong(
    "`run` makes a new container for every sleeper; the first one has no guests.",
    fails="guests_are_in",
    edit={
        'container.exec_run(["sleep", str(given.seconds)]': "client.containers.run("
        '"dockyard/busybox", ["sleep", str(given.seconds)]'
    },
)
one_too_few = wrong(
    "Counted `cat` as one of them.",
    fails="guests_are_in",
    edit={"range(given.guests)": "range(given.guests - 1)"},
)
one_exec_for_all = wrong(
    "The right processes, but started by a shell in the container that goes on beside them.",
    fails="guests_came_by_exec",
    edit={
        GUESTS: 'sleeps = f"sleep {given.seconds} & " * given.guests\n'
        'container.exec_run(["sh", "-c", f"{sleeps} wait; true"], detach=True)'
    },
)
a_shell_for_everything = wrong(
    "All the right processes in one container, but its main process is the shell above them.",
    fails="cat_is_up",
    edit={
        '["cat"]': '["sh", "-c", f"sleep {given.seconds} & " * given.guests + " cat; true"]',
        GUESTS: "",
    },
)
