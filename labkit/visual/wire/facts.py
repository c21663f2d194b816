"""Listens to what the Docker SDK sends while a cell runs, and gives ids their stable names.

The only module of the wire that touches docker-py: for as long as it listens, every client's
`send` passes through here, whichever client the cell uses. Neither request nor answer is changed.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from docker.api.client import APIClient

from grader.daemon import raw_request
from labkit.visual.wire.wire import OWN_CONNECTION, Exchange, Replay

VERSION = re.compile(r"^/v\d+\.\d+(?=/)")
ID = re.compile(r"\b(?:sha256:)?([0-9a-f]{64}|[0-9a-f]{12})\b")
SHORT = 12
IMAGE = re.compile(r"/images/(.+)/json$")
MADE_UP = re.compile(r"[a-z]+_[a-z]+\d?")
"""A name that the daemon chose: `eager_turing`."""
KINDS = {"containers": "container", "exec": "exec", "images": "image", "networks": "network"}
STREAMS = ("application/vnd.docker.raw-stream", "application/vnd.docker.multiplexed-stream")
JSON_LIMIT_BYTES = 256 * 1024


@dataclass
class Heard:
    """A request as it was sent, and its answer. `response` is None when nothing answered."""

    request: requests.PreparedRequest
    where: str
    took_s: float = 0.0
    response: requests.Response | None = None
    size_bytes: int | None = None
    answer: Any = None

    @property
    def target(self) -> str:
        url = urlsplit(str(self.request.url))
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def body(self) -> bytes:
        said = self.request.body
        return said.encode() if isinstance(said, str) else said if isinstance(said, bytes) else b""


@contextmanager
def listening() -> Iterator[list[Heard]]:
    """What is sent meanwhile by this thread and by those that it starts."""
    heard: list[Heard] = []
    others = {one.ident for one in threading.enumerate()} - {threading.get_ident()}
    client: Any = APIClient
    send = client.send

    def listen(self: Any, request: requests.PreparedRequest, **how: Any) -> Any:
        if threading.get_ident() in others:
            return send(self, request, **how)
        return _heard(heard, lambda: send(self, request, **how), request, self)

    client.send = listen
    try:
        yield heard
    finally:
        del client.send
        for one in heard:
            _close(one)


def _heard(heard: list[Heard], send: Any, request: requests.PreparedRequest, api: Any) -> Any:
    one = Heard(request, raw_request.address_of(api))
    heard.append(one)
    started = time.monotonic()
    try:
        one.response = send()
        return one.response
    finally:
        one.took_s = time.monotonic() - started


def _close(one: Heard) -> None:
    """Takes from the answer what is to be known of it. What was not read yet is left unread."""
    if one.response is None:
        return
    content = getattr(one.response, "_content", False)
    if not isinstance(content, bytes):
        return
    one.size_bytes = len(content)
    kind = one.response.headers.get("Content-Type", "")
    if kind.startswith("application/json") and len(content) <= JSON_LIMIT_BYTES:
        one.answer = _json(content)


def exchanges(heard: list[Heard]) -> tuple[Exchange, ...]:
    """The requests with names in place of ids."""
    names = _Names()
    for one in heard:
        names.learn(one)
    return tuple(_exchange(one, names) for one in heard)


def send_again(number: int, heard: Heard) -> Replay:
    """Sends a request once more, byte by byte. Raises: OSError, when nobody answers."""
    method = str(heard.request.method)
    came = raw_request.send(heard.where, method, heard.target, heard.body)
    return Replay(number, came.sent, came.head, _readable(came.body), came.is_whole)


def _readable(body: bytes) -> str:
    """JSON on several lines; other text as it is; what is no text by its length."""
    said = _json(body)
    if said is not None:
        return json.dumps(said, indent=2, ensure_ascii=False)
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} bytes that are no text)"


class _Names:
    """Ids that were seen, and what they are called."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def learn(self, one: Heard) -> None:
        """From the path, and from what was answered."""
        path = VERSION.sub("", urlsplit(str(one.request.url)).path)
        query = dict(parse_qsl(urlsplit(str(one.request.url)).query))
        kind = KINDS.get(path.split("/")[1], "")
        answered = one.answer if isinstance(one.answer, Mapping) else {}
        identity = answered.get("Id")
        if kind == "container" and path.endswith("/exec"):
            kind = "exec"
        if isinstance(identity, str) and kind:
            body = _json(one.body)
            body = body if isinstance(body, Mapping) else {}
            said = query.get("name") or body.get("Name") or answered.get("Name") or ""
            reference = IMAGE.match(path)
            if reference and not ID.fullmatch(reference[1]):
                said = reference[1]
            self._call(identity, kind, str(said).lstrip("/"))
        for found in ID.findall(path):
            self._call(found, kind or "object")

    def _call(self, identity: str, kind: str, name: str = "") -> None:
        identity = identity.removeprefix("sha256:")[:SHORT]
        if identity in self._names:
            return
        if not name or MADE_UP.fullmatch(name):
            self._counts[kind] = self._counts.get(kind, 0) + 1
            name = f"{kind}-{self._counts[kind]}"
        self._names[identity] = name

    def put(self, text: str) -> str:
        """A text with its ids replaced; one that was never seen is an `ID`."""
        return ID.sub(lambda match: self._names.get(match[1][:SHORT], "ID"), text)


def _exchange(one: Heard, names: _Names) -> Exchange:
    url = urlsplit(str(one.request.url))
    kind = str(one.request.headers.get("Content-Type") or "")
    is_json = kind.startswith("application/json")
    return Exchange(
        method=str(one.request.method),
        path=names.put(VERSION.sub("", url.path)),
        query=tuple((key, names.put(value)) for key, value in parse_qsl(url.query)),
        body=_named(_json(one.body), names) if is_json else None,
        carries="" if is_json or not one.request.body else "an archive",
        status=one.response.status_code if one.response is not None else 0,
        answer=_kind(one),
        made=_made(one, names),
        size_bytes=one.size_bytes,
        took_s=one.took_s,
    )


def _made(one: Heard, names: _Names) -> str:
    """The name of what a request created."""
    answered = one.answer if isinstance(one.answer, Mapping) else {}
    return names.put(str(answered.get("Id") or "")) if one.request.method == "POST" else ""


def _named(value: Any, names: _Names) -> Any:
    if isinstance(value, dict):
        return {key: _named(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner, names) for inner in value]
    return names.put(value) if isinstance(value, str) else value


def _kind(one: Heard) -> str:
    if one.response is None:
        return ""
    if one.response.status_code == 101:
        return OWN_CONNECTION
    is_stream = one.size_bytes is None
    kind = one.response.headers.get("Content-Type", "")
    return "a stream" if is_stream or kind in STREAMS else ""


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
