"""What lessons show: the text is stable, says what was measured, and blames nobody."""

from __future__ import annotations

import os
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from labkit import show
from labkit.lesson.notebook import CellStopped
from labkit.show import command_line, disk
from labkit.show.command_line import labelled, stable

MOUNTS = """\
overlay / overlay rw,lowerdir=/l/init:/l/image,upperdir=/u/diff,workdir=/u/work 0 0
proc /proc proc rw 0 0
tmpfs /etc/hosts tmpfs rw 0 0
"""


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.rstrip().splitlines()


@pytest.mark.parametrize(
    ("predicted", "measured", "expected"),
    [
        (None, 0, "  You made no prediction yet. The daemon says 0."),
        (3, 0, "  You predicted 3; the daemon says 0."),
        (0, 0, "  You predicted 0, and the daemon says so too."),
        (False, True, "  You predicted no; the daemon says yes."),
        (" Soup ", "soup", "  You predicted  Soup , and the daemon says so too."),
        ("4", 4, "  You predicted 4, and the daemon says so too."),
    ],
)
def test_reveal_sets_prediction_beside_measurement(
    predicted: object, measured: object, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show.reveal("How many?", predicted=predicted, measured=measured)
    assert shown(capsys) == ["How many?", expected]


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        (None, "  You made no prediction yet. The client says no."),
        (False, "  You predicted no, and the client says so too."),
        (True, "  You predicted yes; the client says no."),
    ],
)
def test_reveal_names_who_says_it(
    predicted: object, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show.reveal("An answer?", predicted=predicted, measured=False, said_by="the client")
    assert shown(capsys) == ["An answer?", expected]


def test_changes_reads_what_docker_py_returns(capsys: pytest.CaptureFixture[str]) -> None:
    show.changes([{"Kind": 0, "Path": "/shelf"}, {"Kind": 2, "Path": "/shelf/bakery"}])
    assert shown(capsys) == [
        "docker diff prints 2 lines",
        "     path           which means",
        "  ─  ─────────────  ───────────",
        "  C  /shelf         changed",
        "  D  /shelf/bakery  deleted",
    ]


def test_no_change_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    show.changes(None)
    assert shown(capsys) == ["docker diff prints nothing"]


def test_stacks_give_the_same_layer_the_same_letter(capsys: pytest.CaptureFixture[str]) -> None:
    show.stacks({"soup": ["sha256:1", "sha256:2"], "tea": ["sha256:1"]})
    assert shown(capsys)[1:] == [
        "     soup     tea",
        "  ─  ───────  ───────",
        "  2  layer B",
        "  1  layer A  layer A",
    ]


def test_rows_take_their_head_from_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    show.rows("Layers", [{"line": "RUN true", "BuildKit": 1}])
    assert shown(capsys)[1].split() == ["line", "BuildKit"]


def layer(*paths: str) -> bytes:
    """A layer's tar file; a path that ends in `/` is a folder."""
    target = BytesIO()
    with tarfile.open(fileobj=target, mode="w") as tar:
        for path in paths:
            member = tarfile.TarInfo(path.rstrip("/"))
            member.type = tarfile.DIRTYPE if path.endswith("/") else tarfile.REGTYPE
            tar.addfile(member, BytesIO())
    return target.getvalue()


def saved(*layers: bytes) -> list[bytes]:
    target = BytesIO()
    names = [f'"{number}"' for number in range(len(layers))]
    manifest = f'[{{"Config": "config", "Layers": [{", ".join(names)}]}}]'.encode()
    parts = {"manifest.json": manifest, "config": b"{}"}
    parts |= {str(number): data for number, data in enumerate(layers)}
    with tarfile.open(fileobj=target, mode="w") as tar:
        for name, data in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, BytesIO(data))
    return [target.getvalue()]


def test_files_tell_what_each_layer_brings_and_hides(capsys: pytest.CaptureFixture[str]) -> None:
    base = layer("bin/", *(f"bin/{number}" for number in range(9)), "etc/")
    show.files(saved(base, layer("shelf/", "shelf/fruit", "new/"), layer("shelf/.wh.fruit")))
    assert [line.split() for line in shown(capsys)[3:]] == [
        ["3", "nothing", "/shelf/fruit"],
        ["2", "/new/", "/shelf/fruit"],
        ["1", "many", "files", "in", "/bin", "/etc"],
    ]


