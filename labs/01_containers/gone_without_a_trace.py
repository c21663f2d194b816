"""# Gone without a trace

The image `given.image` is there already. Its command runs for a moment and ends with an exit
code that nobody has told you; and it keeps something in a folder `/cargo`, which the image
declares as a volume.

Run it **once**, with its own command, as a container called `given.container`, so that when you
are done

- no container `given.container` is left, ended or not;
- no volume is left that was made for it;
- its exit code is in `answer`.
"""

import time

from grader import (
    Daemon,
    Given,
    build_image,
    check,
    expect,
    expect_that,
    missing,
    name,
    number,
    wrong,
)

given = {"image": name("parcel"), "container": name("courier")}

hints = [
    "`--rm` is a wish to the daemon: *when this container has ended, remove it, and its nameless "
    "volumes too*. Whoever removes a container by hand must say the second half as well. And the "
    "exit code is gone with the container: take it while it runs, or ask who remembers.",
    "In the SDK the wish is called `auto_remove=True`. Beware: `remove=True` without `detach=True` "
    "is not the wish; then the SDK removes the container itself and leaves the volume. With "
    "`detach=True` you get the container while it still runs, and can wait for its end.",
    "`container = client.containers.run(given.image, name=given.container, detach=True, "
    'auto_remove=True)`, and in the same cell `container.wait()["StatusCode"]`. That is the code. '
    "Did an earlier try leave a volume? Run the whole cell again: only what comes after `start` "
    "counts.",
]


DOCKERFILE = """\
FROM dockyard/busybox
COPY deliver /deliver
VOLUME /cargo
CMD ["sh", "/deliver"]
"""


def _code(given: Given) -> int:
    """The exit code: known to the check, and to whoever runs the image."""
    return given.hidden("code", number(3, 99))


def setup(client, given):
    program = f"echo heavy > /cargo/parcel\nsleep 2\nexit {_code(given)}\n"
    build_image(client, DOCKERFILE, {"deliver": program}, tag=given.image)


def starter(client, given):
    # Run given.image as given.container.

    code = None  # ← its exit code
    return code


def solution(client, given):
    # auto_remove is `docker run --rm`: the daemon removes the container at its end, and with it
    # the nameless volume that was made for /cargo.
    container = client.containers.run(
        given.image, name=given.container, detach=True, auto_remove=True
    )
    # The answer to this request comes when the container has ended: the last moment at which
    # anybody knows its exit code.
    code = container.wait()["StatusCode"]
    return code


@check(points=1)
def nothing_is_left(daemon: Daemon, given: Given):
    """The container was there and is gone."""
    was_there = bool(_ids(daemon, given))
    until = time.monotonic() + 5
    while (left := _names(daemon, given)) and time.monotonic() < until:
        time.sleep(0.1)
    if not left and not was_there:
        raise missing(f"container {given.container}, now or in the daemon's last 256 events")
    expect(
        f"containers called {given.container}",
        len(left),
        0,
        see=f"docker ps --all --filter name={given.container}",
        next_step="A container that has ended stays until somebody removes it.",
    )


@check(points=1)
def right_code(given: Given, answer):
    """The answer is the exit code of the image's own command."""
    expect_that(
        str(answer).strip() == str(_code(given)),
        "answer",
        expected="the exit code with which the image's own command ends",
        found=_judge(str(answer).strip()),
        see="docker events --since 10m --until 0s --filter event=die "
        "--format '{{.Actor.Attributes.name}} {{.Actor.Attributes.exitCode}}'",
        next_step="Let it end by itself, and wait for the code.",
    )


@check(points=2, after="nothing_is_left")
def no_volume_is_left(daemon: Daemon, given: Given):
    """No volume is left that was made for a container of that name."""
    ids = _ids(daemon, given)
    mounted = {
        event.id
        for event in daemon.events(since=_set_up_at(daemon, given), type="volume")
        if event.attributes.get("container") in ids
    }
    there = {volume["Name"] for volume in daemon.client.api.volumes()["Volumes"] or ()}
    until = time.monotonic() + 3
    while mounted & there and time.monotonic() < until:
        time.sleep(0.1)
        there = {volume["Name"] for volume in daemon.client.api.volumes()["Volumes"] or ()}
    expect(
        "volumes of the container that are still there",
        len(mounted & there),
        0,
        see="docker volume ls --filter dangling=true",
        next_step="Who removed the container, and did they say anything of its volumes? "
        "Run the whole cell again: only what came after `start` counts.",
    )


def _names(daemon: Daemon, given: Given) -> list[str]:
    rows = daemon.client.api.containers(all=True, filters={"name": f"^/{given.container}$"})
    return [row["Id"] for row in rows]


def _ids(daemon: Daemon, given: Given) -> set[str]:
    """Every container of that name since the exercise was set up, those that are gone too."""
    since = _set_up_at(daemon, given)
    created = daemon.events(since=since, type="container", event="create")
    return {event.id for event in created if event.name == given.container}


def _set_up_at(daemon: Daemon, given: Given) -> float:
    """When the image got its name: what the daemon saw before is of an earlier try."""
    tagged = [
        event.time_s
        for event in daemon.events(since=1, type="image", event="tag")
        if event.name == f"{given.image}:latest"
    ]
    return tagged[-1] if tagged else 1


def _judge(answer: str) -> str:
    if answer in ("137", "143"):
        return f"{answer}, the code of a process that was killed"
    return answer or "an empty text"


REMOVED = ", auto_remove=True"
WAITED = 'code = container.wait()["StatusCode"]'


@wrong(fails="no_volume_is_left")
def removed_by_the_sdk(client, given):
    """`remove=True` looks like `--rm`, but the SDK removes by hand and leaves the volume."""
    import docker

    try:
        client.containers.run(given.image, name=given.container, remove=True)
    except docker.errors.ContainerError as error:
        code = error.exit_status
    return code


removed_by_hand = wrong(
    "Waited, read the code, removed the container; its volume has no name to be missed by.",
    fails="no_volume_is_left",
    edit={REMOVED: "", WAITED: f"{WAITED}\ncontainer.remove()"},
)
left_where_it_ended = wrong(
    "The code is right, and the ended container is still there.",
    fails="nothing_is_left",
    edit={REMOVED: ""},
)
removed_while_it_ran = wrong(
    "Nothing is left, but it was not allowed to end: the code is that of a killed process.",
    fails="right_code",
    edit={REMOVED: "", WAITED: f"container.kill()\n{WAITED}\ncontainer.remove(v=True)"},
)
another_command = wrong(
    "What stands behind the image takes the place of its command, and `true` ends with 0.",
    fails="right_code",
    edit={
        "given.image, name=": 'given.image, ["true"], name=',
        REMOVED: "",
        WAITED: f"{WAITED}\ncontainer.remove(v=True)",
    },
)
