"""The directory that a sandbox shares with this machine, whatever the sandbox wrote into it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.run_dir import last_line, remove, used

MANY = 10**6


def dig(folder: Path, depth: int) -> None:
    """Folders in folders, deeper than a path may be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
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
    dig(deep, 3000)
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
    dig(deep, 2500)
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
