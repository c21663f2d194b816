"""# Put a word on a volume

Make a volume `given.volume` with a file `word` that holds `given.word`.
"""

from grader import Daemon, Given, check, expect, name, word, wrong
from grader.labels import BUSYBOX_IMAGE

given = {"volume": name("volume"), "word": word()}

hints = ["`docker run --volume`", "`echo WORD > /v/word`", "A container that has it mounted."]


def starter(client, given):
    # Write the word here.
    pass


def solution(client, given):
    volumes = {given.volume: {"bind": "/v", "mode": "rw"}}
    command = ["sh", "-c", f"echo {given.word} > /v/word"]
    client.containers.run("dockyard/busybox", command, volumes=volumes, remove=True)


@check(points=1)
def it_is_on_the_volume(daemon: Daemon, given: Given):
    """The file on the volume holds the word."""
    daemon.volume(given.volume)
    mount = [f"{given.volume}:/look:ro"]
    said = daemon.run(BUSYBOX_IMAGE, "cat", "/look/word", volumes=mount).output
    expect("the word on the volume", said.strip(), given.word)


@wrong(fails="it_is_on_the_volume")
def bare_volume(client, given):
    """Makes the volume and writes nothing."""
    client.volumes.create(given.volume)
