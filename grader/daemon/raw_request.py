"""One HTTP request over a daemon's socket, written out byte by byte, and its answer.

No library in between: what is shown is what was sent.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import docker

ANSWER_LIMIT_BYTES = 64 * 1024
TIMEOUT_S = 3.0


@dataclass(frozen=True)
class RawAnswer:
    """What was sent, and what came back. `is_whole` is False where reading stopped before its end.

    `sent` and `head` are text as it went over the socket, with the line ends left out.
    """

    sent: str
    head: str
    body: bytes
    is_whole: bool


def address(client: docker.DockerClient) -> str:
    """Where a client finds its daemon, as DOCKER_HOST has it."""
    return address_of(client.api)


def address_of(api: Any) -> str:
    """The same of docker-py's low-level client."""
    path = getattr(getattr(api, "_custom_adapter", None), "socket_path", "")
    return f"unix://{path}" if path else str(api.base_url).replace("http", "tcp", 1)


def send(
    where: str, method: str, target: str, body: bytes = b"", *, timeout_s: float = TIMEOUT_S
) -> RawAnswer:
    """Sends one request and reads its answer, as long as something comes within `timeout_s`.

    Args:
        where: as of `address`; an encrypted one cannot be spoken to so.
        target: path and query.
        body: JSON, or nothing.

    Raises:
        OSError: nobody listens, or nothing came in time.
    """
    lines = [f"{method} {target} HTTP/1.1", "Host: docker", "Connection: close"]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    with _connected(where, timeout_s) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        reply = http.client.HTTPResponse(line, method=method)
        reply.begin()
        received, is_whole = _read(reply)
    version = {10: "HTTP/1.0", 11: "HTTP/1.1"}[reply.version]
    head = [f"{version} {reply.status} {reply.reason}"]
    head += [f"{key}: {value}" for key, value in reply.getheaders()]
    sent = "\n".join(lines) + (f"\n\n{body.decode(errors='replace')}" if body else "")
    return RawAnswer(sent, "\n".join(head), received, is_whole)


@contextmanager
def _connected(where: str, timeout_s: float) -> Iterator[socket.socket]:
    url = urlsplit(where)
    family = socket.AF_UNIX if url.scheme == "unix" else socket.AF_INET
    with socket.socket(family) as line:
        line.settimeout(timeout_s)
        line.connect(url.path if url.scheme == "unix" else (url.hostname, url.port))
        yield line


def _read(reply: http.client.HTTPResponse) -> tuple[bytes, bool]:
    """The body up to the limit. A stream that goes on is left after a while."""
    received = b""
    try:
        while len(received) < ANSWER_LIMIT_BYTES:
            part = reply.read1(ANSWER_LIMIT_BYTES - len(received))
            if not part:
                return received, True
            received += part
    except TimeoutError:
        pass
    return received, False
