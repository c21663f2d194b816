"""# Owner and mode, in one layer

The cell below makes a folder with one file in it, `given.file`; it holds the word `given.word`.

Build an image `given.image` from `dockyard/busybox` in which that file is `/srv/…` (with the same
name) and

- holds the same word;
- belongs to user number `given.uid` and group number `given.gid`;
- has the mode `given.mode` (octal, as `chmod` takes it).

The image may have **only one layer more** than `dockyard/busybox`.
"""

from grader import Daemon, Given, check, choice, expect, expect_that, name, number, word, wrong

given = {
    "image": name("vault"),
    "file": name("key"),
    "word": word(),
    "uid": number(2000, 2999),
    "gid": number(3000, 3999),
    "mode": choice("600", "640", "440", "750"),
}

hints = [
    "A file's owner and mode are stored with it in the layer. Whoever changes them in a later "
    "instruction stores the whole file a second time. So they must be right as the file comes in.",
    "`COPY` has an option for the owner: `--chown=USER:GROUP`, and numbers will do. The mode comes "
    "along from the file in your folder. (BuildKit also has `--chmod`; the SDK's builder has not.)",
    "Before the build: `(folder / given.file).chmod(int(given.mode, 8))`. In the Dockerfile: "
    "`FROM dockyard/busybox`, then `COPY --chown=…:… …the file… /srv/`. No `RUN`.",
]


def starter(client, given):
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    (folder / given.file).write_text(given.word)
    print("mode now:", oct((folder / given.file).stat().st_mode & 0o777))

    # Write folder / "Dockerfile", then build given.image from the folder.


def solution(client, given):
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    (folder / given.file).write_text(given.word)
    # The build context is a tar archive, and tar keeps a file's mode: set it before it is packed.
    (folder / given.file).chmod(int(given.mode, 8))

    # The owner is not taken from your machine: without --chown it is 0:0. With it, the file is
    # written once, with the right owner. Numbers need no entry in the image's /etc/passwd.
    (folder / "Dockerfile").write_text(f"""\
    FROM dockyard/busybox
    COPY --chown={given.uid}:{given.gid} {given.file} /srv/
    """)
    client.images.build(path=str(folder), tag=given.image, rm=True)

    line = client.containers.run(given.image, ["ls", "-ln", f"/srv/{given.file}"], remove=True)
    print(line.decode().split()[:4])


@check(points=1)
def file_arrived(daemon: Daemon, given: Given):
    """The file is in `/srv`, with its word."""
    found = daemon.saved(given.image).text(f"/srv/{given.file}")
    expect(
        f"/srv/{given.file} in image {given.image}",
        "no such file" if found is None else found,
        given.word,
        see=f"docker run --rm {given.image} ls -l /srv",
        next_step="Did it come into the image, and under its own name?",
    )


@check(points=1, after="file_arrived")
def owner_and_mode(daemon: Daemon, given: Given):
    """It has the owner, the group and the mode that are asked for."""
    entry = daemon.saved(given.image).files[f"/srv/{given.file}"]
    expect(
        f"owner, group and mode of /srv/{given.file}",
        f"{entry.uid}:{entry.gid} {entry.mode & 0o7777:o}",
        f"{given.uid}:{given.gid} {given.mode}",
        see=f"docker run --rm {given.image} ls -ln /srv",
        next_step="Owner and mode come in on two different ways. Which of them is missing?",
    )


@check(points=1, after="file_arrived")
def one_layer_more(daemon: Daemon, given: Given):
    """The image has one layer more than `dockyard/busybox`."""
    image, base = daemon.image(given.image), daemon.image("dockyard/busybox")
    expect_that(
        image.shared_layers(base) == len(base.layers),
        f"what {given.image} is built on",
        expected="dockyard/busybox",
        found="something else: it has none of that image's layers",
        see="docker image inspect --format '{{json .RootFS.Layers}}' "
        f"{given.image} dockyard/busybox",
        next_step="What does the `FROM` line say?",
    )
    expect(
        f"layers of {given.image} above those of dockyard/busybox",
        len(image.layers) - len(base.layers),
        1,
        see=f"docker history {given.image}",
        next_step="Only one instruction may write files. What should the file bring with it?",
    )


COPY = "COPY --chown={given.uid}:{given.gid} {given.file} /srv/\n"

chown_and_chmod_later = wrong(
    "Owner and mode are right, but a `RUN` stored the file once more to get there.",
    fails="one_layer_more",
    edit={
        "(folder / given.file).chmod(int(given.mode, 8))": "",
        COPY: """COPY {given.file} /srv/
RUN chown {given.uid}:{given.gid} /srv/{given.file} && chmod {given.mode} /srv/{given.file}
""",
    },
)
forgot_the_mode = wrong(
    "The owner is right; the mode is what the file happened to have.",
    fails="owner_and_mode",
    edit={"int(given.mode, 8)": "0o644"},
)
user_instruction = wrong(
    "`USER` says who runs processes. `COPY` writes as root all the same.",
    fails="owner_and_mode",
    edit={COPY: "USER {given.uid}:{given.gid}\nCOPY {given.file} /srv/\n"},
)
open_to_everybody = wrong(
    "Mode 777, so that nothing is ever refused: everybody may change the file.",
    fails="owner_and_mode",
    edit={"int(given.mode, 8)": "0o777"},
)
no_slash_at_the_end = wrong(
    "Owner, mode and layers are right, but `/srv` without a slash is the file's new name.",
    fails="file_arrived",
    edit={
        COPY: COPY.replace("/srv/", "/srv"),
        '["ls", "-ln", f"/srv/{given.file}"]': '["ls", "-ln", "/srv"]',
    },
)
