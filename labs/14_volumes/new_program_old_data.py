"""# A new program for the old data

The container `given.app` is running: a guest book, version 1. Its guests are in the file
`/data/book`, in the container's own layer. Version 2 is ready as the image `given.image`.

Replace the container, and lose no guest:

- the book is on a volume called `given.volume`, as the file `book`;
- a container `given.app` of `given.image` is running, with that volume at `/data`.

(`given.image` starts with a command that keeps running. You need not give one.)
"""

from grader import Daemon, Given, build_image, check, choice, expect, name, token, wrong

given = {
    "app": name("guestbook"),
    "image": name("version-2"),
    "volume": name("pages"),
    "first_guest": choice("Ada", "Blaise", "Carl", "Emmy", "Grace", "Kurt", "Sofia"),
}

hints = [
    "A container is removed together with its layer. So the order matters: first bring the book "
    "to a safe place, then remove the old container, then start the new one.",
    "There is more than one way to carry the book. You can read it with "
    '`old.exec_run(["cat", "/data/book"]).output`. You can take the file out as a tar stream '
    'with `old.get_archive("/data/book")` and put it into another container with '
    "`put_archive(folder, stream)`. If the volume is mounted at that folder, the file lands on it.",
    'In four lines: `stream, _ = old.get_archive("/data/book")`, then `old.remove(force=True)`, '
    "then `new = client.containers.run(given.image, name=given.app, detach=True, "
    'volumes={given.volume: {"bind": "/data", "mode": "rw"}})`, then '
    '`new.put_archive("/data", stream)`. If the old container is gone already: run the cell\'s '
    "first line again, it sets everything up afresh.",
]


def _book(given: Given) -> str:
    """Three guests: known to the check, and to whoever reads the book before it is gone."""
    second, third = (given.hidden(guest, token(6)) for guest in ("second", "third"))
    return f"{given.first_guest}\nguest {second}\nguest {third}\n"


def setup(client, given):
    text = 'FROM dockyard/busybox\nRUN echo 2 > /version\nCMD ["sleep", "3600"]\n'
    build_image(client, text, tag=given.image, network_mode="none")
    old = client.containers.run(
        "dockyard/busybox", ["sleep", "3600"], name=given.app, stop_signal="SIGKILL", detach=True
    )
    old.exec_run(["sh", "-c", f"mkdir /data; printf %s '{_book(given)}' > /data/book"])


def starter(client, given):
    # Replace the container given.app, and keep its book.
    pass


def solution(client, given):
    old = client.containers.get(given.app)
    stream, _ = old.get_archive("/data/book")  # docker cp given.app:/data/book …
    saved = b"".join(stream)  # the book is in our memory: now the old container may go
    old.remove(force=True)

    # The volume is made as the container is made, since there is none by that name.
    # In a terminal: docker run -d --name APP -v VOLUME:/data IMAGE
    new = client.containers.run(
        given.image,
        name=given.app,
        volumes={given.volume: {"bind": "/data", "mode": "rw"}},
        detach=True,
    )
    # /data is the volume, so what is put there does not go to the container's layer.
    new.put_archive("/data", saved)
    print(new.exec_run(["cat", "/data/book"]).output.decode())


@check(points=1)
def book_is_on_the_volume(daemon: Daemon, given: Given):
    """The volume holds the book with all its guests, seen from a container of the check's own."""
    daemon.volume(given.volume)
    book = daemon.read_volume(given.volume, "book")
    expect(
        f"guests in book on volume {given.volume}",
        "no file book" if book is None else _guests(book.decode(errors="replace"), given),
        "3 of 3",
        see=f"docker run --rm -v {given.volume}:/look dockyard/busybox ls -l /look",
        next_step="A new volume is empty. Who has carried the book to it, and when?",
    )


@check(points=1, after="book_is_on_the_volume")
def version_2_runs(daemon: Daemon, given: Given):
    """The container is running, and it is version 2."""
    see = f"docker ps --all --filter name={given.app}"
    daemon.running(given.app, see=see)
    ran = daemon.execute(given.app, "cat", "/version")
    expect(
        f"version in container {given.app}",
        ran.output.strip() if ran.exit_code == 0 else "1",
        "2",
        see=see,
        next_step="A container stays with the image that it was made of.",
    )


@check(points=1, after="version_2_runs")
def data_is_the_volume(daemon: Daemon, given: Given):
    """In the container, `/data` is the volume: the book is there, and what is new goes there."""
    ran = daemon.execute(given.app, "cat", "/data/book")
    expect(
        f"guests in /data/book of {given.app}",
        _guests(ran.output, given) if ran.exit_code == 0 else "no file /data/book",
        "3 of 3",
        see=f"docker exec {given.app} cat /data/book",
        next_step="Where in the container is the volume mounted?",
    )
    daemon.execute(given.app, "touch", "/data/.check")
    is_there = daemon.read_volume(given.volume, ".check") is not None
    daemon.execute(given.app, "rm", "-f", "/data/.check")
    expect(
        "a file that the container writes to /data",
        "is on the volume" if is_there else "is not on the volume",
        "is on the volume",
        see=f"docker container inspect --format '{{{{json .Mounts}}}}' {given.app}",
        next_step="There are two books now. The next guest must not be in a layer again.",
    )


def _guests(text: str, given: Given) -> str:
    wanted = _book(given).splitlines()
    return f"{sum(guest in text.splitlines() for guest in wanted)} of {len(wanted)}"


MOUNT = 'volumes={given.volume: {"bind": "/data", "mode": "rw"}},'


@wrong(fails="book_is_on_the_volume")
def removed_first(client, given):
    """The old container is gone before anybody has copied the book; the volume is empty."""
    client.containers.get(given.app).remove(force=True)
    client.containers.run(
        given.image,
        name=given.app,
        volumes={given.volume: {"bind": "/data", "mode": "rw"}},
        detach=True,
    )


volume_made_but_not_mounted = wrong(
    "The right text in the right container, but in its layer; the volume stands beside it.",
    fails="book_is_on_the_volume",
    edit={
        MOUNT: "",
        '"/data/book")  #': '"/data")  #',
        'new.put_archive("/data", saved)': 'new.put_archive("/", saved)\n'
        "client.volumes.create(given.volume)",
    },
)
same_program_again = wrong(
    "The data was moved with care, but the new container is of the old image.",
    fails="version_2_runs",
    edit={"given.image,": '"dockyard/busybox",\n    ["sleep", "3600"],'},
)
volume_beside_the_data = wrong(
    "The book is on the volume and in `/data`, but these are two books.",
    fails="data_is_the_volume",
    edit={
        '"bind": "/data"': '"bind": "/backup"',
        'put_archive("/data", saved)': 'put_archive("/backup", saved)',
        '["cat", "/data/book"]': '["sh", "-c", "mkdir /data && cp /backup/book /data/book"]',
    },
)
