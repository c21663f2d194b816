"""A daemon to ask: facts by name, and containers run to see what they do.

Checks get one of these and nothing else. What it starts it labels and removes again. A name that
the daemon does not know raises Missing; only then can an exercise be `not attempted`.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, TypeVar

import docker
import requests
from docker.errors import APIError, NotFound

from grader import labels
from grader.daemon import buildkit, probe
from grader.daemon.archive import (
    ARCHIVE_LIMIT_BYTES as ARCHIVE_LIMIT_BYTES,
    FILE_LIMIT_BYTES,
    only_file,
    read_archive,
)
from grader.daemon.buildkit import Built
from grader.daemon.docker_py import read_within
from grader.daemon.engine_facts import Engine, Event, Process
from grader.daemon.facts import Change, Container, Image, Network, Volume
from grader.daemon.probe import Execute, Heard, Page, execute_here
from grader.daemon.ran import OUTPUT_LIMIT_BYTES, Ran
from grader.daemon.run_faults import (
    CannotStart as CannotStart,
    TookTooLong as TookTooLong,
    startable,
)
from grader.daemon.saved_image import SavedImage, read_saved
from grader.report import expect_that, missing

Fact = TypeVar("Fact")


class Daemon:
    """One daemon, asked over one connection.

    Args:
        client: a connection of the checker's own, never one that a learner's code has held.
        execute: runs a command on the learner's side (grader.daemon.probe).
    """

    def __init__(self, client: docker.DockerClient, execute: Execute = execute_here) -> None:
        self.client = client
        self._execute = execute

    @cached_property
    def engine(self) -> Engine:
        return Engine.of(self.client.info(), self.client.version())

    def image(self, reference: str) -> Image:
        """Raises: Missing, when there is no such image."""
        api = self.client.api
        raw = self._ask(lambda: api.inspect_image(reference), f"image {reference}", "docker images")
        return Image.of(raw, api.history(reference))

    def images(self) -> tuple[Image, ...]:
        """All images that are no mere steps of others, without their history."""
        api = self.client.api
        return tuple(Image.of(api.inspect_image(row["Id"]), []) for row in api.images())

    def container(self, name: str) -> Container:
        """Raises: Missing, when there is no such container."""
        return Container.of(
            self._ask(
                lambda: self.client.api.inspect_container(name),
                f"container {name}",
                "docker ps --all",
            )
        )

    def running(self, name: str, *, see: str = "", next_step: str = "") -> Container:
        """A container that must be running.

        Args:
            see: a command that shows the same; its log when empty.

        Raises:
            Missing: there is no such container.
            Unmet: it has ended, or was never started.
        """
        container = self.container(name)
        expect_that(
            container.is_running,
            f"container {name}",
            expected="running",
            found=f"ended with exit code {container.exit_code}"
            if container.was_started
            else "never started",
            see=see or f"docker logs {name}",
            next_step=next_step,
        )
        return container

    def network(self, name: str) -> Network:
        """Raises: Missing, when there is no such network."""
        return Network.of(
            self._ask(
                lambda: self.client.api.inspect_network(name),
                f"network {name}",
                "docker network ls",
            )
        )

    def volume(self, name: str) -> Volume:
        """Raises: Missing, when there is no such volume."""
        return Volume.of(
            self._ask(
                lambda: self.client.api.inspect_volume(name), f"volume {name}", "docker volume ls"
            )
        )

    def volumes(self) -> tuple[Volume, ...]:
        """All volumes, in the order of their names."""
        rows = self.client.api.volumes().get("Volumes") or ()
        return tuple(sorted(map(Volume.of, rows), key=lambda volume: volume.name))

    def containers(self, *, label: str = "") -> tuple[Container, ...]:
        """All containers, running or not, newest first."""
        rows = self.client.api.containers(all=True, filters={"label": label} if label else {})
        return tuple(self.container(row["Id"]) for row in rows)

    def changes(self, container: str) -> tuple[Change, ...]:
        """What `docker diff` prints, in its order. Raises: Missing."""
        rows = self._ask(
            lambda: self.client.api.diff(container), f"container {container}", "docker ps --all"
        )
        return tuple(Change.of(row) for row in rows or ())

    def own_bytes(self, container: str) -> int:
        """The size of the files in a container's own layer. Raises: Missing."""
        name = self.container(container).name
        rows = self.client.api.containers(all=True, size=True, filters={"name": f"^/?{name}$"})
        return rows[0].get("SizeRw") or 0 if rows else 0

    def processes(self, container: str) -> tuple[Process, ...]:
        """What runs in a running container, as the engine's host sees it. Raises: Missing."""
        return probe.processes(self._execute, self.container(container).pid)

    def events(self, *, since: float, **filters: str) -> tuple[Event, ...]:
        """What the daemon reported from a moment (Unix time) until now, oldest first."""
        ask: Any = self.client.api.events  # typed for whole seconds; the API takes fractions
        rows = ask(since=since, until=time.time(), decode=True, filters=filters)
        return tuple(Event.of(row) for row in rows)

    def fetch(
        self, port: int, *, host: str = "127.0.0.1", path: str = "/", within_s: float = 0
    ) -> Page:
        """Asks a web server for a page from the learner's side.

        Args:
            within_s: how long to ask again, for a server that has only just been started.
        """
        deadline = time.monotonic() + within_s
        while True:
            page = probe.fetch(self._execute, port, host=host, path=path)
            if page.status or time.monotonic() >= deadline:
                return page
            time.sleep(0.1)

    def talk(self, kind: str, host: str, port: int, said: str) -> Heard:
        """Sends a text over `tcp` or `udp` from the learner's side and listens."""
        return probe.talk(self._execute, kind, host, port, said)

    def logs(self, container: str) -> str:
        """What its main process printed, both streams, at most 64 KiB from the end."""
        raw = self.client.api.logs(container, tail=2000)
        return raw[-OUTPUT_LIMIT_BYTES:].decode(errors="replace")

    def execute(self, container: str, *argv: str, timeout_s: float = 20) -> Ran:
        """Runs a command in a running container.

        Raises:
            Missing: no such container runs.
            TookTooLong: it still ran after `timeout_s`.
        """
        api, ends = self.client.api, time.monotonic() + timeout_s
        created = self._ask(
            lambda: api.exec_create(container, list(argv)),
            f"running container {container}",
            "docker ps",
        )
        stream = api.exec_start(created["Id"], stream=True)
        output = read_within(stream, timeout_s, limit_bytes=OUTPUT_LIMIT_BYTES)
        # Its output ends a moment before it does, or long before.
        while (state := api.exec_inspect(created["Id"]))["Running"]:
            if time.monotonic() > ends + 0.5:
                command = shlex.join(argv)
                see = f"docker exec {container} {command}"
                raise TookTooLong(f"`{command}` in {container}", timeout_s, see)
            time.sleep(0.02)
        return Ran(state["ExitCode"] or 0, output.decode(errors="replace"))

    def build(
        self, dockerfile: str, files: Mapping[str, str | bytes] | None = None, **more: Any
    ) -> Built:
        """Builds with BuildKit, as of `grader.daemon.buildkit.build`."""
        return buildkit.build(self.client, dockerfile, files, execute=self._execute, **more)

    def run(self, image: str, *argv: str, timeout_s: float = 20, **options: Any) -> Ran:
        """Runs an image to its end in a container that is gone afterwards.

        Args:
            argv: the command; the image's own when empty.
            options: as of docker-py's `containers.create`, such as `network_mode`.

        Raises:
            Missing: no such image.
            CannotStart: the image says what cannot be started.
            TookTooLong: it still ran after `timeout_s`.
        """
        with self.started(image, *argv, **options) as container:
            try:
                exit_code = container.wait(timeout=timeout_s)["StatusCode"]
            except requests.exceptions.RequestException as error:
                see = shlex.join(["docker", "run", "--rm", image, *argv])
                raise TookTooLong(f"a container of {image}", timeout_s, see) from error
            return Ran(exit_code, self.logs(container.id))

    @contextmanager
    def started(self, image: str, *argv: str, **options: Any) -> Iterator[Any]:
        """A started container of an image, removed on exit with its anonymous volumes.

        Raises:
            Missing: no such image.
            CannotStart: the image says what cannot be started.
        """
        with startable(image, argv):
            container = self._ask(
                lambda: self.client.containers.create(
                    image, list(argv) or None, labels={labels.LESSON: "check"}, **options
                ),
                f"image {image}",
                "docker images",
            )
        try:
            with startable(image, argv):
                container.start()
            yield container
        finally:
            container.remove(force=True, v=True)

    def printed(self, image: str, *argv: str, **options: Any) -> str:
        """What `run` prints, without the space around it, or why the image cannot be started."""
        try:
            return self.run(image, *argv, **options).output.strip()
        except CannotStart as error:
            return f"it cannot be started: {error.finding.found}"

    def saved(self, reference: str, *, contents: bool = True) -> SavedImage:
        """The image as `docker save` writes it: every layer and its files.

        Raises:
            Missing: no such image.
            Unmet: it is too large to look through, or no archive.
        """
        self.image(reference)
        return read_archive(
            self.client.api.get_image(reference),
            partial(read_saved, contents=contents),
            f"image {reference}",
            "docker images",
        )

    def read_file(self, container: str, path: str) -> bytes | None:
        """A file's content in a container, running or not; None when there is no such file.

        Raises:
            Unmet: it is too large to look at.
        """
        try:
            stream, _ = self.client.api.get_archive(container, path)
        except NotFound:
            self.container(container)
            return None
        return read_archive(
            stream,
            only_file,
            f"{path} in {container}",
            f"docker exec {container} ls -l {path}",
            limit_bytes=FILE_LIMIT_BYTES,
        )

    def read_volume(self, volume: str, path: str) -> bytes | None:
        """A file's content on a volume, or in a folder of the engine's host; None without one.

        Starts nothing: for an archive the daemon mounts what a container has, as for a start. Not
        with `ro`, which the daemon of a sandbox cannot do there for a folder of its host.
        """
        look: Any = self.client.containers.create(
            labels.BUSYBOX_IMAGE, volumes=[f"{volume}:/look"], labels={labels.LESSON: "check"}
        )
        try:
            return self.read_file(look.id, f"/look/{path}")
        finally:
            look.remove(v=True)

    def _ask(self, question: Callable[[], Fact], what: str, see: str) -> Fact:
        try:
            return question()
        except NotFound:
            raise missing(what, see=see) from None
        except APIError as error:
            # Engines answer 400, not 404, to a name that no object could have.
            if error.status_code == 400 and "invalid reference" in str(error.explanation):
                raise missing(what, see=see) from None
            raise
