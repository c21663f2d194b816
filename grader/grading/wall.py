"""The wall between the checks and what a submission runs.

On this side: a connection to the sandbox's daemon that was taken before the submission ran, and
commands that the outer engine runs in the sandbox, from its read-only image. While the checks
look, every process of the submission stands still, and who listens on the daemon's socket must be
the process that listened at the start. What the submission's containers do goes on: that is what
is checked. Knows nothing of exercises.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import docker
import requests
from docker.errors import DockerException
from pydantic import BaseModel

from grader.errors import SandboxError, SubmissionError
from grader.ran import OUTPUT_LIMIT_BYTES, Ran
from grader.sandbox import Sandbox

FREEZE = Path(__file__).with_name("freeze.py").read_text()


class Seen(BaseModel):
    """What freeze.py saw: (process id, start time) of the listener, and who still runs."""

    listener: tuple[int, int] | None
    running: list[int]


class Wall:
    """Made when the sandbox is ready and before the first cell runs.

    Raises:
        SandboxError: the sandbox does not answer.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._socket: int | None = None
        self.client = self._connect()
        listener = self._look("listener").listener
        if listener is None:
            raise self._broken("nobody listens on its daemon's socket")
        self._daemon = listener

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stops what the submission runs, and lets it go on afterwards.

        Raises:
            SandboxError: the sandbox or its daemon is gone.
            SubmissionError: another process listens in the daemon's place, or some would not stop.
        """
        pid = str(self._daemon[0])
        try:
            seen = self._look("stop", pid)
            self._require_own_daemon(seen)
            yield
        finally:
            self._look("continue", pid)

    def execute(self, argv: Sequence[str]) -> Ran:
        """Runs a command in the daemon's network, for a look from the learner's side.

        Not in its mounts: there a submission could have put another program in the place of ours.
        """
        target = ["--target", str(self._daemon[0]), "--user", "--preserve-credentials", "--net"]
        code, *printed = self._run(["/usr/bin/nsenter", *target, "--", *argv])
        return Ran(code, b"".join(printed)[-OUTPUT_LIMIT_BYTES:].decode(errors="replace"))

    def require_standing(self) -> None:
        """Raises: as `frozen`, when the sandbox or the daemon in it is not what it was."""
        self._require_own_daemon(self._look("listener"))

    def close(self) -> None:
        self.client.close()
        if self._socket is not None:
            os.close(self._socket)
            self._socket = None

    def _connect(self) -> docker.DockerClient:
        """A connection to the socket that is there now, whatever takes its name later.

        The submission can write in the shared directory: a link in the socket's place would lead
        a connection by name to any socket of this machine, the outer engine's own included.
        """
        if self._sandbox.transport != "ipc":
            return self._sandbox.docker()
        path = self._sandbox.path / "docker.sock"
        self._socket = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
        return docker.DockerClient(f"unix:///proc/self/fd/{self._socket}", timeout=60)

    def _require_own_daemon(self, seen: Seen) -> None:
        if seen.listener is None:
            raise self._broken("its daemon is gone")
        if seen.listener != self._daemon:
            raise _tampered("another process listens on the daemon's socket")
        if seen.running:
            raise _tampered(
                f"{len(seen.running)} of its processes could not be stopped for a check"
            )

    def _look(self, *arguments: str) -> Seen:
        try:
            code, output, _ = self._run(["/usr/bin/python3", "-I", "-S", "-c", FREEZE, *arguments])
        except (DockerException, requests.exceptions.RequestException) as error:
            if self._sandbox.is_running():
                raise _tampered(f"the grader could not look at its processes: {error}") from error
            raise self._broken("it ended while a submission ran in it") from error
        if code != 0 and not self._sandbox.is_running():
            raise self._broken("it ended while a submission ran in it")
        if code != 0:
            raise _tampered(f"the grader's look at its processes ended with exit code {code}")
        return Seen.model_validate(json.loads(output))

    def _run(self, argv: Sequence[str]) -> tuple[int, bytes, bytes]:
        """Exit code, output and errors of a command in the sandbox, outside the daemon's rooms."""
        api = self._sandbox.client.api
        created = api.exec_create(self._sandbox.container_id, list(argv), user="1000", workdir="/")
        output, errors = api.exec_start(created["Id"], demux=True)
        return api.exec_inspect(created["Id"])["ExitCode"], output or b"", errors or b""

    def _broken(self, what: str) -> SandboxError:
        return SandboxError(
            what,
            where=f"sandbox {self._sandbox.container_id[:12]}",
            next_step="grade this submission again; if it stays so, ./dockyard doctor",
        )


def _tampered(what: str) -> SubmissionError:
    return SubmissionError(
        what,
        where="submission",
        next_step="read the executed notebook: the submission itself did this",
    )
