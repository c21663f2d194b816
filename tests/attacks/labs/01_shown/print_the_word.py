"""# Print a word

Build an image `given.image` that prints `given.word`.
"""

from grader import Daemon, Given, check, expect, name, word, wrong

given = {"image": name("image"), "word": word()}

hints = ["`CMD`", "`CMD echo`", "`CMD echo WORD`"]


def starter(client, given):
    # Build the image here.
    pass


def solution(client, given):
    import io

    text = f"FROM dockyard/busybox\nCMD echo {given.word}"
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)


@check(points=1)
def it_prints_the_word(daemon: Daemon, given: Given):
    """A container of the image prints the word."""
    expect("its output", daemon.run(given.image).output.strip(), given.word)


@wrong(fails="it_prints_the_word")
def another_word(client, given):
    """Prints another word."""
    client.images.get("dockyard/busybox").tag(given.image)
