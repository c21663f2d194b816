"""Output of an exec that came in together with the head of its HTTP response."""

from __future__ import annotations

import io
import socket
import struct
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from docker.types import CancellableStream

from grader.daemon import docker_py


def read(came_in: bytes, **how: bool) -> Any:
    """What docker-py makes of a response whose buffer has been filled by reading the head."""
    buffered = io.BufferedReader(io.BytesIO(b"head\n" + came_in))
    buffered.readline()
    response = SimpleNamespace(
        raw=SimpleNamespace(_fp=SimpleNamespace(fp=buffered)),
        raise_for_status=lambda: None,
        close=lambda: None,
    )
    api: Any = docker_py.client("unix:///nowhere.sock", version="1.41").api
    return api._read_from_socket(response, **how)


def frame(kind: int, data: bytes) -> bytes:
    return struct.pack(">BxxxL", kind, len(data)) + data


def test_nothing_is_lost_that_came_with_the_head() -> None:
    came_in = frame(1, b"out") + frame(2, b"err")
    assert read(came_in, stream=False, tty=False) == b"outerr"


def test_the_two_streams_are_kept_apart() -> None:
    came_in = frame(1, b"out") + frame(2, b"err")
    assert read(came_in, stream=False, tty=False, demux=True) == (b"out", b"err")


def test_pieces_come_one_by_one() -> None:
    came_in = frame(1, b"one") + frame(1, b"") + frame(1, b"two")
    assert list(read(came_in, stream=True, tty=False)) == [b"one", b"two"]


@pytest.mark.parametrize("stream", [True, False])
def test_a_terminal_has_no_frames(stream: bool) -> None:
    found = read(b"as it is", stream=stream, tty=True)
    assert (b"".join(found) if stream else found) == b"as it is"


@pytest.fixture
def printing() -> Iterator[tuple[socket.socket, CancellableStream[bytes]]]:
    """A command's end of a connection, and the stream that comes out of the other."""
    command, ours = socket.socketpair()
    with command, ours:
        file = ours.makefile("rb")
        raw = SimpleNamespace(_fp=SimpleNamespace(fp=file), closed=False)
        yield (
            command,
            CancellableStream(iter(lambda: file.read1(4096), b""), SimpleNamespace(raw=raw)),
        )


def test_what_is_printed_without_end_is_read_for_a_time(
    printing: tuple[socket.socket, CancellableStream[bytes]],
) -> None:
    command, stream = printing
    command.sendall(b"so far")
    began = time.monotonic()
    assert docker_py.read_within(stream, 0.3, limit_bytes=100) == b"so far"
    assert 0.2 < time.monotonic() - began < 5


def test_what_ends_in_time_is_read_to_its_end_and_kept_to_the_limit(
    printing: tuple[socket.socket, CancellableStream[bytes]],
) -> None:
    command, stream = printing
    command.sendall(b"x" * 10_000)
    command.close()
    assert docker_py.read_within(stream, 60, limit_bytes=9_000) == b"x" * 9_000
