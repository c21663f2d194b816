"""# What did they change?

Somebody changed things in the container `given.suspect`, committed it as `given.mystery`, and has
left the company. The container has ended, but it is still there. No notes.

Find out what was done, and write it down as a Dockerfile: build `given.rebuilt`, from
`dockyard/busybox`, so that

- it holds the same files as `given.mystery`: added, changed and **deleted** ones;
- it is set up the same: command and variables;
- it takes over **no layer** of `given.mystery`: you rebuild it, you don't copy it.
"""

from grader import Daemon, Given, check, choice, expect, expect_that, name, number, token, wrong
from grader.daemon import Entry
from grader.labels import BUSYBOX_IMAGE

given = {"suspect": name("suspect"), "mystery": name("mystery"), "rebuilt": name("rebuilt")}

hints = [
    "What happened to the files stands in `docker diff` of the container. What else was said at "
    "the commit stands only in the image: compare its `.Config` with that of `dockyard/busybox`.",
    "`client.containers.get(given.suspect).diff()` lists the paths: kind 0 changed, 1 added, 2 "
    "deleted. A folder whose content changed is listed as well; the paths below it are what you "
    'want. Read the new and the changed ones with `client.containers.run(given.mystery, ["cat", '
    '"…"], remove=True)`, and compare a changed one with the same file in `dockyard/busybox`.',
    "The Dockerfile has one `RUN` for what `diff` says, joined with `&&`: `mkdir` and `echo … >` "
    "for the new file, `echo … >>` for the line at the end of the changed one, `rm` for the "
    "deleted one. Then an `ENV` and a `CMD`, as `client.images.get(given.mystery)"
    '.attrs["Config"]` has them under `Env` and `Cmd`.',
]

GONE = ("vi", "telnet", "ftpget", "traceroute", "dmesg", "watch")
PLACES = ("till", "shelf", "cellar", "window")


def _secret(given: Given) -> dict[str, str]:
    """What was done: told by no given value, so that one has to look."""
    place = given.hidden("place", choice(*PLACES))
    return {
        "file": f"/opt/{place}/price",
        "content": f"price {given.hidden('price', number(1, 4095))}",
        "user": f"clerk{given.hidden('user', token(4))}:x:1000:1000::/opt:/bin/sh",
        "gone": f"/bin/{given.hidden('gone', choice(*GONE))}",
        "variable": f"{place.upper()}={given.hidden('variable', token(4))}",
    }


def setup(client, given):
    secret = _secret(given)
    script = f"""
    mkdir -p {secret["file"].rpartition("/")[0]} && echo {secret["content"]} > {secret["file"]}
    echo {secret["user"]} >> /etc/passwd
    rm {secret["gone"]}
    """
    suspect = client.containers.run(
        "dockyard/busybox", ["sleep", "600"], name=given.suspect, detach=True
    )
    suspect.exec_run(["sh", "-c", script])
    suspect.stop(timeout=0)
    suspect.commit(
        given.mystery,
        changes=[f"ENV {secret['variable']}", f'CMD ["cat", "{secret["file"]}"]'],
    )


def starter(client, given):
    # Find out what was changed, then build given.rebuilt.
    pass


def solution(client, given):
    import io
    import json

    # The container knows what happened to its files.
    paths = {0: [], 1: [], 2: []}
    for change in client.containers.get(given.suspect).diff():
        paths[change["Kind"]].append(change["Path"])
    changed, added, deleted = (sorted(paths[kind], key=len) for kind in (0, 1, 2))
    new_file, edited, gone = added[-1], changed[-1], deleted[0]

    # The image knows what the files hold, and how it is set up.
    def read(image, path):
        return client.containers.run(image, ["cat", path], remove=True).decode()

    price = read(given.mystery, new_file).strip()
    line = read(given.mystery, edited).removeprefix(read("dockyard/busybox", edited)).strip()
    config = client.images.get(given.mystery).attrs["Config"]
    known = client.images.get("dockyard/busybox").attrs["Config"]["Env"]
    variables = [pair for pair in config["Env"] if pair not in known]

    text = f"""\
    FROM dockyard/busybox
    RUN mkdir -p {new_file.rpartition("/")[0]} && echo {price} > {new_file} \\
     && echo {line} >> {edited} \\
     && rm {gone}
    ENV {" ".join(variables)}
    CMD {json.dumps(config["Cmd"])}
    """
    image, _ = client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.rebuilt, rm=True)
    print("both print:", client.containers.run(image, remove=True).decode().strip())


