"""What else was asked of a daemon while checks asked it.

A check trusts that nobody changes the daemon's objects under its eyes. Who else has the daemon's
socket (a container that it was mounted into, say) could: put a tag on another image between two
looks. The daemon reports such acts as events; those that our own requests do not explain are
somebody else's. Knows no sandbox and no exercise.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable
from types import TracebackType
from typing import Any

import docker
import requests

from grader.engine_facts import Event

KEPT = 256
"""How many events a daemon remembers (`eventsLimit` in moby's daemon/events)."""

EVENTS_A_REQUEST = 12
"""At most: a container that is run and removed is reported ten times."""

WRITES = {
    "image": ("tag", "untag", "delete", "load", "import", "pull"),
    "container": ("create", "rename", "update", "commit", "extract-to-dir"),
}
"""Events that only a request brings about, and that change what a check may look at."""

REQUESTS = (
    ("POST /images/|POST /build|DELETE /images/", "image"),
    ("POST /commit", "commit"),
    ("POST /containers/create", "create"),
    ("POST /containers/[^/]+/rename", "rename"),
    ("POST /containers/[^/]+/update", "update"),
    ("PUT /containers/[^/]+/archive", "extract-to-dir"),
)
"""What a request of ours explains: one event of that action, or, `image`, all that builds do."""


class Witness:
    """Watches a daemon during a `with` block.

    Args:
        client: the connection that the checks use, and nobody else.
    """

    def __init__(self, client: docker.DockerClient) -> None:
        self._client = client
        self._own: Counter[str] = Counter()
        self._requests = 0
        self._since = 0.0

    def __enter__(self) -> Witness:
        self._since = time.time()
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
        ask: Any = self._client.api.events  # typed for whole seconds; the API takes fractions
        rows = ask(since=self._since, until=time.time(), decode=True)
        events = [Event.of(row) for row in rows]
        if len(events) >= KEPT > self._requests * EVENTS_A_REQUEST:
            return [f"more than {KEPT} requests"]
        return foreign(events, self._own)

    def _note(self, response: requests.Response, **_: object) -> None:
        self._requests += 1
        path = re.sub(r"^.*?//[^/]*(/v[\d.]+)?", "", response.request.url or "")
        asked = f"{response.request.method} {path}"
        self._own.update(kind for pattern, kind in REQUESTS if re.match(pattern, asked))


def foreign(events: Iterable[Event], own: Counter[str]) -> list[str]:
    """The acts among events that requests of one's own do not explain.

    Args:
        own: how many requests of each kind in REQUESTS were our own. A build or a pull is
            reported in as many events as it has steps, each a container of its own.
    """
    found = []
    left = Counter(own)
    for event in events:
        if event.action not in WRITES.get(event.kind, ()):
            continue
        if own["image"] and (event.kind == "image" or event.action in ("create", "commit")):
            continue
        if event.kind == "image" and own["commit"]:
            continue
        left[event.action] -= 1
        if event.kind == "image" or left[event.action] < 0:
            found.append(f"{event.kind} {event.action}")
    return found
