"""Facts larger than any lesson's, for drawing: an image of 20 layers and 10,000 files, and so on.

Made up, but of the shape that the daemon's are. Knows no picture.
"""

from __future__ import annotations

from dataclasses import replace

from grader.daemon import (
    Change,
    ChangeKind,
    Endpoint,
    Entry,
    EntryKind,
    Layer as SavedLayer,
    Network,
    Published,
)
from grader.report import CheckReport, ExerciseReport, Finding, Outcome
from labkit.lesson import ExerciseProgress, LessonProgress, Standing
from labkit.visual.argv import Choice, Measured, Ran, choices
from labkit.visual.build import Build, Fault, State, Step as BuildStep, instructions
from labkit.visual.layers import ImageLayers, OwnLayer, Step, changes, efficiency
from labkit.visual.lifeline import Moment, Story
from labkit.visual.networks import Listener, Member, NetworkMap, Request, Try
from labkit.visual.page import Served
from labkit.visual.processes import Contained, ProcessTree, Seen
from labkit.visual.pull import Layer, Pull, Stand
from labkit.visual.volumes import Holder, Place, PlaceKind, Use, VolumeMap
from labkit.visual.wire import Exchange, Wire

LAYERS, FILES = 20, 10_000
CONTAINERS = 20
PAGE_BYTES = 65_536


def layers() -> tuple[SavedLayer, ...]:
    """Every layer but the first writes a tenth of its files over those of the one below."""
    return tuple(_layer(number) for number in range(LAYERS))


def _layer(number: int) -> SavedLayer:
    each = FILES // LAYERS
    start = number * each * 9 // 10
    paths = [
        f"/usr/lib/package{file // 50}/part{file // 10}/file{file}"
        for file in range(start, start + each)
    ]
    folders = {path.rsplit("/", up)[0] for path in paths for up in (1, 2, 3, 4)} - {""}
    entries = {path: _entry(path, EntryKind.FOLDER, number) for path in sorted(folders)}
    entries |= {path: _entry(path, EntryKind.FILE, number) for path in paths}
    return SavedLayer(entries, deleted=frozenset())


def _entry(path: str, kind: EntryKind, layer: int) -> Entry:
    size_bytes = 1000 * len(path) if kind is EntryKind.FILE else 0
    return Entry(path, 0o755, 0, 0, size_bytes, "", kind, f"{layer}{path}", None)


def image_layers() -> ImageLayers:
    """The image of those layers, with a container's own on top."""
    found = layers()
    steps = tuple(
        Step(number, f"RUN make part{number}", layer.size_bytes, done, ("other", "another"))
        for number, (layer, done) in enumerate(zip(found, changes(found), strict=True), 1)
    )
    own = OwnLayer("box", 10_000, (Change(ChangeKind.ADDED, "/note"),))
    return ImageLayers("large", steps, efficiency(found), own=own)


def build() -> Build:
    """Twenty instructions that printed two hundred lines each."""
    dockerfile = "FROM dockyard/busybox\n" + "".join(f"RUN make part{n}\n" for n in range(LAYERS))
    output = "\n".join(f"compiling file {line}" for line in range(200))
    steps = tuple(
        BuildStep(one, State.RAN, output, started_s=float(at), took_s=1.0, why="its line changed")
        for at, one in enumerate(instructions(dockerfile))
    )
    return Build("large", "buildkit", dockerfile, steps, is_done=True)


