"""What else was asked of a daemon while checks asked it.

A check trusts that nobody changes the daemon's objects under its eyes. Who else has the daemon's
socket (a container that it was mounted into, say) could: put a tag on another image between two
looks. The daemon reports such acts as events; those that our own requests do not explain are
somebody else's.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs

import docker
import requests

from grader.daemon import Event

KEPT = 256
"""How many events a daemon remembers (`eventsLimit` in moby's daemon/events)."""

EVENTS_A_REQUEST = 12
"""At most: a container that is run and removed is reported ten times."""

READ_EVERY = KEPT // EVENTS_A_REQUEST // 2
"""Requests of our own; after so many no daemon can have forgotten what came before."""

WRITES = {
    "image": ("tag", "untag", "delete", "load", "import", "pull"),
    "container": ("create", "rename", "update", "commit", "extract-to-dir"),
    "daemon": ("reload",),
}
"""Events that only a request or a signal brings about, and that change what a check looks at."""

REQUESTS = (
    ("POST /build", "build"),
    ("POST /images/(load|create)", "load"),
    ("DELETE /images/", "remove"),
    ("POST /commit", "commit"),
    ("POST /containers/create", "create"),
    ("POST /containers/[^/]+/rename", "rename"),
    ("POST /containers/[^/]+/update", "update"),
    ("PUT /containers/[^/]+/archive", "extract-to-dir"),
)
"""What a request of ours explains: one event of that action, or all that a kind in ALL does."""

ALL = {
    "build": ("container create", "container commit"),
    "changes": ("container create", "container commit"),
    "load": ("image load", "image import", "image pull", "image tag"),
    "remove": ("image untag", "image delete"),
}
"""A build has a container a step, and so has a commit with changes, each of which is one; an
image's removal takes its names and its steps with it.
"""


class Witness:
    """Watches a daemon during a `with` block.

    Args:
        client: the connection that the checks use, and nobody else.
        reloads_since: from when on (Unix time) the daemon must not have read its settings anew;
            from the block's beginning when None.
    """

    def __init__(self, client: docker.DockerClient, *, reloads_since: float | None = None) -> None:
        self._client = client
        self._own: Counter[str] = Counter()
        self._requests = 0
        self._forgot = False
        # A check may ask in several threads at once.
        self._lock, self._reader = threading.Lock(), 0
        self._seen: dict[tuple[object, ...], Event] = {}
        self._since, self._read_to = 0.0, reloads_since

    def __enter__(self) -> Witness:
        self._since = time.time()
        self._read_to = self._read_to or self._since
        self._client.api.hooks["response"].append(self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.api.hooks["response"].remove(self._note)

    def foreign(self) -> list[str]:
        """What somebody else did since the block began, such as `image tag`."""
        with self._lock:
            self._read_on()
        if self._forgot:
            return [f"more than {KEPT} requests"]
        return foreign(self._seen.values(), self._own)

    def _note(self, response: requests.Response, **_: object) -> None:
        if self._reader == threading.get_ident():
            return
        asked = asked_for(response.request.method or "", response.request.url or "")
        with self._lock:
            self._requests += 1
            self._own.update(asked)
            if self._requests % READ_EVERY == 0:
                self._read_on()

    def _read_on(self) -> None:
        """Reads what was reported since it was last read; a daemon forgets all but the newest."""
        until, self._reader = time.time(), threading.get_ident()
        try:
            ask: Any = self._client.api.events  # typed for whole seconds; the API takes fractions
            rows = list(islice(ask(since=self._read_to, until=until, decode=True), 2 * KEPT))
        finally:
            self._reader = 0
        events = [Event.of(row) for row in rows]
        in_time = [event for event in events if event.time_s >= self._since]
        self._forgot |= len(in_time) >= KEPT
        reloads = [event for event in events if event.kind == "daemon"]
        for event in (*reloads, *in_time):
            self._seen[event.time_s, event.kind, event.action, event.id] = event
        self._read_to = until


def asked_for(method: str, url: str) -> list[str]:
    """What a request explains: its kind, and `tag NAME` for each name that it gives an image."""
    path, _, query = re.sub(r"^.*?//[^/]*(/v[\d.]+)?", "", url).partition("?")
    asked, said = f"{method} {path}", parse_qs(query)
    kinds = [kind for pattern, kind in REQUESTS if re.match(pattern, asked)]
    names = said.get("t", []) if "build" in kinds else []
    if "commit" in kinds or re.match("POST /images/.+/tag$", asked):
        names = [":".join((repo, *said.get("tag", ()))) for repo in said.get("repo", ())]
    changes = ["changes"] if "commit" in kinds and "changes" in said else []
    return [*kinds, *changes, *(f"tag {whole_name(name)}" for name in names)]


def whole_name(name: str) -> str:
    """An image's name as events tell it: with a tag, without what every name begins with."""
    short = re.sub("^(docker.io/)?(library/)?", "", name)
    return short if ":" in short.rpartition("/")[2] else f"{short}:latest"


def foreign(events: Iterable[Event], own: Counter[str]) -> list[str]:
    """The acts among events that requests of one's own do not explain.

    Args:
        own: how many requests of each kind in REQUESTS, and names for images, were our own.
    """
    explained = {act for kind, acts in ALL.items() if own[kind] for act in acts}
    found = []
    left = Counter(own)
    for event in events:
        act = f"{event.kind} {event.action}"
        if event.action not in WRITES.get(event.kind, ()) or act in explained:
            continue
        one = f"tag {event.name}" if act == "image tag" else event.action
        left[one] -= 1
        if left[one] < 0:
            found.append(act)
    return found
