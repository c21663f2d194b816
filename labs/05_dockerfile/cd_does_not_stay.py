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
    saved = daemon.saved(given.image)
    found = saved.text(path)
    elsewhere = [one for one in sorted(saved.files) if one.endswith(f"/{given.note}")]
    expect(
        f"{path} in image {given.image}",
        f"no such file{', but ' + elsewhere[0] if elsewhere else ''}" if found is None else found,
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
        found=places,
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


WRITE = "RUN echo {given.word} > {given.note}"
LINES = f"WORKDIR {{given.folder}}\n{WRITE}"

built_as_it_was = wrong(
    "The text as it was found: the note lands in `/`.",
    fails="note_in_folder",
    edit={"WORKDIR {given.folder}": "RUN mkdir -p {given.folder}\nRUN cd {given.folder}"},
)
joined_with_and = wrong(
    "One `RUN` with `&&`: the note is in its place, but the containers start in `/`.",
    fails="starts_there",
    edit={"WORKDIR {given.folder}\nRUN": "RUN mkdir -p {given.folder} && cd {given.folder} &&"},
)
moved_afterwards = wrong(
    "Both wishes come true, but a lower layer still has the note in `/`.",
    fails="nowhere_else",
    edit={LINES: f"{WRITE}\nWORKDIR {{given.folder}}\nRUN mv /{{given.note}} ."},
)
told_by_a_variable = wrong(
    "`PWD` says where a shell is. To set it moves nobody.",
    fails="starts_there",
    edit={
        LINES: "ENV PWD={given.folder}\nRUN mkdir -p {given.folder} && "
        "echo {given.word} > {given.folder}/{given.note}"
    },
)
led_back_out = wrong(
    "The right line, but a second `WORKDIR` leads back out.",
    fails="starts_there",
    edit={LINES: f"{LINES}\nWORKDIR /"},
)
