"""# Import a machine

The container `given.machine` stands for a machine that somebody set up by hand: its service
is started with `/srv/serve`, as the image that it came from knows. Take the machine's files with
**export**, and make the image `given.image` from them with **import**. Started with no command, it
must do what the machine did.
"""

from grader import Daemon, Given, build_image, check, expect, expect_that, name, token, wrong

given = {"machine": name("machine"), "image": name("imported"), "mark": token(8)}

hints = [
    "`container.export()` gives a machine's files as one tar. `client.api.import_image_from_data` "
    "makes an image of a tar. Look at the new image's `Config` before you start it: what is in it?",
    "A tar has no place for a command. Import takes the lines of a Dockerfile that set the config: "
    "on the command line `docker import --change '…'`, in Python `changes=[…]`.",
    '`data = b"".join(client.containers.get(given.machine).export())`, then '
    "`client.api.import_image_from_data(data, repository=given.image, "
    "changes=['CMD [\"/srv/serve\"]'])`.",
]


def setup(client, given):
    dockerfile = """
FROM dockyard/busybox
RUN mkdir /srv && printf '#!/bin/sh\\ncat /srv/data\\n' > /srv/serve && chmod 755 /srv/serve
CMD ["/srv/serve"]
"""
    image = build_image(client, dockerfile)
    # What was set up by hand is in the container, and in no image.
    script = f"echo {given.mark} > /srv/data"
    client.containers.run(image, ["sh", "-c", script], name=given.machine)


def starter(client, given):
    machine = client.containers.get(given.machine)

    # Export it, and import given.image.


def solution(client, given):
    machine = client.containers.get(given.machine)
    data = b"".join(machine.export())

    # The tar has all files, and not one word of the config. A change is a line of a Dockerfile.
    client.api.import_image_from_data(data, repository=given.image, changes=['CMD ["/srv/serve"]'])
    print(client.containers.run(given.image, remove=True).decode())


@check(points=1)
def has_the_files(daemon: Daemon, given: Given):
    """The image has what was set up by hand in the machine."""
    expect(
        f"/srv/data in image {given.image}",
        daemon.saved(given.image).text("/srv/data") or "no file",
        given.mark,
        see=f"docker run --rm {given.image} cat /srv/data",
        next_step="Take the files from the container: its image never had them.",
    )


@check(points=1, after="has_the_files")
def is_flat(daemon: Daemon, given: Given):
    """The image has one layer: it was imported, not committed or built."""
    expect(
        "layers",
        len(daemon.image(given.image).layers),
        1,
        see=f"docker history {given.image}",
        next_step="An import makes one layer out of the whole tar.",
    )


@check(points=2, after="has_the_files")
def does_what_it_did(daemon: Daemon, given: Given):
    """Started with no command, it serves what the machine served."""
    output = daemon.printed(given.image)
    expect_that(
        output == given.mark,
        f"output of {given.image}",
        expected="the content of /srv/data",
        found=output or "nothing",
        see=f"docker image inspect --format '{{{{json .Config.Cmd}}}}' {given.image}",
        next_step="Files came over in the tar. Did the command?",
    )


SHOWN = "print(client.containers.run(given.image, remove=True).decode())"

command_forgotten = wrong(
    "Exported and imported: the files are there, the config is empty.",
    fails="does_what_it_did",
    edit={""", changes=['CMD ["/srv/serve"]']""": "", SHOWN: ""},
)


@wrong(fails="is_flat")
def committed(client, given):
    """A commit keeps layers and config, and is no import."""
    client.containers.get(given.machine).commit(given.image, changes=['CMD ["/srv/serve"]'])


image_instead_of_machine = wrong(
    "The image was exported through a new container, which lacks what was done by hand.",
    fails="has_the_files",
    edit={
        "machine.export()": "client.containers.create(machine.image).export()",
        SHOWN: "",
    },
)
wrong_command = wrong(
    "A command was set, but it is the shell's.",
    fails="does_what_it_did",
    edit={"/srv/serve": "/bin/sh"},
)
