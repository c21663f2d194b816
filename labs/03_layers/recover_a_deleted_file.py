"""# Bring back a deleted file

The image `given.image` was made like this: one layer brought the file `/vault/note`, a later one
changed it, and the last one deleted it. A container of the image has no such file.

1. Find what `/vault/note` said **right before it was deleted**, and leave that text in `answer`.
2. Make an image `given.restored` in which `/vault/note` is back, with the same text. Build it
   *on top of* `given.image`, so that all of that image's layers are in it.
"""

from grader import Daemon, Given, check, expect, expect_that, name, token, wrong

given = {"image": name("vault"), "restored": name("restored")}

hints = [
    "A layer can't change the layers below it. Deleting a file only adds a mark on top that hides "
    "it; the bytes stay in the layer that brought them. Save the image, and you have every layer "
    "in your hands.",
    "`client.images.get(given.image).save()` gives a tar file in pieces. In it `manifest.json` "
    "lists the layers, oldest first, and each layer is a tar file again. `tarfile.open(fileobj="
    "io.BytesIO(…))` opens both kinds. Look for `vault/note` in each layer: how many have it?",
    'Call the opened archive `saved`. `manifest = json.load(saved.extractfile("manifest.json"))`, '
    'then `for path in manifest[0]["Layers"]:`, and in it `layer = '
    'tarfile.open(fileobj=saved.extractfile(path))`. Where `"vault/note" in layer.getnames()`, set '
    '`note = layer.extractfile("vault/note").read().decode().strip()`. What it is set to last is '
    "the text. The new image needs two lines, `FROM` with the name in given.image and `RUN echo "
    '"…" > /vault/note`. Build it with `tag=given.restored` and `rm=True`.',
]


def _note(given: Given, version: int) -> str:
    """What the file said in one version: known to the check, and to whoever opens the layers."""
    return f"the key is {given.hidden(f'version {version}', token(8))}"


def setup(client, given):
    import io
    import tarfile

    # COPY rather than RUN echo: so that `docker history` does not tell the text.
    files = {
        "Dockerfile": b"""\
FROM dockyard/busybox
COPY draft /vault/note
COPY final /vault/note
RUN rm /vault/note
CMD ["ls", "/vault"]
""",
        "draft": _note(given, 1).encode() + b"\n",
        "final": _note(given, 2).encode() + b"\n",
    }
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        for day, (path, content) in enumerate(files.items()):
            member = tarfile.TarInfo(path)
            member.size = len(content)
            # Some daemons take a file of the same size and time for the same file.
            member.mtime = 1_700_000_000 + day * 86_400
            tar.addfile(member, io.BytesIO(content))
    context.seek(0)
    client.images.build(fileobj=context, custom_context=True, tag=given.image, rm=True)


def starter(client, given):
    note = None  # ← the text of /vault/note, right before it was deleted

    # Then build given.restored on top of given.image.

    return note


def solution(client, given):
    import io
    import json
    import tarfile

    # An image saved is a tar file with a tar file for each layer. The newest layer only holds
    # the mark that hides the file; the layers below still have it, so the last one read wins.
    archive = io.BytesIO(b"".join(client.images.get(given.image).save()))
    note = ""
    with tarfile.open(fileobj=archive) as saved:
        manifest = json.load(saved.extractfile("manifest.json"))
        for number, path in enumerate(manifest[0]["Layers"], start=1):
            with tarfile.open(fileobj=saved.extractfile(path)) as layer:
                names = [name for name in layer.getnames() if name.startswith("vault/")]
                print(f"layer {number}:", *names)
                if "vault/note" in names:
                    note = layer.extractfile("vault/note").read().decode().strip()

    # A layer on top of the mark shows the file again.
    text = f"""\
    FROM {given.image}
    RUN echo "{note}" > /vault/note
    """
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.restored, rm=True)
    return note


@check(points=1)
def note_found(given: Given, answer):
    """The answer is what the file said right before it was deleted."""
    expect_that(
        str(answer).strip() == _note(given, 2),
        "answer",
        expected="the text of /vault/note right before it was deleted",
        found=str(answer).strip() or "an empty text",
        see=f"docker save {given.image} | tar --list",
        next_step=_advice(str(answer).strip(), given),
    )


@check(points=1, after="note_found")
def note_restored(daemon: Daemon, given: Given):
    """In the new image the file is back, with that text."""
    expect(
        f"/vault/note in image {given.restored}",
        daemon.saved(given.restored).text("/vault/note") or "no file",
        _note(given, 2),
        see=f"docker run --rm {given.restored} cat /vault/note",
        next_step="What a container writes is in that container; the image needs a layer for it.",
    )


@check(points=1, after="note_restored")
def built_on_top(daemon: Daemon, given: Given):
    """All layers of the old image are in the new one."""
    old, new = daemon.image(given.image), daemon.image(given.restored)
    expect(
        f"layers of {given.image} that {given.restored} has too",
        f"{old.shared_layers(new)} of {len(old.layers)}",
        f"{len(old.layers)} of {len(old.layers)}",
        see="docker image inspect --format '{{json .RootFS.Layers}}' "
        f"{given.image} {given.restored}",
        next_step="Nothing needs to be taken away: a new layer can stand above the deletion.",
    )


def _advice(answer: str, given: Given) -> str:
    if answer == _note(given, 1):
        return "That is an older text. A later layer changed the file before it was deleted."
    if _note(given, 2) in answer:
        return (
            "The text is in there, with more around it. A `b` in front of the quotes says that "
            "these are bytes: decode them."
        )
    if not answer:
        return "The mark of a deletion is an empty file. Which layers below it have the note?"
    return "No layer has this text in that file. Look for the path in every layer."


NOTE = 'note = layer.extractfile("vault/note").read().decode().strip()'
BUILD = "client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.restored, rm=True)"

first_version = wrong(
    "The search stops at the first layer that has the file, which holds an older text.",
    fails="note_found",
    edit={NOTE: f"{NOTE}\n                break"},
)
read_the_mark = wrong(
    "The newest layer has an entry for the file too: the mark of its deletion, which is empty.",
    fails="note_found",
    edit={
        'if "vault/note"': 'if "vault/.wh.note"',
        'extractfile("vault/note")': 'extractfile("vault/.wh.note")',
    },
)
bytes_as_text = wrong(
    "The right bytes, turned into text as Python shows them, quotes and line end and all.",
    fails="note_found",
    edit={NOTE: 'note = str(layer.extractfile("vault/note").read())'},
)
restored_in_a_container_only = wrong(
    "The right text at the right path, but in a container: no image has it.",
    fails="note_restored",
    edit={
        BUILD: "client.images.get(given.image).tag(given.restored)\n"
        """client.containers.run(given.restored, ["sh", "-c", f'echo "{note}" > /vault/note'])"""
    },
)
built_from_the_base = wrong(
    "The file is there, but in an image that has nothing else of the old one.",
    fails="built_on_top",
    edit={"FROM {given.image}\nRUN": "FROM dockyard/busybox\nRUN mkdir /vault &&"},
)
flattened = wrong(
    "Exported and imported again: the file is there, and all layers have become one.",
    fails="built_on_top",
    edit={
        BUILD: """script = f'echo "{note}" > /vault/note'
container = client.containers.run(given.image, ["sh", "-c", script], detach=True)
container.wait()
flat = b"".join(container.export())
client.api.import_image_from_data(flat, repository=given.restored)"""
    },
)
