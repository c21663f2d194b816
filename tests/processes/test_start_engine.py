"""An engine that is installed is started, once, and what it says when it does not start is told.

A real `dockerd` command that answers like an engine; no engine.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from grader.errors import EngineError
from labkit.machine import Console, MachineFacts, find_engine
from tests.machines import bare, command

ENGINE = """
import http.server, socketserver, sys, time
class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"ApiVersion": "1.41", "Version": "20.10"}' if "version" in self.path else b"OK"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def address_string(self):
        return "somebody"
time.sleep(0.3)
socketserver.ThreadingUnixStreamServer(sys.argv[1], Answers).serve_forever()
"""
"""As much of an engine as a client asks for."""


@pytest.fixture(autouse=True)
def nothing_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nobody names an engine and none listens."""
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def root(tmp_path: Path) -> MachineFacts:
    return bare(tmp_path, is_root=True)


@pytest.fixture
def slow_engine(root: MachineFacts, tmp_path: Path) -> Iterator[Path]:
    """A `dockerd` that answers after a moment. Returns: a file with the process ids of all."""
    started, program = tmp_path / "started", tmp_path / "engine.py"
    program.write_text(ENGINE)
    command(root, "dockerd", f"echo $$ >> {started}; exec {sys.executable} {program} {root.socket}")
    yield started
    for pid in started.read_text().split() if started.exists() else ():
        os.kill(int(pid), signal.SIGTERM)


def test_an_engine_that_is_installed_is_started(
    slow_engine: Path, root: MachineFacts, capfd: pytest.CaptureFixture[str]
) -> None:
    assert find_engine(Console(), machine=root).ping()
    assert f"to stop it: kill {slow_engine.read_text().strip()}" in capfd.readouterr().err


def test_two_at_once_start_one_engine(slow_engine: Path, root: MachineFacts) -> None:
    with ThreadPoolExecutor() as pool:
        clients = list(pool.map(partial(find_engine, machine=root), [Console(), Console()]))
    assert all(client.ping() for client in clients)
    assert len(slow_engine.read_text().split()) == 1


def test_an_engine_that_dies_at_once_is_told_in_its_own_words(root: MachineFacts) -> None:
    command(root, "dockerd", "echo 'failed to start daemon: no cgroups' >&2; exit 1")
    with pytest.raises(EngineError, match="failed to start daemon: no cgroups") as caught:
        find_engine(Console(), machine=root)
    assert "dockerd.log" in caught.value.next_step


def test_systemd_starts_an_engine_where_it_runs(slow_engine: Path, root: MachineFacts) -> None:
    dockerd = root.program("dockerd")
    command(root, "systemctl", f"[ \"$*\" = 'start docker' ] && {dockerd} >/dev/null 2>&1 &")
    assert find_engine(Console(), machine=replace(root, runs_systemd=True)).ping()


def test_a_unit_that_systemd_does_not_start_is_told_at_once(root: MachineFacts) -> None:
    command(root, "dockerd", "exit 1")
    command(root, "systemctl", "echo 'Unit docker.service is masked.' >&2; exit 1")
    with pytest.raises(EngineError, match=r"Unit docker\.service is masked") as caught:
        find_engine(Console(), machine=replace(root, runs_systemd=True))
    assert caught.value.next_step == "journalctl -u docker"
