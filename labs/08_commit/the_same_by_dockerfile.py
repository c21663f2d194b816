"""# The same, but written down

A colleague made the image `given.by_hand` in a container and committed it. These notes are left:

- the folder `given.folder`, made for the shop, and in it a file `sign` with the word
  `given.word`;
- the variable `SHOP` is `given.word` too;
- the image starts in that folder, with the command `cat sign`.

Write a Dockerfile that starts with `FROM dockyard/busybox` and build it as `given.by_file`. It
must hold **the same files** as `given.by_hand`: paths, contents, owners, modes. And it must be
**set up the same**: command, variables, working directory.

Notes are notes. The image is the truth.
"""

import re
from collections.abc import Mapping

from grader import Daemon, Given, check, choice, expect, name, word, wrong
from grader.daemon import Entry
from grader.labels import BUSYBOX_IMAGE

given = {
    "by_hand": name("byhand"),
    "by_file": name("byfile"),
    "folder": choice("/srv/bakery", "/srv/florist", "/srv/grocery", "/srv/library", "/srv/tailor"),
    "word": word(),
}

hints = [
    "Build what the notes say, then run `check`: it names the first thing that differs. Or look "
    "yourself: `docker run --rm IMAGE ls -lR /srv` shows owners and modes, which nobody wrote "
    "down.",
    "A folder, a file, its mode: that is one `RUN` with `&&`, and `chmod` last. `ENV`, `WORKDIR` "
    "and `CMD` say the rest. Two images are set up the same when `.Config.Env`, "
    "`.Config.WorkingDir` and `.Config.Cmd` are the same.",
    "Five lines: `FROM dockyard/busybox`; `RUN mkdir -p …folder… && echo …word… > …folder…/sign && "
    "chmod MODE …folder…/sign`, with the mode that `ls -l` or `stat -c %a` shows in the old image; "
    '`ENV SHOP=…`; `WORKDIR …folder…`; `CMD ["cat", "sign"]`.',
]


MODES = ("600", "640", "604", "700")
"""What the notes forget: none is what a new file has by itself."""


def _mode(given):
    return given.hidden("mode", choice(*MODES))


def setup(client, given):
    container = client.containers.run("dockyard/busybox", ["sleep", "600"], detach=True)
    sign = f"{given.folder}/sign"
    script = f"mkdir -p {given.folder} && echo {given.word} > {sign} && chmod {_mode(given)} {sign}"
    container.exec_run(["sh", "-c", script])
    container.commit(
        given.by_hand,
        changes=[f"ENV SHOP={given.word}", f"WORKDIR {given.folder}", 'CMD ["cat", "sign"]'],
    )
    container.remove(force=True)


def starter(client, given):
    # Write a Dockerfile and build it as given.by_file.
    pass


def solution(client, given):
    import io

    # The notes forgot the file's mode. The image knows it.
    mode = client.containers.run(given.by_hand, ["stat", "-c", "%a", "sign"], remove=True)
    text = f"""\
    FROM dockyard/busybox
    RUN mkdir -p {given.folder} && echo {given.word} > {given.folder}/sign \\
     && chmod {mode.decode().strip()} {given.folder}/sign
    ENV SHOP={given.word}
    WORKDIR {given.folder}
    CMD ["cat", "sign"]
    """
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.by_file, rm=True)

    # What the history of each says of the file: the one nothing, the other everything.
    for tag in (given.by_hand, given.by_file):
        lines = [row["CreatedBy"] for row in client.images.get(tag).history()]
        told = any(f"> {given.folder}/sign" in line for line in lines)
        print(tag, "tells how the sign was made" if told else "does not tell")


