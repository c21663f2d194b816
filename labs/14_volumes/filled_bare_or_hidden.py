"""# Filled, bare, or hidden

The image `given.image` has two files in its folder `/site`: `index` and `about`. Run three
containers of it, and keep them running (the image's own command does). Each has something
mounted at `/site`:

- `given.filled` has the volume `given.volume`, and in its `/site` are the two files of the image;
- `given.bare` has the volume `given.bare_volume`, and its `/site` is **empty**, though the volume
  was empty when it was mounted;
- `given.served` has the host's folder `given.folder` (it exists and is empty), and in its `/site`
  are the two files too, since they are in that folder.
"""

from grader import Daemon, Given, build_image, check, choice, expect, name, wrong

given = {
    "image": name("site"),
    "filled": name("filled"),
    "volume": name("pages"),
    "bare": name("bare"),
    "bare_volume": name("blank"),
    "served": name("served"),
    "folder": name("/tmp/pages"),
    "headline": choice("harbour", "lagoon", "meadow", "tundra", "willow", "fjord"),
}

hints = [
    "An *empty volume* is filled with what the image has at that place, once, when it is first "
    "mounted. A *folder of the host* never is: it hides what the image has there. One of the three "
    "containers needs nothing but that rule, one needs it switched off, and for one you copy.",
    "The rule can be switched off for a mount: `nocopy` in a terminal "
    "(`-v VOLUME:/site:nocopy`), `no_copy=True` for `docker.types.Mount`. And the folder: the "
    "files must be put there by a container that sees both. If the folder is mounted at `/site`, "
    "it hides them; mount it at another place, and copy.",
    '`given.filled`: `volumes=[f"{given.volume}:/site"]`. `given.bare`: '
    '`volumes=[f"{given.bare_volume}:/site:nocopy"]`. Before `given.served`, run once '
    '`client.containers.run(given.image, ["sh", "-c", "cp /site/* /out/"], '
    'volumes=[f"{given.folder}:/out"], remove=True)`; then start it with '
    '`volumes=[f"{given.folder}:/site"]`.',
]


def setup(client, given):
    text = f"""\
    FROM dockyard/busybox
    RUN mkdir /site && echo {given.headline} > /site/index && echo about us > /site/about
    CMD ["sleep", "3600"]
    """
    build_image(client, text, tag=given.image, network_mode="none")
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", "rm -rf /folder/* /folder/.[!.]*"],
        volumes=[f"{given.folder}:/folder"],
        network_mode="none",
        remove=True,
    )


def starter(client, given):
    # Run given.filled, given.bare and given.served here.
    pass


def solution(client, given):
    # A new volume is empty, so Docker fills it from the image before the container starts.
    client.containers.run(
        given.image, name=given.filled, volumes=[f"{given.volume}:/site"], detach=True
    )
    # nocopy: this mount is not to be filled. In the longer form of a terminal:
    # --mount type=volume,source=VOLUME,target=/site,volume-nocopy
    client.containers.run(
        given.image, name=given.bare, volumes=[f"{given.bare_volume}:/site:nocopy"], detach=True
    )
    # A folder of the host is taken as it is. To see the image's files and the folder side by
    # side, a container mounts the folder where it hides nothing.
    client.containers.run(
        given.image,
        ["sh", "-c", "cp /site/* /out/"],
        volumes=[f"{given.folder}:/out"],
        remove=True,
    )
    client.containers.run(
        given.image, name=given.served, volumes=[f"{given.folder}:/site"], detach=True
    )
    for container in (given.filled, given.bare, given.served):
        listed = client.containers.get(container).exec_run(["ls", "/site"]).output.decode()
        print(container, "sees", listed.split())


@check(points=1)
def filled_from_the_image(daemon: Daemon, given: Given):
    """In the first container are the image's two files, and they are on its volume."""
    _expect_files(daemon, given.filled, _pages(given))
    daemon.volume(given.volume)
    _expect_same_place(daemon, given.filled, given.volume)


@check(points=1)
def bare_is_empty(daemon: Daemon, given: Given):
    """The second container's `/site` is its volume, and it is empty."""
    _expect_files(daemon, given.bare, "nothing")
    daemon.volume(given.bare_volume)
    _expect_same_place(daemon, given.bare, given.bare_volume)


@check(points=1)
def served_from_the_folder(daemon: Daemon, given: Given):
    """In the third container are the two files, and they are in the host's folder."""
    _expect_files(daemon, given.served, _pages(given))
    _expect_same_place(daemon, given.served, given.folder)


def _pages(given: Given) -> str:
    return f"about: about us; index: {given.headline}"


def _expect_files(daemon: Daemon, container: str, wanted: str) -> None:
    """What a running container has in /site, names and texts."""
    daemon.running(container, see="docker ps --all")
    look = 'cd /site && for f in $(ls -A); do echo "$f: $(cat $f)"; done'
    ran = daemon.execute(container, "sh", "-c", look)
    expect(
        f"files in /site of {container}",
        "; ".join(ran.output.splitlines()) or "nothing",
        wanted,
        see=f"docker exec {container} ls -A /site",
        next_step="What was in the volume or folder when it was mounted, and does Docker copy?",
    )


def _expect_same_place(daemon: Daemon, container: str, source: str) -> None:
    """What is written to a container's /site is in the volume or folder."""
    daemon.execute(container, "touch", "/site/.check")
    is_there = daemon.read_volume(source, ".check") is not None
    daemon.execute(container, "rm", "-f", "/site/.check")
    expect(
        f"a file that {container} writes to /site",
        f"is in {source}" if is_there else f"is not in {source}",
        f"is in {source}",
        see=f"docker container inspect --format '{{{{json .Mounts}}}}' {container}",
        next_step="The files look right and lie somewhere else. What is mounted at /site?",
    )


FILLED = "client.containers.run(\n    given.image, name=given.filled"
TOUCHED = """\
client.containers.run(
    "dockyard/busybox",
    ["touch", "/volume/ready"],
    volumes=[f"{given.volume}:/volume"],
    remove=True,
)
"""

volume_was_not_empty = wrong(
    "Somebody put a file on the volume first, and only an empty volume is filled.",
    fails="filled_from_the_image",
    edit={FILLED: TOUCHED + FILLED},
)
bare_was_filled = wrong(
    "An empty volume without `nocopy` is filled, whatever it is called.",
    fails="bare_is_empty",
    edit={":/site:nocopy": ":/site"},
)
folder_hides_the_files = wrong(
    "A folder of the host is not filled: it hides what the image has there.",
    fails="served_from_the_folder",
    edit={"cp /site/* /out/": "true"},
)
nothing_mounted = wrong(
    "The image's own files are there to see, but nothing of them is in the folder.",
    fails="served_from_the_folder",
    edit={
        "cp /site/* /out/": "true",
        'name=given.served, volumes=[f"{given.folder}:/site"]': "name=given.served",
    },
)
