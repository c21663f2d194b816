"""Which engine is meant, and what is said when it does not answer.

Real sockets, real contexts; no engine.
"""

from __future__ import annotations

import json
import os
import socket
import stat
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from grader.errors import EngineError
from grader.sandbox import NoEngineError, connect, endpoint
from labkit.machine import Console, MachineFacts, System, base_image_advice, find_engine, offer
from labkit.machine.system import system_of
from tests.machines import bare, command


@pytest.fixture(autouse=True)
def nothing_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nobody names an engine and none listens."""
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def machine(tmp_path: Path) -> MachineFacts:
    return bare(tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> MachineFacts:
    return bare(tmp_path, is_root=True)


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


def test_a_users_own_rootless_socket_is_found(tmp_path: Path, machine: MachineFacts) -> None:
    own = tmp_path / "runtime" / "docker.sock"
    own.parent.mkdir()
    own.touch()
    assert endpoint(machine.socket).socket == own


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


def test_a_socket_without_a_listener_is_no_engine(machine: MachineFacts) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(machine.socket))
    with pytest.raises(NoEngineError, match="Connection refused"):
        connect(machine.socket)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody without permission")
def test_a_closed_socket_tells_how_to_get_in_and_what_that_means(tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    open_to_others(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        path.chmod(0o660)
        said = as_nobody(lambda: connect(path))
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


def test_a_base_image_is_made_by_packages_where_debian_has_them() -> None:
    assert "apt-get install mmdebstrap debian-archive-keyring" in base_image_advice(System.DEBIAN)
    for system in (System.FEDORA, System.ARCH, System.MACOS, System.OTHER):
        assert "apt-get" not in base_image_advice(system)
        assert "--registry HOST[:PORT][/PREFIX]" in base_image_advice(system)


def test_no_engine_and_no_way_to_install_one_prints_this_systems_command(
    machine: MachineFacts,
) -> None:
    with pytest.raises(EngineError) as caught:
        find_engine(Console(), machine=replace(machine, system=System.ARCH))
    assert caught.value.next_step == System.ARCH.value


def test_nothing_is_installed_without_a_yes(
    root: MachineFacts, capfd: pytest.CaptureFixture[str]
) -> None:
    command(root, "apt-get", "echo called >&2")
    with pytest.raises(EngineError):
        find_engine(Console(), yes=False, machine=root)
    said = capfd.readouterr().err
    assert "docker.io iptables mmdebstrap debian-archive-keyring with apt-get?" in said
    assert "called" not in said


@pytest.mark.parametrize(("exit_code", "installed"), [(0, True), (100, False)])
def test_what_is_offered_is_installed_or_apts_own_words_are_told(
    exit_code: int,
    installed: bool,
    root: MachineFacts,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    calls = tmp_path / "calls"
    command(root, "apt-get", f"echo $* >> {calls}; echo E: no such package; exit {exit_code}")
    assert offer(Console(), ["docker.io"], root, yes=True) is installed
    assert ("apt-get failed: E: no such package" in capfd.readouterr().err) is not installed
    if installed:
        assert "install -y --no-install-recommends docker.io" in calls.read_text()


def test_an_installed_engine_that_we_may_not_start_tells_who_can(
    machine: MachineFacts,
) -> None:
    command(machine, "dockerd", "exit 1")
    with pytest.raises(EngineError, match="installed but does not run") as caught:
        find_engine(Console(), machine=machine)
    assert caught.value.next_step.startswith("sudo ")


def test_a_program_is_found_where_a_normal_users_path_does_not_lead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert MachineFacts.here().program("chroot") == "/usr/sbin/chroot"


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
