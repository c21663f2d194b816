"""The command line as a person meets it: help, one-line errors, exit codes, a fast start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from labkit.commands import cli
from labkit.commands.lab import PortError, jupyter_command, require_free


def labkit(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "labkit", *arguments],
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        timeout=60,
    )


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_without_arguments_the_first_line_tells_a_newcomer_what_to_type() -> None:
    done = labkit()
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith("New here? Type ./dockyard lab")


def test_help_names_every_public_command() -> None:
    shown = labkit("--help").stdout
    names = ("lab", "test", "grade", "build", "new", "status", "doctor", "clean")
    assert [name for name in names if f" {name} " not in shown] == []
    assert " lock " not in shown


@pytest.mark.parametrize("arguments", [("nonsense",), ("lab", "--port", "99999"), ("grade",)])
def test_wrong_usage_exits_2_without_a_traceback(arguments: tuple[str, ...]) -> None:
    done = labkit(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_command_line_loads_nothing_heavy() -> None:
    script = "import sys, labkit.commands.cli; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], text=True, capture_output=True)
    heavy = {"docker", "rich.console", "jupyter_client", "nbformat", "pydantic", "requests"}
    assert heavy.isdisjoint(loaded.stdout.split())
    assert "labkit.commands.cli" in loaded.stdout.split()


def test_a_port_in_use_is_one_line_before_anything_starts(taken: int) -> None:
    done = labkit("lab", "--no-browser", "--port", str(taken), DOCKER_HOST="unix:///nonexistent")
    assert done.returncode == 1
    assert done.stderr == (
        f"dockyard: 127.0.0.1:{taken}: the port is in use. "
        f"Next: ./dockyard lab --port {taken + 1}, or without --port\n"
    )


def test_a_silent_engine_is_one_line_and_exit_code_2() -> None:
    done = labkit("lab", "--no-browser", DOCKER_HOST="unix:///nonexistent")
    assert done.returncode == 2
    assert done.stderr.startswith("dockyard: unix:///nonexistent (DOCKER_HOST): ")
    assert len(done.stderr.splitlines()) == 1


def test_a_full_disk_is_one_line_whatever_was_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(lambda **_: Path("/dev/full").write_text("x"))
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert re.fullmatch(r"dockyard: \S+: the disk is full \(\d+ MiB left\)\. Next: .+\n", said)


def test_an_interruption_is_said_and_exits_130(tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(path))
        silent.listen()
        process = subprocess.Popen(
            [sys.executable, "-m", "labkit", "doctor"],
            env={**os.environ, "DOCKER_HOST": f"unix://{path}"},
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        silent.accept()[0].close()
        with silent.accept()[0]:
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == "interrupted; run the same command again to go on\n"


def test_a_free_port_is_free_and_a_taken_one_is_not(taken: int) -> None:
    with pytest.raises(PortError, match="the port is in use"):
        require_free(taken)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    require_free(free)


def test_lab_opens_the_start_page_when_the_course_has_one(tmp_path: Path) -> None:
    def start_url() -> str:
        command = jupyter_command(browser=False, port=None, work=tmp_path)
        return next(word for word in command if word.startswith("--LabApp.default_url="))

    assert start_url().endswith("=/lab")
    (tmp_path / "start.ipynb").touch()
    assert start_url().endswith("=/lab/tree/start.ipynb")


def test_lab_keeps_its_token_and_searches_for_a_port_only_when_none_is_named() -> None:
    free, named = (jupyter_command(browser=True, port=port) for port in (None, 9000))
    assert not any("token" in word.lower() or "password" in word for word in free + named)
    assert "--ServerApp.port_retries=0" in named
    assert not any("port" in word for word in free if word.startswith("--ServerApp"))
