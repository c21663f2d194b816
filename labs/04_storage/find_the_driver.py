"""# Who keeps the layers?

The container `given.container` is running. Ask the engine, not a tutorial, and leave in `answer`:

- `driver`: the name of the engine's storage driver;
- `store`: who keeps the images, `"graph driver"` or `"containerd"`;
- `below`: how many directories lie below, only for reading, in the root of `given.container`;
  0, should its root be no overlay.
"""

from grader import (
    Daemon,
    Given,
    build_image,
    check,
    expect,
    expect_that,
    name,
    number,
    value_of,
    wrong,
)

given = {"container": name("stack"), "image": name("stacked")}

hints = [
    "The first two are the engine's own, and it says them when it is asked about itself: "
    "`docker info` in a terminal. The third is the container's, and the kernel knows it: "
    "what is mounted as `/` in there?",
    '`client.info()` has `["Driver"]`, and in `["DriverStatus"]` a line that speaks of a '
    "`snapshotter` if containerd keeps the images. In the container, one line of `/proc/mounts` "
    "has `/` for its second word; its `lowerdir=` lists what is below, with colons between.",
    '`mounts = client.containers.get(given.container).exec_run(["cat", "/proc/mounts"])'
    ".output.decode()`. Cut out what stands between `lowerdir=` and the next comma, and count "
    'with `len(….split(":"))`. For the store: `"containerd" if "snapshotter" in '
    'str(client.info()["DriverStatus"]) else "graph driver"`.',
]


def _layers(given: Given) -> int:
    """How many layers the image gets on top of its base: 2 to 7."""
    return given.hidden("layers", number(2, 7))


def setup(client, given):
    lines = [f"RUN echo {place} > /{place}" for place in range(_layers(given))]
    text = "\n".join(["FROM dockyard/busybox", *lines])
    build_image(client, text, tag=given.image)
    client.containers.run(given.image, ["sleep", "3600"], name=given.container, detach=True)


def starter(client, given):
    driver = None  # ← a name
    store = None  # ← "graph driver" or "containerd"
    below = None  # ← a number

    return {"driver": driver, "store": store, "below": below}


def solution(client, given):
    info = client.info()  # docker info
    driver = info["Driver"]
    print("driver:", driver)

    # An engine with containerd's image store says so among the lines of its driver's status.
    uses_containerd = "snapshotter" in str(info["DriverStatus"])
    store = "containerd" if uses_containerd else "graph driver"
    print("store:", store)

    # The kernel knows what it mounted: the image's layers, and Docker's init layer on top.
    container = client.containers.get(given.container)
    below = 0
    for line in container.exec_run(["cat", "/proc/mounts"]).output.decode().splitlines():
        target, options = line.split()[1], line.split()[3]
        if target == "/" and "lowerdir=" in options:
            below = len(options.split("lowerdir=")[1].split(",")[0].split(":"))
    layers = len(container.image.attrs["RootFS"]["Layers"])
    print("directories below, more than the image has layers:", below - layers)
    return {"driver": driver, "store": store, "below": below}


@check(points=1)
def driver_named(daemon: Daemon, answer):
    """`driver` is what the engine calls its storage driver."""
    said = str(value_of(answer, "driver")).strip()
    expect_that(
        said.casefold() == daemon.engine.storage_driver.casefold(),
        "driver in your answer",
        expected="the name that the engine gives",
        found=said,
        see="docker info --format '{{.Driver}}'",
        next_step=_about(said),
    )


@check(points=1)
def store_named(daemon: Daemon, answer):
    """`store` says who keeps the images."""
    said = str(value_of(answer, "store")).strip()
    kept_by_containerd = daemon.engine.uses_containerd_store
    known = {"graph driver": False, "graphdriver": False, "containerd": True}
    key = said.casefold().replace("-", " ").removeprefix("a ").removesuffix(" image store")
    expect_that(
        key in known,
        "store in your answer",
        expected='"graph driver" or "containerd"',
        found=said,
        next_step="Write one of the two, letter by letter.",
    )
    expect_that(
        known[key] == kept_by_containerd,
        "store in your answer",
        expected="who keeps the images on this engine",
        found=said,
        see="docker info --format '{{.DriverStatus}}'",
        next_step="Every engine starts its containers with containerd. Whether it also keeps its "
        "images there is another question: does the driver's status speak of a snapshotter?",
    )


@check(points=1)
def below_counted(daemon: Daemon, given: Given, answer):
    """`below` is the number of directories below in the container's root."""
    said = value_of(answer, "below")
    below = _below(daemon, given)
    expect(
        "below is a number",
        isinstance(said, int) and not isinstance(said, bool),
        True,
        next_step="Count the directories, and leave how many there are.",
    )
    expect_that(
        said == below,
        "below in your answer",
        expected=f"the directories that the root of {given.container} has for reading",
        found=f"{said}, which is too {'many' if said > below else 'few'}",
        see=f"docker exec {given.container} grep ' / ' /proc/mounts",
        next_step="Each layer of the image has a directory. What else does Docker put between "
        "the image and the container?"
        if said < below
        else "The directory for writing and the working directory are not below.",
    )


def _about(said: str) -> str:
    if said.casefold() in {"overlay", "tmpfs", "ext4", "xfs"}:
        return "That is a kind of file system. How does the engine call the driver that uses it?"
    if said.casefold() in {"aufs", "devicemapper"}:
        return "No engine of today has that one. Ask this one."
    return "The engine says it when it is asked about itself."


def _below(daemon: Daemon, given: Given) -> int:
    for line in daemon.execute(given.container, "cat", "/proc/mounts").output.splitlines():
        _, target, kind, options, *_ = line.split()
        if (target, kind) == ("/", "overlay"):
            return len(options.split("lowerdir=")[1].split(",")[0].split(":"))
    return 0


kind_of_file_system = wrong(
    "What is mounted is of the kind `overlay`; the driver that mounts it has another name.",
    fails="driver_named",
    edit={'driver = info["Driver"]': 'driver = "overlay"'},
)
as_the_tutorial_says = wrong(
    "The driver that tutorials name for this Linux, without asking the engine.",
    fails="driver_named",
    edit={'driver = info["Driver"]': 'driver = "aufs"'},
)
containerd_is_running = wrong(
    "`docker info` speaks of containerd, but as what starts the containers.",
    fails="store_named",
    edit={'"snapshotter" in str(info["DriverStatus"])': '"ContainerdCommit" in info'},
)
layers_of_the_image = wrong(
    "The image's layers are below, and so is Docker's init layer.",
    fails="below_counted",
    edit={'"below": below': '"below": layers'},
)
all_directories_of_the_line = wrong(
    "`upperdir` and `workdir` are directories of the mount as well, but not below.",
    fails="below_counted",
    edit={'.split(",")[0].split(":")': '.split(",redirect_dir")[0].replace(",", ":").split(":")'},
)
one_part_left_out = wrong(
    "Two of the three found out, and the third still to come.",
    fails="below_counted",
    edit={'"below": below': '"below": None'},
)