MOUNTED = ("/dev", "/proc", "/sys", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf")
"""Where a container has mounts of its own: one builder leaves empty places there, one does not."""


@check(points=3)
def same_files(daemon: Daemon, given: Given):
    """It holds the same files as the mystery: paths, contents, owners, modes."""
    mine, theirs = _tree(daemon, given.rebuilt), _tree(daemon, given.mystery)
    differing = sorted(path for path in {*mine, *theirs} if mine.get(path) != theirs.get(path))
    first = differing[0] if differing else ""
    expect(
        "paths that differ",
        f"{len(differing)}, the first is {first}: {_how(mine.get(first), theirs.get(first))}"
        if differing
        else "none",
        "none",
        see=f"docker diff {given.suspect}",
        next_step="Every line of the diff has a reason. Which one have you not dealt with yet?",
    )


@check(points=1, after="same_files")
def same_setup(daemon: Daemon, given: Given):
    """It is set up the same: command and variables."""
    mine, theirs = daemon.image(given.rebuilt).config, daemon.image(given.mystery).config
    expect(
        f"command of {given.rebuilt}",
        [*mine.entrypoint, *mine.cmd],
        [*theirs.entrypoint, *theirs.cmd],
        see=f"docker image inspect --format '{{{{json .Config.Cmd}}}}' {given.mystery}",
        next_step="A commit can change more than files: `docker commit --change`.",
    )
    missed = [key for key in {**theirs.env, **mine.env} if mine.env.get(key) != theirs.env.get(key)]
    expect_that(
        not missed,
        f"variables that differ in {given.rebuilt}",
        expected="none",
        found=", ".join(missed),
        see=f"docker image inspect --format '{{{{json .Config.Env}}}}' {given.mystery}",
        next_step="No `docker diff` shows a variable: it is in the config, not in a file.",
    )


@check(points=1, after="same_files")
def no_layer_taken_over(daemon: Daemon, given: Given):
    """It starts from `dockyard/busybox`, and takes over no layer of the mystery."""
    base, image = daemon.image(BUSYBOX_IMAGE), daemon.image(given.rebuilt)
    expect(
        f"layers of dockyard/busybox that {given.rebuilt} starts with",
        image.shared_layers(base),
        len(base.layers),
        see=f"docker history {given.rebuilt}",
        next_step="Which image does your Dockerfile start from?",
    )
    theirs = set(daemon.image(given.mystery).layers) - set(base.layers)
    expect(
        f"layers of {given.mystery} in {given.rebuilt}, beside the base's",
        len(theirs & set(image.layers)),
        0,
        see="docker image inspect --format '{{json .RootFS.Layers}}' "
        f"{given.mystery} {given.rebuilt}",
        next_step="Which image does your Dockerfile start from?",
    )


def _tree(daemon: Daemon, image: str) -> dict[str, Entry]:
    files = daemon.saved(image).files
    return {path: entry for path, entry in files.items() if path not in MOUNTED}


def _how(mine: Entry | None, theirs: Entry | None) -> str:
    if mine is None:
        return "the mystery has it, yours has not"
    if theirs is None:
        return "yours has it, the mystery has not"
    for what in ("content", "link", "mode", "uid", "gid"):
        if getattr(mine, what) != getattr(theirs, what):
            return f"its {what} differs"
    return "its size differs"


DELETION = " \\\\\n && rm {gone}"
VARIABLES = 'ENV {" ".join(variables)}\n'
COMMAND = 'CMD {json.dumps(config["Cmd"])}\n'

deletion_overlooked = wrong(
    "What is there was found; what is not there any more was not looked for.",
    fails="same_files",
    edit={DELETION: ""},
)
emptied_in_place_of_deleted = wrong(
    "The program is of no use any more, but its name is still there.",
    fails="same_files",
    edit={"rm {gone}": "rm {gone} && touch {gone}"},
)
only_what_diff_shows = wrong(
    "All of the diff, and nothing of the config, which no diff shows.",
    fails="same_setup",
    edit={VARIABLES: "", COMMAND: ""},
)
variable_forgotten = wrong(
    "It starts the same command, so it seems to be all; the variable is missing.",
    fails="same_setup",
    edit={VARIABLES: ""},
)


@wrong(fails="no_layer_taken_over")
def from_the_mystery(client, given):
    """A Dockerfile of one line that says nothing: it starts from the mystery itself."""
    import io

    text = f"FROM {given.mystery}\nLABEL rebuilt=yes\n"
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.rebuilt, rm=True)


@wrong(fails="no_layer_taken_over")
def copied_as_a_whole(client, given):
    """Exported and imported: the same to the last byte, and still nobody knows what was done."""
    import io
    import json
    import re
    import tarfile

    made = client.containers.create(given.mystery)
    parcel = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(b"".join(made.export()))) as exported,
        tarfile.open(fileobj=parcel, mode="w") as kept,
    ):
        for member in exported:
            # Without what the engine itself puts into each container.
            if not re.match(r"(\.dockerenv|dev|proc|sys|etc/mtab)(/|$)", member.name):
                kept.addfile(member, exported.extractfile(member) if member.isfile() else None)
    made.remove()
    config = client.images.get(given.mystery).attrs["Config"]
    client.api.import_image_from_data(
        parcel.getvalue(),
        repository=given.rebuilt,
        changes=[f"ENV {' '.join(config['Env'])}", f"CMD {json.dumps(config['Cmd'])}"],
    )
