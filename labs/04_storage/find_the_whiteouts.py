"""# Find the whiteouts

A script has worked in the container `given.container`, in the folder `/shelf` of its image. It
removed things, replaced one, renamed one, and made one anew. The container still runs.

Look at the container's own layer **on the daemon's disk**, and leave in `answer`:

- `whiteouts`: the paths, as the container calls them, at which its own layer has a whiteout,
  such as `["/shelf/tea", "/shelf/salt"]`. The order is up to you;
- `emptied`: the folder whose old files are all hidden although no whiteout bears their names,
  such as `"/shelf/box"`.
"""

from collections.abc import Sequence

from grader import Daemon, Given, build_image, check, expect_that, name, token, value_of, wrong

given = {"container": name("shelf"), "image": name("store")}

needs = ["overlay"]

hints = [
    "A whiteout is a file of a special kind: a character device with the numbers 0 and 0. "
    "`docker diff` speaks of deletions, not of whiteouts, and the two lists differ. What "
    "counts is what lies in the upper directory.",
    "`upperdir=` in the line for `/` of the container's `/proc/mounts` says where it is. Give "
    "that directory to a second container as a bind mount. `find /upper -type c` lists the "
    "character devices in it. Then compare: which deletion in `docker diff` has none?",
    'With `upper = mounts.split("upperdir=")[1].split(",")[0]`: `client.containers.run('
    '"dockyard/busybox", ["find", "/upper", "-type", "c"], remove=True, volumes={upper: {"bind": '
    '"/upper", "mode": "ro"}})` prints a line for each whiteout; decode it, take the lines, and '
    'remove the prefix "/upper" of each. In `container.diff()` the rows of `Kind` 2 are '
    "deletions: of those that are no whiteout and lie below none, take the folder.",
]

THINGS = ("anise", "basil", "cumin", "dill", "fennel", "ginger", "mace", "sage", "thyme")
"""What lies on the shelf. Which of them meets which fate is drawn."""


def _fates(given: Given) -> list[str]:
    """The things in a drawn order: removed, replaced, renamed, folder removed, folder anew, …"""
    return sorted(THINGS, key=lambda thing: given.hidden(thing, token(16)))


def setup(client, given):
    gone, replaced, renamed, box, crate, kept, *inside = _fates(given)
    one, two, three = inside
    fill = f"echo 1 > {one}; echo 2 > {two}; echo 3 > {three}"
    text = f"""\
FROM dockyard/busybox
RUN mkdir -p /shelf/{box} /shelf/{crate} && cd /shelf && for file in {gone} {replaced} {renamed} \
{kept}; do echo old > $file; done
RUN cd /shelf/{box} && {fill}
RUN cd /shelf/{crate} && {fill}
"""
    build_image(client, text, tag=given.image)
    script = f"""
cd /shelf
rm {gone}
echo short > draft; rm draft
rm {replaced}; echo new > {replaced}
mv {renamed} {renamed}.old
rm -r {box}
rm -r {crate}; mkdir {crate}; echo new > {crate}/new
"""
    container = client.containers.run(
        given.image, ["sleep", "3600"], name=given.container, detach=True
    )
    container.exec_run(["sh", "-c", script])


def starter(client, given):
    whiteouts = None  # ← a list of paths
    emptied = None  # ← the path of a folder

    return {"whiteouts": whiteouts, "emptied": emptied}


def solution(client, given):
    container = client.containers.get(given.container)
    mounts = container.exec_run(["cat", "/proc/mounts"]).output.decode()
    upper = mounts.split("upperdir=")[1].split(",")[0]

    # A whiteout is a character device (c), so `find` can look for just these. One is enough for
    # a whole folder. What was replaced has none: the new file itself hides the old one. And what
    # was made and removed in the container was never below: there is nothing to hide.
    found = client.containers.run(
        "dockyard/busybox",
        ["find", "/upper", "-type", "c"],
        remove=True,
        volumes={upper: {"bind": "/upper", "mode": "ro"}},
    )
    whiteouts = [path.removeprefix("/upper") for path in found.decode().splitlines()]
    print("whiteouts:", *sorted(whiteouts))

    # `docker diff` compares what can be seen before and after. A file that is gone from view
    # without a whiteout, its own or its folder's, is hidden by a folder that says: "look no
    # further for anything in me". Such a folder is called opaque.
    emptied = None
    for row in container.diff():
        folder = row["Path"].rpartition("/")[0]
        is_deleted = row["Kind"] == 2
        if is_deleted and row["Path"] not in whiteouts and folder not in whiteouts:
            emptied = folder
    print("opaque folder:", emptied)
    return {"whiteouts": whiteouts, "emptied": emptied}


