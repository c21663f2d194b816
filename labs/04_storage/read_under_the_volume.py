"""# Read what a volume hides

The container `given.container` is running. In its **own layer** there is a file
`/desk/given.file`. But a volume is mounted over `/desk`, so nothing in the container can see that
file: at the same path it reads what is in the volume.

The daemon's disk still has it. Leave in `answer`:

- `path`: the full path of that file **on the daemon's machine**. It begins with the container's
  upper directory;
- `text`: what the file says.
"""

import re

from grader import (
    Daemon,
    Given,
    build_image,
    check,
    expect_that,
    name,
    token,
    value_of,
    word,
    wrong,
)

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
    return f"the code is {given.hidden(place, token(8))}"


def setup(client, given):
    line = f"mkdir /desk && echo {_text(given, 'image')} > /desk/{given.file}"
    text = f"FROM dockyard/busybox\nRUN {line}\n"
    build_image(client, text, tag=given.image)
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


PATH = '"path": f"{upper}/desk/{given.file}"'

asked_the_container = wrong(
    "The right path, and a text read from inside the container, where the volume is in front.",
    fails="text_read",
    edit={'"text": text': '"text": seen'},
)
path_in_the_container = wrong(
    "The right text, out of an export, but no place on the daemon's disk.",
    fails="path_found",
    edit={PATH: '"path": f"/desk/{given.file}"'},
)
merged_view = wrong(
    "`merged` is where the layers are seen as one, while the container runs.",
    fails="path_found",
    edit={
        "answer =": 'merged = container.attrs["GraphDriver"]["Data"]["MergedDir"]\nanswer =',
        PATH: '"path": f"{merged}/desk/{given.file}"',
    },
)
where_the_volume_lies = wrong(
    "The mount's place on the disk: it has a file of that name, but it is the other one.",
    fails="path_found",
    edit={
        "answer =": 'volume = container.attrs["Mounts"][0]["Source"]\nanswer =',
        PATH: '"path": f"{volume}/{given.file}"',
    },
)
only_the_path = wrong(
    "The place is found, and nobody has looked into the file yet.",
    fails="text_read",
    edit={'"text": text': '"text": None'},
)
