"""# Four sizes of one image

How large is the image `given.image`? It depends on what is counted, and on who keeps it. A second
image, `given.sister`, has some of the same layers.

Leave four numbers of bytes in `answer`. One that is within a tenth of the right number is right.

- `unpacked`: the files of **all** its layers together. This is what `docker images` calls SIZE on
  an engine with a graph driver.
- `packed`: the same layers, each one packed with gzip. This is what a registry keeps, and what
  somebody downloads who has none of the layers yet.
- `containerd`: what takes its place in the list of an engine with containerd's image store, which
  keeps the image **both** ways.
- `freed`: by how much the unpacked layers on the disk become less when `given.image` is removed
  and `given.sister` stays.
"""

import gzip
import io
import json
import random
import tarfile
from functools import cache

from grader import Daemon, Given, build_image, check, expect_that, name, number, value_of, wrong

given = {"image": name("album"), "sister": name("poster")}

hints = [
    "All four come from the layers. `history()` tells the bytes that each step put in the image. "
    "`save()` hands you the layers themselves, and you can pack them. The layers that both images "
    "list are on the disk once.",
    "`unpacked` is the sum of `Size` over `client.images.get(given.image).history()`. For "
    "`packed`, open what `save()` gives as a tar file; its `manifest.json` lists the layers' "
    "files under `Layers`; add up `len(gzip.compress(bytes))` of each. `containerd` is a sum of "
    "two numbers that you then have. For `freed`, ask which steps `given.sister` has not.",
    "First `import gzip, io, json, tarfile`. Then "
    '`archive = io.BytesIO(b"".join(client.images.get(given.image).save()))`, `saved = '
    'tarfile.open(fileobj=archive)`, `manifest = json.load(saved.extractfile("manifest.json"))`, '
    'and for each `path` of `manifest[0]["Layers"]` the bytes are '
    "`saved.extractfile(path).read()`. For `freed` compare `RootFS.Layers` of both images: "
    "only the last one differs. What it brought is the first `Size` above 0 in the history, whose "
    "newest row comes first.",
]


def _sizes(given: Given) -> tuple[int, int, int]:
    """The bytes of the common layer (zeros) and of the two that differ (noise)."""
    return (
        given.hidden("common", number(3_000_000, 5_500_000)),
        given.hidden("mine", number(600_000, 850_000)),
        given.hidden("hers", number(400_000, 650_000)),
    )


def setup(client, given):
    dockerfile = "FROM dockyard/busybox\nCOPY blank /blank\nCOPY picture /picture\n"
    common, mine, hers = _sizes(given)
    for tag, own in ((given.image, mine), (given.sister, hers)):
        picture = random.Random(tag).randbytes(own)
        build_image(client, dockerfile, {"blank": bytes(common), "picture": picture}, tag=tag)


def starter(client, given):
    unpacked = None  # ← bytes of the files in all layers
    packed = None  # ← bytes of all layers, each packed with gzip
    containerd = None  # ← what the other kind of engine would show
    freed = None  # ← bytes of unpacked layers that nobody else needs

    return {"unpacked": unpacked, "packed": packed, "containerd": containerd, "freed": freed}


def solution(client, given):
    import gzip
    import io
    import json
    import tarfile

    image, sister = client.images.get(given.image), client.images.get(given.sister)

    # Each row of the history says how many bytes of files that step brought.
    unpacked = sum(row["Size"] for row in image.history())

    # A saved image is a tar file with a tar file for each layer. Zeros pack to almost nothing,
    # noise does not pack at all.
    packed = 0
    with tarfile.open(fileobj=io.BytesIO(b"".join(image.save()))) as saved:
        for path in json.load(saved.extractfile("manifest.json"))[0]["Layers"]:
            data = saved.extractfile(path).read()
            is_packed_already = data.startswith(b"\x1f\x8b")
            packed += len(data if is_packed_already else gzip.compress(data))

    # containerd's store keeps what came from the registry (packed), and unpacks it to run it.
    containerd = packed + unpacked

    # A layer goes when the last image that lists it goes.
    own = set(image.attrs["RootFS"]["Layers"]) - set(sister.attrs["RootFS"]["Layers"])
    print("layers that the sister has not:", len(own))
    brought = [row["Size"] for row in image.history() if row["Size"] > 0]  # newest first
    freed = sum(brought[: len(own)])
    return {"unpacked": unpacked, "packed": packed, "containerd": containerd, "freed": freed}


