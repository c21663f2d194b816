"""# Mend what a container says

The container `given.note` has a file `/note`. Write the word `given.word` into it.
"""

from grader import Daemon, Given, check, expect, missing, name, word, wrong

given = {"note": name("note"), "word": word()}

hints = ["`docker exec`", "`docker exec CONTAINER sh -c …`", "`echo WORD > /note`"]


def setup(client, given):
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", "echo nothing > /note; exec sleep 1000000"],
        name=given.note,
        detach=True,
    )


def starter(client, given):
    # Write the word into the container here.
    pass


def solution(client, given):
    command = f"echo {given.word} > /note"
    client.containers.get(given.note).exec_run(["sh", "-c", command])


@check(points=2)
def note_holds_the_word(daemon: Daemon, given: Given):
    """Its file `/note` holds the word."""
    said = (daemon.read_file(given.note, "/note") or b"").decode().strip()
    if said == "nothing":
        raise missing("a new note")
    expect("the note", said, given.word, see=f"docker exec {given.note} cat /note")


@check(points=1, after="note_holds_the_word")
def container_is_left_alone(daemon: Daemon, given: Given):
    """The container still runs."""
    expect("the container runs", daemon.container(given.note).is_running, True)


@wrong(fails="note_holds_the_word")
def another_word(client, given):
    """Right command, wrong word."""
    client.containers.get(given.note).exec_run(["sh", "-c", "echo hello > /note"])


@wrong(fails="container_is_left_alone")
def container_stopped(client, given):
    """Writes the word and then stops the container."""
    container = client.containers.get(given.note)
    container.exec_run(["sh", "-c", f"echo {given.word} > /note"])
    container.kill()
