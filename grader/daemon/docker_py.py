"""Connects docker-py to an engine, with two faults of its own fixed.

docker-py reads an exec's output from the raw socket, past the buffer of the HTTP response. Where
the output comes in together with the response's head, which is often so for a short command on a
busy machine, it is in that buffer already and docker-py returns nothing, with exit code 0
(https://github.com/docker/docker-py/issues/3332). Here it is read through the buffer.

`containers.run` opens the log of its container, waits for the end, removes the container, and only
then reads. The engine may open the file after it has answered; where the container is removed by
then, nothing is read. Here the log is read before the container goes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from threading import Timer
from typing import Any

import docker
from docker.api.client import APIClient
from docker.models.containers import Container, ContainerCollection
from docker.types import CancellableStream
from docker.utils.socket import consume_socket_output, demux_adaptor

HEADER = struct.Struct(">BxxxL")
"""Before each piece of output without a terminal: 1 for stdout or 2 for stderr, and its length."""
STDOUT = 1


_run: Any = ContainerCollection.run


def client(address: str, **options: Any) -> docker.DockerClient:
    """A client of the engine at an address.

    From then on every client of this process reads all that a command printed, also those that a
    notebook's cells make with `docker.from_env()`.

    Args:
        options: as of docker-py's `DockerClient`, such as `timeout`.
    """
    api: Any = APIClient
    collection: Any = ContainerCollection
    api._read_from_socket = _read_through_buffer
    collection.run = _read_before_removal
    return docker.DockerClient(address, **options)


def _read_through_buffer(
    self: Any, response: Any, stream: bool, tty: bool = True, demux: bool = False
) -> Any:
    """Takes the place of `APIClient._read_from_socket`, with the same arguments and results."""
    self._disable_socket_timeout(self._get_raw_response_socket(response))
    buffered = response.raw._fp.fp
    frames: Iterator[Any] = _terminal(buffered) if tty else _frames(buffered)
    parts: Any = (demux_adaptor(*one) for one in frames) if demux else (data for _, data in frames)
    if stream:
        return parts
    try:
        consume: Any = consume_socket_output  # its overloads want `demux` to be a literal
        return consume(parts, demux=demux)
    finally:
        response.close()


def _terminal(buffered: Any) -> Iterator[tuple[int, bytes]]:
    """With a terminal there is one stream and no headers."""
    while data := buffered.read1(4096):
        yield STDOUT, data


def _frames(buffered: Any) -> Iterator[tuple[int, bytes]]:
    while len(header := buffered.read(HEADER.size)) == HEADER.size:
        kind, length = HEADER.unpack(header)
        if data := buffered.read(length):
            yield kind, data


def read_within(stream: CancellableStream[bytes], time_s: float, *, limit_bytes: int) -> bytes:
    """What a command prints within a time, and of that what comes first."""
    over = Timer(time_s, _close, [stream])
    over.daemon = True
    over.start()
    data = b""
    try:
        for chunk in stream:
            data = (data + chunk)[:limit_bytes]
    finally:
        over.cancel()
    return data


def _close(stream: CancellableStream[bytes]) -> None:
    with suppress(OSError, AttributeError):  # it has ended at this very moment
        stream.close()


class _Read(Container):
    """A container whose log is read to its end when it is asked for."""

    def logs(self, **options: Any) -> Any:
        found: Any = super().logs(**options)
        return list(found) if options.get("stream") else found


class _Containers(ContainerCollection):
    def create(self, *args: Any, **options: Any) -> Any:
        container: Any = super().create(*args, **options)
        container.__class__ = _Read
        return container


def _read_before_removal(self: Any, *args: Any, **options: Any) -> Any:
    """Takes the place of `ContainerCollection.run`, with the same arguments and results."""
    read_later = options.get("detach") or options.get("stream")
    return _run(self if read_later else _Containers(client=self.client), *args, **options)