MOUNTED = ("/dev", "/proc", "/sys", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf")
"""Where a container has mounts of its own: one builder leaves empty places there, one does not."""


@check(points=2)
def same_files(daemon: Daemon, given: Given):
    """Both images hold the same files: paths, contents, owners, modes."""
    mine, theirs = _tree(daemon, given.by_file), _tree(daemon, given.by_hand)
    differing = sorted(path for path in {*mine, *theirs} if mine.get(path) != theirs.get(path))
    first = differing[0] if differing else ""
    expect(
        "paths that differ",
        f"{len(differing)}, the first is {first}: {_how(mine.get(first), theirs.get(first))}"
        if differing
        else "none",
        "none",
        see=f"docker run --rm {given.by_hand} ls -lR /srv",
        next_step="Look at this path in both images.",
    )


@check(points=1, after="same_files")
def same_setup(daemon: Daemon, given: Given):
    """Both are set up the same: command, variables, working directory."""
    mine, theirs = daemon.image(given.by_file).config, daemon.image(given.by_hand).config
    for what, field, one, other in (
        ("variables", "Env", _own(mine.env, theirs.env), _own(theirs.env, mine.env)),
        ("working directory", "WorkingDir", mine.working_dir, theirs.working_dir),
        ("entrypoint", "Entrypoint", list(mine.entrypoint), list(theirs.entrypoint)),
        ("command", "Cmd", list(mine.cmd), list(theirs.cmd)),
    ):
        expect(
            f"{what} of {given.by_file}",
            one,
            other,
            see=f"docker image inspect --format '{{{{json .Config.{field}}}}}' {given.by_hand}",
            next_step="Each of these has an instruction of its own in a Dockerfile.",
        )


@check(points=1, after="same_files")
def history_tells(daemon: Daemon, given: Given):
    """It starts from `dockyard/busybox`, and its history tells how all the rest came into it."""
    image, base = daemon.image(given.by_file), daemon.image(BUSYBOX_IMAGE)
    see = f"docker history --no-trunc {given.by_file}"
    expect(
        f"layers of dockyard/busybox that {given.by_file} starts with",
        image.shared_layers(base),
        len(base.layers),
        see=see,
        next_step="Which image does the first line of your Dockerfile name?",
    )
    own = image.history[: len(image.history) - len(base.history)]
    untold = [row.created_by for row in own if row.size_bytes and not _is_step(row.created_by)]
    expect(
        f"lines in the history of {given.by_file} that brought files and are no step of a build",
        ", ".join(untold) or "none",
        "none",
        see=see,
        next_step="A commit notes what process 1 was. What was done by hand stands nowhere.",
    )


STEP = re.compile(
    r"(/bin/sh -c #\(nop\) +)?(RUN|COPY|ADD|WORKDIR) "  # BuildKit's, and the classic builder's
    r"|/bin/\w*sh -c (?!#\(nop\))"  # RUN of the classic builder
    r"|\|\d+ "  # the same, with build arguments before it
    r"|(mkdir|cp|mv|ln|chmod|touch|tee|install|sh) "  # the same of RUN ["mkdir", …]: bare words
)
"""How a step that writes files begins in a history. A commit's line is the container's command."""


def _is_step(created_by: str) -> bool:
    return bool(STEP.match(created_by))


def _own(env: Mapping[str, str], other: Mapping[str, str]) -> str:
    """The variables that the other has not, or not with this value."""
    pairs = sorted(f"{key}={value}" for key, value in env.items() if other.get(key) != value)
    return ", ".join(pairs) or "no other"


def _tree(daemon: Daemon, image: str) -> dict[str, Entry]:
    files = daemon.saved(image).files
    return {path: entry for path, entry in files.items() if path not in MOUNTED}


def _how(mine: Entry | None, theirs: Entry | None) -> str:
    if mine is None or theirs is None:
        return "only in one of them"
    for what in ("is_dir", "link", "content", "mode", "uid", "gid"):
        if getattr(mine, what) != getattr(theirs, what):
            return f"its {what.replace('is_dir', 'kind')} differs"
    return "its size differs"


MODE = " \\\\\n && chmod {mode.decode().strip()} {given.folder}/sign"
COMMAND = 'CMD ["cat", "sign"]\n'
SETUP = "ENV SHOP={given.word}\nWORKDIR {given.folder}\n" + COMMAND

only_what_the_notes_say = wrong(
    "Every line of the notes, and nothing that they forgot.",
    fails="same_files",
    edit={MODE: ""},
)
files_only = wrong(
    "The same files, but nothing says what to start, where, and with which variables.",
    fails="same_setup",
    edit={SETUP: ""},
)
command_without_brackets = wrong(
    "It prints the same when run, but by way of a shell.",
    fails="same_setup",
    edit={COMMAND: "CMD cat sign\n"},
)


@wrong(fails="history_tells")
def another_tag(client, given):
    """The same files indeed: it is the same image under another name."""
    client.images.get(given.by_hand).tag(given.by_file)


@wrong(fails="history_tells")
def started_from_it(client, given):
    """There is a Dockerfile, and all that it says is: as it was."""
    import io

    text = f"FROM {given.by_hand}\nRUN true\n"
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.by_file, rm=True)


@wrong(fails="history_tells")
def copied_as_a_whole(client, given):
    """Exported and imported: all files in one layer, those of the base as well."""
    import io
    import re
    import tarfile

    made = client.containers.create(given.by_hand)
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
    env = client.images.get(given.by_hand).attrs["Config"]["Env"]
    client.api.import_image_from_data(
        parcel.getvalue(),
        repository=given.by_file,
        changes=[f"ENV {' '.join(env)}", f"WORKDIR {given.folder}", 'CMD ["cat", "sign"]'],
    )


@wrong(fails="history_tells")
def committed_again(client, given):
    """Made by hand a second time: all is the same, and nothing is written down."""
    stat = client.containers.run(given.by_hand, ["stat", "-c", "%a", "sign"], remove=True)
    mode = stat.decode().strip()
    container = client.containers.run("dockyard/busybox", ["sleep", "600"], detach=True)
    sign = f"{given.folder}/sign"
    script = f"mkdir -p {given.folder} && echo {given.word} > {sign} && chmod {mode} {sign}"
    container.exec_run(["sh", "-c", script])
    container.commit(
        given.by_file,
        changes=[f"ENV SHOP={given.word}", f"WORKDIR {given.folder}", 'CMD ["cat", "sign"]'],
    )
