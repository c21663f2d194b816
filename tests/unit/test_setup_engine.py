"""Which engine is meant, and what is said when it does not answer.

Real sockets, real contexts, a real `dockerd` command; no engine.
"""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

import grader.engine
from grader.engine import NoEngineError, connect, endpoint
from grader.errors import EngineError
from labkit.console import Console
from labkit.engine import find_engine
from labkit.this_system import System, system_of


@pytest.fixture(autouse=True)
def nothing_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nobody names an engine and none listens."""
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(grader.engine, "DEFAULT_SOCKET", tmp_path / "docker.sock")


@pytest.fixture
def docker_config(tmp_path: Path) -> Path:
    """A docker configuration with the context `far` chosen."""
    folder = tmp_path / "docker"
    meta = folder / "contexts" / "meta" / sha256(b"far").hexdigest()
    meta.mkdir(parents=True)
    host = {"Host": "tcp://far.example:2375", "SkipTLSVerify": False}
    (meta / "meta.json").write_text(
        json.dumps({"Name": "far", "Metadata": {}, "Endpoints": {"docker": host}})
    )
    (folder / "config.json").write_text('{"currentContext": "far"}')
    return folder


def test_docker_host_wins_over_the_context(
    docker_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///run/mine.sock")
    assert str(endpoint()) == "unix:///run/mine.sock (DOCKER_HOST)"


def test_the_current_context_wins_over_the_default_socket(docker_config: Path) -> None:
    assert str(endpoint()) == "tcp://far.example:2375 (context far)"


def test_docker_context_chooses_for_one_command(
    docker_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_CONTEXT", "default")
    assert endpoint().is_default


def test_a_context_that_does_not_exist_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONTEXT", "gone")
    with pytest.raises(EngineError, match="context gone: this docker context does not exist"):
        connect()


def test_a_users_own_rootless_socket_is_found(tmp_path: Path) -> None:
    own = tmp_path / "runtime" / "docker.sock"
    own.parent.mkdir()
    own.touch()
    assert endpoint().socket == own


@pytest.mark.parametrize(
    "host",
    ["unix:///nonexistent", "tcp://127.0.0.1:1", "nonsense", "ssh://somebody@far.example"],
)
def test_an_engine_that_is_named_and_silent_is_one_line(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", host)
    with pytest.raises(EngineError) as caught:
        connect()
    assert str(caught.value).startswith(f"{host} (DOCKER_HOST): ")
    assert "\n" not in str(caught.value)
    assert not isinstance(caught.value, NoEngineError), "nothing is started in its place"


@pytest.fixture
def dead_socket(tmp_path: Path) -> Iterator[Path]:
    """A socket file that nobody listens on any more."""
    path = tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
    yield path


def test_a_socket_without_a_listener_is_no_engine(dead_socket: Path) -> None:
    with pytest.raises(NoEngineError, match="Connection refused"):
        connect()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody without permission")
def test_a_closed_socket_tells_how_to_get_in_and_what_that_means(tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    open_to_others(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        path.chmod(0o660)
        said = as_nobody(lambda: connect())
    assert said.startswith(f"unix://{path} (default socket): you may not use this socket. Next: ")
    assert "sudo usermod -aG docker $USER" in said
    assert "newgrp docker" in said
    assert "is root on this machine" in said


@pytest.mark.parametrize(
    ("release", "system"),
    [
        ({"ID": "debian"}, System.DEBIAN),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, System.DEBIAN),
        ({"ID": "fedora"}, System.FEDORA),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, System.FEDORA),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, System.ARCH),
        ({"ID": "plan9"}, System.OTHER),
    ],
)
def test_every_system_has_its_command(release: dict[str, str], system: System) -> None:
    assert system_of(release) is system


def test_no_engine_and_no_way_to_install_one_prints_this_systems_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("labkit.engine.this_system", lambda: System.ARCH)
    with pytest.raises(EngineError) as caught:
        find_engine(Console())
    assert caught.value.next_step == System.ARCH.value


def test_nothing_is_installed_without_a_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    command(tmp_path, "apt-get", "echo called >&2")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("labkit.engine.installed", lambda: False)
    with pytest.raises(EngineError):
        find_engine(Console(), yes=False)
    said = capfd.readouterr().err
    assert "Install Debian's docker.io iptables mmdebstrap with apt-get?" in said
    assert "called" not in said


def test_an_engine_that_dies_at_once_is_told_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(tmp_path, "dockerd", "echo 'failed to start daemon: no cgroups' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr("labkit.engine.is_root", lambda: True)
    monkeypatch.setattr("labkit.engine.runs_systemd", lambda: False)
    with pytest.raises(EngineError, match="failed to start daemon: no cgroups") as caught:
        find_engine(Console())
    assert "dockerd.log" in caught.value.next_step


def test_an_installed_engine_that_we_may_not_start_tells_who_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(tmp_path, "dockerd", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr("labkit.engine.is_root", lambda: False)
    with pytest.raises(EngineError, match="installed but does not run") as caught:
        find_engine(Console())
    assert caught.value.next_step.startswith("sudo ")


def command(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def open_to_others(path: Path) -> None:
    """Lets anybody pass through the folders that pytest made for this user only."""
    while path != Path("/tmp") and path != path.parent:
        path.chmod(path.stat().st_mode | stat.S_IXOTH | stat.S_IXGRP)
        path = path.parent


def as_nobody(act: object) -> str:
    """What `act` raises, as the user nobody, in a process of its own."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            act()  # type: ignore[operator]
            said = "nothing was raised"
        except Exception as error:
            said = str(error)
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as output:
        said = output.read()
    os.wait()
    return said