def test_overlay_is_read_from_the_mounts_of_a_container() -> None:
    found = disk.overlay(MOUNTS)
    assert found.lower == (Path("/l/init"), Path("/l/image"))
    assert (found.init, found.upper) == (Path("/l/init"), Path("/u/diff"))


def test_root_that_is_no_overlay_has_no_directories() -> None:
    found = disk.overlay("/dev/sda1 / btrfs rw 0 0\n")
    assert (found.lower, found.init, found.upper) == ((), disk.NOWHERE, disk.NOWHERE)


def test_tree_names_files_links_and_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "hosts").write_text("12345")
    (tmp_path / "etc" / "mtab").symlink_to("/proc/mounts")
    show.tree("Top", tmp_path)
    expected = ["Top", "  etc/", "    hosts  (5 bytes)", "    mtab → /proc/mounts"]
    assert shown(capsys) == expected


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a device file")
def test_tree_calls_a_whiteout_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mknod(tmp_path / "gone", 0o600 | 0o020000, os.makedev(0, 0))
    show.tree("Top", tmp_path)
    assert shown(capsys)[1] == "  gone  (device 0/0: hides what lies below)"


def test_what_cannot_be_seen_is_skipped_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show.tree("Top", tmp_path / "not there")
    assert shown(capsys)[1].startswith("  Skipped: this directory is the daemon's")
    assert "sandbox" in str(show.size(tmp_path / "not there"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("sha256:" + "a" * 64, "sha256:…"),
        ("0123456789ab  busybox", "…  busybox"),
        ("Up 5 seconds", "Up …"),
        ("About a minute ago", "…"),
        ("7 layers, 12 lines", "7 layers, 12 lines"),
    ],
)
def test_what_differs_from_run_to_run_is_not_printed(said: str, expected: str) -> None:
    assert stable(said) == expected


def test_names_are_printed_as_the_words_that_stand_for_them() -> None:
    assert stable("box-abcd\n", {"BOX": "box-abcd"}) == "BOX\n"


@pytest.mark.parametrize(
    ("line", "images", "expected"),
    [
        ("docker run x", False, "docker run --label=a=b x"),
        ("docker container create x", False, "docker container create --label=a=b x"),
        ("docker volume create x", True, "docker volume create --label=a=b x"),
        ("docker build -", False, "docker build -"),
        ("docker image build -", True, "docker image build --label=a=b -"),
        ("docker diff x", True, "docker diff x"),
        ("docker", True, "docker"),
    ],
)
def test_what_a_line_creates_is_labelled(line: str, images: bool, expected: str) -> None:
    assert " ".join(labelled(line.split(), {"a": "b"}, images=images)) == expected


def test_commit_is_labelled_by_a_change() -> None:
    argv = labelled(["docker", "commit", "x"], {"a": "b"}, images=True)
    assert argv == ["docker", "commit", "--change=LABEL a=b", "x"]


def test_cli_without_docker_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    command_line.cli("docker version")
    assert shown(capsys) == ["$ docker version", "(skipped: no docker command on this machine)"]


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A docker command that fails, whatever it is told."""
    command = tmp_path / "docker"
    command.write_text('#!/bin/sh\necho "out $2"; echo err >&2; exit 3\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


@pytest.mark.usefixtures("failing")
def test_cli_shows_a_failing_line_with_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    command_line.cli("docker rmi NAME", NAME="menu-abcd")
    assert shown(capsys) == ["$ docker rmi NAME", "out NAME", "err", "(exit code 3)"]


@pytest.mark.usefixtures("failing")
def test_quiet_line_that_fails_ends_the_cell_with_one_line() -> None:
    with pytest.raises(CellStopped) as stopped:
        command_line.cli("docker build -", quiet=True)
    assert str(stopped.value) == "`docker build -` failed: err. In a Dockyard sandbox it works."


def test_own_name_is_the_same_for_a_learner_and_another_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCKYARD_LEARNER", "course")
    mine = show.own_name("menu")
    assert mine == show.own_name("menu")
    monkeypatch.setenv("DOCKYARD_LEARNER", "ada")
    assert show.own_name("menu") != mine
