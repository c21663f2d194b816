"""# Only the orphans

Volumes have piled up. All that belong to this exercise carry the label `given.label`, and among
them are

- **orphans**: volumes without a name of their own, which no container uses;
- `given.treasure`, a volume with a name, which no container uses **at the moment**;
- a volume without a name which the running container `given.busy` uses.

Besides, there is `given.done`, a container that has ended. It uses `given.treasure` too, and one
more volume, without a name and without a label.

1. Remove `given.done` **together with its volume that has no name**.
2. Remove the orphans, and **only** them. What has a name or is in use stays.
3. Leave in `answer` how many orphans there were in step 2.

Nothing that does not carry the label may be touched by a clean-up in step 2.
"""

from grader import Daemon, Given, check, expect, expect_that, name, number, wrong

given = {
    "label": name("season"),
    "treasure": name("treasure"),
    "busy": name("busy"),
    "done": name("done"),
}

needs = ["prune-spares-names"]

hints = [
    "To remove a container leaves its volumes behind, unless one says otherwise: `-v` in a "
    "terminal, `v=True` in Python. That takes those without a name only.",
    "`docker volume prune` removes volumes that are in no container. By default it takes only "
    "those without a name. It can be held to a label with a filter: `--filter label=…`, in Python "
    '`client.volumes.prune(filters={"label": …})`.',
    "`client.containers.get(given.done).remove(v=True)`; then "
    '`gone = client.volumes.prune(filters={"label": given.label})`, and the answer is '
    '`len(gone["VolumesDeleted"])`. If too much is gone already: the first line of the cell sets '
    "everything up afresh.",
]


def _orphans(given: Given) -> int:
    """How many there are: three to six."""
    return given.hidden("orphans", number(3, 6))


def setup(client, given):
    def without_a_name():
        return client.volumes.create(labels={given.label: ""}).name

    client.volumes.create(given.treasure, labels={given.label: ""})
    done = client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", "echo gold > /treasure/gold; echo scrap > /scrap/scrap"],
        name=given.done,
        volumes=["/scrap", f"{given.treasure}:/treasure"],
        network_mode="none",
        detach=True,
    )
    done.wait()
    done.reload()
    scrap = next(one["Name"] for one in done.attrs["Mounts"] if one["Destination"] == "/scrap")
    for _ in range(_orphans(given)):
        without_a_name()
    stranger = client.volumes.create().name  # without the label: nobody's to remove here
    # So that the check can tell which volume was whose when the container is gone.
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.busy,
        volumes=[f"{without_a_name()}:/work"],
        labels={f"{given.label}.scrap": scrap, f"{given.label}.stranger": stranger},
        detach=True,
    )


def starter(client, given):
    # Remove given.done with its volume, then the orphans.
    removed = None  # ← how many orphans there were
    return removed


def solution(client, given):
    # v=True takes the volumes without a name along. The one with a name stays.
    # In a terminal: docker rm --volumes DONE
    client.containers.get(given.done).remove(v=True)

    # Prune leaves alone what a container uses and what has a name; the filter holds it to our
    # label. In a terminal: docker volume prune --filter label=LABEL
    gone = client.volumes.prune(filters={"label": given.label})
    return len(gone["VolumesDeleted"] or [])


@check(points=1)
def orphans_counted(given: Given, answer):
    """The answer is the number of orphans."""
    expect_that(
        str(answer).strip() == str(_orphans(given)),
        "answer",
        expected="the number of orphans that carry the label",
        found=answer,
        see=f"docker volume ls --filter label={given.label}",
        next_step="Count what is without a name, carries the label and is in no container. "
        "After a clean-up it is too late to count: then run the cell afresh.",
    )


@check(points=1, after="orphans_counted")
def orphans_are_gone(daemon: Daemon, given: Given):
    """Of the volumes with the label, those without a name and without a container are gone."""
    left = daemon.client.volumes.list(filters={"label": given.label, "dangling": True})
    expect(
        "orphans that are left",
        sum(volume.name != given.treasure for volume in left),
        0,
        see=f"docker volume ls --filter dangling=true --filter label={given.label}",
    )


