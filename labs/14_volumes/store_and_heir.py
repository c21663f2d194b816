"""# From a data container to a named volume

The container `given.store` has never run a program of use. Somebody made it years ago for its
volume, which has no name, is mounted at `/data` and holds a file `seal`: a *data container*.

1. **The old way.** Run `given.old_way` from `dockyard/busybox` and keep it running (the command
   `["sleep", "3600"]` will do). It uses the volume of `given.store`, at the same place, and what it
   writes there is there for all who use the store.
2. **The new way.** Put what is in `/data` on a volume called `given.volume`. Run `given.new_way`
   likewise, with that volume at `/data`. It shares nothing with the store.
"""

from grader import Daemon, Given, check, choice, expect, name, wrong
from grader.labels import BUSYBOX_IMAGE, LESSON

given = {
    "store": name("store"),
    "old_way": name("old-way"),
    "volume": name("data"),
    "new_way": name("new-way"),
    "seal": choice("anchor", "beacon", "comet", "lantern", "raven", "spruce"),
}

hints = [
    "A container can take over all mounts of another one by naming *the container*, which need not "
    "run: `--volumes-from` in a terminal. A volume with a name needs no container to be found by.",
    "`volumes_from=[…]` is the option in Python. For the second part you need a container that "
    "sees both volumes at once: one by `volumes_from`, at `/data`, and `given.volume` at another "
    "place. It copies and ends.",
    '1: `client.containers.run("dockyard/busybox", ["sleep", "3600"], name=given.old_way, '
    'volumes_from=[given.store], detach=True)`. 2: run `["cp", "-a", "/data/.", "/new"]` with '
    '`volumes_from=[given.store]`, `volumes=[f"{given.volume}:/new"]` and `remove=True`; then run '
    '`given.new_way` with `volumes=[f"{given.volume}:/data"]`.',
]


def setup(client, given):
    store = client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", f"echo {given.seal} > /data/seal"],
        name=given.store,
        volumes=["/data"],
        detach=True,
    )
    store.wait()


def starter(client, given):
    # Run given.old_way and given.new_way here.
    pass


def solution(client, given):
    # The old way: the volume has no name, so we name a container that has it.
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.old_way,
        volumes_from=[given.store],
        detach=True,
    )
    # A container that sees both: the store's volume at /data, the new one at /new.
    client.containers.run(
        "dockyard/busybox",
        ["cp", "-a", "/data/.", "/new"],
        volumes_from=[given.store],
        volumes=[f"{given.volume}:/new"],
        remove=True,
    )
    # The new way: the volume has a name, and no other container is needed to find it.
    new = client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.new_way,
        volumes=[f"{given.volume}:/data"],
        detach=True,
    )
    print(new.exec_run(["cat", "/data/seal"]).output.decode())


@check(points=1)
def old_way_shares(daemon: Daemon, given: Given):
    """What `given.old_way` writes to `/data` is there for whoever uses the store's volume."""
    _expect_running(daemon, given.old_way)
    daemon.container(given.store)
    daemon.execute(given.old_way, "touch", "/data/.check")
    # The store does not run: for an archive the daemon mounts its volume nevertheless.
    is_there = daemon.read_file(given.store, "/data/.check") is not None
    daemon.execute(given.old_way, "rm", "-f", "/data/.check")
    expect(
        f"a file that {given.old_way} writes to /data",
        "is on the store's volume" if is_there else "is not on the store's volume",
        "is on the store's volume",
        see=f"docker container inspect --format '{{{{json .Mounts}}}}' "
        f"{given.store} {given.old_way}",
        next_step="Which volume has it at /data, if any, and may it write there?",
    )


