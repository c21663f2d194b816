"""# Leave a note

Run a container called `given.note` that writes the word `given.word` to `/note` and ends.
"""

from grader import Daemon, Given, check, expect, name, word, wrong

given = {"note": name("note"), "word": word()}

hints = ["A container has a name.", "`echo` writes a word.", "`> /note` sends it to a file."]


def starter(client, given):
    pass


def solution(client, given):
    client.containers.run(
        "dockyard/busybox",
        ["sh", "-c", f"echo {given.word} > /note"],
        name=given.note,
    )


@check()
def note_holds_the_word(daemon: Daemon, given: Given):
    """The container's file `/note` holds the word."""
    daemon.container(given.note)
    found = daemon.read_file(given.note, "/note")
    expect(
        "/note",
        (found or b"no such file").decode().strip(),
        given.word,
        see=f"docker cp {given.note}:/note -",
        next_step="Which command writes a file?",
    )


@check(points=2, after="note_holds_the_word")
def container_has_ended(daemon: Daemon, given: Given):
    """The container has ended, with exit code 0."""
    expect("exit code", daemon.container(given.note).exit_code, 0)


@wrong(fails="note_holds_the_word")
def another_word(client, given):
    """Another word than the given one."""
    client.containers.run("dockyard/busybox", ["sh", "-c", "echo x > /note"], name=given.note)
