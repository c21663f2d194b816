"""# Read what a volume hides

The container `given.container` is running. In its **own layer** there is a file
`/desk/given.file`. But a volume is mounted over `/desk`, so nothing in the container can see that
file: at the same path it reads what is in the volume.

The daemon's disk still has it. Leave in `answer`:

- `path`: the full path of that file **on the daemon's machine**. It begins with the container's
  upper directory;
- `text`: what the file says.
"""

import hashlib
import re

from grader import Daemon, Given, check, expect_that, name, value_of, word, wrong

given = {"container": name("desk"), "image": name("office"), "file": word()}

needs = ["overlay"]

hints = [
    "An overlay has one directory on top, for writing: the upper directory, where the container's "
    "own layer lies. A mount over `/desk` changes what processes see, and nothing in there.",
    "`/proc/mounts` in the container names it, after `upperdir=` in the line for `/`. (On an "
    'engine with a graph driver, `container.attrs["GraphDriver"]["Data"]` does too.) The file is '
    "there at the path that it has in the container. To read it, start a second container that "
    "has this directory as a bind mount.",
    '`mounts = container.exec_run(["cat", "/proc/mounts"]).output.decode()` and `upper = '
    'mounts.split("upperdir=")[1].split(",")[0]`. Then `client.containers.run("dockyard/busybox", '
    '["cat", f"/upper/desk/{given.file}"], remove=True, volumes={upper: {"bind": "/upper", '
    '"mode": "ro"}})` prints the text, in bytes. The path is `upper` and `/desk/…` after it.',
]


def _text(given: Given, place: str) -> str:
    """What the file says in one place: known to the check, and to whoever looks there."""
    code = hashlib.sha256(f"{given.container} {given.file} {place}".encode()).hexdigest()[:8]
    return f"the code is {code}"


def setup(client, given):
    import io

    line = f"mkdir /desk && echo {_text(given, 'image')} > /desk/{given.file}"
    text = f"FROM dockyard/busybox\nRUN {line}\n"
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)
    container = client.containers.run(
        given.image, ["sleep", "3600"], name=given.container, detach=True, volumes=["/desk"]
    )
    mounts = container.exec_run(["cat", "/proc/mounts"]).output.decode()
    if "upperdir=" in mounts:
        # Nobody may change an upper directory under a mounted overlay, so the container stops.
        upper = mounts.split("upperdir=")[1].split(",")[0]
        container.stop(timeout=0)
        script = f"mkdir -p /upper/desk && echo {_text(given, 'layer')} > /upper/desk/{given.file}"
        client.containers.run(
            "dockyard/busybox",
            ["sh", "-c", script],
            remove=True,
            volumes={upper: {"bind": "/upper", "mode": "rw"}},
        )
        container.start()


def starter(client, given):
    path = None  # ← where the file lies on the daemon's machine
    text = None  # ← what it says

    return {"path": path, "text": text}


def solution(client, given):
    container = client.containers.get(given.container)
    seen = container.exec_run(["cat", f"/desk/{given.file}"]).output.decode().strip()
    print("from inside:", seen)

    # The kernel's own words about the container's root: where its writes go.
    mounts = container.exec_run(["cat", "/proc/mounts"]).output.decode()
    upper = mounts.split("upperdir=")[1].split(",")[0]

    # That directory is the daemon's. A container that has it as a bind mount can read it: the
    # daemon makes such a mount for everybody who may talk to it.
    text = client.containers.run(
        "dockyard/busybox",
        ["cat", f"/upper/desk/{given.file}"],
        remove=True,
        volumes={upper: {"bind": "/upper", "mode": "ro"}},
    )
    text = text.decode().strip()
    print("on the disk:", text)
    return {"path": f"{upper}/desk/{given.file}", "text": text}


