"""The bootstrap script, on copies of the checkout with a lock file of a few real packages.

Installs with the real pip from the index that this machine's pip is configured for.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {"typer", "rich", "shellingham", "annotated-doc", "markdown-it-py", "mdurl", "pygments"}
NEEDED |= {"lazy-loader", "packaging"}
NEEDED |= {"setuptools", "pydantic", "pydantic-core", "annotated-types", "typing-inspection"}
NEEDED |= {"typing-extensions"}
READY = "New here? Type ./dockyard lab"


def entries(lock: str) -> list[str]:
    """The lock's requirements with their hashes, one a string."""
    return re.findall(r"^[a-z0-9][^\n]*==(?:[^\n]*\\\n)+[^\n]*\n", lock, re.MULTILINE)


def copy_checkout(to: Path) -> Path:
    """A checkout whose lock holds what `./dockyard` needs to show its help."""
    to.mkdir()
    for name in ("dockyard", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, to)
    for room in ("grader", "labkit"):
        shutil.copytree(ROOT / room, to / room, ignore=shutil.ignore_patterns("__pycache__"))
    lock = (ROOT / "requirements.lock").read_text()
    chosen = [entry for entry in entries(lock) if entry.partition("==")[0] in NEEDED]
    (to / "requirements.lock").write_text("".join(chosen))
    return to


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return copy_checkout(tmp_path / "a checkout")


@dataclass(frozen=True)
class Installed:
    checkout: Path
    first: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A checkout in a path with a space, set up through a symlink from another directory."""
    folder = tmp_path_factory.mktemp("installed")
    checkout = copy_checkout(folder / "a checkout")
    link = folder / "link"
    link.symlink_to("a checkout/dockyard")
    return Installed(checkout, run(link, cwd=folder))


def run(script: Path, cwd: Path | str = "/") -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(script)], cwd=cwd, text=True, capture_output=True, timeout=240)


def test_a_fresh_checkout_sets_itself_up(installed: Installed) -> None:
    assert installed.first.returncode == 0, installed.first.stderr
    assert READY in installed.first.stdout
    assert "Making the Python environment" in installed.first.stderr


def test_a_second_start_does_nothing_but_start(installed: Installed) -> None:
    stamp = installed.checkout / ".venv" / "dockyard.stamp"
    before = stamp.stat().st_mtime_ns
    done = run(installed.checkout / "dockyard")
    assert (done.returncode, done.stderr) == (0, "")
    assert stamp.stat().st_mtime_ns == before


def test_a_changed_lock_is_installed(installed: Installed) -> None:
    lock = installed.checkout / "requirements.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    done = run(installed.checkout / "dockyard")
    assert "Bringing the Python environment" in done.stderr
    assert run(installed.checkout / "dockyard").stderr == ""


def test_a_python_that_became_another_version_gets_an_environment_of_its_own(
    installed: Installed,
) -> None:
    (library,) = (installed.checkout / ".venv" / "lib").glob("python3.*")
    library.rename(library.with_name("python3.1"))  # as if an older one had been there before
    done = run(installed.checkout / "dockyard")
    assert "Making the Python environment" in done.stderr
    assert READY in done.stdout, done.stderr


def test_an_interrupted_installation_is_done_again(checkout: Path) -> None:
    process = subprocess.Popen(
        [str(checkout / "dockyard")], text=True, stderr=subprocess.PIPE, start_new_session=True
    )
    wait_for(checkout / ".venv" / "pip.log")
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "interrupted; run the same command again to go on"
    done = run(checkout / "dockyard")
    assert READY in done.stdout, done.stderr


def test_a_moved_checkout_makes_its_environment_anew(installed: Installed) -> None:
    moved = installed.checkout.with_name("elsewhere")
    shutil.copytree(installed.checkout, moved, symlinks=True)
    done = run(moved / "dockyard")
    assert "Making the Python environment" in done.stderr
    assert READY in done.stdout, done.stderr


def test_a_package_that_differs_from_its_hash_is_refused_in_one_line(checkout: Path) -> None:
    lock = checkout / "requirements.lock"
    lock.write_text(re.sub(r"sha256:[0-9a-f]{64}", f"sha256:{'0' * 64}", lock.read_text()))
    done = run(checkout / "dockyard")
    assert done.returncode == 2
    assert "dockyard: pip could not install requirements.lock" in done.stderr.splitlines()[-1]
    assert "Next: " in done.stderr.splitlines()[-1]
    assert not is_finished(checkout)


def test_no_python_that_is_new_enough_is_one_line_with_the_command(
    checkout: Path, tmp_path: Path
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "readlink", "dirname", "cat", "cmp", "head", "id", "flock"):
        (tools / name).symlink_to(str(shutil.which(name)))
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(
        [str(checkout / "dockyard")], env={"PATH": str(tools)}, text=True, capture_output=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith("dockyard: Python 3.11 or newer was not found. Next: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_named_and_leaves_nothing_that_is_trusted(
    checkout: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", small], check=True)
    try:
        copy = small / "checkout"
        shutil.copytree(checkout, copy)
        done = run(copy / "dockyard")
        assert done.returncode == 2
        assert "the disk is full" in done.stderr.splitlines()[-1]
        assert not is_finished(copy)
    finally:
        subprocess.run(["umount", small], check=True)


def is_finished(checkout: Path) -> bool:
    """Whether the stamp says that the installation is whole."""
    stamp = checkout / ".venv" / "dockyard.stamp"
    return stamp.exists() and len(stamp.read_text().splitlines()) > 1


def wait_for(path: Path, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.01)
