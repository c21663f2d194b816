"""# What stays out of the build

The cell below makes a project folder and prints what is in it. Its Dockerfile is finished: it
copies the whole context to `/app`. Write the file `.dockerignore` in that folder so that the
context has

- **no** file whose name ends with `.log`, in whatever folder it lies;
- **nothing** of the folder `given.vault`;
- nothing of the folder `data` **but** `data/schema.txt`;
- everything else.

Build the folder as `given.image`, and leave the text of your `.dockerignore` in `answer`. Your
rules will also be tried on a folder with *more* files of the same kinds: they must hold for files
that come later.
"""

import re
import tempfile
from pathlib import Path

from grader import Daemon, Given, check, expect_that, name, word, wrong

given = {"image": name("clean"), "vault": name("vault"), "word": word()}

hints = [
    "One pattern a line, each a path from the top of the folder. `*` stands for any name, but not "
    "for a `/`. The last line that fits a path decides.",
    "`*.log` fits only at the top; `**/` before it means: in whatever folder. A folder's name "
    "alone keeps out all that is in it. A line that opens with `!` takes something back in.",
    "Four lines: `**/*.log`, the vault's name, `data/*`, and one with `!` and the path of the "
    "schema. Where does the one with `!` stand? Write them with "
    '`(folder / ".dockerignore").write_text(rules)`, build with '
    "`client.images.build(path=str(folder), tag=given.image, rm=True)`, and end with "
    "`answer = rules`.",
]

NEEDED = ("main.txt", "docs/guide.txt", "data/schema.txt")
LATER = ("extra/notes.txt", "docs/log.txt", "catalogue/a.log.txt")


def _unwanted(given: Given) -> tuple[str, ...]:
    return ("top.log", "docs/deep/old.log", f"{given.vault}/key.pem", "data/dump.bin")


def _unwanted_later(given: Given) -> tuple[str, ...]:
    more = ("new.log", "docs/new.log", "a/b/c/d.log", "data/2/more.bin", "data/other.txt")
    return (*_unwanted(given), *more, f"{given.vault}/second.pem", f"{given.vault}/old/third.pem")


def starter(client, given):
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    for path in (
        "main.txt",
        "docs/guide.txt",
        "docs/deep/old.log",
        "top.log",
        "data/schema.txt",
        "data/dump.bin",
        f"{given.vault}/key.pem",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"{given.word} {path}\n")
    (folder / "Dockerfile").write_text("FROM dockyard/busybox\nCOPY . /app/\n")
    print(*sorted(str(path.relative_to(folder)) for path in folder.rglob("*")), sep="\n")

    rules = None  # ← the text of .dockerignore; write it there, then build given.image
    return rules


def solution(client, given):
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    for path in (
        "main.txt",
        "docs/guide.txt",
        "docs/deep/old.log",
        "top.log",
        "data/schema.txt",
        "data/dump.bin",
        f"{given.vault}/key.pem",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"{given.word} {path}\n")
    (folder / "Dockerfile").write_text("FROM dockyard/busybox\nCOPY . /app/\n")

    # Patterns start at the top of the folder; `**/` is for any folder. The last line that fits
    # a path decides, so the exception stands below the rule that it breaks.
    rules = f"""\
    **/*.log
    {given.vault}
    data/*
    !data/schema.txt
    """
    (folder / ".dockerignore").write_text(rules)
    client.images.build(path=str(folder), tag=given.image, rm=True)

    listing = client.containers.run(given.image, ["find", "/app", "-type", "f"], remove=True)
    print(*sorted(listing.decode().split()), sep="\n")
    return rules


@check(points=1)
def needed_is_there(daemon: Daemon, given: Given):
    """The image has every file that is needed."""
    files = daemon.saved(given.image).files
    gone = [path for path in NEEDED if f"/app/{path}" not in files]
    expect_that(
        not gone,
        f"needed files that {given.image} lacks in /app",
        expected="none",
        found=", ".join(gone),
        see=f"docker run --rm {given.image} find /app -type f",
        next_step="Which of your lines keeps it out? And is there a later line that takes it back?",
    )


