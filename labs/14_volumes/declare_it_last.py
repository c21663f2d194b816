"""# A volume with something in it

A colleague wrote this Dockerfile, and the classic builder (`client.images.build`) builds it
without an error:

```
FROM dockyard/busybox
RUN mkdir -p given.path
VOLUME given.path
RUN echo given.word > given.path/stock
```

(For `given.path` and `given.word`, put in your values.) Yet in no container is there a file
`stock`.

Build an image `given.image` that does what was meant: `given.path` is declared as a volume, **and**
each new container finds the file `stock` there, with the word. Nobody is to mount or write
anything for that.
"""

from grader import Daemon, Given, check, choice, expect, expect_that, name, wrong

given = {
    "image": name("shelf"),
    "path": choice("/srv/shelf", "/var/depot", "/opt/store", "/srv/cellar", "/var/pantry"),
    "word": choice("apples", "barley", "cherries", "lentils", "olives", "walnuts"),
}

hints = [
    "When `VOLUME` has been said, the classic builder mounts a new volume there for each `RUN` "
    "that follows, and throws it away after the line. What is written to it is in no layer.",
    "Nothing in the Dockerfile must be added and nothing taken away. Which line has to be the "
    "last one to touch the folder?",
    "Build with `client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image)`, and in "
    "`text` the lines in this order: `FROM`, the `RUN` with `mkdir`, the `RUN` with `echo`, and "
    "then `VOLUME`.",
]


def starter(client, given):
    # Build given.image here.
    pass


def solution(client, given):
    import io

    # The file is written while the folder is still an ordinary one, so it goes into a layer.
    # VOLUME then is a note in the config: at `run` a new volume is made and filled from there.
    # With this order both builders make the same image.
    text = f"""\
    FROM dockyard/busybox
    RUN mkdir -p {given.path}
    RUN echo {given.word} > {given.path}/stock
    VOLUME {given.path}
    """
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)
    print(client.containers.run(given.image, ["cat", f"{given.path}/stock"], remove=True).decode())


@check(points=1)
def path_is_a_volume(daemon: Daemon, given: Given):
    """A container of the image has a volume at the path, with no option said."""
    declared = daemon.image(given.image).config.volumes
    mounted: list[str] = []
    if not any(path.rstrip("/").startswith(given.path + "/") for path in declared):
        with daemon.started(given.image, "true", network_mode="none") as container:
            mounted = [mount.target for mount in daemon.container(container.id).mounts]
    expect_that(
        given.path in [target.rstrip("/") for target in mounted],
        f"volumes of a container of {given.image}",
        expected=given.path,
        found=set(mounted or declared),
        see=f"docker image inspect --format '{{{{json .Config.Volumes}}}}' {given.image}",
        next_step="A volume is a folder, and the image has to say which one.",
    )


@check(points=2, after="path_is_a_volume")
def stock_is_there(daemon: Daemon, given: Given):
    """In a new container the file is there, with its word, whatever command is run."""
    options = {"entrypoint": "/bin/sh", "network_mode": "none"}
    ran = daemon.run(given.image, "-c", f"cat {given.path}/stock", **options)
    expect(
        f"{given.path}/stock in a new container",
        ran.output.strip() if ran.exit_code == 0 else "no file",
        given.word,
        see=f"docker run --rm {given.image} cat {given.path}/stock",
        next_step="The volume is filled with what the image has at this path. Is it in a layer, "
        "or was it written to something that has been thrown away?",
    )


WORD = "RUN echo {given.word} > {given.path}/stock\n"
VOLUME = "VOLUME {given.path}\n"
SHOWN = """\
print(client.containers.run(given.image, ["cat", f"{given.path}/stock"], remove=True).decode())"""

as_the_colleague_wrote_it = wrong(
    "The classic builder loses what is written to a volume.",
    fails="stock_is_there",
    edit={VOLUME: "", WORD: VOLUME + WORD, SHOWN: ""},
)
written_by_the_command = wrong(
    "Written at the start, by the default command: with any other command it is missing.",
    fails="stock_is_there",
    edit={
        WORD: "",
        VOLUME: VOLUME + "CMD echo {given.word} > {given.path}/stock && cat {given.path}/stock\n",
        SHOWN: "",
    },
)


@wrong(fails="stock_is_there")
def committed(client, given):
    """A commit takes the container's layer, and the file was on the volume."""
    import io

    text = f"FROM dockyard/busybox\nRUN mkdir -p {given.path}\nVOLUME {given.path}\n"
    image, _ = client.images.build(fileobj=io.BytesIO(text.encode()), rm=True)
    container = client.containers.run(
        image, ["sh", "-c", f"echo {given.word} > {given.path}/stock"], detach=True
    )
    container.wait()
    container.commit(given.image)


line_left_out = wrong(
    "The file is there, since the folder is no volume any more.",
    fails="path_is_a_volume",
    edit={VOLUME: ""},
)
volume_of_the_file = wrong(
    "`VOLUME` names the file, and a volume is a folder.",
    fails="path_is_a_volume",
    edit={
        VOLUME: "",
        WORD: "VOLUME {given.path}/stock\nRUN echo {given.word} > {given.path}/copy\n",
        SHOWN: "",
    },
)
