"""# One A, one C, one D

The image `given.image` is there already. In it is a folder `/shelf` with two books, `given.keep`
and `given.drop`.

Run a container called `given.container` from it and work *in the container* until
`docker diff` prints **exactly three lines**:

- one `A`, for a new book `/shelf/…` with the name in `given.add`;
- one `D`, for the book `given.drop`;
- one `C`, and no second one.

The container may run or have ended. What counts is what the daemon says of it.
"""

from grader import Daemon, Given, build_image, check, expect, expect_that, name, wrong
from grader.daemon import ChangeKind

given = {
    "image": name("shelf"),
    "container": name("reader"),
    "keep": name("keep"),
    "drop": name("drop"),
    "add": name("add"),
}

hints = [
    "Three lines are fewer than you would think. Add one file to `/shelf` in a container, look at "
    "`container.diff()`, and count the lines that come of that one act.",
    "A folder is a list of names. Whoever adds or removes a name in it has changed the folder, "
    "and that is a `C` already. So there must be no further change.",
    'Start it with `client.containers.run(given.image, ["sleep", "600"], '
    "name=given.container, detach=True)`. Then run one shell line in it with "
    '`container.exec_run(["sh", "-c", "…"])`: create the new book (`touch PATH` makes an empty '
    "file), remove the old one (`rm PATH`), and leave the third alone. A layer remembers: run the "
    "whole cell again, and its first line removes what was there.",
]


def setup(client, given):
    text = f"""\
    FROM dockyard/busybox
    RUN mkdir /shelf && echo keep > /shelf/{given.keep} && echo drop > /shelf/{given.drop}
    """
    build_image(client, text, tag=given.image)


def starter(client, given):
    # Run given.container from given.image and change files in it.
    pass


def solution(client, given):
    container = client.containers.run(
        given.image, ["sleep", "600"], name=given.container, detach=True
    )
    # One new name and one name less in /shelf. Both change the folder itself, so the one C is
    # `/shelf`: to edit a book as well would be a second C.
    container.exec_run(["sh", "-c", f"touch /shelf/{given.add} && rm /shelf/{given.drop}"])

    for change in container.diff():
        print("CAD"[change["Kind"]], change["Path"])


@check(points=1)
def one_added(daemon: Daemon, given: Given):
    """Exactly one path is added: the new book."""
    _expect_only(daemon, given, ChangeKind.ADDED, f"/shelf/{given.add}")


@check(points=1, after="one_added")
def one_deleted(daemon: Daemon, given: Given):
    """Exactly one path is deleted: the book to drop."""
    _expect_only(daemon, given, ChangeKind.DELETED, f"/shelf/{given.drop}")


@check(points=1, after="one_deleted")
def one_changed(daemon: Daemon, given: Given):
    """Exactly one path is changed."""
    changed = _paths(daemon, given, ChangeKind.CHANGED)
    expect(
        f"lines with C in the diff of {given.container}",
        f"{len(changed)}: {', '.join(changed)}" if len(changed) > 1 else f"{len(changed)}",
        "1",
        see=f"docker diff {given.container}",
        next_step="What else counts as a change when a name comes into a folder or leaves it?",
    )


def _paths(daemon: Daemon, given: Given, kind: ChangeKind) -> list[str]:
    changes = daemon.changes(given.container)
    return [change.path for change in changes if change.kind is kind]


def _expect_only(daemon: Daemon, given: Given, kind: ChangeKind, path: str) -> None:
    container = daemon.container(given.container)
    covered = [mount for mount in container.mounts if mount.target.startswith("/shelf")]
    expect_that(
        not covered,
        f"what /shelf is in {given.container}",
        expected="a folder of the container's own file system",
        found=f"a {covered[0].kind if covered else ''} mounted over it",
        see=f"docker container inspect --format '{{{{json .Mounts}}}}' {given.container}",
        next_step="What goes into a mount is not in the container's layer. Run it without one.",
    )
    found = _paths(daemon, given, kind)
    expect(
        f"lines with {kind} in the diff of {given.container}",
        ", ".join(found) or "none",
        path,
        see=f"docker diff {given.container}",
        next_step=_advice(daemon, given, kind, found),
    )


def _advice(daemon: Daemon, given: Given, kind: ChangeKind, found: list[str]) -> str:
    """What the diff as a whole says about a line that is missing, or one too many."""
    drop = f"/shelf/{given.drop}"
    if not daemon.changes(given.container):
        return "Nothing has changed in this container. Was it another one that you worked in?"
    if found:
        return "More is in this diff. Take a fresh container, and see which act brings which line."
    if kind is ChangeKind.DELETED and drop in _paths(daemon, given, ChangeKind.CHANGED):
        return "That book is changed now, but its name is still on the shelf."
    if kind is ChangeKind.ADDED:
        return "No file was made here. Who does the work of a `>`? Was the file removed again?"
    return "Nothing was removed here. Look at what the command answered."


ACT = 'container.exec_run(["sh", "-c", f"touch /shelf/{given.add} && rm /shelf/{given.drop}"])'

edited_a_book_too = wrong(
    "A, C and D were each done once; but the folder counts as changed as well.",
    fails="one_changed",
    edit={'/{given.drop}"': '/{given.drop} && echo more >> /shelf/{given.keep}"'},
)
ran_it_in_another_container = wrong(
    "The right commands, in a second container: `run` makes a new one each time.",
    fails="one_added",
    edit={
        "container.exec_run(": "client.containers.run(given.image, remove=True, command=",
        "container.diff()": "container.diff() or []",
    },
)
worked_on_a_volume = wrong(
    "The right commands in the right container, but `/shelf` is a volume there.",
    fails="one_added",
    edit={
        "detach=True": 'detach=True, volumes=["/shelf"]',
        "container.diff()": "container.diff() or []",
    },
)
emptied_the_book = wrong(
    "The book is empty now, but its name is still on the shelf.",
    fails="one_deleted",
    edit={"rm /shelf/": ": > /shelf/"},
)
redirection_without_a_shell = wrong(
    "`>` means nothing without a shell: `echo` prints it and no file is made.",
    fails="one_added",
    edit={
        ACT: 'container.exec_run(f"echo new > /shelf/{given.add}")\n'
        'container.exec_run(f"rm /shelf/{given.drop}")'
    },
)
