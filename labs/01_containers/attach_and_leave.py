"""# Attach, speak, leave

The container `given.container` has been running since before you came. It has a terminal and an
open input, and its main process answers every line that it hears: it counts the line and
repeats it, as in `1: hello`.

1. Attach to it and say `given.word`: one line, with that word alone.
2. Leave it with the **detach keys**, Ctrl-p and Ctrl-q. Send them over the same line, so that it is
   the daemon that reads them.

When you are done the container still runs, and the process in it is the same as before: it was
neither ended nor started again. It has heard your word and no other line.

Keys are bytes: Ctrl-p is `b"\\x10"`, Ctrl-q is `b"\\x11"`, and the Enter key is `b"\\n"`.
"""

import re
import time

from grader import Daemon, Given, check, expect, expect_that, missing, name, word, wrong

given = {"container": name("talker"), "word": word()}

hints = [
    "An attach is a line to the input and the output of the main process, the same one for "
    "everybody who attaches. So end the *line*, not the process. What would Ctrl-c do in a "
    "terminal?",
    '`line = container.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})` opens the '
    "line; `line._sock` is an ordinary socket with `sendall` and `recv`. Say the word with its "
    "Enter, wait until the answer has come, and then send the two keys, in one go.",
    "`container = client.containers.get(given.container)`, then the line of the second hint. Then "
    '`line._sock.sendall(given.word.encode() + b"\\n")`. Read until the answer is there: `heard = '
    'b""` and `while b": " not in heard: heard += line._sock.recv(4096)`. At last '
    '`line._sock.sendall(b"\\x10\\x11")`, and read on until `recv` gives `b""`: the daemon has '
    "closed the line.",
]


def setup(client, given):
    program = (
        "echo I begin; count=0; "
        'while read -r line; do count=$((count + 1)); echo "$count: $line"; done'
    )
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", program],
        name=given.container,
        tty=True,
        stdin_open=True,
        detach=True,
    )


def starter(client, given):
    print("it is", client.containers.get(given.container).status)
    # Attach, say given.word, leave with the detach keys.


def solution(client, given):
    container = client.containers.get(given.container)
    line = container.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})

    # The terminal first shows what we type; the answer with its number comes after it.
    line._sock.sendall(given.word.encode() + b"\n")
    heard = b""
    while b": " not in heard:
        heard += line._sock.recv(4096)

    # The daemon reads these two keys and hands them to nobody. It closes the line from its side
    # and leaves the process alone, so reading comes to an end.
    line._sock.sendall(b"\x10\x11")
    while line._sock.recv(4096):
        pass
    line._sock.close()

    container.reload()
    print("it answered:", given.word in heard.decode().splitlines()[-1])
    print("and it is", container.status)


@check(points=1)
def word_was_heard(daemon: Daemon, given: Given):
    """The main process has heard and answered one line: your word."""
    container = daemon.container(given.container)
    said = daemon.logs(given.container)
    heard = re.findall(r"^\d+: (.*?)\r?$", said, re.MULTILINE)
    if not heard and not _was_touched(daemon, container.id):
        raise missing(f"a word to {given.container}", see=f"docker logs {given.container}")
    expect(
        f"lines that {given.container} has answered",
        ", ".join(_visible(line) for line in heard) or "none",
        given.word,
        see=f"docker logs {given.container}",
        next_step="It hears what comes over an attach, and a line ends with the Enter key. "
        "Run the whole cell again: it begins with a fresh container.",
    )


@check(points=1, after="word_was_heard")
def came_by_attach(daemon: Daemon, given: Given):
    """The word came over an attach to the main process."""
    container = daemon.container(given.container)
    expect_that(
        "attach" in _actions(daemon, container.id),
        f"attaches to {given.container} that the daemon remembers",
        expected="at least 1",
        found="none",
        see=f"docker events --since 1h --until 0s --filter container={given.container}",
        next_step="Say it to the main process, not past it. (The daemon remembers its last 256 "
        "events: if you did this long ago, start over.)",
    )


