"""# May read, may not write

The container `given.editor` is running. Its folder `/settings` is the folder `given.folder` of the
engine's host, and the editor writes there what it likes.

Run a second container, `given.reader`, from `dockyard/busybox`, and keep it running (the command
`["sleep", "3600"]` will do). In it,

- `/settings` is the same folder: what the editor writes is there at once;
- **nobody**, root included, can change anything in `/settings`;
- elsewhere, in its own layer, the reader may write as usual.
"""

from grader import Daemon, Given, check, choice, expect, expect_that, name, wrong

given = {
    "editor": name("editor"),
    "reader": name("reader"),
    "folder": name("/tmp/settings"),
    "colour": choice("amber", "coral", "indigo", "ivory", "saffron", "umber"),
}

hints = [
    "Whether one may write is a property of the *mount*, not of the files, the user or the "
    "container. The same folder can be mounted with different rights in different containers.",
    "In a terminal a bind mount is `-v HOST_FOLDER:CONTAINER_FOLDER`, and a third part, after one "
    "more colon, says how: `rw`, which is the default, or the other one. In Python it is "
    '`volumes={HOST_FOLDER: {"bind": CONTAINER_FOLDER, "mode": …}}`.',
    'One call: `client.containers.run("dockyard/busybox", ["sleep", "3600"], '
    'name=given.reader, volumes={given.folder: {"bind": "/settings", "mode": "ro"}}, '
    "detach=True)`.",
]


def setup(client, given):
    editor = client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.editor,
        volumes={given.folder: {"bind": "/settings", "mode": "rw"}},
        detach=True,
    )
    editor.exec_run(["sh", "-c", f"chmod 755 /settings; echo {given.colour} > /settings/colour"])


def starter(client, given):
    # Run given.reader here.
    pass


def solution(client, given):
    # "ro" belongs to this mount alone: the editor has the same folder with "rw".
    # In a terminal: docker run -d --name READER -v FOLDER:/settings:ro dockyard/busybox sleep 3600
    reader = client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.reader,
        volumes={given.folder: {"bind": "/settings", "mode": "ro"}},
        detach=True,
    )
    print(reader.exec_run(["cat", "/settings/colour"]).output.decode())
    print(reader.exec_run(["touch", "/settings/mine"]).output.decode())


@check(points=1)
def sees_the_folder(daemon: Daemon, given: Given):
    """The reader sees what the editor writes, as soon as it is written."""
    for container in (given.reader, given.editor):
        daemon.running(container, see="docker ps --all")
    daemon.execute(given.editor, "touch", "/settings/.check")
    ran = daemon.execute(given.reader, "ls", "-A", "/settings")
    daemon.execute(given.editor, "rm", "/settings/.check")
    seen = ran.output.split() if ran.exit_code == 0 else []
    expect(
        "a file that the editor has just written",
        "is there for the reader" if ".check" in seen else "is not there for the reader",
        "is there for the reader",
        see=f"docker exec {given.reader} ls -A /settings",
        next_step="A copy stays as it was. Both must look at one and the same folder of the host.",
    )


@check(points=1, after="sees_the_folder")
def cannot_write_there(daemon: Daemon, given: Given):
    """In the reader, a write to `/settings` ends with `Read-only file system`."""
    ran = daemon.execute(given.reader, "touch", "/settings/.check")
    daemon.execute(given.editor, "rm", "-f", "/settings/.check")
    found = ran.output.strip() if ran.exit_code else "the write succeeded"
    expect_that(
        "Read-only file system" in found,
        f"a write to /settings in {given.reader}",
        expected="Read-only file system",
        found=found,
        see=f"docker exec {given.reader} touch /settings/mine",
        next_step=_advice(found),
    )


@check(points=1, after="cannot_write_there")
def can_write_elsewhere(daemon: Daemon, given: Given):
    """Outside `/settings` the reader may write."""
    ran = daemon.execute(given.reader, "touch", "/.check")
    daemon.execute(given.reader, "rm", "-f", "/.check")
    expect(
        f"a write to the own layer of {given.reader}",
        ran.output.strip() if ran.exit_code else "succeeds",
        "succeeds",
        see=f"docker exec {given.reader} touch /mine",
        next_step="Only the mount at /settings is to be closed. Was there an option too many?",
    )


def _advice(found: str) -> str:
    if "denied" in found:
        return "This stops one user, and another may. The mount itself can refuse everybody."
    return "Permissions do not stop root, and the option for the container's root is another one."


MOUNT = 'volumes={given.folder: {"bind": "/settings", "mode": "ro"}},'

own_copy = wrong(
    "The right text, in a folder of the reader's own: it will never hear of a change.",
    fails="sees_the_folder",
    edit={
        MOUNT: "",
        '["cat", "/settings/colour"]': '["sh", "-c", '
        'f"mkdir /settings; echo {given.colour} > /settings/colour"]',
    },
)
volume_instead_of_folder = wrong(
    "Without a slash at its start it is a volume's name, and that volume is new and empty.",
    fails="sees_the_folder",
    edit={"{given.folder:": '{given.folder.removeprefix("/tmp/"):'},
)
as_usual = wrong(
    "A mount is for writing too, unless one says otherwise.",
    fails="cannot_write_there",
    edit={'"ro"}': '"rw"}'},
)
another_user = wrong(
    "A user without rights is refused, but root is not, and `docker exec -u 0` is root.",
    fails="cannot_write_there",
    edit={MOUNT: 'user="65534",\n    volumes=[f"{given.folder}:/settings"],'},
)
read_only_root = wrong(
    "`read_only=True` closes the container's root, and the mount on it stays open.",
    fails="cannot_write_there",
    edit={MOUNT: 'read_only=True,\n    volumes=[f"{given.folder}:/settings"],'},
)
everything_closed = wrong(
    "The mount is closed, and all the rest too.",
    fails="can_write_elsewhere",
    edit={MOUNT: "read_only=True,\n    " + MOUNT},
)
