"""A look from the learner's side: does a port answer, what can be reached.

The daemon's socket can be asked from anywhere; a published port or a container's address only
from where the daemon lives. A probe runs there: in the kernel itself, or, when the checker is
outside, as a process that the outer engine starts in the sandbox from its read-only image.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from grader.daemon.engine_facts import Process
from grader.daemon.ran import OUTPUT_LIMIT_BYTES, Ran


class Execute(Protocol):
    """Runs a command on the learner's side and waits for its end."""

    def __call__(self, argv: Sequence[str], /, *, stdin: bytes = b"") -> Ran: ...


TALK = """
import base64, json, socket, sys, time
kind, host, port, said, wait_s = sys.argv[1:]
kinds = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}
heard, error, ends = b"", "", time.monotonic() + 3 * float(wait_s)
try:
    with socket.socket(socket.AF_INET, kinds[kind]) as line:
        line.settimeout(float(wait_s))
        line.connect((host, int(port)))
        line.sendall(said.encode())
        while len(heard) < 32768 and time.monotonic() < ends:
            part = line.recv(32768)
            heard += part
            if not part or kind == "udp":
                break
except (OSError, OverflowError, UnicodeError) as problem:
    error = "" if heard else str(problem) or type(problem).__name__
print(json.dumps({"heard": base64.b64encode(heard[:32768]).decode(), "error": error[:1000]}))
"""
# What a probe prints is cut at OUTPUT_LIMIT_BYTES, so neither prints as much, whatever it sees.

PROCESSES = """
import json, os, sys
first, found = sys.argv[1], []
home = os.readlink(f"/proc/{first}/ns/pid")
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        if os.readlink(f"/proc/{pid}/ns/pid") == home:
            with open(f"/proc/{pid}/status", errors="replace") as status:
                ppid = next(row.split()[1] for row in status if row.startswith("PPid:"))
            with open(f"/proc/{pid}/cmdline", errors="replace") as line:
                found.append([int(pid), int(ppid), line.read(1000).rstrip(chr(0))])
    except OSError:
        pass
found.sort()
for length in (1000, 300, 100, 30, 0):
    said = json.dumps([[pid, ppid, line[:length].split(chr(0))] for pid, ppid, line in found])
    if len(said) < 60000:
        break
print(said)
"""


@dataclass(frozen=True)
class Heard:
    """What came back: `text`, or, when nothing did, `error` in the system's words."""

    text: str
    error: str

    @property
    def answered(self) -> bool:
        return not self.error


@dataclass(frozen=True)
class Page:
    """An HTTP answer. `status` is 0 when nothing answered, and `error` says why."""

    status: int
    body: str
    error: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """What came, without the space around it; in words when that is nothing."""
        return self.body.strip() or self.error.rpartition("] ")[2] or "an empty page"


def execute_here(argv: Sequence[str], /, *, stdin: bytes = b"") -> Ran:
    """Runs a command beside this process: the learner's side when checks run in the kernel."""
    program = sys.executable if argv[0] == "python3" else argv[0]
    done = subprocess.run(
        [program, *argv[1:]],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=90,
    )
    return Ran(done.returncode, done.stdout[-OUTPUT_LIMIT_BYTES:].decode(errors="replace"))


def talk(
    execute: Execute, kind: str, host: str, port: int, said: str, *, timeout_s: float = 3
) -> Heard:
    """Sends a text over `tcp` or `udp` and listens for the answer: to its first 32 KiB.

    Args:
        timeout_s: for connecting, and then for each part; three times as long for all of it.
    """
    ran = execute(["python3", "-c", TALK, kind, host, str(port), said, str(timeout_s)])
    if ran.exit_code:
        raise RuntimeError(f"the probe failed: {ran.output[-300:]}")
    reply = json.loads(ran.output.splitlines()[-1])
    return Heard(base64.b64decode(reply["heard"]).decode(errors="replace"), reply["error"])


def processes(execute: Execute, pid: int) -> tuple[Process, ...]:
    """The processes in the same process namespace as `pid`, by number.

    Of their arguments the first 1,000 characters, fewer when there are many processes.
    `docker top` asks the container's cgroup, which a daemon without cgroups does not have.
    """
    ran = execute(["python3", "-c", PROCESSES, str(pid)])
    if ran.exit_code:
        raise RuntimeError(f"the probe failed: {ran.output[-300:]}")
    rows = json.loads(ran.output.splitlines()[-1])
    return tuple(Process(number, parent, tuple(argv)) for number, parent, argv in rows)


def fetch(
    execute: Execute, port: int, *, host: str = "127.0.0.1", path: str = "/", timeout_s: float = 3
) -> Page:
    """Asks a web server for a page, without following where it may send us."""
    request = f"GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n"
    heard = talk(execute, "tcp", host, port, request, timeout_s=timeout_s)
    head, _, body = heard.text.partition("\r\n\r\n")
    first, *lines = head.splitlines() or [""]
    words = first.split(maxsplit=2)
    is_http = len(words) >= 2 and words[0].startswith("HTTP/") and words[1].isdigit()
    if not is_http:
        return Page(0, "", heard.error or "something answered, but not in HTTP")
    pairs = (line.partition(":") for line in lines)
    return Page(int(words[1]), body, "", tuple((name, said.strip()) for name, _, said in pairs))
