"""# A commit while somebody writes

The container `given.writer` runs already. It counts: it writes the next number to
`/ledger/first`, then the same number to `/ledger/second`, thousands of times a second. Between
the two lies a large file that it leaves alone. So **at every single moment** the second number is
the first one, or one less. It can never be ahead.

Make two images of this container:

- `given.torn`, in which the second number **is ahead** of the first: a state that never was;
- `given.sound`, in which the two agree, or the second is one behind.

In the end the writer must be **running again**, or still.
"""

import time

from grader import Daemon, Given, build_image, check, expect_that, name, wrong
from grader.report import missing

given = {
    "image": name("clerk"),
    "writer": name("writer"),
    "torn": name("torn"),
    "sound": name("sound"),
}

hints = [
    "A commit reads file after file, and that takes a while: what it reads last is from a later "
    "moment than what it read first. An image is only of *one* moment if nobody writes meanwhile.",
    "For `given.torn` commit while it writes, with `pause=False`. For the other, the writer must "
    "not run during the commit: `stop` and `start` it, or freeze its process with the signal "
    "SIGSTOP and wake it with SIGCONT. (`pause` would do it too where the daemon can freeze "
    "containers; the one in a sandbox can't.)",
    "`writer = client.containers.get(given.writer)` and then, one line each: "
    '`writer.commit(given.torn, pause=False)`; `writer.kill("SIGSTOP")`; '
    '`writer.commit(given.sound)`; `writer.kill("SIGCONT")`.',
]


def setup(client, given):
    # `1<>` writes into the file without emptying it first, so no reader ever finds it empty.
    text = """\
    FROM dockyard/busybox
    CMD mkdir -p /ledger; cd /ledger; head -c 64000000 /dev/zero > large; \\
        i=10000000; echo $i | tee first > second; echo ready; \\
        while true; do i=$((i+1)); echo $i 1<>first; echo $i 1<>second; done
    """
    build_image(client, text, tag=given.image)
    writer = client.containers.run(given.image, name=given.writer, detach=True)
    for _ in range(100):
        if b"ready" in writer.logs():
            break
        time.sleep(0.1)
    time.sleep(0.3)


def starter(client, given):
    writer = client.containers.get(given.writer)
    print(writer.exec_run(["ls", "/ledger"]).output.decode())

    # Commit it twice: as given.torn, and as given.sound.


def solution(client, given):
    writer = client.containers.get(given.writer)
    writer.commit(given.torn, pause=False)

    # SIGSTOP takes the processor from a process, wherever it is in its work, until SIGCONT.
    # `pause` does that for all processes of a container at once, where the daemon has the means.
    writer.kill("SIGSTOP")
    writer.commit(given.sound)
    writer.kill("SIGCONT")


@check(points=1)
def torn_is_torn(daemon: Daemon, given: Given):
    """In the first image the second number is ahead."""
    ahead = _ahead(daemon, given.torn)
    expect_that(
        ahead > 0,
        f"the second number in {given.torn}",
        expected="ahead of the first",
        found="not ahead",
        see=f"docker run --rm {given.torn} cat /ledger/first /ledger/second",
        next_step="Did anything keep the writer from writing? If not, commit once more: "
        "chance has a part in it.",
    )


@check(points=2)
def sound_is_sound(daemon: Daemon, given: Given):
    """In the second image the numbers agree, or the second is one behind."""
    ahead = _ahead(daemon, given.sound)
    expect_that(
        ahead in (0, -1),
        f"the second number in {given.sound}",
        expected="the same as the first, or one less",
        found="far ahead of the first" if ahead > 1 else f"{ahead:+} to the first",
        see=f"docker run --rm {given.sound} cat /ledger/first /ledger/second",
        next_step="Somebody wrote while the files were read. Can this daemon freeze a container?",
    )


@check(points=1, after="sound_is_sound")
def writer_goes_on(daemon: Daemon, given: Given):
    """The writer is running, and it counts."""
    is_running = daemon.container(given.writer).is_running
    expect_that(
        is_running and _is_counting(daemon, given.writer),
        f"container {given.writer}",
        expected="running, and counting",
        found="running, but its number stays" if is_running else "ended",
        see=f"docker exec {given.writer} cat /ledger/second",
        next_step="Whoever stops or freezes a container for a copy has to let it go on.",
    )


def _is_counting(daemon: Daemon, writer: str) -> bool:
    """Whether the number changes within 5 s; a writer that was started anew needs a moment."""
    before = daemon.read_file(writer, "/ledger/second")
    for _ in range(25):
        if daemon.read_file(writer, "/ledger/second") != before:
            return True
        time.sleep(0.2)
    return False


def _ahead(daemon: Daemon, image: str) -> int:
    """How far the second number of an image is ahead of the first."""
    files = daemon.saved(image).files
    first, second = (files.get(f"/ledger/{which}") for which in ("first", "second"))
    if first is None or second is None:
        raise missing(f"/ledger/first and /ledger/second in image {image}")
    numbers = [_number(entry.content) for entry in (first, second)]
    expect_that(
        min(numbers) >= FIRST_NUMBER,
        f"the numbers in {image}",
        expected="two that this writer wrote",
        found=" and ".join(str(number or "no number") for number in numbers),
        see=f"docker run --rm {image} cat /ledger/first /ledger/second",
        next_step="Commit the writer's own container, while it counts or while it is held.",
    )
    return numbers[1] - numbers[0]


FIRST_NUMBER = 10_000_000
"""Where the writer of the set-up begins."""


def _number(content: bytes | None) -> int:
    """The number in a file; 0 when it holds none."""
    digits = (content or b"").strip()
    return int(digits) if digits.isdigit() else 0


HELD = 'writer.kill("SIGSTOP")'
LET_GO = 'writer.kill("SIGCONT")'
SOUND = "writer.commit(given.sound)"

trusted_the_pause = wrong(
    "`pause=True` is the default and says what is wanted, but this daemon can't freeze.",
    fails="sound_is_sound",
    edit={HELD: "", LET_GO: "", SOUND: "writer.commit(given.sound, pause=False)"},
)


@wrong(fails="sound_is_sound")
def made_up(client, given):
    """Two numbers that agree, written by hand: this writer never was in that state."""
    import io

    client.containers.get(given.writer).commit(given.torn, pause=False)
    text = """\
    FROM dockyard/busybox
    RUN mkdir /ledger && echo 1 | tee /ledger/first > /ledger/second
    """
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.sound, rm=True)


twice_the_same = wrong(
    "Both images are of the frozen writer, so neither is torn.",
    fails="torn_is_torn",
    edit={HELD: "", "writer.commit(given.torn": HELD + "\nwriter.commit(given.torn"},
)
left_frozen = wrong(
    "Two right images, and a writer that nobody woke: it runs, and does nothing.",
    fails="writer_goes_on",
    edit={LET_GO: ""},
)
left_stopped = wrong(
    "Two right images, and a service that is down since.",
    fails="writer_goes_on",
    edit={HELD: "writer.stop(timeout=0)", LET_GO: ""},
)


@wrong(fails="torn_is_torn")
def the_wrong_way_round(client, given):
    """The two images are there, but each has the other's name."""
    writer = client.containers.get(given.writer)
    writer.kill("SIGSTOP")
    writer.commit(given.torn)
    writer.commit(given.sound)
    writer.kill("SIGCONT")
