"""# One at a time

The image `given.careless` has a program, `/bin/add`. It reads a number from `/data/count`, thinks
for a while, and writes it back, `given.step` larger. When several containers of that image run it
**at the same time on one volume**, they all read the same number, and all but one addition is lost.

Build an image `given.careful` whose containers can do that:

- its default command runs `/bin/add` once, and ends;
- when three of its containers start at the same moment, with one volume at `/data`, no addition is
  lost.

Do not change `/bin/add`. (Before it starts, the volume has the file `count` with a `0`.)
"""

from grader import Daemon, Given, build_image, check, expect, expect_that, name, number, wrong
from grader.labels import BUSYBOX_IMAGE, LESSON

given = {
    "careless": name("careless"),
    "careful": name("careful"),
    "step": number(2, 9),
}

hints = [
    "What you need is a *lock*: who wants to run `/bin/add` first takes the lock, and waits while "
    "another one has it. All three containers must see the same lock. What do they share?",
    "To look whether a file is there and then to make it are two steps, and another container can "
    "come between them. `mkdir FOLDER` does both in one: it fails when the folder exists. And who "
    "has taken the lock must give it back.",
    "The Dockerfile has two lines: `FROM` the careless image, and one line of shell: `CMD until "
    "mkdir /data/lock 2>/dev/null; do sleep 0.05; done; /bin/add; rmdir /data/lock`. Build it with "
    "`client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.careful)`.",
]

SCRIPT = """#!/bin/sh
echo begin >> /data/log
number=$(cat /data/count)
sleep 0.2
echo $((number + STEP)) > /data/count
echo end >> /data/log
"""


def setup(client, given):
    dockerfile = 'FROM dockyard/busybox\nCOPY add /bin/\nCMD ["/bin/add"]\n'
    script = SCRIPT.replace("STEP", str(given.step))
    build_image(client, dockerfile, {"add": script}, tag=given.careless, mode=0o755)


def starter(client, given):
    # Build given.careful from given.careless here.
    pass


def solution(client, given):
    import io

    # mkdir is one step for the kernel: of three that try at once, exactly one succeeds. The lock
    # is on the volume, the only place that all of them see. rmdir gives it back.
    text = f"""\
    FROM {given.careless}
    CMD until mkdir /data/lock 2>/dev/null; do sleep 0.05; done; /bin/add; rmdir /data/lock
    """
    image, _ = client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.careful, rm=True)
    print(image.attrs["Config"]["Cmd"][-1])


@check(points=1)
def works_alone(daemon: Daemon, given: Given):
    """One container alone runs `/bin/add` once, adds to the number, and ends."""
    trial = _trial(daemon, given, copies=1)
    expect("containers that ended", trial["ended"], 1, see=_see(given), next_step=ENDLESS)
    expect(
        "times that /bin/add has run",
        trial["log"].count("end"),
        1,
        see=_see(given),
        next_step="The number is not yours to change: let /bin/add do it.",
    )
    expect("/data/count, which was 0", trial["count"], str(given.step), see=_see(given))


@check(points=2, after="works_alone")
def nothing_is_lost(daemon: Daemon, given: Given):
    """Three containers at the same moment on one volume: all end, and no addition is lost."""
    trial = _trial(daemon, given, copies=3)
    expect("containers that ended", trial["ended"], 3, see=_see(given), next_step=ENDLESS)
    expect_that(
        trial["log"] == ["begin", "end"] * 3,
        "the three runs of /bin/add",
        expected="one after another",
        found="at the same time",
        see=f"docker history --no-trunc {given.careful}",
        next_step="One began before another had ended. Do all three see the same lock, and is it "
        "taken before /bin/add reads?",
    )
    expect("/data/count, which was 0", trial["count"], str(3 * given.step), see=_see(given))


ENDLESS = "Somebody waits for a lock that nobody gives back, or the command has no end."
WAIT = 'until test -e /data/go; do sleep 0.02; done; exec "$@"'


def _see(given: Given) -> str:
    return f"docker image inspect --format '{{{{json .Config}}}}' {given.careful}"


def _trial(daemon: Daemon, given: Given, *, copies: int):
    """Some containers of the image, let loose at one moment on a new volume.

    The files are put there and read from a container that never starts: for an archive the daemon
    mounts what it has.
    """
    import time
    from contextlib import ExitStack

    config = daemon.image(given.careful).config
    with ExitStack() as stack:
        volume = daemon.client.volumes.create()
        stack.callback(volume.remove, force=True)
        options = {"volumes": [f"{volume.name}:/data"], "network_mode": "none"}
        desk = daemon.client.containers.create(BUSYBOX_IMAGE, labels={LESSON: "check"}, **options)
        stack.callback(desk.remove)
        desk.put_archive("/", _parcel(count="0\n", log=""))
        # What the image would run, once the file `go` is there.
        options["entrypoint"] = ["sh", "-c", WAIT, "sh", *config.entrypoint, *config.cmd]
        running = [
            stack.enter_context(daemon.started(given.careful, **options)) for _ in range(copies)
        ]
        desk.put_archive("/", _parcel(go=""))
        deadline = time.monotonic() + 8
        while ended(daemon, running) < copies and time.monotonic() < deadline:
            time.sleep(0.1)
        count, log = (
            (daemon.read_file(desk.id, f"/data/{name}") or b"").decode(errors="replace")
            for name in ("count", "log")
        )
        return {
            "ended": ended(daemon, running),
            "count": count.strip() or "empty",
            "log": log.splitlines(),
        }


def _parcel(**files: str) -> bytes:
    """The folder /data with these files, as a tar archive; anybody may write to them."""
    import io
    import tarfile

    parcel = io.BytesIO()
    with tarfile.open(fileobj=parcel, mode="w") as tar:
        folder = tarfile.TarInfo("data")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o777
        tar.addfile(folder)
        for name, text in files.items():
            member = tarfile.TarInfo(f"data/{name}")
            member.size, member.mode = len(text), 0o666
            tar.addfile(member, io.BytesIO(text.encode()))
    return parcel.getvalue()


def ended(daemon: Daemon, containers: list) -> int:
    return sum(not daemon.container(one.id).is_running for one in containers)


LOCKED = "until mkdir /data/lock 2>/dev/null; do sleep 0.05; done; /bin/add; rmdir /data/lock"


@wrong(fails="nothing_is_lost")
def another_name_only(client, given):
    """The same image by another name is as careless as before."""
    client.images.get(given.careless).tag(given.careful)


lock_of_ones_own = wrong(
    "The right lines, but the lock is in the container's own layer, where nobody else sees it.",
    fails="nothing_is_lost",
    edit={LOCKED: LOCKED.replace("/data/lock", "/tmp-lock")},
)
never_given_back = wrong(
    "The lock is taken and kept: the first container adds, and the others wait for ever.",
    fails="nothing_is_lost",
    edit={"; rmdir /data/lock": ""},
)
a_short_wait = wrong(
    "Waits a little before it adds: all three wait equally long and then begin together.",
    fails="nothing_is_lost",
    edit={LOCKED: "sleep 0.2; /bin/add"},
)
arithmetic_of_its_own = wrong(
    "The number comes out right, but it was not /bin/add that changed it.",
    fails="works_alone",
    edit={LOCKED: "read number < /data/count; echo $((number + {given.step})) > /data/count"},
)
