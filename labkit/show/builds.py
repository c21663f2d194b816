"""More of what a lesson shows with: builds with BuildKit, folders of files, files of an image."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

import docker

from grader.daemon import Built, build

__all__ = ["Built", "buildkit", "folder_with", "read_file"]

buildkit = build
"""`buildkit(client, dockerfile, files)`: builds with BuildKit, as of grader.daemon.buildkit."""


def folder_with(files: Mapping[str, str | bytes]) -> Path:
    """A new folder with these files in it: path in the folder → content."""
    folder = Path(tempfile.mkdtemp())
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read_file(client: docker.DockerClient, image: str, path: str) -> str:
    """A text file of an image, as `docker create`, `docker cp` and `docker rm` give it."""
    container = client.containers.create(image)
    try:
        stream, _ = container.get_archive(path)
        with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as archive:
            member = archive.next()
            found = archive.extractfile(member) if member else None
            return found.read().decode().strip() if found else ""
    finally:
        container.remove()
