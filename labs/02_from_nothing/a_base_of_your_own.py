"""# A base of your own

Make the image `given.image` from nothing: `FROM scratch`, and a root file system that you put
together yourself, with busybox in it. Started with no command, the image gives a shell; and
`docker run IMAGE echo something` works too. It has **exactly one layer**.

You find a static busybox in any container of `dockyard/busybox`, at `/bin/busybox`.
"""

from grader import Daemon, Given, check, expect, expect_that, name, token, wrong

given = {"image": name("mybase"), "mark": token(8)}

hints = [
    "A root file system is an ordinary tar file. `ADD` unpacks a local tar file into the image, "
    "and whatever it brings becomes one layer. A `RUN` after it would be a second one, so put all "
    "that you need into the tar.",
    "The tar needs two entries: the program `bin/busybox`, and a symbolic link to it for each "
    "command that you want, `bin/sh` and `bin/echo` at least. "
    '`container.get_archive("/bin/busybox")` gives you the program, itself as a tar.',
    "First the bytes of busybox: `tarfile.open(fileobj=io.BytesIO(busybox_tar))` and of that "
    '`.extractfile("busybox").read()`. Then `rootfs = io.BytesIO()` and `with '
    'tarfile.open(fileobj=rootfs, mode="w") as tar:`. In it `entry = '
    'tarfile.TarInfo("bin/busybox")`, `entry.mode, entry.size = 0o755, len(busybox)` and '
    "`tar.addfile(entry, io.BytesIO(busybox))`. For `bin/sh` and for `bin/echo` a new entry, with "
    '`entry.type, entry.linkname = tarfile.SYMTYPE, "busybox"`, and `tar.addfile(entry)`.',
    'The rest is as in section 4: `context = build_context(dockerfile, **{"rootfs.tar": '
    "rootfs.getvalue()})`, where `dockerfile` is one text of the three lines `FROM scratch`, "
    '`ADD rootfs.tar /` and `CMD ["/bin/sh"]`. Then `client.images.build(fileobj=context, '
    "custom_context=True, tag=given.image, rm=True)`.",
]


def starter(client, given):
    box = client.containers.create("dockyard/busybox")
    pieces, _ = box.get_archive("/bin/busybox")
    busybox_tar = b"".join(pieces)  # a tar file with busybox in it
    box.remove()

    # Build given.image.


def solution(client, given):
    import io
    import tarfile

    box = client.containers.create("dockyard/busybox")
    pieces, _ = box.get_archive("/bin/busybox")
    busybox_tar = b"".join(pieces)  # a tar file with busybox in it
    box.remove()
    with tarfile.open(fileobj=io.BytesIO(busybox_tar)) as tar:
        busybox = tar.extractfile("busybox").read()

    def add(tar, path, content=b"", link=""):
        entry = tarfile.TarInfo(path)
        entry.mode, entry.size = 0o755, len(content)
        if link:
            entry.type, entry.linkname = tarfile.SYMTYPE, link
        tar.addfile(entry, io.BytesIO(content))

    # The root file system: one program, and a name for each thing that it can do. busybox looks
    # at the name by which it was called.
    rootfs = io.BytesIO()
    with tarfile.open(fileobj=rootfs, mode="w") as tar:
        add(tar, "bin/busybox", busybox)
        for command in ("sh", "echo", "ls", "cat"):
            add(tar, f"bin/{command}", link="busybox")

    # ADD unpacks it: everything arrives in one layer, links included.
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        add(tar, "Dockerfile", b'FROM scratch\nADD rootfs.tar /\nCMD ["/bin/sh"]\n')
        add(tar, "rootfs.tar", rootfs.getvalue())
    context.seek(0)
    client.images.build(fileobj=context, custom_context=True, tag=given.image, rm=True)
    print(client.containers.run(given.image, ["echo", "it runs"], remove=True).decode())


@check(points=2)
def echo_works(daemon: Daemon, given: Given):
    """A container of the image can run `echo`."""
    expect(
        f"docker run {given.image} echo {given.mark}",
        _output(daemon, given.image, "echo", given.mark),
        given.mark,
        see=f"docker run --rm {given.image} echo {given.mark}",
        next_step="Is there a program by this name, in /bin for example, that may be executed?",
    )


@check(points=1, after="echo_works")
def shell_by_default(daemon: Daemon, given: Given):
    """Started with no command, the image gives a shell."""
    config = daemon.image(given.image).config
    argv = (*config.entrypoint, *config.cmd)
    if len(argv) == 3 and argv[:2] == ("/bin/sh", "-c"):  # CMD without brackets
        argv = tuple(argv[2].removeprefix("exec ").split())
    expect(
        "what the image's own command prints when told to echo",
        _output(daemon, given.image, *argv, "-c", f"echo {given.mark}") if argv else "no command",
        given.mark,
        see=f"docker image inspect --format '{{{{json .Config.Cmd}}}}' {given.image}",
        next_step="A tar file holds files and no config. Which instruction says what to start?",
    )


@check(points=1, after="echo_works")
def one_layer(daemon: Daemon, given: Given):
    """The image has exactly one layer."""
    expect(
        "layers",
        len(daemon.image(given.image).layers),
        1,
        see=f"docker history {given.image}",
        next_step="What makes each of the others? All files can come in one instruction.",
    )


@check(points=1, after="one_layer")
def not_the_base(daemon: Daemon, given: Given):
    """The layer is yours: not that of dockyard/busybox."""
    shared = daemon.image("dockyard/busybox").shared_layers(daemon.image(given.image))
    expect_that(
        shared == 0,
        "layers shared with dockyard/busybox",
        expected="none",
        found=shared,
        see=f"docker image inspect --format '{{{{json .RootFS.Layers}}}}' {given.image}",
        next_step="Which image does your Dockerfile start FROM?",
    )


def _output(daemon: Daemon, image: str, *argv: str) -> str:
    """What a command prints, or the engine's words when it cannot be started."""
    import docker

    daemon.image(image)
    try:
        return daemon.run(image, *argv).output.strip()
    except docker.errors.APIError as error:
        return f"it cannot be started: {str(error.explanation).strip()[-90:]}"


LINKS = """    for command in ("sh", "echo", "ls", "cat"):
        add(tar, f"bin/{command}", link="busybox")
"""
SHOWN = 'print(client.containers.run(given.image, ["echo", "it runs"], remove=True).decode())'

copied_the_tar = wrong(
    "COPY puts the tar file itself into the image, packed as it is.",
    fails="echo_works",
    edit={"ADD rootfs.tar": "COPY rootfs.tar", SHOWN: ""},
)
links_made_by_run = wrong(
    "The links come from a RUN, so there is a second layer.",
    fails="one_layer",
    edit={
        LINKS: "",
        r"/\nCMD": r'/\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\nCMD',
    },
)


@wrong(fails="not_the_base")
def only_a_new_name(client, given):
    """The base that was there already, under another name."""
    client.images.get("dockyard/busybox").tag(given.image)


@wrong(fails="shell_by_default")
def imported(client, given):
    """The files of a container, imported: all is there but a command."""
    box = client.containers.create("dockyard/busybox")
    client.api.import_image_from_data(b"".join(box.export()), repository=given.image)
    box.remove()


not_executable = wrong(
    "The program is there, but its mode says that nobody may run it.",
    fails="echo_works",
    edit={"entry.mode, entry.size = 0o755, len": "entry.size = len", SHOWN: ""},
)
