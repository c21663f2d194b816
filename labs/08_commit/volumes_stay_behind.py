"""# What a commit leaves behind

1. Run a container `given.container` from `dockyard/busybox`, with a volume called `given.volume`
   mounted at `/data`.
2. In it, write the word `given.on_volume` to `/data/note`, and the word `given.in_layer` to
   `/note`.
3. Commit it as `given.snapshot`. One of the two words is not in that image.
4. Make a second image, `given.whole`, in which **both** files are, with their words: a container
   of it must have both **without any volume**.
"""

from grader import Daemon, Given, check, choice, expect, name, wrong

given = {
    "container": name("diary"),
    "volume": name("pages"),
    "on_volume": choice("harbour", "lantern", "lagoon", "meadow", "tundra", "fjord"),
    "in_layer": choice("amber", "cobalt", "garnet", "ivory", "onyx", "umber"),
    "snapshot": name("snapshot"),
    "whole": name("whole"),
}

hints = [
    "A commit takes the container's own layer. What is mounted over a folder lies somewhere else. "
    "To get it into an image, it must be copied into some container's own layer first.",
    'Start with `volumes=[f"{given.volume}:/data"]`. For the second image take a new container '
    "of `dockyard/busybox` and mount the volume at **another** place, so that `/data` is in its "
    'layer. With `mounts=[docker.types.Mount("/from", given.volume)]` no note of the mount gets '
    "into the config. Copy from one to the other, write `/note` too, commit. (Why not a container "
    "of your snapshot? Look at its `.Config.Volumes`.)",
    'For `given.whole`: `client.containers.run("dockyard/busybox", ["sh", "-c", f"mkdir '
    '/data && cp /from/note /data/note && echo {given.in_layer} > /note"], '
    'mounts=[docker.types.Mount("/from", given.volume)], detach=True)`, then wait for its end with '
    "`.wait()`, then `.commit(given.whole)`. (`import docker` goes first.)",
]


def starter(client, given):
    # Run given.container, write two files, commit twice.
    pass


def solution(client, given):
    from docker.types import Mount

    container = client.containers.run(
        "dockyard/busybox",
        ["sleep", "600"],
        name=given.container,
        volumes=[f"{given.volume}:/data"],
        detach=True,
    )
    container.exec_run(
        ["sh", "-c", f"echo {given.on_volume} > /data/note; echo {given.in_layer} > /note"]
    )
    container.commit(given.snapshot)

    # A new container of the base: mounted at /from, the volume leaves /data alone, so here /data
    # is a folder of the container's own layer. One of given.snapshot would not do, for docker-py's
    # `volumes=` also notes the path in the container's config, and the commit took that over: in
    # every container of given.snapshot /data is a new volume. Mount leaves no such note of /from.
    script = f"mkdir /data && cp /from/note /data/note && echo {given.in_layer} > /note"
    copier = client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", script],
        mounts=[Mount("/from", given.volume)],
        detach=True,
    )
    copier.wait()
    copier.commit(given.whole)

    for tag in (given.snapshot, given.whole):
        line = "test -e /data/note && echo is there || echo is missing"
        said = client.containers.run(tag, ["sh", "-c", line], remove=True)
        print("/data/note in", tag, said.decode().strip())


@check(points=1)
def volume_has_it(daemon: Daemon, given: Given):
    """The volume holds the first word, in its file `note`."""
    daemon.volume(given.volume)
    note = daemon.read_volume(given.volume, "note")
    expect(
        f"note on volume {given.volume}",
        "no file" if note is None else note.decode(errors="replace").strip(),
        given.on_volume,
        see=f"docker run --rm -v {given.volume}:/volume dockyard/busybox cat /volume/note",
        next_step="Was the volume mounted where you wrote, and by this name?",
    )


@check(points=1, after="volume_has_it")
def snapshot_has_one(daemon: Daemon, given: Given):
    """The snapshot has `/note` with its word, and no `/data/note`."""
    _expect_files(daemon, given.snapshot, {"/note": given.in_layer, "/data/note": "no file"})


@check(points=2, after="snapshot_has_one")
def whole_has_both(daemon: Daemon, given: Given):
    """The second image has both files, with their words, and declares no volume."""
    _expect_files(daemon, given.whole, {"/note": given.in_layer, "/data/note": given.on_volume})
    expect(
        f"volumes that {given.whole} declares",
        set(daemon.image(given.whole).config.volumes),
        set(),
        see=f"docker image inspect --format '{{{{json .Config.Volumes}}}}' {given.whole}",
        next_step="A mount can leave a note in the container's config, and a commit takes it "
        "along. Which way to mount leaves none?",
    )


def _expect_files(daemon: Daemon, image: str, wanted: dict[str, str]) -> None:
    saved = daemon.saved(image)
    for path, word in wanted.items():
        expect(
            f"{path} in image {image}",
            saved.text(path) or "no file",
            word,
            see=f"docker run --rm {image} cat {path}",
            next_step="Where did it lie in the container: in its layer, or on a mount? "
            "`docker container inspect` lists the mounts.",
        )


COPIER = """\
    "dockyard/busybox",
    ["sh", "-c", script],
    mounts=[Mount("/from", given.volume)],
"""
WHOLE = "copier.commit(given.whole)"
SNAPSHOT = "container.commit(given.snapshot)\n"

committed_once_more = wrong(
    "A second commit of the same container leaves the same thing behind.",
    fails="whole_has_both",
    edit={WHOLE: "container.commit(given.whole)"},
)
exported = wrong(
    "`docker export` writes the container's own file system, and the volume is not in it.",
    fails="whole_has_both",
    edit={
        WHOLE: 'client.api.import_image_from_data(b"".join(container.export()), '
        "repository=given.whole)"
    },
)
copied_onto_itself = wrong(
    "The volume is mounted at `/data` again, so the copy lies on the volume as well.",
    fails="whole_has_both",
    edit={
        COPIER: """\
    given.snapshot,
    ["sh", "-c", "cp /data/note /data/copy"],
    volumes=[f"{given.volume}:/data"],
"""
    },
)
copied_in_a_snapshot = wrong(
    "Copied to the right path, but the snapshot's config makes a volume of `/data` again.",
    fails="whole_has_both",
    edit={
        COPIER: """\
    given.snapshot,
    ["cp", "/from/note", "/data/note"],
    volumes=[f"{given.volume}:/from"],
"""
    },
)
declares_a_volume = wrong(
    "Both files are in its layer, and each of its containers gets a new volume at `/from`.",
    fails="whole_has_both",
    edit={'mounts=[Mount("/from", given.volume)]': 'volumes=[f"{given.volume}:/from"]'},
)
an_unnamed_volume = wrong(
    "The volume exists, but a new one without a name was mounted: it holds the word.",
    fails="volume_has_it",
    edit={'volumes=[f"{given.volume}:/data"]': 'volumes=["/data"]'},
)
committed_too_early = wrong(
    "The commit came before the words, and an image does not follow its container.",
    fails="snapshot_has_one",
    edit={SNAPSHOT: "", "container.exec_run(": SNAPSHOT + "container.exec_run("},
)
