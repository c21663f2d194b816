"""A saved image is read as Docker means it: whiteouts, opaque folders, links, any compression."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable

import pytest
import zstandard

from grader.daemon import EntryKind, SavedImage, read_saved
from grader.daemon.saved_image import ReadLimits, TooLarge

USUAL = ReadLimits()
Members = dict[str, bytes | tarfile.TarInfo]


def tar(members: Members) -> bytes:
    """A tar file: of files by their content, or of whole members."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, what in members.items():
            member = what if isinstance(what, tarfile.TarInfo) else tarfile.TarInfo(name)
            content = b"" if isinstance(what, tarfile.TarInfo) else what
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


def special(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


def saved(*layers: bytes, contents: bool = True, limits: ReadLimits = USUAL) -> SavedImage:
    """What is read from an archive of these layers, oldest first."""
    names = [f"blobs/sha256/{number}" for number in range(len(layers))]
    manifest = [{"Config": "config", "Layers": names}]
    parts = {"manifest.json": json.dumps(manifest).encode(), "config": b'{"os": "linux"}'}
    archive = tar({**dict(zip(names, layers, strict=True)), **parts})
    return read_saved(io.BytesIO(archive), contents=contents, limits=limits)


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "zstd in frames": lambda data: zstandard.compress(data[:700]) + zstandard.compress(data[700:]),
}


@pytest.mark.parametrize("packed", PACKED)
def test_layer_is_read_however_it_is_compressed(packed: str) -> None:
    image = saved(PACKED[packed](tar({"etc/motd": b"hello", "big": bytes(1024 * 1024)})))
    assert image.files["/etc/motd"].content == b"hello"
    assert image.files["/big"].digest == hashlib.sha256(bytes(1024 * 1024)).hexdigest()


@pytest.mark.parametrize("packed", ["gzip", "zstd"])
def test_an_image_that_unpacks_without_end_is_not_read_to_it(packed: str) -> None:
    limits = ReadLimits(unpacked_bytes=10 * 1024**2)
    layer = PACKED[packed](tar({"zeros": bytes(6 * 1024**2)}))
    assert len(layer) < 100_000
    saved(layer, limits=limits)
    with pytest.raises(TooLarge, match="10 MiB"):
        saved(layer, layer, limits=limits)


def test_a_head_of_a_member_without_end_is_not_read_to_it() -> None:
    head = tarfile.TarInfo("long")
    head.type, head.size = tarfile.XHDTYPE, 512 * 1024**2
    layer = gzip.compress(head.tobuf(tarfile.USTAR_FORMAT) + bytes(4 * 1024**2))
    with pytest.raises(TooLarge):
        saved(layer, limits=ReadLimits(unpacked_bytes=1024**2))


def with_a_hole(name: str, size_bytes: int) -> bytes:
    """A member in GNU's format that is one hole: its head, and nothing else."""
    head = bytearray(tarfile.TarInfo(name).tobuf(tarfile.GNU_FORMAT))
    head[156:157] = tarfile.GNUTYPE_SPARSE
    head[386:410] = tarfile.itn(size_bytes, 12, tarfile.GNU_FORMAT) + b"%011o\0" % 0
    head[482:495] = b"\0" + tarfile.itn(size_bytes, 12, tarfile.GNU_FORMAT)
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


@pytest.mark.timeout(20)
def test_holes_count_though_they_are_read_from_nowhere() -> None:
    limits = ReadLimits(unpacked_bytes=10 * 1024**2)
    small = saved(with_a_hole("small", 1000) + bytes(1024), limits=limits)
    assert small.files["/small"].content == bytes(1000)
    with pytest.raises(TooLarge, match="MiB"):
        saved(with_a_hole("big", 2**50) + bytes(1024), limits=limits)
    many = b"".join(with_a_hole(str(number), 2**20 - 1) for number in range(11))
    with pytest.raises(TooLarge, match="MiB"):
        saved(many + bytes(1024), contents=False, limits=limits)


def test_files_without_end_are_not_listed_to_it() -> None:
    limits = ReadLimits(entries=10)
    layer = tar({str(number): b"" for number in range(6)})
    saved(layer, limits=limits)
    with pytest.raises(TooLarge, match="files"):
        saved(layer, layer, limits=limits)


@pytest.mark.parametrize("path", ["x" * 5000, "a/" * 2500 + "b"], ids=["name", "folders"])
def test_a_path_that_no_system_has_is_not_looked_at(path: str) -> None:
    with pytest.raises(TooLarge, match="path"):
        saved(tar({path: b""}))
    with pytest.raises(TooLarge, match="path"):
        saved(tar({"link": special("link", tarfile.SYMTYPE, path)}))


def test_whiteout_hides_a_file_and_a_folder_with_all_in_it() -> None:
    base = tar({"a/b/c": b"1", "a/b2": b"2", "d": b"3"})
    image = saved(base, tar({"a/.wh.b": b"", ".wh.d": b""}))
    assert image.layers[1].deleted == {"/a/b", "/d"}
    assert set(image.files) == {"/a/b2"}


def test_opaque_folder_hides_what_was_in_it_and_keeps_what_the_layer_brings() -> None:
    base = tar({"a/old": b"1", "a/b/older": b"2", "ab": b"3"})
    image = saved(base, tar({"a/.wh..wh..opq": b"", "a/new": b"4"}))
    assert image.layers[1].opaque == {"/a"}
    assert image.layers[1].deleted == frozenset()
    assert set(image.files) == {"/a/new", "/ab"}


def test_opaque_root_hides_everything() -> None:
    image = saved(tar({"a": b"1", "b/c": b"2"}), tar({".wh..wh..opq": b"", "new": b"3"}))
    assert set(image.files) == {"/new"}


def test_file_in_place_of_a_folder_hides_what_was_in_it() -> None:
    image = saved(tar({"a/b/c": b"1"}), tar({"a": b"2"}))
    assert set(image.files) == {"/a"}


def test_path_deleted_and_made_again_in_one_layer_is_there() -> None:
    image = saved(tar({"a/old": b"1"}), tar({".wh.a": b"", "a/new": b"2"}))
    assert set(image.files) == {"/a/new"}


def test_links_have_no_size_and_say_where_they_lead() -> None:
    members: Members = {
        "file": b"12345",
        "hard": special("hard", tarfile.LNKTYPE, "file"),
        "soft": special("soft", tarfile.SYMTYPE, "/elsewhere"),
        "dev": special("dev", tarfile.CHRTYPE),
    }
    files = saved(tar(members)).files
    assert (files["/hard"].kind, files["/hard"].link) == (EntryKind.HARD_LINK, "file")
    assert (files["/soft"].kind, files["/soft"].link) == (EntryKind.SYMLINK, "/elsewhere")
    assert files["/dev"].kind is EntryKind.SPECIAL
    assert [entry.size_bytes for entry in files.values()] == [5, 0, 0, 0]


def test_without_contents_digests_stay() -> None:
    entry = saved(tar({"a": b"hello"}), contents=False).files["/a"]
    assert (entry.content, entry.size_bytes) == (None, 5)
    assert entry.digest == hashlib.sha256(b"hello").hexdigest()


def test_every_deletion_of_many_layers_counts() -> None:
    names = {f"usr/share/{number // 100}/{number}": b"" for number in range(10_000)}
    image = saved(tar(names), *[tar({f"usr/share/1/.wh.{100 + n}": b""}) for n in range(19)])
    assert len(image.files) == 10_000 - 19
