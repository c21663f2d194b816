"""# Two images that share exactly two layers

Make two images:

- `given.first`, in which the file `/word` holds the word `given.first_word`;
- `given.second`, in which the file `/word` holds the word `given.second_word`.

In both, the file `/common` holds the word `given.common_word`. The two images must share
**exactly two layers**: the one layer of `dockyard/busybox`, and one layer of yours that brings
`/common`. Each then goes its own way.

Any way of building counts: the SDK, `docker build` in a terminal, the API.
"""

from grader import Daemon, Given, check, choice, expect, expect_that, name, wrong

given = {
    "first": name("first"),
    "second": name("second"),
    "common_word": choice("birch", "cedar", "hazel", "maple", "aspen", "rowan"),
    "first_word": choice("amber", "coral", "ember", "ivory", "umber", "linen"),
    "second_word": choice("harbour", "lantern", "mountain", "orchard", "station", "village"),
}

hints = [
    "Layers are shared from the bottom up. The first instruction in which two builds differ is "
    "where their ways part, whatever follows. So what both have must come before what differs.",
    "Write two Dockerfiles of three lines: `FROM`, a `RUN` that writes `/common`, a `RUN` that "
    "writes `/word`. Which of the three may differ? Build both with the cache on: the second "
    "build then takes the layer that the first one made, instead of making one like it.",
    "A Dockerfile can be text: `io.BytesIO(text.encode())` as `fileobj=` of "
    "`client.images.build(fileobj=…, tag=given.first)`. Line 1 is `FROM dockyard/busybox`, line 2 "
    "is `RUN echo …the common word… > /common`, the same letter by letter in both, line 3 is "
    "`RUN echo …the image's own word… > /word`.",
]


def starter(client, given):
    # Build given.first and given.second here.
    pass


def solution(client, given):
    import io

    # The first two lines are the same text in both builds, so the second build finds the layer
    # of the first in the cache and uses that very layer. The third line differs: from here on
    # each image has a layer of its own.
    dockerfile = """\
    FROM dockyard/busybox
    RUN echo {common} > /common
    RUN echo {own} > /word
    """
    for tag, own in [(given.first, given.first_word), (given.second, given.second_word)]:
        text = dockerfile.format(common=given.common_word, own=own)
        client.images.build(fileobj=io.BytesIO(text.encode()), tag=tag, rm=True)

    listed = [
        client.images.get(tag).attrs["RootFS"]["Layers"] for tag in (given.first, given.second)
    ]
    print("layers that both have:", len(set(listed[0]) & set(listed[1])))


@check(points=1)
def own_words(daemon: Daemon, given: Given):
    """Each image holds its own word in `/word`."""
    for image, expected in (
        (given.first, given.first_word),
        (given.second, given.second_word),
    ):
        expect(
            f"/word in image {image}",
            _text(daemon, image, "/word"),
            expected,
            see=f"docker run --rm {image} cat /word",
            next_step=_why_not_its_own(daemon, given),
        )


@check(points=1, after="own_words")
def exactly_two_shared(daemon: Daemon, given: Given):
    """The two images share exactly two layers, counted from the bottom."""
    first, second = daemon.image(given.first), daemon.image(given.second)
    shared = first.shared_layers(second)
    expect(
        "layers that both images share",
        shared,
        2,
        see="docker image inspect --format '{{json .RootFS.Layers}}' "
        f"{given.first} {given.second}",
        next_step=_advice(shared),
    )


@check(points=1, after="exactly_two_shared")
def common_is_shared(daemon: Daemon, given: Given):
    """What they share brings `/common`, with the common word."""
    for image in (given.first, given.second):
        expect(
            f"/common in image {image}",
            _text(daemon, image, "/common"),
            given.common_word,
            see=f"docker run --rm {image} cat /common",
        )
        above = [
            number
            for number, layer in enumerate(daemon.saved(image).layers, start=1)
            if "/common" in layer.entries and number > 2
        ]
        expect_that(
            not above,
            f"the layer of {image} that brings /common",
            expected="a layer that both images share",
            found=f"layer {above[0] if above else 0}, which is this image's own",
            see=f"docker history {image}",
            next_step="Only what comes before the two images part is shared.",
        )


def _text(daemon: Daemon, image: str, path: str) -> str:
    """What a file holds in an image, or words that say that there is none."""
    found = daemon.saved(image).text(path)
    return f"no file {path}" if found is None else found


def _why_not_its_own(daemon: Daemon, given: Given) -> str:
    if daemon.image(given.first).id == daemon.image(given.second).id:
        return "Both names stand for one image. A second name is not a second image."
    return "Which line of that image's build writes /word, and with which word?"


def _advice(shared: int) -> str:
    if shared > 2:
        return "They part too late: both have a layer that only one of them should have."
    return (
        "They part too early. The same text is not yet the same layer: one of the builds must "
        "take over what the other has made, up to the point where they differ."
    )


LINES = "RUN echo {common} > /common\nRUN echo {own} > /word"

one_image_with_two_names = wrong(
    "One image, tagged twice: it shares everything, and only one word is in it.",
    fails="own_words",
    edit={"given.second_word": "given.first_word"},
)
same_text_built_afresh = wrong(
    "The right text, but without the cache: the same step done twice gives two layers. The "
    "files' times differ, and a file's time is part of its layer.",
    fails="exactly_two_shared",
    edit={
        "import io": "import io\nimport time",
        "rm=True)": "rm=True, nocache=True)\n    time.sleep(1.1)",
    },
)
own_word_comes_first = wrong(
    "The same three lines with the differing one in the middle: nothing after it is shared.",
    fails="exactly_two_shared",
    edit={LINES: "RUN echo {own} > /word\nRUN echo {common} > /common"},
)


@wrong(fails="exactly_two_shared")
def second_built_on_first(client, given):
    """The second image starts from the first and so shares three layers with it."""
    import io

    text = f"""\
    FROM dockyard/busybox
    RUN echo {given.common_word} > /common
    RUN echo {given.first_word} > /word
    """
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.first, rm=True)
    text = f"""\
    FROM {given.first}
    RUN echo {given.second_word} > /word
    """
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.second, rm=True)


common_word_in_each_own_layer = wrong(
    "Two layers are shared, but `/common` is written once more in each image's own.",
    fails="common_is_shared",
    edit={LINES: "RUN mkdir /shelf\nRUN echo {own} > /word && echo {common} > /common"},
)