@check(points=2)
def whiteouts_listed(daemon: Daemon, given: Given, answer):
    """`whiteouts` names each whiteout in the container's own layer, and nothing else."""
    said = value_of(answer, "whiteouts")
    expect_that(
        isinstance(said, list) and all(isinstance(path, str) for path in said),
        "whiteouts in your answer",
        expected='a list of paths, such as ["/shelf/tea", "/shelf/salt"]',
        found=repr(said),
        next_step="Write the paths between square brackets, with commas.",
    )
    named = {path.strip().rstrip("/") for path in said}
    there = _whiteouts(daemon, given)
    extra, left_out = sorted(named - there), len(there - named)
    expect_that(
        not extra,
        "paths in your list at which there is no whiteout",
        expected="none",
        found=f"{len(extra)}, the first is {_short(extra)}",
        see=f"docker exec {given.container} grep ' / ' /proc/mounts",
        next_step=_about(extra, given),
    )
    expect_that(
        not left_out,
        "whiteouts that your list leaves out",
        expected="none",
        found=left_out,
        see=f"docker diff {given.container}",
        next_step="To rename a thing is to make one and to remove one. And a folder can have a "
        "whiteout as well as a file.",
    )


@check(points=1)
def opaque_folder_found(given: Given, answer):
    """`emptied` is the folder that hides its old files without a whiteout for each."""
    said = str(value_of(answer, "emptied")).strip().rstrip("/")
    _, replaced, _, box, crate, *_ = _fates(given)
    advice = {
        f"/shelf/{box}": "This one is no folder any more: a single whiteout has its name.",
        "/shelf": "Some of the old things are still to be seen in this one.",
        f"/shelf/{replaced}": "This is a file. Which folder was removed and made anew?",
    }
    expect_that(
        said == f"/shelf/{crate}",
        "emptied in your answer",
        expected="a folder that hides what is below it although it is there itself",
        found=said or "an empty text",
        see=f"docker diff {given.container}",
        next_step=advice.get(said, "Which deletions of the diff have no whiteout on the disk?"),
    )


def _whiteouts(daemon: Daemon, given: Given) -> set[str]:
    """The paths of the character devices in the container's upper directory."""
    mounts = daemon.execute(given.container, "cat", "/proc/mounts").output
    upper = mounts.partition("upperdir=")[2].partition(",")[0]
    base = daemon.container(given.container).image_id
    ran = daemon.run(
        base, "find", "/upper", "-type", "c", volumes={upper: {"bind": "/upper", "mode": "ro"}}
    )
    return {path.removeprefix("/upper") for path in ran.output.splitlines()}


def _short(paths: Sequence[str]) -> str:
    return paths[0] if paths else ""


def _about(extra: Sequence[str], given: Given) -> str:
    _, replaced, _, box, crate, *_ = _fates(given)
    if any(path.startswith("/upper") for path in extra):
        return "Name the paths as the container calls them, without the place of your mount."
    if f"/shelf/{replaced}" in extra:
        return "Where a new file has the old one's name, the new file itself does the hiding."
    if any(path.startswith(f"/shelf/{crate}/") for path in extra):
        return "`docker diff` says what is gone from view. What is it that hides this one?"
    if any(path.startswith(f"/shelf/{box}/") for path in extra):
        return "What lies in a folder that has a whiteout needs none of its own."
    return "Look for files of the special kind in the upper directory, not for what has changed."


LISTED = '"whiteouts": whiteouts'

deletions_of_the_diff = wrong(
    "`docker diff` lists what is gone from view, and not every such path has a whiteout.",
    fails="whiteouts_listed",
    edit={LISTED: '"whiteouts": [row["Path"] for row in container.diff() if row["Kind"] == 2]'},
)
as_the_helper_sees_them = wrong(
    "The right files, named by where the second container has them.",
    fails="whiteouts_listed",
    edit={LISTED: '"whiteouts": found.decode().splitlines()'},
)
all_that_is_in_the_layer = wrong(
    "Everything in the upper directory: the new files, which hide nothing by a mark, as well.",
    fails="whiteouts_listed",
    edit={
        "answer =": """changed = [row["Path"] for row in container.diff()]
answer =""",
        LISTED: '"whiteouts": [path for path in changed if path.count("/") == 2]',
    },
)
no_folder_and_no_rename = wrong(
    "Only the first whiteout of several.",
    fails="whiteouts_listed",
    edit={LISTED: '"whiteouts": sorted(whiteouts)[:1]'},
)
folder_that_is_gone = wrong(
    "The folder that was removed and stayed so: one whiteout with its name.",
    fails="opaque_folder_found",
    edit={
        "answer =": """for path in whiteouts:
    script = f"test -d {path} && echo yes || true"
    if client.containers.run(given.image, ["sh", "-c", script], remove=True):
        emptied = path
answer ="""
    },
)
