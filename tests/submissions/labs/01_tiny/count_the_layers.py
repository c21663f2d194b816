"""# Count layers

Build an image `given.image` with `given.steps` layers of your own on `dockyard/busybox`, and
leave the number of all its layers as `answer`.
"""

from grader import Daemon, Given, check, expect, missing, name, number, wrong

given = {"image": name("image"), "steps": number(2, 4)}

hints = ["A `RUN` makes a layer.", "Repeat it.", "One more than `given.steps`."]


def starter(client, given):
    # Build the image here; then say how many layers it has.
    return None


def solution(client, given):
    import io

    text = "FROM dockyard/busybox\n" + "".join(
        f"RUN echo {step} > /{step}\n" for step in range(given.steps)
    )
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)
    return given.steps + 1


@check(points=1)
def image_has_them(daemon: Daemon, given: Given):
    """The image has the layer of busybox and those of yours."""
    expect("layers", len(daemon.image(given.image).layers), given.steps + 1)


@check(points=1)
def answer_is_right(given: Given, answer: object):
    """`answer` is the number of all its layers."""
    if answer is None:
        raise missing("a value called `answer`")
    expect("answer", answer, given.steps + 1)


@wrong(fails="answer_is_right")
def own_layers_only(client, given):
    """Counts its own layers and forgets the one below."""
    import io

    text = "FROM dockyard/busybox\n" + "".join(
        f"RUN echo {step} > /{step}\n" for step in range(given.steps)
    )
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)
    return given.steps
