"""What a daemon sends as an archive is the learner's, whatever it is."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator

import pytest

from grader.daemon import read_saved
from grader.daemon.archive import only_file, read_archive
from grader.report import Unmet


def tar(**files: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name.replace("_", "."))
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


def image(layer: bytes) -> bytes:
    manifest = json.dumps([{"Config": "config", "Layers": ["layer"]}]).encode()
    return tar(manifest_json=manifest, config=b"{}", layer=layer)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"no archive at all",
        tar(),
        tar(manifest_json=b"no JSON"),
        tar(manifest_json=b"[]"),
        tar(manifest_json=b"{}"),
        tar(manifest_json=b"[" * 100_000),
        tar(manifest_json=b'[{"Config": 1, "Layers": 2}]'),
        image(b"x" * 5000),
        image(b"\x1f\x8b" + b"x" * 5000),
        image(b"\x28\xb5\x2f\xfd" + b"x" * 5000),
        image(tar(a=b"x" * 5000)[:2000]),
    ],
    ids=lambda sent: sent[:8].hex() + f"_{len(sent)}",
)
def test_what_is_no_image_is_a_finding(sent: bytes) -> None:
    with pytest.raises(Unmet, match="an archive that can be read"):
        read_archive(iter([sent]), read_saved, "image x", "docker images")


def test_an_archive_that_is_too_large_is_a_finding() -> None:
    with pytest.raises(Unmet, match="more than 0 MiB"):
        read_archive(iter([tar(a=b"x")]), only_file, "a", "ls", limit_bytes=1000)


def test_the_one_file_of_an_archive_is_read() -> None:
    assert read_archive(iter([tar(a=b"hello")]), only_file, "a", "ls") == b"hello"
    assert read_archive(iter([tar()]), only_file, "a", "ls") == b""


def test_a_daemon_that_goes_away_while_it_sends_is_no_finding() -> None:
    def breaks() -> Iterator[bytes]:
        yield tar(a=b"hello")[:1000]
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        read_archive(breaks(), only_file, "a", "ls")