@check(points=1)
def text_read(given: Given, answer):
    """`text` is what the file in the container's own layer says."""
    said = str(value_of(answer, "text", expected="a text")).strip()
    expect_that(
        said == _text(given, "layer"),
        "text in your answer",
        expected=f"what /desk/{given.file} says in the container's own layer",
        found=f'"{said}"',
        see=f"docker exec {given.container} grep -E ' (/|/desk) ' /proc/mounts",
        next_step="That is what the image says, and the volume has a copy of it. Whoever looks "
        "from inside the container sees the volume."
        if said == _text(given, "image")
        else "No file of that name says this.",
    )


@check(points=1)
def path_found(daemon: Daemon, given: Given, answer):
    """`path` is where that file lies on the daemon's machine."""
    said = str(value_of(answer, "path", expected="a text")).strip()
    upper = _upper(daemon, given)
    expect_that(
        said.replace("//", "/") == f"{upper}/desk/{given.file}",
        "path in your answer",
        expected="the upper directory of the container, and the file's path in it",
        found=re.sub(r"[0-9a-f]{20,}", "…", said) or "an empty text",
        see=f"docker exec {given.container} grep ' / ' /proc/mounts",
        next_step=_about(said, upper, given),
    )


def _upper(daemon: Daemon, given: Given) -> str:
    mounts = daemon.execute(given.container, "cat", "/proc/mounts").output
    return mounts.partition("upperdir=")[2].partition(",")[0]


def _about(said: str, upper: str, given: Given) -> str:
    if said == f"/desk/{given.file}":
        return "That is its path in the container. Where does the daemon keep the container?"
    if said.rstrip("/") in (upper, f"{upper}/desk"):
        return "The directory is right. Name the file in it as well."
    if "/merged/" in said:
        return "`merged` is the view of all layers as one, not where the bytes lie."
    if "/volumes/" in said:
        return "There lies the volume, which is what hides the file."
    return "One directory of the mount is for writing, and the others are only read."


@wrong(fails="text_read")
def asked_the_container(client, given):
    """The right path, and a text read from inside the container, where the volume is in front."""
    container = client.containers.get(given.container)
    mounts = container.exec_run(["cat", "/proc/mounts"]).output.decode()
    upper = mounts.split("upperdir=")[1].split(",")[0]
    text = container.exec_run(["cat", f"/desk/{given.file}"]).output.decode().strip()
    return {"path": f"{upper}/desk/{given.file}", "text": text}


@wrong(fails="path_found")
def path_in_the_container(client, given):
    """The right text, out of an export, but no place on the daemon's disk."""
    import io
    import tarfile

    export = io.BytesIO(b"".join(client.containers.get(given.container).export()))
    with tarfile.open(fileobj=export) as tar:
        text = tar.extractfile(f"desk/{given.file}").read().decode().strip()
    return {"path": f"/desk/{given.file}", "text": text}


@wrong(fails="path_found")
def merged_view(client, given):
    """`merged` is where the layers are seen as one, while the container runs."""
    import io
    import tarfile

    container = client.containers.get(given.container)
    export = io.BytesIO(b"".join(container.export()))
    with tarfile.open(fileobj=export) as tar:
        text = tar.extractfile(f"desk/{given.file}").read().decode().strip()
    merged = container.attrs["GraphDriver"]["Data"]["MergedDir"]
    return {"path": f"{merged}/desk/{given.file}", "text": text}


@wrong(fails="path_found")
def where_the_volume_lies(client, given):
    """The mount's place on the disk: it has a file of that name, but it is the other one."""
    import io
    import tarfile

    container = client.containers.get(given.container)
    export = io.BytesIO(b"".join(container.export()))
    with tarfile.open(fileobj=export) as tar:
        text = tar.extractfile(f"desk/{given.file}").read().decode().strip()
    volume = container.attrs["Mounts"][0]["Source"]
    return {"path": f"{volume}/{given.file}", "text": text}


@wrong(fails="text_read")
def only_the_path(client, given):
    """The place is found, and nobody has looked into the file yet."""
    mounts = client.containers.get(given.container).exec_run(["cat", "/proc/mounts"])
    upper = mounts.output.decode().split("upperdir=")[1].split(",")[0]
    return {"path": f"{upper}/desk/{given.file}", "text": None}
