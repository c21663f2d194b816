"""The engine that lessons run on: the one that answers, else one that is started or installed.

Connecting is grader.sandbox's. Nothing is installed before it was said and agreed to; where we
may not, the error holds the exact command for this system.
"""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import docker

from grader.errors import EngineError
from grader.places import state_dir
from grader.sandbox import NoEngineError, connect
from labkit.machine.console import Console
from labkit.machine.locks import one_at_a_time
from labkit.machine.packages import offer
from labkit.machine.paths import made
from labkit.machine.system import BOOTSTRAP, MachineFacts

START_TIMEOUT_S = 60
JOURNAL = "journalctl -u docker"
PACKAGES = ["docker.io", "iptables", *BOOTSTRAP]
"""The engine, what it needs for ports and networks, and what makes a base image."""


def find_engine(
    console: Console, *, yes: bool = False, machine: MachineFacts | None = None
) -> docker.DockerClient:
    """A client of an engine that runs.

    Args:
        machine: where it runs; this machine when none is given.

    Raises:
        EngineError: none answers and we may not, or could not, start or install one.
    """
    machine = machine or MachineFacts.here()
    try:
        return connect(machine.socket)
    except NoEngineError as error:
        return _provide(console, machine, error, yes=yes)


def _provide(
    console: Console, machine: MachineFacts, error: NoEngineError, *, yes: bool
) -> docker.DockerClient:
    if machine.has_engine:
        if not machine.is_root:
            raise _stopped(machine, error)
        return _start(console, machine)
    console.say("No Docker engine is installed here.")
    if offer(console, PACKAGES, machine, yes=yes):
        return _start(console, machine)
    raise EngineError(
        "no Docker engine is installed", where=error.where, next_step=machine.system.value
    ) from error


def _stopped(machine: MachineFacts, error: NoEngineError) -> EngineError:
    return EngineError(
        "the Docker engine is installed but does not run",
        where=error.where,
        next_step="sudo systemctl start docker" if machine.runs_systemd else "sudo dockerd &",
    )


def _start(console: Console, machine: MachineFacts) -> docker.DockerClient:
    lock = made(state_dir()) / "engine.lock"
    with one_at_a_time(lock, console, "Waiting for another dockyard that is starting the engine"):
        with suppress(NoEngineError):
            return connect(machine.socket)
        start = _start_unit if machine.runs_systemd else _start_program
        return start(console, machine)


def _start_unit(console: Console, machine: MachineFacts) -> docker.DockerClient:
    command = [machine.program("systemctl") or "systemctl", "start", "docker"]
    with console.step("Starting the Docker engine (systemctl start docker)"):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise EngineError(
                f"systemd does not start the engine: {_last_line(done.stderr)}",
                where="docker.service",
                next_step=JOURNAL,
            )
        return _wait(machine, None, JOURNAL)


def _start_program(console: Console, machine: MachineFacts) -> docker.DockerClient:
    log = made(state_dir()) / "dockerd.log"
    with console.step(f"Starting the Docker engine (dockerd, log in {log})"):
        with log.open("wb") as output:
            process = subprocess.Popen(
                [machine.program("dockerd") or "dockerd"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd="/",
                env={**os.environ, "PATH": machine.path},
            )
        client = _wait(machine, process, f"tail {log}")
    console.say(f"It goes on after Dockyard ends; to stop it: kill {process.pid}")
    return client


def _wait(
    machine: MachineFacts, process: subprocess.Popen[bytes] | None, look: str
) -> docker.DockerClient:
    """Waits until the engine answers, or says what it said when it ended."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise EngineError(
                f"dockerd ended at once: {_last_error()}", where=str(machine.socket), next_step=look
            )
        try:
            return connect(machine.socket)
        except NoEngineError:
            time.sleep(0.1)
    raise EngineError(
        f"the engine did not answer within {START_TIMEOUT_S} s",
        where=str(machine.socket),
        next_step=look,
    )


def _last_error() -> str:
    log: Path = state_dir() / "dockerd.log"
    return _last_line(log.read_text(errors="replace"))


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
