"""# One image, two containers

The image `given.image` is there already; in it the file `/board/text` holds the word `given.word`.

Run two containers from this one image, `given.left` and `given.right`. Then change `/board/text`
in each of them:

- in `given.left` it holds `given.left_word`;
- in `given.right` it holds `given.right_word`.

Each word must be written in the container's **own layer**, and the image must stay as it is:
a third container would still read `given.word`.
"""

from grader import Daemon, Given, build_image, check, choice, expect, expect_that, name, wrong
from grader.daemon import ChangeKind

given = {
    "image": name("board"),
    "word": choice("harbour", "lantern", "mountain", "orchard", "station", "village"),
    "left": name("left"),
    "left_word": choice("amber", "coral", "ember", "ivory", "umber", "linen"),
    "right": name("right"),
    "right_word": choice("birch", "cedar", "hazel", "maple", "aspen", "rowan"),
}

hints = [
    "Every container gets a thin layer of its own on top of the image, and all that it writes "
    "goes there. You need nothing that keeps the two apart: they are apart.",
    "Start both with a command that lasts, such as `sleep 600`, so that there is something "
    "running to write in. Then write in each with `container.exec_run`. The `>` of a command "
    "line is the shell's work: without a shell nobody does it.",
    'For each of the two: `container = client.containers.run(given.image, ["sleep", "600"], '
    'name=…, detach=True)`, and then `container.exec_run(["sh", "-c", '
    'f"echo … > /board/text"])`. No `volumes=`, no `commit`.',
]


def setup(client, given):
    text = f"FROM dockyard/busybox\nRUN mkdir /board && echo {given.word} > /board/text\n"
    build_image(client, text, tag=given.image)


def starter(client, given):
    # Run given.left and given.right from given.image, then write in each.
    pass


def solution(client, given):
    for side, own_word in [(given.left, given.left_word), (given.right, given.right_word)]:
        container = client.containers.run(given.image, ["sleep", "600"], name=side, detach=True)
        # The shell opens /board/text for writing. At that moment the file is copied up from the
        # image's layer into this container's own, and only the copy is written.
        container.exec_run(["sh", "-c", f"echo {own_word} > /board/text"])

    third = client.containers.run(given.image, ["cat", "/board/text"], remove=True)
    print("a third container reads what the image holds:", third.decode().strip() == given.word)


@check(points=1)
def one_image(daemon: Daemon, given: Given):
    """Both containers come from one and the same image."""
    left, right = daemon.container(given.left), daemon.container(given.right)
    expect_that(
        left.image_id == right.image_id,
        "images that the two containers come from",
        expected="1",
        found="2",
        see=f"docker container inspect --format '{{{{.Image}}}}' {given.left} {given.right}",
        next_step="One image is enough: the difference belongs in the containers.",
    )


@check(points=1, after="one_image")
def own_words(daemon: Daemon, given: Given):
    """In each container `/board/text` holds that container's word."""
    for container, expected in ((given.left, given.left_word), (given.right, given.right_word)):
        content = daemon.read_file(container, "/board/text")
        expect(
            f"/board/text in container {container}",
            "no file" if content is None else content.decode(errors="replace").strip(),
            expected,
            see=f"docker exec {container} cat /board/text",
            next_step=_why_another_word(daemon, given, container),
        )


def _why_another_word(daemon: Daemon, given: Given, container: str) -> str:
    if any(mount.target.startswith("/board") for mount in daemon.container(container).mounts):
        return "A mount lies over this path. Who else has the same one, and who wrote to it last?"
    if not daemon.changes(container):
        return "Nothing was written in this container. Who does the work of the `>` in a command?"
    return "Something was written in this container, but not this word to this file."


@check(points=1, after="own_words")
def own_layers(daemon: Daemon, given: Given):
    """Each word is written in the container's own layer."""
    for container in (given.left, given.right):
        written = [
            change.path
            for change in daemon.changes(container)
            if change.kind is not ChangeKind.DELETED
        ]
        expect_that(
            "/board/text" in written,
            f"paths that {container} has written in its own layer",
            expected="/board/text among them",
            found=", ".join(written) or "none",
            see=f"docker diff {container}",
            next_step="What lies on a mount does not lie in the container's own layer.",
        )


@check(points=1, after="own_words")
def image_untouched(daemon: Daemon, given: Given):
    """In the image `/board/text` still holds the first word."""
    expect(
        f"/board/text in image {given.image}",
        daemon.saved(given.image).text("/board/text") or "no file",
        given.word,
        see=f"docker run --rm {given.image} cat /board/text",
        next_step="A new image was made and given this name. Start the cell again and only write.",
    )


WRITE = 'container.exec_run(["sh", "-c", f"echo {own_word} > /board/text"])'

redirection_without_a_shell = wrong(
    "The right words on the line, but no shell to do the `>`: `echo` prints it all.",
    fails="own_words",
    edit={WRITE: 'container.exec_run(f"echo {own_word} > /board/text")'},
)


@wrong(fails="one_image")
def two_images(client, given):
    """The words are baked into two images, so nothing is written in a container."""
    import io

    for side, own_word in [(given.left, given.left_word), (given.right, given.right_word)]:
        text = f"FROM {given.image}\nRUN echo {own_word} > /board/text\n"
        image, _ = client.images.build(fileobj=io.BytesIO(text.encode()), rm=True)
        client.containers.run(image.id, ["sleep", "600"], name=side, detach=True)


one_shared_volume = wrong(
    "`/board` is one volume in both containers, so the last word wins.",
    fails="own_words",
    edit={
        "for side, own_word in": "shared = client.volumes.create()\nfor side, own_word in",
        "detach=True)": 'detach=True, volumes=[f"{shared.name}:/board"])',
    },
)
a_volume_each = wrong(
    "Every container reads the right word, but from a volume and not from its own layer.",
    fails="own_layers",
    edit={"detach=True)": 'detach=True, volumes=["/board"])'},
)
committed_over_the_image = wrong(
    "Both containers are right, but one was committed under the image's name.",
    fails="image_untouched",
    edit={WRITE: f"{WRITE}\n    if side == given.right:\n        container.commit(given.image)"},
)