def networks() -> NetworkMap:
    """Everybody is in a network of four and tries everybody."""
    names = [f"box{number}" for number in range(CONTAINERS)]
    nets = [f"net{number}" for number in range(CONTAINERS // 4)]
    members = [_member(name, nets[at // 4], at) for at, name in enumerate(names)]
    tries = [
        Try(one, other, "address", nets[at // 4], works=at // 4 == to // 4)
        for at, one in enumerate(names)
        for to, other in enumerate(names)
        if one != other
    ]
    return NetworkMap(tuple(map(_network, nets)), tuple(members), tuple(tries))


def _network(name: str) -> Network:
    return Network(
        id=name,
        name=name,
        driver="bridge",
        is_internal=False,
        subnets=("172.20.0.0/16",),
        labels={},
        containers=frozenset(),
        bridge="br0",
        gateway="172.20.0.1",
    )


def _member(name: str, network: str, at: int) -> Member:
    endpoint = Endpoint(network, f"172.20.0.{at + 2}", frozenset({name, f"also-{name}"}))
    published = Published("80/tcp", "127.0.0.1", 8000 + at)
    return Member(name, True, 0, (endpoint,), (published,), "", (Listener("tcp", "0.0.0.0", 80),))


def volumes() -> VolumeMap:
    """Everybody mounts two places of forty."""
    holders = tuple(Holder(f"box{at}", is_running=True) for at in range(CONTAINERS))
    places = tuple(
        Place(PlaceKind.VOLUME, f"volume{at}", (Use(f"box{at % CONTAINERS}", "/data", True),))
        for at in range(2 * CONTAINERS)
    )
    return VolumeMap(holders, places)


def processes() -> ProcessTree:
    """Ten processes in every container."""
    containers = tuple(
        Contained(f"box{at}", tuple(_seen(1000 * at + 10 + pid) for pid in range(10)))
        for at in range(CONTAINERS)
    )
    return ProcessTree((Seen(1, 0, ("dockerd",)), Seen(2, 1, ("containerd",))), containers)


def _seen(pid: int) -> Seen:
    return Seen(pid, max(pid - 1, 0), ("sh", "-c", "while true; do sleep 1; done"), pid % 1000)


def story() -> Story:
    """Every container is created, started, stopped and removed, again and again."""
    turns = ("created", "running", "exited", "removed") * 10
    moments = tuple(
        Moment(f"box{at}", turn + at / 100, state, "")
        for turn, state in enumerate(turns)
        for at in range(CONTAINERS)
    )
    return Story({}, moments)


def argv() -> Measured:
    """Every combination there is."""
    found = tuple((choice, _ran(choice)) for choice in choices())
    return Measured("dockyard/busybox", ("sh",), found)


def _ran(choice: Choice) -> Ran:
    return Ran(("sh", "-c", "sleep 60", *choice.words), ("sleep", "60"))


def wire() -> Wire:
    """Two hundred requests."""
    body = {"Image": "dockyard/busybox", "Cmd": ["sleep", "60"], "HostConfig": {"Binds": ["a:/b"]}}
    one = Exchange("POST", "/containers/create", (("name", "box"),), body, status=201, made="box")
    return Wire((one,) * 200)


def fault() -> Build:
    """The same build, stopped at its last instruction."""
    found = build()
    said = Fault("There is no such program.", "part19: not found", ("Is it spelled so?",), LAYERS)
    return replace(found, fault=said)


def pull() -> Pull:
    """A layer in every state that there is, again and again."""
    stands = tuple(Stand)
    layers = {
        str(at): Layer(stands[at % len(stands)], 10_000, 5_000, 20_000) for at in range(LAYERS)
    }
    return Pull("registry/large", layers)


def request() -> tuple[Request, NetworkMap]:
    """A request from one container to the last of its network."""
    return Request("box0", "box3", 80), networks()


def page() -> Served:
    """As much of a page as is read."""
    row = "<li><a href='/part' onclick='go()'>part</a> <img src=x> of the <b>whole</b></li>"
    body = f"<ul>{row * (PAGE_BYTES // len(row))}</ul>"
    headers = (("Content-Type", "text/html"), *((f"X-Part-{at}", "value") for at in range(40)))
    return Served("web", 80, "/", 200, "OK", headers, body)


def standing() -> Standing:
    """An exercise with twenty promises, all of its hints and its solution in sight."""
    finding = Finding(what="word", expected="a", found="b" * 300, see="docker logs box")
    checks = tuple(
        CheckReport(
            name=f"check{at}",
            promise=f"The promise number {at} holds.",
            outcome=Outcome.FAILED,
            points=0,
            max_points=1,
            finding=finding,
        )
        for at in range(20)
    )
    report = ExerciseReport(
        exercise="01_large/one", title="One", outcome=Outcome.FAILED, checks=checks
    )
    hints = tuple(f"This is hint {at}, in a sentence of a usual length." for at in range(9))
    solution = "client.containers.run('dockyard/busybox', ['true'])\n" * 100
    return Standing("one", "One", report, hints=hints, hints_in_all=10, solution=solution)


def progress() -> tuple[LessonProgress, ...]:
    """Twenty lessons of ten exercises, every third of them passed."""
    states = ("passed", "begun", "not started")
    return tuple(
        LessonProgress(
            title=f"{at:02} · A lesson",
            points=3,
            max_points=30,
            has_begun=True,
            next_exercise=f"{at}.2 An exercise",
            id=f"{at:02}_lesson",
            exercises=tuple(
                ExerciseProgress(
                    f"{at:02}_lesson/exercise{one}", f"{at}.{one}", "An exercise", states[one % 3]
                )
                for one in range(10)
            ),
        )
        for at in range(20)
    )
