"""The wall between the checks and what a submission runs.

On this side: a connection to the sandbox's daemon that was taken before the submission ran, and
commands that the outer engine runs in the sandbox, from its read-only image. While the checks look,
every process of the submission stands still, and the daemon must be the process that it was at the
start, unchanged. What the submission's containers do goes on: that is what is checked.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docker
import requests
from docker.errors import DockerException
from pydantic import BaseModel, ValidationError

from grader.daemon import OUTPUT_LIMIT_BYTES, Ran, docker_py
from grader.disk import is_full
from grader.errors import DockyardError, SandboxError
from grader.grading.wall.cause import Cause, ended_it, over_limit
from grader.grading.wall.witness import Witness
from grader.sandbox import Sandbox, connect, exec_output

FREEZE = ("/usr/bin/python3", "-I", "-S", "/opt/dockyard/course/grader/grading/freeze")
"""In the sandbox's image, as `grader.grading.freeze` is here."""

FULL_BYTES = {"/var/lib/docker": 64 * 1024**2, "/tmp": 64 * 1024**2, "/run": 4 * 1024**2}
"""With less than this on a disk, what a check or a set-up does may not find room."""

NEARLY_FULL = 0.25
LOOK_TIMEOUT_S = 45
LOOK_AGAIN_S = 2


class Seen(BaseModel):
    """What `grader.grading.freeze` saw."""

    base: tuple[dict[int, int], int, list[str], dict[str, int]]
    listener: tuple[int, int] | None
    faults: list[str]
    free: dict[str, tuple[int, float]]
    stopped: list[int] = []
    running: list[int] = []
    turns: dict[int, list[list[int]]] = {}
    moved: list[int] = []


