"""A probe brings back what it saw, whatever that is: all of it comes from a submission."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.daemon import execute_here
from grader.daemon.probe import fetch, processes, talk

HEAD = b"HTTP/1.0 200 OK\r\n\r\n"


@contextmanager
def server(answer: Callable[[socket.socket], object]) -> Iterator[int]:
    """A port that answers one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(1000)
                try:
                    answer(line)
                except OSError:
                    return  # whoever asked has gone

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    "body", [b"x" * 66_000, "ü".encode() * 12_000, bytes(range(256)) * 300, b""], ids=len
)
def test_a_page_of_any_size_and_kind_is_a_page(body: bytes) -> None:
    with server(lambda line: line.sendall(HEAD + body)) as port:
        page = fetch(execute_here, port)
    assert page.status == 200
    assert page.body == body[: 32768 - len(HEAD)].decode(errors="replace")


def test_a_server_that_drips_is_not_listened_to_for_ever() -> None:
    def drip(line: socket.socket) -> None:
        for _ in range(100):
            line.sendall(b"x")
            time.sleep(0.05)

    with server(drip) as port:
        began = time.monotonic()
        heard = talk(execute_here, "tcp", "127.0.0.1", port, "?", timeout_s=0.2)
        assert time.monotonic() - began < 3
    assert heard.answered and heard.text.startswith("xx")


def test_a_port_that_no_machine_has_is_an_error_that_is_told() -> None:
    assert "port" in talk(execute_here, "tcp", "127.0.0.1", 70_000, "?").error


@pytest.mark.parametrize("argument", ["x" * 70_000, "ü" * 9000, b"\xff\xfe" * 99], ids=len)
def test_a_long_or_odd_argument_hides_no_process(argument: str | bytes) -> None:
    argv = [sys.executable, "-c", "import time; time.sleep(60)", argument]
    sleeper = subprocess.Popen(argv)
    try:
        while b"\0" not in Path(f"/proc/{sleeper.pid}/cmdline").read_bytes():
            time.sleep(0.01)
        found = {process.pid: process.argv for process in processes(execute_here, os.getpid())}
        assert found[sleeper.pid][:2] == (sys.executable, "-c")
    finally:
        sleeper.kill()
        sleeper.wait()
