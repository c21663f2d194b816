"""# There and back: a backup that can be restored

On the volume `given.volume` are a few files. They have owners, permissions, and one of them begins
with a dot.

1. **Back up.** Write everything on it into a tar file, `backup.tar`, on the volume `given.backups`.
   Whoever unpacks the tar file in an empty folder must get exactly what is on the volume: the
   same paths, with no folder around them.
2. **Restore.** Make a volume `given.restored` with the same paths, contents, owners and
   permissions.

`given.volume` stays as it is.
"""

from grader import Daemon, Given, check, choice, expect, name, number, token, wrong
from grader.labels import BUSYBOX_IMAGE

given = {
    "volume": name("letters"),
    "backups": name("backups"),
    "restored": name("restored"),
    "owner": number(1001, 1999),
    "word": choice("amber", "coral", "indigo", "ivory", "saffron", "umber"),
}

hints = [
    "A volume can only be seen through a container. So start one that sees two volumes, the one to "
    "be saved and the one for the backup, and let it run `tar`. `tar` keeps owners and permissions "
    "when it runs as root. `cp -r` does not.",
    "Which paths are in a tar file depends on where `tar` stands: with `-C FOLDER` it goes there "
    "first. And `*` leaves out what begins with a dot; the folder itself, `.`, has everything.",
    'Back up: `["tar", "-cf", "/backups/backup.tar", "-C", "/data", "."]` with '
    '`volumes=[f"{given.volume}:/data:ro", f"{given.backups}:/backups"]` and `remove=True`. '
    'Restore: `["tar", "-xf", "/backups/backup.tar", "-C", "/data"]`, with '
    "`given.restored` at `/data` and `given.backups` at `/backups`.",
]


def _tree(given: Given) -> dict[str, str]:
    """Path → what `_look` says of it."""
    return {
        "./.index": f"file 644 owner 0: {given.word}",
        "./box": f"folder 750 owner {given.owner}",
        "./box/first": f"file 640 owner {given.owner}: dear {given.word}",
        "./key": f"file 600 owner 0: {given.hidden('key', token(8))}",
    }


def setup(client, given):
    secret = given.hidden("key", token(8))
    script = f"""
    cd /data && mkdir box
    echo {given.word} > .index && echo dear {given.word} > box/first && echo {secret} > key
    chmod 644 .index && chmod 750 box && chmod 640 box/first && chmod 600 key
    chown -R {given.owner} box
    """
    client.volumes.create(given.volume)
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", script],
        volumes=[f"{given.volume}:/data"],
        network_mode="none",
        remove=True,
    )


def starter(client, given):
    # Back up given.volume and restore it as given.restored.
    pass


def solution(client, given):
    # Back up. The data is mounted for reading only: a backup has nothing to change there.
    # "-C /data ." is to say: go to /data and take all of it, by paths that begin there.
    client.containers.run(
        "dockyard/busybox",
        ["tar", "-cf", "/backups/backup.tar", "-C", "/data", "."],
        volumes=[f"{given.volume}:/data:ro", f"{given.backups}:/backups"],
        remove=True,
    )
    # Restore. A new volume at the same place, and the same words the other way round.
    client.containers.run(
        "dockyard/busybox",
        ["tar", "-xf", "/backups/backup.tar", "-C", "/data"],
        volumes=[f"{given.restored}:/data", f"{given.backups}:/backups:ro"],
        remove=True,
    )
    look = ["sh", "-c", "cd /data && find . | sort"]
    mount = [f"{given.restored}:/data:ro"]
    print(client.containers.run("dockyard/busybox", look, volumes=mount, remove=True).decode())


@check(points=2)
def backup_is_whole(daemon: Daemon, given: Given):
    """`backup.tar`, unpacked in an empty folder, gives exactly what is still on the volume."""
    daemon.volume(given.backups)
    _expect_tree(daemon, given, given.volume, "cd /look", f"volume {given.volume}")
    unpack = "mkdir /out && tar -xf /look/backup.tar -C /out && cd /out"
    _expect_tree(daemon, given, given.backups, unpack, "backup.tar, unpacked")


