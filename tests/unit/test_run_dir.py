"""The directory that a sandbox shares with this machine, whatever the sandbox wrote into it."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.sandbox import RunDir, is_owned, run_base, used
from grader.sandbox.run_dir import LOCK, last_line, remove

MANY = 10**6


def dig(folder: Path, depth: int, name: str = "d") -> None:
    """Folders in folders, deeper than a path may be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder to dig in. Removed here: pytest itself cannot, and its next run ends with that."""
    folder = tmp_path / "deep"
    folder.mkdir()
    yield folder
    remove(folder)


def test_folders_without_end_are_removed(deep: Path) -> None:
    dig(deep, 1500)
    remove(deep)
    assert not deep.exists()


def test_what_a_link_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link").symlink_to(tmp_path)
    remove(tmp_path / "folder")
    assert (tmp_path / "kept").read_text() == "kept"


def test_files_and_bytes_are_counted_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_bytes(b"x" * 10_000)
    size_bytes, entries = used(tmp_path, limit_bytes=MANY, limit_entries=MANY)
    assert size_bytes >= 10_000 and entries == 3


def test_a_file_with_holes_counts_what_it_takes(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(10**9)
    assert used(tmp_path, limit_bytes=MANY, limit_entries=MANY)[0] < MANY


def test_what_is_too_deep_to_be_counted_is_past_the_limit(deep: Path) -> None:
    dig(deep, 30, "d" * 200)
    assert used(deep, limit_bytes=10**9, limit_entries=MANY)[0] > 10**9


def test_counting_stops_at_the_limit(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / str(number)).touch()
    assert used(tmp_path, limit_bytes=MANY, limit_entries=10)[1] == 11


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "absent"])
def test_only_an_ordinary_file_has_a_last_line(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "log"
    {
        "link": lambda: path.symlink_to("/etc/passwd"),
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
        "absent": lambda: None,
    }[kind]()
    assert last_line(path) == ""


def test_the_last_line_of_a_long_file_is_read_alone(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"x" * 10**6 + b"\nthe end\n")
    assert last_line(tmp_path / "log") == "the end"


@pytest.fixture
def owned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunDir]:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    made = RunDir.create()
    yield made
    made.release()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link_to_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("/no/such")


def a_fresh_file(path: Path) -> None:
    path.unlink()
    path.touch()


@pytest.mark.timeout(20)
@pytest.mark.parametrize("puts", [Path.unlink, a_pipe, a_link_to_nowhere, a_fresh_file])
def test_nothing_that_a_sandbox_does_to_its_lock_says_whose_it_is(
    owned: RunDir, puts: Callable[[Path], None]
) -> None:
    assert is_owned(owned.path)
    puts(owned.path / LOCK)
    assert is_owned(owned.path)


def test_a_sandbox_cannot_own_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    processes = multiprocessing.get_context("fork")
    said, tell = processes.Pipe(duplex=False)
    owner = processes.Process(target=lambda: tell.send(RunDir.create().path))
    owner.start()
    left = said.recv()
    owner.join()
    with (left / LOCK).open("rb") as inside:
        fcntl.flock(inside, fcntl.LOCK_EX)
        assert not is_owned(left)


def test_one_of_an_earlier_dockyard_is_owned_by_the_lock_inside(owned: RunDir) -> None:
    (owned.path.parent / f".{owned.path.name}.lock").unlink()
    assert is_owned(owned.path)


def test_what_is_released_leaves_nothing_behind(owned: RunDir) -> None:
    base = owned.path.parent
    assert len(list(base.iterdir())) == 2
    owned.release()
    assert list(base.iterdir()) == []


def test_without_a_private_place_it_is_said_how_to_name_one(tmp_path: Path) -> None:
    base = tmp_path / "dockyard"
    assert run_base([base]) == base
    base.chmod(0o755)
    with pytest.raises(SandboxError, match="XDG_RUNTIME_DIR") as caught:
        run_base([base])
    assert caught.value.where == str(base)
