"""# A container that answers

Start a container `given.box` that copies its file `/in` to `/out`, whenever there is one.
"""

import secrets
import time

from grader import Daemon, Given, check, expect, name, wrong

given = {"box": name("box")}

hints = ["`while`", "`cp /in /out`", "`while true; do cp /in /out; sleep 0.1; done`"]


def starter(client, given):
    # Start the container here.
    pass


def solution(client, given):
    command = ["sh", "-c", "while true; do cp /in /out; usleep 50000; done"]
    client.containers.run("dockyard/busybox", command, name=given.box, detach=True)


@check(points=1)
def it_answers(daemon: Daemon, given: Given):
    """What comes into `/in` is in `/out` soon afterwards."""
    fresh = secrets.token_hex(8)
    daemon.execute(given.box, "sh", "-c", f"echo {fresh} > /in")
    deadline, said = time.monotonic() + 5, ""
    while said != fresh and time.monotonic() < deadline:
        time.sleep(0.1)
        said = (daemon.read_file(given.box, "/out") or b"").decode().strip()
    expect("/out", said, fresh)


@wrong(fails="it_answers")
def answers_once(client, given):
    """Does nothing."""
    command = ["sleep", "1000000"]
    client.containers.run("dockyard/busybox", command, name=given.box, detach=True)
