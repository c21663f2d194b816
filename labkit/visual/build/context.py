"""A build's context: what is sent to the daemon, and what each file's content is known by.

From a folder it is sent as `docker build` would: what .dockerignore names stays at home.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from docker.utils import build as docker_build

from grader.errors import ContentError

DOCKERFILE = "Dockerfile"
IGNORE = ".dockerignore"

Files = Mapping[str, str] | Path | str | None
"""Path in the context → its text; or a folder; or nothing."""


@dataclass(frozen=True)
class Context:
    """An archive to send, and `digests`: path → what its content is known by."""

    archive: IO[bytes]
    digests: Mapping[str, str]


def context(dockerfile: str, files: Files = None) -> Context:
    """The context of a build. A folder's own Dockerfile gives way to this one.

    Raises:
        ContentError: there is no such folder.
    """
    if isinstance(files, str | Path):
        if not Path(files).is_dir():
            raise ContentError(
                "there is no such folder", where=str(files), next_step="make it, or name another"
            )
        return _of_folder(dockerfile, Path(files))
    return _of_texts({**(files or {}), DOCKERFILE: dockerfile})


def _of_texts(files: Mapping[str, str]) -> Context:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for path, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    archive.seek(0)
    return Context(archive, _without_dockerfile({p: _digest(t.encode()) for p, t in files.items()}))


def _of_folder(dockerfile: str, folder: Path) -> Context:
    kept = sorted(docker_build.exclude_paths(str(folder), _ignored(folder), DOCKERFILE))
    archive = docker_build.create_archive(
        root=str(folder),
        files=[path for path in kept if path != DOCKERFILE],
        extra_files=[(DOCKERFILE, dockerfile)],
    )
    found = {path: folder / path for path in kept}
    digests = {path: _digest_of(at) for path, at in found.items() if not at.is_dir()}
    return Context(cast(IO[bytes], archive), _without_dockerfile(digests))


def _ignored(folder: Path) -> list[str]:
    """The patterns of .dockerignore; its comments and empty lines are none."""
    try:
        lines = (folder / IGNORE).read_text().splitlines()
    except FileNotFoundError:
        return []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _digest_of(path: Path) -> str:
    """By content and mode: a file that becomes executable is another file to the cache."""
    if path.is_symlink():
        return _digest(str(path.readlink()).encode())
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{path.stat().st_mode:o}:{content}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _without_dockerfile(digests: Mapping[str, str]) -> Mapping[str, str]:
    return {path: digest for path, digest in digests.items() if path != DOCKERFILE}
