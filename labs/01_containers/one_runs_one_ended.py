"""# One runs, one has ended

Make two containers from `dockyard/busybox`:

- `given.lasting` **is running** when you are done, and goes on for at least ten minutes;
- `given.finished` has printed the word `given.word`, has **ended by itself** with exit code
  `given.code`, and is still there to be looked at.

A container lives as long as its main process does, and its exit code is that process's.
"""

import math
import re
import time

from grader import Daemon, Given, check, expect, expect_that, name, number, word, wrong

given = {
    "lasting": name("lasting"),
    "finished": name("finished"),
    "word": word(),
    "code": number(3, 99),
}

hints = [
    "Nothing keeps a container alive but its main process. So the first one needs a command that "
    "lasts, and the second one a command that prints, and then ends with a code of its own.",
    "`sleep 3600` lasts. Which program ends with any code that you like? The shell, when it is "
    'told `exit`. `;` stands between two commands in one line of shell: `sh -c "echo …; exit …"`. '
    "With `detach=True` you get the container back at once and no error for its exit code.",
    'The first: `client.containers.run("dockyard/busybox", ["sleep", "3600"], '
    "name=given.lasting, detach=True)`. The second is the same call with the name given.finished "
    'and the command `["sh", "-c", f"echo {given.word}; exit {given.code}"]`. No `remove=`, no '
    "`stop`. Was a name taken? Run the whole cell again: it begins without both.",
]


def starter(client, given):
    # Run given.lasting and given.finished from dockyard/busybox.
    pass


def solution(client, given):
    # The command is the main process. With detach=True, `run` gives the container back at once;
    # without it, `run` would wait the whole hour.
    client.containers.run("dockyard/busybox", ["sleep", "3600"], name=given.lasting, detach=True)

    # The shell prints, then ends with the code. Nothing removes the container, so its exit code
    # and its output stay there to be read.
    finished = client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", f"echo {given.word}; exit {given.code}"],
        name=given.finished,
        detach=True,
    )
    print("exit code:", finished.wait()["StatusCode"])
    print("it printed:", finished.logs().decode().strip())


@check(points=1)
def one_is_running(daemon: Daemon, given: Given):
    """The first container is running, and goes on."""
    container = daemon.container(given.lasting)
    expect(
        f"container {given.lasting}",
        "running" if container.is_running else f"ended with exit code {container.exit_code}",
        "running",
        see=f"docker ps --all --filter name={given.lasting}",
        next_step="What was its main process, and why has it ended?",
    )
    lasts_s = _sleep_s(container.argv)
    expect_that(
        lasts_s >= 600,
        f"how long {given.lasting} goes on",
        expected="at least 600 seconds",
        found=f"{lasts_s:g} seconds",
        see=f"docker ps --no-trunc --filter name={given.lasting}",
        next_step="Give its main process more time.",
    )


@check(points=1)
def the_other_has_ended(daemon: Daemon, given: Given):
    """The second container has ended by itself, with its exit code."""
    container = daemon.container(given.finished)
    until = time.monotonic() + 5
    while container.is_running and time.monotonic() < until:
        time.sleep(0.1)
        container = daemon.container(given.finished)
    expect_that(
        container.was_started,
        f"container {given.finished}",
        expected="started, and then ended",
        found="not started: its command could not be run" if container.exit_code else "not started",
        see=f"docker ps --all --filter name={given.finished}",
        next_step=_advice(False, container.exit_code)
        if container.exit_code
        else "To create is not to run.",
    )
    expect(
        f"container {given.finished}",
        "still running" if container.is_running else f"ended with exit code {container.exit_code}",
        f"ended with exit code {given.code}",
        see=f"docker ps --all --filter name={given.finished}",
        next_step=_advice(container.is_running, container.exit_code),
    )


@check(points=1, after="the_other_has_ended")
def it_has_printed(daemon: Daemon, given: Given):
    """The second container printed its word, and nothing else."""
    printed = daemon.logs(given.finished).strip()
    expect(
        f"output of {given.finished}",
        printed or "nothing",
        given.word,
        see=f"docker logs {given.finished}",
        next_step="One main process can do both: print first, then end with the code.",
    )


SLEEP = re.compile(r"\s*(?:/bin/)?sleep((?:\s+\d+(?:\.\d+)?[smhd]?)+)\s*;?\s*")
UNITS_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def _sleep_s(argv: tuple[str, ...]) -> float:
    """How long a command lasts that only sleeps; of any other nobody can say."""
    in_shell = len(argv) == 3 and argv[0].endswith("sh") and argv[1] == "-c"
    found = SLEEP.fullmatch(argv[2] if in_shell else " ".join(argv))
    if found is None:
        return math.inf
    parts = re.findall(r"(\d+(?:\.\d+)?)([smhd]?)", found[1])
    return sum(float(number) * UNITS_S[unit] for number, unit in parts)


def _advice(is_running: bool, code: int) -> str:
    if is_running:
        return "It has to end by itself."
    if code in (137, 143):
        return "This is the code of a process that was killed. It has to end by itself."
    if code in (126, 127):
        return "Its command must be a program. A word that only the shell knows is none."
    return "The last thing that its main process does decides the code."


PROGRAM = "echo {given.word}; exit {given.code}"


@wrong(fails="the_other_has_ended")
def exit_is_no_program(client, given):
    """`exit` is built into the shell; without a shell there is nothing to run."""
    client.containers.run("dockyard/busybox", ["sleep", "3600"], name=given.lasting, detach=True)
    container = client.containers.create(
        "dockyard/busybox", ["exit", str(given.code)], name=given.finished
    )
    try:
        container.start()
    except Exception as error:
        print(type(error).__name__)


stopped_by_hand = wrong(
    "It did not end: it was ended, and that has a code of its own.",
    fails="the_other_has_ended",
    edit={
        PROGRAM: "echo {given.word}; sleep 3600",
        'print("exit code:"': 'finished.stop(timeout=0)\nprint("exit code:"',
    },
)


@wrong(fails="the_other_has_ended")
def removed_at_its_end(client, given):
    """Printed and ended as it should, and then removed: there is nothing left to look at."""
    client.containers.run("dockyard/busybox", ["sleep", "3600"], name=given.lasting, detach=True)
    try:
        client.containers.run(
            "dockyard/busybox",
            ["sh", "-c", f"echo {given.word}; exit {given.code}"],
            name=given.finished,
            remove=True,
        )
    except Exception as error:
        print(type(error).__name__)


code_in_the_middle = wrong(
    "The right words in another order: the last command decides the code, and that was `echo`.",
    fails="the_other_has_ended",
    edit={PROGRAM: "(exit {given.code}); echo {given.word}"},
)
detached_but_with_nothing_to_do = wrong(
    "`detach` sends a container to the background; it does not keep it alive.",
    fails="one_is_running",
    edit={
        ', ["sleep", "3600"]': "",
        "given.lasting, detach=True)": "given.lasting, detach=True).wait()",
    },
)
five_minutes_in_a_shell = wrong(
    "It runs when one looks, but the shell in it has nothing to do after five minutes.",
    fails="one_is_running",
    edit={'["sleep", "3600"]': '["sh", "-c", "sleep 5m"]'},
)
code_without_a_word = wrong(
    "The exit code is right, but the word was only kept in a variable of the shell.",
    fails="it_has_printed",
    edit={PROGRAM: "word={given.word}; exit {given.code}"},
)