class Wall:
    """Made when the sandbox is ready and before the first cell runs.

    Raises:
        SandboxError: the sandbox does not answer.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._socket: int | None = None
        self._exec_id = ""
        # Of its own, so that its patience is nobody else's.
        self._outer = connect()
        self._looks = ThreadPoolExecutor(2, "look")
        self._outer.api.timeout = LOOK_TIMEOUT_S
        self._cause = Cause(self._outer, sandbox)
        try:
            self.client = self._connect()
            settings = self._looks.submit(_settings, self.client)
            seen = self._look("listener")
            if seen.listener is None:
                raise _not_ready(sandbox)
            self._base, self._daemon = seen.base, seen.listener
            self._settings = settings.result()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stops what the submission runs, and lets it go on afterwards.

        Raises:
            SandboxError: the sandbox or its daemon ended by our hand, or nobody knows by whose.
            SubmissionError: the submission ended or replaced the daemon, would not stop, or acted
                while we looked. Then what was seen counts for nothing.
        """
        began, settings = time.time(), self._looks.submit(_settings, self.client)
        seen, silent = self._look("stop"), None
        try:
            self._require_own_daemon(seen)
            if settings.result() != self._settings:
                raise ended_it("its daemon was told to start containers another way")
            # A daemon that was told so only now reports that it was.
            with Witness(self.client, reloads_since=began) as witness:
                yield
                foreign = witness.foreign()
        except (DockerException, requests.exceptions.RequestException) as error:
            silent = error
        finally:
            after = self._look("continue", stopped=seen.stopped, turns=seen.turns)
        self._require_own_daemon(after)
        if silent is not None:
            why = f"its daemon does not answer: {silent}"
            raise self._cause.of_silence(why, in_doubt=True) from silent
        if after.moved:
            # Or ended: the kernel may have done that, for want of memory.
            what = f"{len(after.moved)} of its processes ran or ended while a check looked"
            raise self._cause.of_silence(what)
        if foreign:
            raise ended_it(f"somebody else used the daemon while a check looked: {foreign[0]}")

    def execute(self, argv: Sequence[str], /, *, stdin: bytes = b"") -> Ran:
        """Runs a command in the daemon's network, for a look from the learner's side.

        Not in its mounts: there a submission could have put another program in the place of ours.
        """
        target = ["--target", str(self._daemon[0]), "--user", "--preserve-credentials", "--net"]
        code, *printed = self._run(["/usr/bin/nsenter", *target, "--", *argv], stdin)
        return Ran(code, b"".join(printed)[-OUTPUT_LIMIT_BYTES:].decode(errors="replace"))

    def require_standing(self, why: str = "") -> None:
        """The sandbox and the daemon in it are what they were.

        Args:
            why: what went wrong, when that is why we ask: then its limits count too.

        Raises: as `frozen`, and SubmissionError when the sandbox stands at one of its limits.
        """
        # First, because a sandbox that has all its processes starts none to look with.
        if why and (limit := self._cause.limit()):
            raise limit
        seen = self._look("listener")
        self._require_own_daemon(seen)
        if why and (full := full_disk(seen.free, why)):
            raise over_limit(f"in its sandbox {full} was full")

    def close(self) -> None:
        if client := getattr(self, "client", None):
            client.close()
        self._looks.shutdown(wait=False)
        self._outer.close()
        if self._socket is not None:
            os.close(self._socket)
            self._socket = None

    def _connect(self) -> docker.DockerClient:
        """A connection to the socket that is there now, whatever takes its name later.

        The submission can write in the shared directory: a link in the socket's place would lead
        a connection by name to any socket of this machine, the outer engine's own included.
        """
        if self._sandbox.transport != "ipc":
            raise not_over_tcp(f"sandbox {self._sandbox.container_id[:12]}")
        path = self._sandbox.path / "docker.sock"
        self._socket = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
        return docker_py.client(f"unix:///proc/self/fd/{self._socket}", timeout=60)

    def _require_own_daemon(self, seen: Seen) -> None:
        if seen.listener is not None and seen.listener != self._daemon:
            raise ended_it("another process listens on the daemon's socket")
        if seen.listener is None or seen.faults:
            what = seen.faults[0] if seen.faults else "nobody listens on the daemon's socket"
            raise self._cause.of_silence(what)
        if seen.running:
            what = f"{len(seen.running)} of its processes could not be stopped for a check"
            raise self._cause.of_silence(what, in_doubt=True)

    def _look(self, act: str, **asked: Any) -> Seen:
        known = {"base": self._base} if hasattr(self, "_base") else {}
        wanted = json.dumps({"act": act, **known, **asked})
        try:
            code, output, errors = self._run_in_time([*FREEZE, wanted])
            if code == 0:
                return Seen.model_validate_json(output)
            what = errors.decode(errors="replace").strip().rpartition("\n")[2][:200]
        except (DockerException, requests.exceptions.RequestException, ValidationError) as error:
            raise self._no_look(str(error)) from error
        raise self._no_look(what or f"exit code {code}")

    def _no_look(self, why: str, *, in_doubt: bool = False) -> DockyardError:
        what = f"the grader could not look at its processes: {why}"
        return self._cause.of_silence(what[:300], in_doubt=in_doubt)

    def _run_in_time(self, argv: Sequence[str]) -> tuple[int, bytes, bytes]:
        """As `_run`: docker-py waits for a command's output without end, whatever its timeout."""
        look = self._looks.submit(self._run, argv)
        deadline = time.monotonic() + LOOK_TIMEOUT_S
        while not look.done():
            wait([look], timeout=LOOK_AGAIN_S)
            if not look.done() and self._is_look_stopped():
                raise ended_it("it stopped the grader's look at its processes")
            if not look.done() and time.monotonic() > deadline:
                raise self._no_look(f"no answer within {LOOK_TIMEOUT_S} s", in_doubt=True)
        return look.result()

    def _is_look_stopped(self) -> bool:
        """Whether the look under way was stopped, as a submission may do; False when unknown."""
        try:
            pid = self._outer.api.exec_inspect(self._exec_id)["Pid"]
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "Tt"
        except (DockerException, requests.exceptions.RequestException, OSError):
            return False

    def _run(self, argv: Sequence[str], stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        """Exit code, output and errors of a command in the sandbox, outside the daemon's rooms."""
        api = self._outer.api
        created = api.exec_create(
            self._sandbox.container_id, list(argv), user="1000", workdir="/", stdin=bool(stdin)
        )
        id = self._exec_id = created["Id"]
        output, errors = map(b"".join, zip((b"", b""), *exec_output(api, id, stdin), strict=True))
        return api.exec_inspect(id)["ExitCode"], output, errors


def full_disk(free: dict[str, tuple[int, float]], why: str) -> str:
    """Which of a sandbox's disks had no room for what a check or a set-up needed; empty if none.

    Args:
        free: by place, the bytes that are left and the share of the whole.
        why: what went wrong. An engine cleans up before it says so, and there is room again.
    """
    told = is_full(why)
    for place, (left_bytes, share) in free.items():
        if left_bytes < FULL_BYTES[place] or (told and share < NEARLY_FULL):
            return place
    return ""


def _settings(client: docker.DockerClient) -> dict[str, Any]:
    """How a daemon starts containers and whom it asks, as of its settings, which it reads anew."""
    info = client.info()
    runtimes = {
        name: {key: value for key, value in about.items() if key != "status"}
        for name, about in (info.get("Runtimes") or {}).items()
    }
    asked = (info.get("Plugins") or {}).get("Authorization")
    kept = {key: info.get(key) for key in ("DefaultRuntime", "InitBinary")}
    return {**kept, "Runtimes": runtimes, "Authorization": asked}


def _not_ready(sandbox: Sandbox) -> SandboxError:
    return SandboxError(
        "nobody listens on its daemon's socket",
        where=f"sandbox {sandbox.container_id[:12]}",
        next_step="grade this submission again; if it stays so, ./dockyard doctor",
    )


def not_over_tcp(where: str) -> SandboxError:
    return SandboxError(
        "grading needs an engine on this machine: over TCP the wall cannot be held",
        where=where,
        next_step="grade on a Linux machine with an engine of its own",
    )
