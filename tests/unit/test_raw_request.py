"""One HTTP request byte by byte, against a small server on a unix socket."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from grader.daemon.raw_request import send

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\n\r\nfirst"


class Server:
    """Answers each connection with the same bytes and keeps what was asked."""

    def __init__(self, path: Path, answer: bytes) -> None:
        self.where, self.asked, self._held = f"unix://{path}", b"", []
        self._line = socket.socket(socket.AF_UNIX)
        self._line.bind(str(path))
        self._line.listen()
        Thread(target=self._serve, args=(answer,), daemon=True).start()

    def _serve(self, answer: bytes) -> None:
        line, _ = self._line.accept()
        self.asked = line.recv(65536)
        line.sendall(answer)
        self._held.append(line)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a unix socket's has at most 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="dy-") as name:
        yield Path(name)


def test_what_is_shown_is_what_was_sent(folder: Path) -> None:
    server = Server(folder / "s", OK)
    came = send(server.where, "GET", "/v1.45/_ping?a=b")
    assert server.asked.decode() == came.sent.replace("\n", "\r\n") + "\r\n\r\n"
    assert came.sent.splitlines()[0] == "GET /v1.45/_ping?a=b HTTP/1.1"
    assert (came.head, came.body) == ("HTTP/1.1 200 OK\nContent-Length: 2", b"hi")


def test_body_is_sent_as_json(folder: Path) -> None:
    server = Server(folder / "s", OK)
    assert send(server.where, "POST", "/x", b'{"a": 1}').sent.endswith('\n\n{"a": 1}')
    assert server.asked.endswith(b'Content-Length: 8\r\n\r\n{"a": 1}')


def test_chunks_are_put_together(folder: Path) -> None:
    came = send(Server(folder / "s", CHUNKED).where, "GET", "/")
    assert (came.body, came.is_whole) == (b"hi", True)


def test_stream_without_end_is_left_with_what_came(folder: Path) -> None:
    server = Server(folder / "s", ENDLESS)
    came = send(server.where, "GET", "/events", timeout_s=0.3)
    assert (came.body, came.is_whole) == (b"first", False)


def test_nobody_there_is_an_error_of_the_system(folder: Path) -> None:
    with pytest.raises(OSError):
        send(f"unix://{folder}/nobody", "GET", "/")