@check(points=1)
def unpacked_size(daemon: Daemon, given: Given, answer):
    """`unpacked` is the size of the files in all layers."""
    unpacked, packed = _measured(daemon, given)
    said = value_of(answer, "unpacked", expected="a number of bytes")
    advice = "Add up what each layer brings, the base's too."
    if _near(said, packed):
        advice = "That is the size of the packed layers."
    _expect_near("unpacked", said, unpacked, f"docker history {given.image}", advice)


@check(points=1)
def packed_size(daemon: Daemon, given: Given, answer):
    """`packed` is the size of all layers, each packed with gzip."""
    unpacked, packed = _measured(daemon, given)
    said = value_of(answer, "packed", expected="a number of bytes")
    advice = "Pack each layer by itself, and add up the lengths."
    if _near(said, unpacked):
        advice = "`docker save` does not pack: what it writes is as large as the files."
    _expect_near("packed", said, packed, f"docker save {given.image} | gzip | wc -c", advice)


@check(points=1)
def size_in_containerds_store(daemon: Daemon, given: Given, answer):
    """`containerd` is the size that an engine with containerd's store would show."""
    unpacked, packed = _measured(daemon, given)
    said = value_of(answer, "containerd", expected="a number of bytes")
    advice = "Such an engine keeps the layers as they were downloaded, and also their files."
    if _near(said, unpacked) or _near(said, packed):
        advice = f"That is one of the two ways in which it keeps the image. {advice}"
    see = f"docker history {given.image}"
    _expect_near("containerd", said, unpacked + packed, see, advice)


@check(points=1)
def freed_size(daemon: Daemon, given: Given, answer):
    """`freed` is what goes from the disk with the image while its sister stays."""
    unpacked, _ = _measured(daemon, given)
    said = value_of(answer, "freed", expected="a number of bytes")
    zeros, mine, _ = _sizes(given)
    advice = "Which layers does no other image list? Only these go."
    if _near(said, unpacked):
        advice = f"That is all of it. {advice}"
    elif _near(said, zeros + mine):
        advice = f"The base stays, that is right. Does nothing else stay? {advice}"
    see = (
        f"docker image inspect --format '{{{{json .RootFS.Layers}}}}' {given.image} {given.sister}"
    )
    _expect_near("freed", said, mine, see, advice)


def _expect_near(key: str, said: object, right: int, see: str, advice: str) -> None:
    is_number = isinstance(said, int | float) and not isinstance(said, bool)
    expect_that(
        is_number,
        f"{key} in your answer",
        expected="a number of bytes",
        found=repr(said),
        next_step="Leave the number alone, without a unit.",
    )
    expect_that(
        _near(said, right),
        f"{key} in your answer",
        expected="the measured number of bytes, give or take a tenth",
        found=f"a number that is too {'large' if said > right else 'small'}",  # type: ignore[operator]
        see=see,
        next_step=advice,
    )


def _near(said: object, right: int) -> bool:
    return isinstance(said, int | float) and abs(said - right) <= right / 10


def _measured(daemon: Daemon, given: Given) -> tuple[int, int]:
    """The bytes of the image's files, and of its layers packed one by one."""
    daemon.image(given.image)
    unpacked = sum(layer.size_bytes for layer in daemon.saved(given.image).layers)
    return unpacked, _packed(daemon, daemon.image(given.image).id)


def _packed(daemon: Daemon, image_id: str) -> int:
    archive = io.BytesIO(b"".join(daemon.client.api.get_image(image_id)))
    with tarfile.open(fileobj=archive) as saved:
        paths = json.load(saved.extractfile("manifest.json"))[0]["Layers"]
        return sum(_packed_layer(saved.extractfile(path).read()) for path in paths)


@cache
def _packed_layer(data: bytes) -> int:
    return len(data) if data.startswith(b"\x1f\x8b") else len(gzip.compress(data))


without_the_base = wrong(
    "Only the two lines of its own Dockerfile: the base is in the image as well.",
    fails="unpacked_size",
    edit={'"unpacked": unpacked': '"unpacked": brought[0] + brought[1]'},
)
saved_is_not_packed = wrong(
    "The length of what `docker save` writes, which is a plain tar file.",
    fails="packed_size",
    edit={'"packed": packed': '"packed": len(b"".join(image.save()))'},
)
the_same_everywhere = wrong(
    "The one size that this engine shows, taken for every engine's.",
    fails="size_in_containerds_store",
    edit={'"containerd": containerd': '"containerd": unpacked'},
)
size_column = wrong(
    "The SIZE of the image, as if nobody shared a layer of it.",
    fails="freed_size",
    edit={'"freed": freed': '"freed": unpacked'},
)
only_the_base_is_shared = wrong(
    "All but the base: one more layer is its sister's too.",
    fails="freed_size",
    edit={'"freed": freed': '"freed": brought[0] + brought[1]'},
)