@check(points=1, after="came_by_attach")
def same_process(daemon: Daemon, given: Given):
    """The container runs, and the process in it is the same as before."""
    container = daemon.running(
        given.container,
        see=f"docker ps --all --filter name={given.container}",
        next_step="Something that you sent reached the process and ended it. Start over.",
    )
    # What a process printed a moment ago may not be in the log yet.
    starts = _actions(daemon, container.id).count("start")
    expect(
        f"times that the process in {given.container} began",
        max(starts, daemon.logs(given.container).count("I begin")),
        1,
        see=f"docker logs {given.container}",
        next_step="A container that is started again has a new process. Start over.",
    )


@check(points=1, after="same_process")
def left_by_the_keys(daemon: Daemon, given: Given):
    """You left with the detach keys."""
    container = daemon.container(given.container)
    until = time.monotonic() + 3
    while "detach" not in _actions(daemon, container.id) and time.monotonic() < until:
        time.sleep(0.1)
    expect_that(
        "detach" in _actions(daemon, container.id),
        f"times that the daemon has read the detach keys for {given.container}",
        expected="at least 1",
        found="none",
        see=f"docker events --since 1h --until 0s --filter container={given.container}",
        next_step="To hang up is not to detach. Attach once more and send both keys over the line, "
        "one right after the other. (The daemon remembers its last 256 events: if you did this "
        "long ago, start over.)",
    )


def _actions(daemon: Daemon, container_id: str) -> list[str]:
    return [event.action for event in daemon.events(since=1, container=container_id)]


def _was_touched(daemon: Daemon, container_id: str) -> bool:
    """Whether anything was done with it since it was set up."""
    return bool(set(_actions(daemon, container_id)) - {"create", "start"})


def _visible(line: str) -> str:
    """A line as a person can read it: keys that have no letter as `^P`."""
    return "".join(char if char.isprintable() else f"^{chr(ord(char) % 32 + 64)}" for char in line)


SENT = r'sendall(b"\x10\x11")'
CTRL_C = r'sendall(b"\x03")'

keys_as_letters = wrong(
    "Typed the names of the keys: the main process hears them as one more line.",
    fails="word_was_heard",
    edit={
        SENT: r'sendall(b"^P^Q\n")',
        "while line._sock.recv(4096):\n    pass": 'while heard.count(b": ") < 2:\n'
        "    heard += line._sock.recv(4096)",
    },
)
interrupted = wrong(
    "Ctrl-c, as one leaves a program: it reaches the process, and the container ends with it.",
    fails="same_process",
    edit={SENT: CTRL_C, "container.reload()": "container.wait(timeout=20)\ncontainer.reload()"},
)
interrupted_and_started_again = wrong(
    "Ended with Ctrl-c and started again: it runs, but it is another process.",
    fails="same_process",
    edit={
        SENT: CTRL_C,
        "container.reload()": "container.wait(timeout=20)\ncontainer.start()\ncontainer.reload()",
    },
)


@wrong(fails="word_was_heard")
def said_to_another_process(client, given):
    """`exec` starts a process of its own beside the main one, which hears nothing of it."""
    container = client.containers.get(given.container)
    container.exec_run(["echo", given.word])


@wrong(fails="came_by_attach")
def written_into_its_output(client, given):
    """The right text in the log, but written past the main process: nobody attached."""
    container = client.containers.get(given.container)
    container.exec_run(["sh", "-c", f"echo '1: {given.word}' > /proc/1/fd/1"])
    while given.word.encode() not in container.logs():
        pass


hung_up = wrong(
    "Closed the line without a key: the process lives, but nobody has detached.",
    fails="left_by_the_keys",
    edit={f"line._sock.{SENT}\nwhile line._sock.recv(4096):\n    pass\n": ""},
)
keys_before_the_enter = wrong(
    "Left before the line was at its end: a line is heard when Enter is pressed.",
    fails="word_was_heard",
    edit={
        r' + b"\n"': "",
        'b": " not in heard': "given.word.encode() not in heard",
    },
)
