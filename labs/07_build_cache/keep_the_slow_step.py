"""# Keep the slow step

A project has two files. `given.list` names what must be installed; it seldom changes.
`given.source` is the program; it changes ten times a day. The Dockerfile that the cell below holds
does the right thing, but its **installation runs again at every change of the program**.

Write a Dockerfile that

- puts both files into `/shop`;
- has the same `RUN` line, letter by letter: it makes `/shop/installed` and `/shop/receipt`;
- runs that line again when `given.list` changes, and **not** when only `given.source` does.

Leave its text in `answer`. It will be built three times: as the project is now, with another
program, with another list.
"""

from collections.abc import Mapping

from grader import Daemon, Given, check, expect, expect_that, name, word, wrong
from grader.daemon import SavedImage


def _list(entropy: bytes) -> str:
    return f"{name('list')(entropy)}.txt"


def _source(entropy: bytes) -> str:
    return f"{name('program')(entropy)}.txt"


given = {"list": _list, "source": _source, "package": word()}

hints = [
    "A line is taken from the cache when everything above it was, and it is the same itself. For "
    "`COPY`, the same means: the same files with the same content. Which file does the slow line "
    "need, and which does it not?",
    "`COPY . /shop/` brings everything, so it changes when anything does. Bring the list alone, "
    "let the slow line run, and bring the rest below it.",
    "Four lines in this order: `FROM`, `COPY` of the list to `/shop/`, the `RUN` line, `COPY .` to "
    "`/shop/`. End the cell with the text in `answer`.",
]

PROGRAMS = ("the first program", "the second program")


def starter(client, given):
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    (folder / given.list).write_text(given.package)
    (folder / given.source).write_text("the program of today")

    # /proc/sys/kernel/random/uuid reads differently each time: the receipt of a line tells
    # whether it has run again.
    dockerfile = f"""\
    FROM dockyard/busybox
    COPY . /shop/
    RUN cd /shop && tr a-z A-Z < {given.list} > installed && cp /proc/sys/kernel/random/uuid receipt
    """
    print(dockerfile)

    better = None  # ← the text of your Dockerfile
    return better


def solution(client, given):
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    (folder / given.list).write_text(given.package)

    # What seldom changes stands above, what often changes below. The slow line sees the list
    # and nothing else, so nothing else can make it run again.
    better = f"""\
    FROM dockyard/busybox
    COPY {given.list} /shop/
    RUN cd /shop && tr a-z A-Z < {given.list} > installed && cp /proc/sys/kernel/random/uuid receipt
    COPY . /shop/
    """
    (folder / "Dockerfile").write_text(better)

    receipts = set()
    for program in ("in the morning", "in the evening"):
        (folder / given.source).write_text(program)
        image, _ = client.images.build(path=str(folder), rm=True)
        receipts.add(client.containers.run(image, ["cat", "/shop/receipt"], remove=True))
    print("the installation ran", len(receipts), "time")
    return better


@check(points=1)
def builds_and_works(daemon: Daemon, given: Given, answer):
    """It builds, and `/shop` has the program and the installation."""
    saved = _built(daemon, given, str(answer), _project(given))
    for path, expected in (
        (f"/shop/{given.source}", PROGRAMS[0]),
        (f"/shop/{given.list}", given.package),
        ("/shop/installed", given.package.upper()),
    ):
        expect(
            f"{path} in the image",
            saved.text(path) or "no such file",
            expected,
            see="build it and run: cat " + path,
            next_step="Both files belong into /shop, and the RUN line stays as it was.",
        )
    receipt = saved.text("/shop/receipt") or "no such file"
    expect_that(
        len(receipt) == 36,
        "/shop/receipt in the image",
        expected="a text of 36 characters",
        found=receipt,
        next_step="The RUN line stays as it was, letter by letter.",
    )


@check(points=1, after="builds_and_works")
def list_counts(daemon: Daemon, given: Given, answer):
    """With another list the installation runs again."""
    project = _project(given, packages="another list")
    saved = _built(daemon, given, str(answer), project)
    expect(
        "/shop/installed after a change of the list",
        saved.text("/shop/installed") or "no such file",
        "ANOTHER LIST",
        see="change the list, build again, and run: cat /shop/installed",
        next_step="The slow line must see the list that is in the folder.",
    )


@check(points=2, after="builds_and_works")
def program_does_not(daemon: Daemon, given: Given, answer):
    """With another program it does not, and the new program is in the image."""
    before = _built(daemon, given, str(answer), _project(given))
    after = _built(daemon, given, str(answer), _project(given, program=PROGRAMS[1]))
    expect(
        f"/shop/{given.source} after a change of the program",
        after.text(f"/shop/{given.source}") or "no such file",
        PROGRAMS[1],
        next_step="The program in the image must be the one in the folder.",
    )
    expect_that(
        before.text("/shop/receipt") == after.text("/shop/receipt"),
        "receipts of two builds with different programs",
        expected="the same: the line was taken from the cache",
        found="two different ones: the line has run twice",
        see="change the program, build again, and compare: cat /shop/receipt",
        next_step="Something above the slow line has changed with the program. What?",
    )


def _project(given: Given, *, program: str = PROGRAMS[0], packages: str = "") -> dict[str, str]:
    return {given.list: packages or given.package, given.source: program}


def _built(daemon: Daemon, given: Given, dockerfile: str, files: Mapping[str, str]) -> SavedImage:
    built = daemon.build(dockerfile, files)
    expect_that(
        bool(built.image),
        "your Dockerfile",
        expected="to build",
        found=built.error,
        next_step="Build it in your folder first, until it does.",
    )
    return daemon.saved(built.image)


LIST = "COPY {given.list} /shop/\n"
EVERYTHING = "COPY . /shop/\n"

everything_first = wrong(
    "The Dockerfile as it was found: any change is above the slow line.",
    fails="program_does_not",
    edit={EVERYTHING: "", LIST: EVERYTHING},
)
two_copies_above = wrong(
    "Two separate `COPY` lines, but both stand above the slow one.",
    fails="program_does_not",
    edit={EVERYTHING: "", LIST: LIST + "COPY {given.source} /shop/\n"},
)
list_written_by_hand = wrong(
    "The slow line never runs again, not even when it should: the list stands in the text.",
    fails="list_counts",
    edit={
        LIST: "WORKDIR /shop\n",
        "cd /shop && tr a-z A-Z < {given.list}": "echo {given.package} | tr a-z A-Z",
    },
)
forgot_the_program = wrong(
    "Nothing can disturb the cache, for the program never comes into the image.",
    fails="builds_and_works",
    edit={EVERYTHING: ""},
)


@wrong(fails="builds_and_works")
def runs_before_it_has_the_list(client, given):
    """The slow line stands above everything, where its list is not there yet."""
    return f"""\
    FROM dockyard/busybox
    WORKDIR /shop
    RUN cd /shop && tr a-z A-Z < {given.list} > installed && cp /proc/sys/kernel/random/uuid receipt
    COPY . /shop/
    """
