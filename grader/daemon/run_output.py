"""Mends docker-py's reading of what `containers.run` printed.

`containers.run` opens the log of its container, waits for the end, removes the container, and only
then reads. The daemon may open the file after it has answered; where the container is removed by
then, nothing is read, and a command that printed something comes back empty, now and then, on a
busy machine. Here the log is read before the container goes. Knows docker-py's inside and nothing
else of Dockyard.
"""

from __future__ import annotations

from typing import Any

from docker.models.containers import Container, ContainerCollection

_run: Any = ContainerCollection.run


def mend() -> None:
    """From now on every docker-py client of this process reads what a command printed."""
    collection: Any = ContainerCollection
    collection.run = _read_before_removal


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