@check(points=1, after="needed_is_there")
def rest_is_not(daemon: Daemon, given: Given):
    """No layer of the image has a file that should stay out."""
    saved = daemon.saved(given.image)
    held = {path for layer in saved.layers for path in layer.entries}
    there = [path for path in _unwanted(given) if f"/app/{path}" in held]
    expect_that(
        not there,
        f"files in a layer of {given.image} that should have stayed out",
        expected="none",
        found=", ".join(there),
        see=f"docker run --rm {given.image} find /app -type f"
        if any(f"/app/{path}" in saved.files for path in there)
        else f"docker history {given.image}",
        next_step="It must not get into the context at all: then no instruction can copy it.",
    )


@check(points=1, after="rest_is_not")
def rules_hold_later(given: Given, answer):
    """The rules hold for files that come later."""
    sent = _sent(str(answer), (*NEEDED, *LATER, *_unwanted_later(given)))
    wrong_ones = {
        "gets in and should not": [path for path in _unwanted_later(given) if path in sent],
        "is needed and stays out": [path for path in (*NEEDED, *LATER) if path not in sent],
    }
    found = [f"{paths[0]} {what}" for what, paths in wrong_ones.items() if paths]
    expect_that(
        not found,
        "your rules in a folder with more files",
        expected="the same kinds of files in and out",
        found="; ".join(found),
        see="add such a file to your folder, build again and list /app",
        next_step="Describe the kind of file, not the files that happen to be there today.",
    )


def _sent(rules: str, paths: tuple[str, ...]) -> set[str]:
    """Which of these files a client sends to the daemon under the rules of a `.dockerignore`.

    The client leaves them out, not the daemon, so the client's own reading of the rules is asked.
    """
    from docker.utils import exclude_paths

    lines = [line.strip() for line in rules.splitlines()]
    patterns = [line for line in lines if line and not line.startswith("#")]
    # Many stars in one pattern take days to match.
    expect_that(
        len(patterns) <= 50 and all(len(one) <= 200 and one.count("*") <= 8 for one in patterns),
        "your rules",
        expected="at most 50 patterns, each of 200 characters and 8 stars",
        found="more",
    )
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).touch()
        try:
            return set(exclude_paths(folder, patterns))
        except re.error as error:
            expect_that(False, "your rules", expected="patterns that can be read", found=str(error))
            raise


RULES = "**/*.log\n{given.vault}\ndata/*\n!data/schema.txt\n"

star_without_folders = wrong(
    "`*.log` fits at the top of the folder only: the deeper one comes along.",
    fails="rest_is_not",
    edit={"**/*.log": "*.log"},
)
each_file_by_name = wrong(
    "The image is right today: the rules name the files of today.",
    fails="rules_hold_later",
    edit={RULES: "top.log\ndocs/deep/old.log\n{given.vault}/key.pem\ndata/dump.bin\n"},
)
exception_comes_first = wrong(
    "All four lines are right, in an order in which the last one takes the schema out again.",
    fails="needed_is_there",
    edit={RULES: "!data/schema.txt\n**/*.log\n{given.vault}\ndata/*\n"},
)
removed_in_the_image = wrong(
    "`RUN rm` hides the files; the layer below has them, and so has whoever gets the image.",
    fails="rest_is_not",
    edit={
        '/app/\\n")': '/app/\\n"\n'
        'f"RUN cd /app && rm -r {given.vault} data/dump.bin top.log docs/deep/old.log\\n")',
        '(folder / ".dockerignore").write_text(rules)': "",
    },
)
file_with_another_name = wrong(
    "The right rules in a file that nobody reads: its name lacks the dot.",
    fails="rest_is_not",
    edit={".dockerignore": "dockerignore"},
)
