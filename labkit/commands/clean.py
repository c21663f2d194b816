"""`./dockyard clean`: removes what is ours and nothing else.

Ours is: a sandbox, or its directory, that no living process owns; what carries the label of a
lesson; with --images the images by our tags, and untagged ones that our builds are known to have
made. Says what it will remove before it does, and never prunes.
"""

from __future__ import annotations

import shutil
from functools import partial

import docker
from docker.errors import APIError, NotFound

from grader import labels
from grader.errors import EngineError, ImageError
from grader.places import cache_dir
from grader.sandbox import LeftOver, connect, left_over
from labkit.images import survey, untagged
from labkit.kernel_side import things
from labkit.machine import Console


def run_clean(*, images: bool, cache: bool, yes: bool) -> int:
    """Lists, asks, removes. Returns: 0, or 1 when the user declined or something stayed."""
    console = Console()
    client = _engine(console, needed=images)
    items = ours(client, images=images) if client is not None else []
    if cache and cache_dir().exists():
        items.append(LeftOver(f"cache {cache_dir()}", partial(shutil.rmtree, cache_dir())))
    if not items:
        print("Nothing of ours to remove.")
        return 0
    for item in items:
        print(item.name)
    if not console.confirm(f"Remove these {len(items)}?", yes=yes, default=False):
        return 1
    stayed = [said for item in items if (said := _removed(item))]
    for said in stayed:
        console.say(said)
    return 1 if stayed else 0


def ours(client: docker.DockerClient, *, images: bool) -> list[LeftOver]:
    """What is ours in an engine, in the order in which it can be removed."""
    items = list(left_over(client))
    tags = {state.tag for state in survey(client)}
    for thing in things(client):
        if labels.LESSON in thing.labels or (
            images and labels.BUILT in thing.labels and thing.names & tags
        ):
            items.append(LeftOver(f"{thing.kind} {_name(thing.names)}", thing.remove))
    if images:
        remove = client.api.remove_image
        items += [
            LeftOver(f"image {name[7:19]}", partial(remove, name)) for name in untagged(client)
        ]
    return items


def _name(names: frozenset[str]) -> str:
    """The fullest name: of an image, the one with its tag."""
    return max(names, key=len, default="without a name")


def _engine(console: Console, *, needed: bool) -> docker.DockerClient | None:
    try:
        return connect()
    except EngineError as error:
        if needed:
            raise
        console.say(f"No engine to look into: {error}")
        return None


def _removed(item: LeftOver) -> str | None:
    """Removes it; what stands in the way, when something does."""
    try:
        item.remove()
    except NotFound:
        return None
    except APIError as error:
        return f"{item.name} stays: {error.explanation}"
    except (OSError, ImageError) as error:
        return f"{item.name} stays: {error}"
    return None
