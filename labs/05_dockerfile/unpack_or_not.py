"""# One archive, packed and unpacked

The cell below makes a folder that holds one archive, `given.archive`. Packed in it is one text
file, `given.page`, which holds the word `given.word`.

Write a Dockerfile in that folder and build it as `given.image`, so that in the image

- the archive lies in the folder `/packed`, **as it is**: still packed;
- the page lies in the folder `/unpacked`, ready to be read.

No other copy of the archive may be in the image, not even a deleted one in a lower layer.
"""

import io
import tarfile

from grader import Daemon, Given, check, expect, expect_that, name, word, wrong
from grader.daemon import Entry, SavedImage


def _archive(entropy: bytes) -> str:
    return f"{name('goods')(entropy)}.tar.gz"


given = {"image": name("parcel"), "archive": _archive, "page": name("page"), "word": word()}

hints = [
    "Two instructions bring files of your folder into an image. They do the same with most files. "
    "A local tar archive is where they part.",
    "`COPY` copies, whatever it is given. `ADD` unpacks an archive on its way in. So you need one "
    "line of each, and no `RUN`. A target that ends with `/` is a folder.",
    "Three lines: `FROM dockyard/busybox`, `COPY …the archive… /packed/`, and the same with `ADD` "
    'and `/unpacked/`. Write them with `(folder / "Dockerfile").write_text(…)`, then '
    "`client.images.build(path=str(folder), tag=given.image, rm=True)`.",
]


def starter(client, given):
    import io
    import tarfile
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    with tarfile.open(folder / given.archive, "w:gz") as archive:
        page = tarfile.TarInfo(given.page)
        page.size = len(given.word)
        archive.addfile(page, io.BytesIO(given.word.encode()))
    print("in the folder:", [entry.name for entry in folder.iterdir()])

    # Write folder / "Dockerfile", then build given.image from the folder.


def solution(client, given):
    import io
    import tarfile
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    with tarfile.open(folder / given.archive, "w:gz") as archive:
        page = tarfile.TarInfo(given.page)
        page.size = len(given.word)
        archive.addfile(page, io.BytesIO(given.word.encode()))

    # The same source, the same kind of target. COPY leaves the archive alone, ADD unpacks it
    # while it writes: the archive itself never gets into that layer.
    (folder / "Dockerfile").write_text(f"""\
    FROM dockyard/busybox
    COPY {given.archive} /packed/
    ADD {given.archive} /unpacked/
    """)
    client.images.build(path=str(folder), tag=given.image, rm=True)

    listing = client.containers.run(given.image, ["ls", "/packed", "/unpacked"], remove=True)
    print(listing.decode())


@check(points=1)
def packed(daemon: Daemon, given: Given):
    """The archive lies in `/packed`, still packed."""
    entry = daemon.saved(given.image).files.get(f"/packed/{given.archive}")
    expect_that(
        entry is not None and _holds_page(entry, given),
        f"/packed/{given.archive} in image {given.image}",
        expected="an archive with the page in it",
        found=_below(daemon.saved(given.image), "/packed") if entry is None else "something else",
        see=f"docker run --rm {given.image} ls -lR /packed",
        next_step="Which instruction unpacks? And does the target end with a slash?",
    )


@check(points=1, after="packed")
def unpacked(daemon: Daemon, given: Given):
    """The page lies in `/unpacked`, with its word."""
    saved = daemon.saved(given.image)
    entry = saved.files.get(f"/unpacked/{given.page}")
    expect(
        f"/unpacked/{given.page} in image {given.image}",
        _text(entry) if entry else _below(saved, "/unpacked"),
        given.word,
        see=f"docker run --rm {given.image} ls -lR /unpacked",
        next_step="The archive must come apart on its way into the image.",
    )


@check(points=1, after="unpacked")
def one_copy(daemon: Daemon, given: Given):
    """The archive is in no other place, in no layer."""
    places = [
        f"{path} in layer {number}"
        for number, layer in enumerate(daemon.saved(given.image).layers, start=1)
        for path, entry in layer.entries.items()
        if path != f"/packed/{given.archive}" and _holds_page(entry, given)
    ]
    expect_that(
        not places,
        f"copies of the archive in {given.image} beside the one in /packed",
        expected="none",
        found=", ".join(places),
        see=f"docker history {given.image}",
        next_step="A later `rm` hides a file and leaves it in the layer that brought it.",
    )


def _holds_page(entry: Entry, given: Given) -> bool:
    """Whether a file is a packed archive that has the page in it."""
    try:
        with tarfile.open(fileobj=io.BytesIO(entry.content or b"")) as archive:
            return any(found.removeprefix("./") == given.page for found in archive.getnames())
    except (tarfile.TarError, EOFError, OSError):
        return False


def _text(entry: Entry) -> str:
    return (entry.content or b"").decode(errors="replace").strip() or "an empty file"


def _below(saved: SavedImage, folder: str) -> str:
    """What there is instead: the paths at and below a folder."""
    paths = sorted(path for path in saved.files if f"{path}/".startswith(f"{folder}/"))
    return f"only {', '.join(paths[:4])}" if paths else f"no {folder}"


add_for_both = wrong(
    "`ADD` twice: it unpacks in both places.",
    fails="packed",
    edit={"COPY {given.archive}": "ADD {given.archive}"},
)
copy_for_both = wrong(
    "`COPY` twice: nothing is unpacked.",
    fails="unpacked",
    edit={"ADD {given.archive}": "COPY {given.archive}"},
)
unpacked_by_hand_and_removed = wrong(
    "Everything looks right in a container, but a lower layer still has a second archive.",
    fails="one_copy",
    edit={
        "ADD {given.archive} /unpacked/": """COPY {given.archive} /unpacked/
RUN cd /unpacked && tar -xzf {given.archive} && rm {given.archive}"""
    },
)
no_slash_at_the_end = wrong(
    "Without the slash `/packed` is not a folder: it is what the archive is called now.",
    fails="packed",
    edit={"/packed/": "/packed", "/unpacked/": "/unpacked"},
)
