"""What a notebook calls to look at its daemon: one short function a picture.

A thin list: each function gathers facts with the client that it is given, and shows them. A name
that is not there raises; labkit/errors/cell_errors.py says it in a few lines.
"""

from __future__ import annotations

from typing import Any

import docker
from docker.models.containers import Container

from grader.daemon import Daemon
from grader.labels import BUSYBOX_IMAGE
from labkit.visual.argv import live_argv, measure, run_one
from labkit.visual.build import Builder, Files, Wanted, build_card, build_live, follow
from labkit.visual.kit import watch
from labkit.visual.layers import LayersLive, image_layers, own_layer
from labkit.visual.lifeline import Lifeline, Lifelines, Watch
from labkit.visual.networks import HOST, Request, live_networks, network_map, path, path_card, send
from labkit.visual.page import live_page, served
from labkit.visual.processes import live_processes, process_tree
from labkit.visual.pull import follow_pull, pull_card, pull_live
from labkit.visual.volumes import live_volumes, volume_map

_LIFELINES = Lifelines()


def layers(client: docker.DockerClient, of: str | Container, *, base: str = "") -> None:
    """What each layer of an image adds, changes and deletes, who made it, and what is wasted.

    Args:
        of: an image's name, or a container, whose own layer then lies on top.
        base: the image that it begins with; what stays in the notebook leaves that one out.
    """
    if isinstance(of, str):
        LayersLive(image_layers(client, of, base=base)).live().show()
        return
    name = str(of.name)
    found = image_layers(
        client,
        of.attrs["Image"],
        called=str(of.attrs["Config"]["Image"]),
        base=base,
        container=name,
    )
    LayersLive(found, lambda: own_layer(client, name)).live().show()


def volumes(client: docker.DockerClient, *containers: str, **called: str) -> None:
    """Who mounts what where, and what is left when containers are removed.

    Args:
        containers: their names; when none is named all that mount anything, and orphans too.
        called: a word to print → the name or the folder's path that it stands for.
    """
    live_volumes(lambda: volume_map(client, containers, called)).show()


def processes(client: docker.DockerClient, *containers: str) -> None:
    """The processes of containers, with their numbers on the host and inside.

    Args:
        containers: their names; all that run when none is named.
    """
    live_processes(lambda: process_tree(client, containers)).show()


def networks(client: docker.DockerClient, *containers: str) -> None:
    """Who is plugged into which network, and, measured now, who reaches whom.

    Args:
        containers: their names; all that there are when none is named.
    """
    live_networks(
        lambda: network_map(client, containers),
        lambda found, request: send(client, found, request),
    ).show()


def request(client: docker.DockerClient, target: str, port: int, *, origin: str = HOST) -> None:
    """The path of one request to a container's port, and what came of sending it.

    Args:
        origin: "the host", "another machine", or the name of a container.
    """
    asked = Request(origin, target, port)
    found = network_map(client, asked.containers)
    path_card(asked, path(found, asked), send(client, found, asked)).show()


def lifeline(client: docker.DockerClient, *containers: str) -> Lifeline:
    """What becomes of containers from now on, until `stop()` or the end of a `with` block.

    Another one of the same names, such as of the same cell run again, ends it too.

    Args:
        containers: their names, whether they exist yet or not; all when none is named.
    """
    return _LIFELINES.open(containers, lambda changed: Watch(client, containers, changed))


def build(
    client: docker.DockerClient,
    name: str,
    dockerfile: str,
    context: Files = None,
    *,
    builder: Builder = "buildkit",
    **options: Any,
) -> None:
    """Builds an image and shows every step: from the cache or run, and why it ran.

    Args:
        name: the image's tag; the next build of it is compared with this one.
        context: path → text of the files, or a folder; nothing but the Dockerfile otherwise.
        options: `arguments` (a dict), `target`, `uses_cache` (True unless said otherwise).
    """
    wanted = Wanted(name, dockerfile, context, builder, **options)
    watch(follow(client, wanted), build_live, build_card)


def argv(client: docker.DockerClient, base: str = BUSYBOX_IMAGE) -> None:
    """ENTRYPOINT and CMD in all their forms: what the daemon runs of them, measured.

    Args:
        base: the image that each combination is built on; it must have `sleep` and a shell.
    """
    daemon = Daemon(client)
    live_argv(measure(daemon, base), lambda choice: run_one(daemon, base, choice)).show()


def page(
    client: docker.DockerClient,
    container: str | Container,
    port: int,
    *,
    path: str = "/",
    called: str = "",
) -> None:
    """What a published port serves: status, headers and the page, asked from the host.

    Args:
        port: as the container numbers it.
        called: what to call the container, where its name is not one to read.
    """
    name = container if isinstance(container, str) else str(container.id)
    called = called or (name if isinstance(container, str) else "the container")
    daemon = Daemon(client)
    live_page(lambda wanted: served(daemon, name, port, wanted, called=called), path).show()


def pull(client: docker.DockerClient, reference: str) -> None:
    """Pulls an image and shows how far each layer is."""
    watch(follow_pull(client, reference), pull_live, pull_card)