@check(points=1, after="backup_is_whole")
def restored_is_equal(daemon: Daemon, given: Given):
    """The restored volume has the same paths, contents, owners and permissions."""
    daemon.volume(given.restored)
    _expect_tree(daemon, given, given.restored, "cd /look", f"volume {given.restored}")


LOOK = r"""
find . -mindepth 1 | while read -r path; do
  if [ -d "$path" ]; then kind=folder text=; else kind=file text=": $(head -c 200 "$path")"; fi
  echo "$path=$kind $(stat -c '%a owner %u' "$path")$text"
done
"""


def _expect_tree(daemon: Daemon, given: Given, volume: str, enter: str, what: str) -> None:
    """Says of the first path that differs what is there instead."""
    options = {"volumes": [f"{volume}:/look:ro"], "network_mode": "none"}
    ran = daemon.run(BUSYBOX_IMAGE, "sh", "-c", f"{enter} || exit 9\n{LOOK}", **options)
    see = f"docker run --rm -v {volume}:/look dockyard/busybox "
    see += "tar -tvf /look/backup.tar" if volume == given.backups else "ls -lAnR /look"
    expect(what, "no tar file" if ran.exit_code == 9 else "a tree", "a tree", see=see)
    found = dict(line.partition("=")[::2] for line in ran.output.splitlines())
    wanted = _tree(given)
    for path in sorted(wanted.keys() | found.keys()):
        expect(
            f"{path} in {what}",
            found.get(path, "nothing"),
            wanted.get(path, "nothing"),
            see=see,
            next_step=UNTOUCHED if volume == given.volume else _advice(path, found, wanted),
        )


UNTOUCHED = "Somebody works with this volume. A backup reads, and changes nothing."


def _advice(path: str, found: dict[str, str], wanted: dict[str, str]) -> str:
    if not found:
        return "Was the volume mounted where you packed or unpacked?"
    if found.keys() - wanted.keys():
        return "The paths must begin where the volume begins. From where did tar look?"
    if path not in found:
        return "Something was left out. Which names does your line take?"
    return "Who copied it, and does that keep owners and permissions?"


PACK = '["tar", "-cf", "/backups/backup.tar", "-C", "/data", "."]'
UNPACK = '["tar", "-xf", "/backups/backup.tar", "-C", "/data"]'

star_leaves_out_dots = wrong(
    "`*` takes all names but those that begin with a dot.",
    fails="backup_is_whole",
    edit={PACK: '["sh", "-c", "cd /data && tar -cf /backups/backup.tar *"]'},
)
a_folder_around = wrong(
    "Packed from outside, everything is in a folder `data`, on the restored volume too.",
    fails="backup_is_whole",
    edit={'"-C", "/data", "."': '"/data"'},
)


@wrong(fails="backup_is_whole")
def exported(client, given):
    """`docker export` writes the container's own file system, and no volume is in it."""
    import io
    import tarfile

    container = client.containers.create(
        "dockyard/busybox", ["true"], volumes=[f"{given.volume}:/data", f"{given.backups}:/backups"]
    )
    content = b"".join(container.export())
    parcel = io.BytesIO()
    with tarfile.open(fileobj=parcel, mode="w") as tar:
        member = tarfile.TarInfo("backup.tar")
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    container.put_archive("/backups", parcel.getvalue())


moved_away = wrong(
    "Packed and then cleared: whoever uses the volume has lost its data.",
    fails="backup_is_whole",
    edit={
        PACK: '["sh", "-c", "tar -cf /backups/backup.tar -C /data . && rm -r /data/box /data/key"]',
        "{given.volume}:/data:ro": "{given.volume}:/data",
    },
)
copied_plainly = wrong(
    "The backup is whole, but the new volume was made with `cp -r`: root owns everything.",
    fails="restored_is_equal",
    edit={
        UNPACK: '["cp", "-r", "/from/.", "/to"]',
        '{given.restored}:/data"': '{given.restored}:/to"',
        "{given.backups}:/backups:ro": "{given.volume}:/from:ro",
    },
)
unpacked_beside_the_volume = wrong(
    "Unpacked into the container's layer: the volume is mounted at another place.",
    fails="restored_is_equal",
    edit={
        UNPACK: '["sh", "-c", "mkdir /data && tar -xf /backups/backup.tar -C /data"]',
        '{given.restored}:/data"': '{given.restored}:/restored"',
    },
)
