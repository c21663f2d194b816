"""What goes into an image: its digest and its tar depend on what matters and on nothing else."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from labkit.images.context import digest, entries_of, write_tar


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "room"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.py").write_text("a")
    (folder / "inner" / "b.sh").write_text("b")
    return folder


def rename(folder: Path) -> None:
    (folder / "a.py").rename(folder / "c.py")


def edit(folder: Path) -> None:
    (folder / "a.py").write_text("other")


def make_executable(folder: Path) -> None:
    (folder / "inner" / "b.sh").chmod(0o755)


@pytest.mark.parametrize("change", [rename, edit, make_executable])
def test_a_change_that_matters_changes_the_digest(
    room: Path, change: Callable[[Path], None]
) -> None:
    before = digest(entries_of(room, "course"))
    change(room)
    assert digest(entries_of(room, "course")) != before


def test_times_and_caches_change_neither_digest_nor_tar(room: Path) -> None:
    before, tar = digest(entries_of(room, "course")), tar_of(room)
    os.utime(room / "a.py", (1, 1))
    (room / "__pycache__").mkdir()
    (room / "__pycache__" / "a.pyc").write_text("x")
    (room / "inner" / ".ipynb_checkpoints").mkdir()
    (room / "inner" / ".ipynb_checkpoints" / "x.ipynb").write_text("x")
    assert digest(entries_of(room, "course")) == before
    assert tar_of(room) == tar


def test_what_else_decides_is_part_of_the_digest(room: Path) -> None:
    assert digest(entries_of(room), "one") != digest(entries_of(room), "two")


def test_an_empty_room_is_a_folder_in_the_context(tmp_path: Path) -> None:
    (tmp_path / "labs").mkdir()
    with tarfile.open(fileobj=io.BytesIO(tar_of(tmp_path / "labs", "course/labs"))) as tar:
        assert [(member.name, member.isdir()) for member in tar] == [("course/labs", True)]


def test_the_executable_bit_reaches_the_context(room: Path) -> None:
    make_executable(room)
    with tarfile.open(fileobj=io.BytesIO(tar_of(room))) as tar:
        modes = {member.name: member.mode for member in tar if member.isfile()}
    assert modes == {"course/a.py": 0o644, "course/inner/b.sh": 0o755}


def tar_of(room: Path, name: str = "course") -> bytes:
    buffer = io.BytesIO()
    write_tar(entries_of(room, name), buffer)
    return buffer.getvalue()
