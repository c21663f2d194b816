"""Watches a daemon's containers: a thread reads the event stream and tells what came.

The daemon keeps its last events, so what happens between the call and the stream's opening is in
the stream as well. Holds a client.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import docker
from docker.errors import DockerException
from requests.exceptions import RequestException

from grader import labels
from grader.daemon import Container, Daemon, Event
from grader.report import Missing
from labkit.visual.lifeline.lifeline import Story, moments

QUIET_S, PATIENCE_S = 0.3, 3.0


class Watch:
    """What happens to a daemon's containers from now on.

    Args:
        names: of the containers to watch, whether they exist yet or not; all when empty.
        changed: called after each event, from the thread.
    """

    def __init__(
        self, client: docker.DockerClient, names: Sequence[str], changed: Callable[[], None]
    ) -> None:
        self._daemon, self._names, self._changed = Daemon(client), tuple(names), changed
        self._events: list[Event] = []
        self._watched: dict[str, str] = {}
        self._last = time.monotonic()
        # By the engine's clock: it may be another machine's than ours.
        since = datetime.fromisoformat(client.info()["SystemTime"]).timestamp()
        there = [one for one in self._daemon.containers() if self._wants(one)]
        self._before = {one.name: _state(one) for one in sorted(there, key=lambda one: one.name)}
        self._watched = {one.id: _health_test(one) for one in there}
        ask: Any = client.api.events  # typed for whole seconds; the API takes fractions
        self._stream = ask(since=since, decode=True, filters={"type": "container"})
        self._thread = threading.Thread(target=self._read, name="life line", daemon=True)
        self._thread.start()

    @property
    def story(self) -> Story:
        return Story(self._before, moments(tuple(self._events)), self._names)

    def stop(self) -> None:
        """Ends the watch once the daemon is quiet: it tells of an end a moment after it."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < min(deadline, self._last + QUIET_S):
            time.sleep(0.05)
        with suppress(DockerException, RequestException, OSError):
            self._stream.close()
        self._thread.join(timeout=2)

    def _read(self) -> None:
        # The stream ends with the daemon, too; what was told until then stays.
        with suppress(DockerException, RequestException, OSError, ValueError):
            for raw in self._stream:
                self._hear(Event.of(raw))

    def _hear(self, event: Event) -> None:
        if event.id not in self._watched and not self._meets(event):
            return
        self._last = time.monotonic()
        test = self._watched[event.id]
        if test and event.action.startswith("exec_") and event.action.rstrip().endswith(test):
            return  # the engine's own look at its health
        self._events.append(event)
        self._changed()

    def _meets(self, event: Event) -> bool:
        """Whether a container that is heard of for the first time is one to watch."""
        if self._names and event.name not in self._names:
            return False
        if labels.is_ours(event.attributes):
            return False
        self._watched[event.id] = ""
        with suppress(Missing):
            self._watched[event.id] = _health_test(self._daemon.container(event.id))
        return True

    def _wants(self, container: Container) -> bool:
        if self._names:
            return container.name in self._names
        return not labels.is_ours(container.config.labels)


def _health_test(container: Container) -> str:
    """The command of the health check as an event names it; empty when there is none."""
    kind, *words = container.config.health_test or ("NONE",)
    if kind == "NONE":
        return ""
    return " ".join(["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words)


def _state(container: Container) -> str:
    """What the life line calls the state that a container is in."""
    if container.is_paused:
        return "paused"
    if container.is_running:
        healthy = container.health in ("healthy", "unhealthy")
        return f"running, {container.health}" if healthy else "running"
    never_ran = container.started.startswith("0001")
    return "created" if never_ran else f"exited ({container.exit_code})"
