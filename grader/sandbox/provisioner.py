"""A Jupyter kernel provisioner: the kernel runs in a sandbox of its own.

Registered as the entry point `dockyard-sandbox` of `jupyter_client.kernel_provisioners`, so
JupyterLab, nbval, nbclient and papermill use it unmodified. The kernel's five sockets are unix
sockets in the sandbox's run directory, or TCP ports on loopback where those do not cross. Source:
jupyter_client 8, `provisioning/provisioner_base.py`.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from docker.errors import NotFound
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Dict, Enum, Instance, Unicode

from grader import labels
from grader.course import ATTEMPT, COURSE_RUN, attempt, course_run, learner_name
from grader.errors import SandboxError
from grader.places import data_dir, progress_dir
from grader.sandbox.endings import Past
from grader.sandbox.engine import connect, is_local
from grader.sandbox.run_dir import RunDir
from grader.sandbox.sandbox import Sandbox, give_up, reap
from grader.sandbox.settings import KERNEL_PORTS, SHARED, Transport

CHANNELS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
NUMBERS = {channel: number for number, channel in enumerate(CHANNELS, start=1)}
SIGNATURE_SCHEME = "hmac-sha256"
DEFAULT_TRANSPORT = os.environ.get("DOCKYARD_TRANSPORT", "auto")
KILLED = 137


class SandboxProvisioner(KernelProvisionerBase):
    """Starts one sandbox a kernel and removes it with the kernel."""

    image = Unicode(labels.LEARNER_IMAGE, config=True, help="The sandbox image.")
    on_restart = Enum(
        ("fresh", "keep"),
        default_value=os.environ.get("DOCKYARD_ON_RESTART", "fresh"),
        config=True,
        help="A new sandbox on kernel restart, or the same daemon with a new kernel.",
    )
    transport = Enum(
        ("auto", "ipc", "tcp"),
        default_value=DEFAULT_TRANSPORT,
        config=True,
        help="Unix sockets in a shared directory, or TCP on loopback.",
    )
    store = Enum(
        get_args(labels.Store),
        default_value="containerd",
        config=True,
        help="Where the daemon keeps images: containerd's store, or a graph driver's.",
    )
    environment = Dict(config=True, help="More environment variables for the kernel.")

    parent: Any  # the kernel manager
    run_dir: RunDir | None = None
    sandbox: Sandbox | None = None
    exec_id: str | None = None
    past: Instance[Past] = Instance(Past, ())
    ports: dict[int, int] | None = None  # of the sandbox before, where front ends look for the next

    @property
    def has_process(self) -> bool:
        return self.exec_id is not None

    async def poll(self) -> int | None:
        """None while the kernel runs, else its exit code."""
        if self.sandbox is None or self.exec_id is None:
            return 0
        code = await asyncio.to_thread(self._exit_code, self.sandbox, self.exec_id)
        self.past.saw(code)
        return code

    @staticmethod
    def _exit_code(sandbox: Sandbox, exec_id: str) -> int | None:
        try:
            state = sandbox.client.api.exec_inspect(exec_id)
        except NotFound:
            return KILLED
        return None if state["Running"] else state["ExitCode"] or 0

    async def wait(self) -> int | None:
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.05)
        self.exec_id = None
        return code

    async def send_signal(self, signum: int) -> None:
        if self.sandbox is not None and self.exec_id is not None and signum:
            await asyncio.to_thread(self._signal, self.sandbox, signum)

    @staticmethod
    def _signal(sandbox: Sandbox, signum: int) -> None:
        script = f"kill -{int(signum)} $(cat {SHARED}/kernel.pid)"
        sandbox.execute(["sh", "-c", script])

    async def kill(self, restart: bool = False) -> None:
        """Ends the kernel; `cleanup`, which always comes next, decides about the sandbox.

        Args:
            restart: not to be relied on: a kernel that died is restarted with False.
        """
        await asyncio.to_thread(self._look_back)
        self.past.ends_by_us = True
        if await asyncio.to_thread(self._keeps_daemon):
            await self.send_signal(9)
        else:
            await asyncio.to_thread(self._stop_sandbox)

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """After the kernel's end: keeps the sandbox only for a restart that wants its daemon."""
        await asyncio.to_thread(self._look_back)
        self.exec_id = None
        if not (restart and await asyncio.to_thread(self._keeps_daemon)):
            await asyncio.to_thread(self._stop_sandbox)
        if not restart and self.run_dir is not None:
            run_dir, self.run_dir = self.run_dir, None
            await asyncio.to_thread(give_up, run_dir)

    def _keeps_daemon(self) -> bool:
        """The learner's choice of the moment (`labkit.on_restart`), else the configured one.

        A daemon that no longer answers is nothing to keep.
        """
        if self.sandbox is None:
            return False
        choice = self.sandbox.shared_text("on_restart") or self.on_restart
        return choice == "keep" and self.sandbox.daemon_answers()

    def _look_back(self) -> None:
        """Finds out why the kernel ended by itself, while its sandbox can still be asked about."""
        if self.sandbox and (why := self.past.look_back(self.sandbox)):
            self.log.warning("sandbox %s: %s", self.sandbox.container_id[:12], why)

    def _stop_sandbox(self) -> None:
        self.exec_id = None
        if self.sandbox is not None:
            sandbox, self.sandbox = self.sandbox, None
            sandbox.stop()

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        return await super().pre_launch(cmd=self.kernel_spec.argv, **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Starts sandbox and kernel side by side and returns when the daemon answers.

        Raises:
            DockyardError: no engine, no image, or a sandbox that does not start.
        """
        await asyncio.to_thread(self._launch, cmd, dict(kwargs.get("env") or {}))
        return self.connection_info

    def _launch(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        said = self.past.begins(kept=self.sandbox is not None)
        variant = {COURSE_RUN: course_run(env), ATTEMPT: str(attempt(env))}
        environment = {**kernel_environment(env), **variant, **said, **self.environment}
        try:
            sandbox = self.sandbox or self._start_sandbox(env)
            self._connect_manager(sandbox)
            key = self.parent.session.key.decode()
            self.exec_id = start_kernel(sandbox, argv, key, environment)
            sandbox.wait_ready()
        except Exception:
            self._stop_sandbox()
            raise

    def _start_sandbox(self, env: Mapping[str, str]) -> Sandbox:
        client = connect()
        if self.run_dir is None:
            reap(client)
            self.run_dir = RunDir.create()
        else:
            self.run_dir.wipe()
        self.sandbox = Sandbox.start(
            client,
            self.image,
            run_dir=self.run_dir,
            binds={str(_shared_progress(env)): "/progress"},
            transport=choose_transport(client, self.transport),
            store=self.store,
            ports=self.ports,
        )
        return self.sandbox

    def _connect_manager(self, sandbox: Sandbox) -> None:
        manager = self.parent
        if sandbox.transport == "ipc":
            manager.transport, manager.ip = "ipc", f"{sandbox.path}/k"
            ports = NUMBERS
        else:
            self.ports = published = sandbox.published()
            manager.transport, manager.ip = "tcp", "127.0.0.1"
            ports = {
                channel: published[port]
                for channel, port in zip(CHANNELS, KERNEL_PORTS, strict=True)
            }
        for channel, port in ports.items():
            setattr(manager, channel, port)
        self.connection_info = manager.get_connection_info()


def choose_transport(client: Any, wanted: str = DEFAULT_TRANSPORT) -> Transport:
    """How to reach what is inside: `wanted`, and with "auto" unix sockets where they cross."""
    if wanted == "auto":
        return "ipc" if is_local(client) else "tcp"
    return "tcp" if wanted == "tcp" else "ipc"


def _shared_progress(env: Mapping[str, str]) -> Path:
    """The learner's progress on the host, made so that a sandbox's user can write there.

    Raises:
        SandboxError: it cannot be made or opened.
    """
    path = progress_dir(env)
    try:
        path.mkdir(parents=True, exist_ok=True)
        if path.parent == data_dir():
            path.parent.chmod(0o700)
        path.chmod(0o777)
    except OSError as error:
        raise SandboxError(
            f"the progress directory cannot be used: {error.strerror}",
            where=str(path),
            next_step="set DOCKYARD_STATE to a directory of yours",
        ) from error
    return path.resolve()


def start_kernel(
    sandbox: Sandbox, argv: Sequence[str], key: str, environment: Mapping[str, str]
) -> str:
    """Starts a kernel whose sockets are in the shared directory. Returns: the exec's id.

    Args:
        argv: as its kernelspec says, with `{connection_file}` in it.
    """
    place = f"{SHARED}/connection.json"
    inside = {"transport": "ipc", "ip": f"{SHARED}/k", "key": key, **NUMBERS}
    # The connection file travels as an argument of the shell, never through a file that
    # a kernel of an earlier life could have left.
    script = f'umask 077; printf %s "$0" > {place}; umask 022; exec "$@" > {SHARED}/kernel.log 2>&1'
    file = json.dumps({**inside, "signature_scheme": SIGNATURE_SCHEME})
    kernel = [part.replace("{connection_file}", place) for part in argv]
    return sandbox.launch(["sh", "-c", script, file, *kernel], environment=environment)


def kernel_environment(env: Mapping[str, str]) -> dict[str, str]:
    """What a kernel finds in its environment, of what its manager has in its own."""
    return {
        "DOCKYARD_DOOR": "sandbox",
        "DOCKYARD_LEARNER": learner_name(env),
        "DOCKYARD_STATE": "/progress",
        "USER": "root",
    }
