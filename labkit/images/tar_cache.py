"""The base images as tar files in the user's cache: for the sandbox, and for other engines.

A file `NAME.content` beside `NAME.tar` says what the tar holds; it is written last.
"""

from __future__ import annotations

from pathlib import Path

import docker

from grader.disk import whole_file
from grader.places import images_dir
from labkit.machine import Console, made, reporting_full_disk


def saved(name: str) -> Path:
    """Where the image `name` lies as a tar file."""
    return images_dir() / f"{name}.tar"


def is_saved(name: str, content: str) -> bool:
    """Whether the tar file holds the image made from `content`."""
    seal = saved(name).with_suffix(".content")
    return saved(name).exists() and seal.exists() and seal.read_text() == content


def save(client: docker.DockerClient, console: Console, tag: str, name: str, content: str) -> None:
    """Writes the image `tag` to the cache."""
    tar, seal = saved(name), saved(name).with_suffix(".content")
    with console.step(f"Saving {tag} to {tar}"), reporting_full_disk(images_dir()):
        made(images_dir())
        seal.unlink(missing_ok=True)
        with whole_file(tar) as file:
            for chunk in client.api.get_image(tag):
                file.write(chunk)
        seal.write_text(content)
