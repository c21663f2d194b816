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
    daemon.running(given.old_way, see="docker ps --all")
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
    daemon.running(given.new_way, see="docker ps --all")
    daemon.volume(given.volume)
    ran = daemon.execute(given.new_way, "cat", "/data/seal")
    expect(
        f"/data/seal in {given.new_way}",
        ran.output.strip() if ran.exit_code == 0 else "no file",
        given.seal,
        see=f"docker exec {given.new_way} ls -A /data",
        next_step="A new volume is empty. Who has copied?",
    )
    seal = daemon.read_volume(given.volume, "seal")
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
    is_there = daemon.read_volume(given.volume, ".check") is not None
    daemon.execute(given.new_way, "rm", "-f", "/data/.check")
    expect(
        f"a file that {given.new_way} writes to /data",
        f"is on {given.volume}" if is_there else f"is not on {given.volume}",
        f"is on {given.volume}",
        see=f"docker container inspect --format '{{{{json .Mounts}}}}' {given.new_way}",
        next_step="The volume has the right text, and this container does not use it.",
    )


a_new_volume_at_the_same_place = wrong(
    "The same path in two containers is not the same volume.",
    fails="old_way_shares",
    edit={
        "old_way,\n    volumes_from=[given.store]": 'old_way,\n    volumes=["/data"]',
    },
)
an_empty_volume = wrong(
    "The named volume is there and mounted, and nobody has copied anything to it.",
    fails="new_way_has_the_seal",
    edit={'["cp", "-a", "/data/.", "/new"]': '["true"]'},
)
copied_onto_the_new_mount = wrong(
    "Both mounts at `/data`: the one hides the other, so nothing of the store was copied.",
    fails="new_way_has_the_seal",
    edit={
        '["cp", "-a", "/data/.", "/new"]': '["true"]',
        "name=given.new_way,": "name=given.new_way,\n    volumes_from=[given.store],",
        '["cat", "/data/seal"]': '["cp", "-a", "/data/.", "/data"]',
    },
)
still_from_the_store = wrong(
    "Copied as it should be, but the container still runs on the store's volume.",
    fails="new_way_is_free",
    edit={'volumes=[f"{given.volume}:/data"]': "volumes_from=[given.store]"},
)
