"""A full disk: recognised in an exception and in words, and named by where it is mounted."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.disk import is_full, whole_file, write_whole
from grader.errors import ImageError
from labkit.machine import disk_full, engine_full, mount_point, reporting_full_disk


def test_enospc_becomes_one_line_that_names_the_file_system(tmp_path: Path) -> None:
    with pytest.raises(ImageError) as caught, reporting_full_disk(tmp_path):
        Path("/dev/full").write_text("x")
    assert caught.value.where == str(mount_point(tmp_path))
    assert "the disk is full" in str(caught.value)
    assert "./dockyard clean" in caught.value.next_step


def test_any_other_error_passes_unchanged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), reporting_full_disk(tmp_path):
        (tmp_path / "nothing").read_text()


@pytest.mark.parametrize(
    ("words", "full"),
    [
        ("write /var/lib/docker/tmp: No space left on device", True),
        ("Disk quota exceeded", True),
        ("permission denied", False),
    ],
)
def test_a_full_disk_is_recognised_in_words(words: str, full: bool) -> None:
    assert is_full(words) is full


def test_a_path_that_is_not_there_yet_lies_on_a_file_system_all_the_same(tmp_path: Path) -> None:
    assert disk_full(tmp_path / "a" / "b").where == str(mount_point(tmp_path))
    assert mount_point(Path("/proc/self")) == Path("/proc")


def test_the_full_disk_of_an_engine_elsewhere_is_told_in_its_words_and_not_by_this_machines() -> (
    None
):
    far = SimpleNamespace(
        info=lambda: {"DockerRootDir": "/var/lib/docker"},
        api=SimpleNamespace(base_url="http://far.example:2375"),
    )
    error = engine_full(far, "write /x: no space left on device\n")  # type: ignore[arg-type]
    assert error.what == "the engine's disk is full: write /x: no space left on device"
    assert error.where == "/var/lib/docker on the engine's machine"
    assert "MiB" not in str(error)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    write_whole(path, "one")
    with pytest.raises(RuntimeError), whole_file(path) as file:
        file.write(b"half of tw")
        raise RuntimeError("the power is cut")
    assert path.read_text() == "one"
    write_whole(path, b"two")
    assert [one.read_text() for one in path.parent.iterdir()] == ["two"]