@check(points=1)
def new_way_has_the_seal(daemon: Daemon, given: Given):
    """`given.new_way` finds the seal in `/data`, and it is on the named volume."""
    _expect_running(daemon, given.new_way)
    daemon.volume(given.volume)
    ran = daemon.execute(given.new_way, "cat", "/data/seal")
    expect(
        f"/data/seal in {given.new_way}",
        ran.output.strip() if ran.exit_code == 0 else "no file",
        given.seal,
        see=f"docker exec {given.new_way} ls -A /data",
        next_step="A new volume is empty. Who has copied?",
    )
    seal = _read_on(daemon, given.volume, "seal")
    expect(
        f"seal on volume {given.volume}",
        "no file" if seal is None else seal.decode(errors="replace").strip(),
        given.seal,
        see=f"docker run --rm -v {given.volume}:/look dockyard/busybox ls -A /look",
        next_step="The container has it from somewhere else.",
    )


@check(points=1, after="new_way_has_the_seal")
def new_way_is_free(daemon: Daemon, given: Given):
    """What `given.new_way` writes to `/data` goes to the named volume, not to the store's."""
    daemon.execute(given.new_way, "touch", "/data/.check")
    is_there = _read_on(daemon, given.volume, ".check") is not None
    daemon.execute(given.new_way, "rm", "-f", "/data/.check")
    expect(
        f"a file that {given.new_way} writes to /data",
        f"is on {given.volume}" if is_there else f"is not on {given.volume}",
        f"is on {given.volume}",
        see=f"docker container inspect --format '{{{{json .Mounts}}}}' {given.new_way}",
        next_step="The volume has the right text, and this container does not use it.",
    )


def _read_on(daemon: Daemon, volume: str, path: str) -> bytes | None:
    """A file's content on a volume; None when there is no such file.

    Starts nothing: for an archive the daemon mounts what a container has, as for a start.
    """
    look = daemon.client.containers.create(
        BUSYBOX_IMAGE, volumes=[f"{volume}:/look"], labels={LESSON: "check"}
    )
    try:
        return daemon.read_file(look.id, f"/look/{path}")
    finally:
        look.remove(v=True)


def _expect_running(daemon: Daemon, container: str) -> None:
    running = daemon.container(container).is_running
    expect(f"container {container} is running", running, True, see="docker ps --all")


@wrong(fails="old_way_shares")
def a_new_volume_at_the_same_place(client, given):
    """The same path in two containers is not the same volume."""
    client.containers.run(
        "dockyard/busybox", ["sleep", "3600"], name=given.old_way, volumes=["/data"], detach=True
    )
    client.containers.run(
        "dockyard/busybox",
        ["cp", "-a", "/data/.", "/new"],
        volumes_from=[given.store],
        volumes=[f"{given.volume}:/new"],
        remove=True,
    )
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.new_way,
        volumes=[f"{given.volume}:/data"],
        detach=True,
    )


@wrong(fails="new_way_has_the_seal")
def an_empty_volume(client, given):
    """The named volume is there and mounted, and nobody has copied anything to it."""
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.old_way,
        volumes_from=[given.store],
        detach=True,
    )
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.new_way,
        volumes=[f"{given.volume}:/data"],
        detach=True,
    )


@wrong(fails="new_way_has_the_seal")
def copied_onto_the_new_mount(client, given):
    """Both mounts at `/data`: the one hides the other, so nothing of the store was copied."""
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.old_way,
        volumes_from=[given.store],
        detach=True,
    )
    new = client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.new_way,
        volumes_from=[given.store],
        volumes=[f"{given.volume}:/data"],
        detach=True,
    )
    new.exec_run(["cp", "-a", "/data/.", "/data"])


@wrong(fails="new_way_is_free")
def still_from_the_store(client, given):
    """Copied as it should be, but the container still runs on the store's volume."""
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.old_way,
        volumes_from=[given.store],
        detach=True,
    )
    client.containers.run(
        "dockyard/busybox",
        ["cp", "-a", "/data/.", "/new"],
        volumes_from=[given.store],
        volumes=[f"{given.volume}:/new"],
        remove=True,
    )
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.new_way,
        volumes_from=[given.store],
        detach=True,
    )