@check(points=1, after="orphans_counted")
def the_rest_is_there(daemon: Daemon, given: Given):
    """What has a name, is in use or lacks the label is still there."""
    names = [volume.name for volume in daemon.client.volumes.list()]
    expect_that(
        given.treasure in names,
        f"volume {given.treasure}",
        expected="to be there",
        found="nothing by that name",
        see=f"docker volume ls --filter label={given.label}",
        next_step="That no container uses a volume now does not say that nobody needs it.",
    )
    gold = daemon.read_volume(given.treasure, "gold") or b"no file"
    expect(f"gold on volume {given.treasure}", gold.decode(errors="replace").strip(), "gold")
    busy = [one.name for one in daemon.containers() if one.is_running]
    expect(
        f"container {given.busy}",
        "is running" if given.busy in busy else "is not running",
        "is running",
        see="docker ps --all",
        next_step="Its volume was in use, so it was no orphan.",
    )
    stranger = daemon.container(given.busy).config.labels.get(f"{given.label}.stranger", "")
    expect(
        f"an unused volume that lacks the label {given.label}",
        "is there" if stranger in names else "is gone",
        "is there",
        see="docker volume ls --filter dangling=true",
        next_step="A prune without a filter takes anybody's. Run the cell afresh, and hold it to "
        "the label.",
    )


@check(points=1, after="the_rest_is_there")
def done_is_gone_with_its_scrap(daemon: Daemon, given: Given):
    """The ended container is gone, and its volume without a name too."""
    names = [one.name for one in daemon.containers()]
    expect(
        f"container {given.done}",
        "is there" if given.done in names else "is gone",
        "is gone",
        see=f"docker ps --all --filter name={given.done}",
    )
    scrap = daemon.container(given.busy).config.labels.get(f"{given.label}.scrap", "")
    volumes = [volume.name for volume in daemon.client.volumes.list()]
    expect(
        f"the volume without a name that {given.done} had",
        "is there" if scrap in volumes else "is gone",
        "is gone",
        see="docker volume ls --filter dangling=true",
        next_step="Nobody will find it again by its container: that has to happen in one step.",
    )


PRUNED = """\
gone = client.volumes.prune(filters={"label": given.label})
answer = len(gone["VolumesDeleted"] or [])"""

removed_without_its_volume = wrong(
    "The container is gone, and it left one orphan more, which carries no label.",
    fails="done_is_gone_with_its_scrap",
    edit={"remove(v=True)": "remove()"},
)
all_of_them = wrong(
    "With `all` set, prune takes volumes with a name too, once no container uses them.",
    fails="the_rest_is_there",
    edit={
        PRUNED: """\
dangling = client.volumes.list(filters={"dangling": True, "label": given.label})
client.volumes.prune(filters={"label": given.label, "all": True})
answer = len(dangling) - 1"""
    },
)


@wrong(fails="the_rest_is_there")
def without_a_filter(client, given):
    """Counted rightly, then the whole engine was cleaned: somebody else's volume is gone too."""
    client.containers.get(given.done).remove(v=True)
    dangling = client.volumes.list(filters={"dangling": True, "label": given.label})
    # What `client.volumes.prune()` would take, one by one: not on an engine that others use.
    for volume in dangling:
        if volume.name != given.treasure:
            volume.remove()
    busy = client.containers.get(given.busy)
    client.volumes.get(busy.labels[f"{given.label}.stranger"]).remove()
    return len(dangling) - 1


@wrong(fails="the_rest_is_there")
def all_that_could_be_found(client, given):
    """A loop with force over everything that carries the label, containers first."""
    client.containers.get(given.done).remove(v=True)
    client.containers.get(given.busy).remove(force=True)
    found = client.volumes.list(filters={"label": given.label})
    for volume in found:
        volume.remove(force=True)
    return len(found) - 2


counted_and_left = wrong(
    "Counted with care, and nothing removed.",
    fails="orphans_are_gone",
    edit={
        PRUNED: """\
dangling = client.volumes.list(filters={"dangling": True, "label": given.label})
answer = len([volume for volume in dangling if volume.name != given.treasure])"""
    },
)


@wrong(fails="orphans_counted")
def counted_all_with_the_label(client, given):
    """The treasure and the volume in use carry the label too."""
    found = client.volumes.list(filters={"label": given.label})
    client.containers.get(given.done).remove(v=True)
    client.volumes.prune(filters={"label": given.label})
    return len(found)
