"""# Count the layers

How many layers has the image `given.image`? Leave the number in `answer`.
"""

import io

from grader import Daemon, Given, check, expect, missing, name, number

given = {"image": name("cake"), "extra": number(1, 2)}

hints = ["`docker image inspect` lists them.", "`RootFS`.", "`len(…)`."]


def setup(client, given):
    lines = ["FROM dockyard/busybox", *(f"RUN echo {n} > /{n}" for n in range(given.extra))]
    client.images.build(fileobj=io.BytesIO("\n".join(lines).encode()), tag=given.image)


def starter(client, given):
    answer = None  # noqa: F841


def solution(client, given):
    image = client.images.get(given.image)
    return len(image.attrs["RootFS"]["Layers"])


@check(points=1)
def number_is_right(daemon: Daemon, given: Given, answer):
    """`answer` is the number of layers."""
    if answer is None:
        raise missing("answer")
    expect("answer", answer, len(daemon.image(given.image).layers))
