"""# A container that stops when it is told

Build an image `given.image` from `dockyard/busybox`. A container of it

- prints `ready` and then goes on running until it is told to stop;
- when `docker stop` tells it, prints `given.word` as its last line and **ends by itself with
  exit code 0, in less than 2 seconds**.

A container that has to be killed ends with exit code 137, after all the time it was given. That
is not what you want.
"""

import time
from dataclasses import dataclass

from grader import Daemon, Given, check, expect, expect_that, name, word, wrong

given = {"image": name("polite"), "word": word()}

hints = [
    "`docker stop` sends TERM to process 1 and to nobody else, and the kernel drops it unless "
    "process 1 has said what to do then. In a shell one says it with `trap`. That shell must be "
    "process 1.",
    "`trap '…' TERM` names the commands for that moment; the last of them must be `exit 0`, or "
    "the script goes on. A shell only looks at its traps between two commands, so what it waits "
    "for must be short.",
    "One line for `sh -c`: `trap 'echo …; exit 0' TERM; echo ready; while true; do sleep 1; "
    'done`. Write it with your word, as the third of three words in `CMD ["sh", "-c", "…"]`, '
    "below `FROM dockyard/busybox`.",
]

GIVEN_TIME_S = 4
"""How long `docker stop` waits before it kills, in the checks."""

LIMIT_S = 3
"""Two seconds, and one more for a machine that has much to do."""


def starter(client, given):
    # Build given.image from dockyard/busybox.
    pass


def solution(client, given):
    import io

    # The shell is process 1, and `trap` tells it what to do on TERM. It looks at its traps
    # between two commands only: with `sleep 0.1` that is ten times a second.
    script = f"trap 'echo {given.word}; exit 0' TERM; echo ready; while true; do sleep 0.1; done"
    text = f"""\
    FROM dockyard/busybox
    CMD ["sh", "-c", "{script}"]
    """
    image, _ = client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)
    print("process 1 is a shell that knows what to do on TERM:", image.attrs["Config"]["Cmd"][:2])


@check(points=1)
def keeps_running(daemon: Daemon, given: Given):
    """A container of the image prints `ready` and goes on running."""
    with daemon.started(given.image) as container:
        _wait_ready(daemon, container.id)
        time.sleep(0.5)
        fact = daemon.container(container.id)
        lines = daemon.logs(container.id).split()
    expect_that(
        "ready" in lines,
        "what a container prints in its first seconds",
        expected="ready",
        found=" ".join(lines) or "nothing",
        see=f"docker run --rm {given.image}",
    )
    expect_that(
        fact.is_running,
        f"a container of {given.image} after `ready`",
        expected="still running",
        found=f"ended with exit code {fact.exit_code}",
        see=f"docker run --rm {given.image}",
        next_step="When process 1 ends, the container ends.",
    )


@check(points=2, after="keeps_running")
def stops_in_time(daemon: Daemon, given: Given):
    """Told to stop, it ends by itself in less than 2 seconds, with exit code 0."""
    with daemon.started(given.image) as untold:
        end = _stop(daemon, given)
        runs_on = daemon.container(untold.id).is_running
    expect(
        "exit code after `docker stop`",
        end.exit_code,
        0,
        see=f"docker run --detach --name try {given.image}; docker stop try; docker ps --all",
        next_step=_advice(end),
    )
    expect_that(
        runs_on,
        "a second container, which nobody told to stop",
        expected="still running",
        found="ended as well",
        see=f"docker run --rm {given.image}",
        next_step="Both ended when their own time was up. Who listened to TERM?",
    )
    expect_that(
        end.took_s < LIMIT_S,
        "time that `docker stop` took",
        expected="less than 2 seconds",
        found="more",
        see="time docker stop CONTAINER",
        next_step="A shell looks at its traps between two commands. How long is the longest one?",
    )


@check(points=1, after="stops_in_time")
def says_goodbye(daemon: Daemon, given: Given):
    """The last line that it prints is `given.word`."""
    lines = _stop(daemon, given).output.strip().splitlines()
    expect(
        "last line in its log",
        lines[-1] if lines else "none",
        given.word,
        see="docker logs CONTAINER",
        next_step="What is to be printed, and by whom, when TERM comes?",
    )


@dataclass(frozen=True)
class End:
    """How a container ended that was told to stop."""

    exit_code: int
    took_s: float
    output: str


def _stop(daemon: Daemon, given: Given) -> End:
    with daemon.started(given.image) as container:
        _wait_ready(daemon, container.id)
        began = time.monotonic()
        container.stop(timeout=GIVEN_TIME_S)
        took_s = time.monotonic() - began
        return End(daemon.container(container.id).exit_code, took_s, daemon.logs(container.id))


def _wait_ready(daemon: Daemon, container: str) -> None:
    """Waits at most 5 s for the word, or for the container's end."""
    for _ in range(50):
        if "ready" in daemon.logs(container) or not daemon.container(container).is_running:
            return
        time.sleep(0.1)


def _advice(end: End) -> str:
    if end.exit_code == 137 and end.took_s < LIMIT_S:
        return "137 is 128 + 9: it was killed at once. KILL leaves nobody time for a last word."
    if end.exit_code == 137:
        return "137 is 128 + 9: it did not end in time and was killed. Who got TERM, and did what?"
    return "It did end. Which command decided on the exit code?"


TRAP = "trap 'echo {given.word}; exit 0' TERM; "
LOOP = "while true; do sleep 0.1; done"

nobody_listens = wrong(
    "As process 1 even a plain shell is deaf to TERM, unless it is told what to do.",
    fails="stops_in_time",
    edit={TRAP: ""},
)
ends_by_its_own_clock = wrong(
    "Exit code 0, the word, all in time; but it would have ended anyway, told or not.",
    fails="stops_in_time",
    edit={TRAP: "", LOOP: "sleep 3; echo {given.word}"},
)
trap_without_an_exit = wrong(
    "The word is printed, then the loop goes on until it is killed.",
    fails="stops_in_time",
    edit={"; exit 0": ""},
)
one_long_sleep = wrong(
    "The trap is right, but the shell waits for its `sleep` before it looks at it.",
    fails="stops_in_time",
    edit={LOOP: "sleep 3600; :"},
)
a_shell_in_front = wrong(
    "The right script, but it is the child of another shell, and TERM goes to that one.",
    fails="stops_in_time",
    edit={
        'CMD ["sh", "-c", "{script}"]': """\
RUN echo "trap 'echo {given.word}; exit 0' TERM; echo ready" > /work
RUN echo "while true; do sleep 1; done" >> /work
CMD sh /work; echo stopped"""
    },
)
quick_by_force = wrong(
    "It stops at once, for the signal to stop it with is KILL.",
    fails="stops_in_time",
    edit={"busybox\nCMD": "busybox\nSTOPSIGNAL KILL\nCMD"},
)
no_last_word = wrong(
    "Ends in time and with 0, but in silence.",
    fails="says_goodbye",
    edit={"echo {given.word}; ": ""},
)
all_in_one_word = wrong(
    "The right script, in brackets and without a shell: it is taken for a program's name.",
    fails="keeps_running",
    edit={'"sh", "-c", "{script}"': '"{script}"', LOOP: LOOP.replace("0.1", "1")},
)
ends_at_once = wrong(
    "Nothing keeps the shell busy, so it has nothing to wait for.",
    fails="keeps_running",
    edit={f"; {LOOP}": ""},
)
