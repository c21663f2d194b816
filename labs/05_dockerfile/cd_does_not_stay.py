"""# A `cd` that does not stay

Somebody wrote the Dockerfile that the cell below holds. They wanted two things:

- the file `given.note`, with the word `given.word` in it, lies in the folder `given.folder`;
- a container of the image **starts in that folder**, with nobody having to say so.

Neither comes true. Mend the Dockerfile and build it as `given.image`. The note must be in that one
folder and nowhere else.
"""

from grader import Daemon, Given, check, expect, expect_that, name, word, wrong


def _folder(entropy: bytes) -> str:
    return f"/srv/{word()(entropy)}"


given = {"image": name("desk"), "folder": _folder, "note": name("note"), "word": word()}

hints = [
    "Every `RUN` is a new process, and a folder is something that a process has. What one `cd` did "
    "is gone when its line is done.",
    "There is an instruction that sets the folder for all lines below it, and for the containers "
    "too. It even makes the folder when there is none.",
    "Put `WORKDIR` and the path in the place of the two lines with `mkdir` and `cd`. The line that "
    "writes the note stays as it is. Then build: "
    "`client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)`.",
]


def starter(client, given):
    dockerfile = f"""\
    FROM dockyard/busybox
    RUN mkdir -p {given.folder}
    RUN cd {given.folder}
    RUN echo {given.word} > {given.note}
    """
    print(dockerfile)

    # Mend the text, then build given.image from it.


def solution(client, given):
    import io

    # WORKDIR makes the folder, and sets it for each RUN below and for the containers to come:
    # it is written in the image's config, where it outlives every process.
    dockerfile = f"""\
    FROM dockyard/busybox
    WORKDIR {given.folder}
    RUN echo {given.word} > {given.note}
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)

    print(client.containers.run(given.image, ["pwd"], remove=True).decode().strip())


@check(points=1)
def note_in_folder(daemon: Daemon, given: Given):
    """The note lies in the folder, with its word."""
    path = f"{given.folder}/{given.note}"
    files = daemon.saved(given.image).files
    content = files[path].content if path in files else None
    elsewhere = [one for one in sorted(files) if one.endswith(f"/{given.note}")]
    expect(
        f"{path} in image {given.image}",
        f"no such file{', but ' + elsewhere[0] if elsewhere else ''}"
        if content is None
        else content.decode(errors="replace").strip(),
        given.word,
        see=f"docker run --rm {given.image} find / -name {given.note}",
        next_step="In which folder does that `RUN` start?",
    )


@check(points=1, after="note_in_folder")
def nowhere_else(daemon: Daemon, given: Given):
    """The note lies nowhere else, in no layer."""
    wanted = f"{given.folder}/{given.note}"
    places = {
        path
        for layer in daemon.saved(given.image).layers
        for path in layer.entries
        if path.endswith(f"/{given.note}") and path != wanted
    }
    expect_that(
        not places,
        f"other places with {given.note} in a layer of {given.image}",
        expected="none",
        found=", ".join(sorted(places)),
        see=f"docker history {given.image}",
        next_step="Let it be written in the right place from the start.",
    )


@check(points=1, after="note_in_folder")
def starts_there(daemon: Daemon, given: Given):
    """A container of the image starts in the folder."""
    ran = daemon.run(given.image, entrypoint=["pwd", "-P"])
    expect(
        f"what `pwd` prints in a new container of {given.image}",
        ran.output.strip(),
        given.folder,
        see=f"docker run --rm {given.image} pwd",
        next_step="That is a line of the image's config. Which instruction writes it?",
    )


@wrong(fails="note_in_folder")
def built_as_it_was(client, given):
    """The text as it was found: the note lands in `/`."""
    import io

    dockerfile = f"""\
    FROM dockyard/busybox
    RUN mkdir -p {given.folder}
    RUN cd {given.folder}
    RUN echo {given.word} > {given.note}
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)


@wrong(fails="starts_there")
def joined_with_and(client, given):
    """One `RUN` with `&&`: the note is in its place, but the containers start in `/`."""
    import io

    dockerfile = f"""\
    FROM dockyard/busybox
    RUN mkdir -p {given.folder} && cd {given.folder} && echo {given.word} > {given.note}
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)


@wrong(fails="nowhere_else")
def moved_afterwards(client, given):
    """Both wishes come true, but a lower layer still has the note in `/`."""
    import io

    dockerfile = f"""\
    FROM dockyard/busybox
    RUN echo {given.word} > {given.note}
    WORKDIR {given.folder}
    RUN mv /{given.note} .
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)


@wrong(fails="starts_there")
def told_by_a_variable(client, given):
    """`PWD` says where a shell is. To set it moves nobody."""
    import io

    dockerfile = f"""\
    FROM dockyard/busybox
    ENV PWD={given.folder}
    RUN mkdir -p {given.folder} && echo {given.word} > {given.folder}/{given.note}
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)


@wrong(fails="starts_there")
def led_back_out(client, given):
    """The right line, but a second `WORKDIR` leads back out."""
    import io

    dockerfile = f"""\
    FROM dockyard/busybox
    WORKDIR {given.folder}
    RUN echo {given.word} > {given.note}
    WORKDIR /
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)
