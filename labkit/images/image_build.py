"""One image, built by the engine from a context, with its progress and in its own words.

The classic builder is what every engine from 20.10 on speaks without a plug-in; it stops at the
target. A tag is set when the last step is done: an interrupted build leaves layers in the build
cache and no image that anybody would trust.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import docker

from grader import labels
from grader.disk import is_full
from grader.errors import ImageError
from grader.places import cache_dir, state_dir
from labkit.images.context import Entry, write_tar
from labkit.images.our_builds import ids_in, remember
from labkit.machine import Detail, engine_full, made, reporting_full_disk

PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "no_proxy")


def build(
    client: docker.DockerClient,
    tag: str,
    context: Iterable[Entry],
    *,
    content: str,
    detail: Detail,
    target: str | None = None,
    arguments: Mapping[str, str] | None = None,
) -> None:
    """Builds `tag` and labels it with the digest of what went into it.

    Args:
        content: what `labels.BUILT` will say.
        arguments: build arguments, beside the proxies of this process.

    Raises:
        ImageError: a step failed, or a disk is full.
    """
    options = {
        "tag": tag,
        "target": target,
        "labels": {labels.BUILT: content},
        "buildargs": {**_proxies(), **(arguments or {})},
    }
    folder = made(cache_dir())
    with reporting_full_disk(folder), tempfile.TemporaryFile(dir=folder) as tar:
        write_tar(context, tar)
        _follow(client, tag, _send(client, tar, options), detail)


def _send(
    client: docker.DockerClient, tar: IO[bytes], options: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """The builder's events. A step's container goes with the step, whatever becomes of it."""
    events: Iterator[dict[str, Any]] = client.api.build(
        fileobj=tar, custom_context=True, decode=True, rm=True, forcerm=True, **options
    )
    return events


def _follow(
    client: docker.DockerClient, tag: str, events: Iterable[dict[str, Any]], detail: Detail
) -> None:
    log_path = made(state_dir()) / f"build-{tag.rpartition('/')[2].replace(':', '-')}.log"
    with log_path.open("w") as log:
        for event in events:
            text = event.get("stream") or event.get("status") or event.get("error") or ""
            log.write(text if text.endswith("\n") else f"{text}\n")
            remember(ids_in(text))
            if "error" in event:
                log.flush()
                raise _failure(client, tag, event["error"], log_path)
            if text.strip():
                detail(text)


def _failure(client: docker.DockerClient, tag: str, words: str, log_path: Path) -> ImageError:
    # A step that met a full disk says so itself; the event says only how the step ended.
    if said := next(filter(is_full, [words, *log_path.read_text().splitlines()]), None):
        return engine_full(client, said)
    return ImageError(
        f"the build failed: {words.strip()}",
        where=f"image {tag}",
        next_step=f"read {log_path}, mend the cause, run the same command again",
    )


def _proxies() -> dict[str, str]:
    names = [*PROXIES, *(name.upper() for name in PROXIES)]
    return {name: os.environ[name] for name in names if name in os.environ}
