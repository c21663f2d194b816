"""# A variable, and no shell in between

Build an image `given.image` from `dockyard/debian` that rests:

- a container of it runs `sleep` for as many seconds as its variable `NAP` says;
- `NAP` is `given.nap` unless somebody says otherwise: with `docker run --env NAP=…` the
  container sleeps as long as that;
- `sleep` itself is **process 1**, not the child of a shell.

Debian's `/bin/sh` is dash, which does nothing unless it is told.
"""

import time

from grader import Daemon, Given, check, expect_that, name, number, wrong

given = {"image": name("nap"), "nap": number(300, 900)}

hints = [
    "To put a value in the place of `$NAP` is the work of a shell; the daemon doesn't do it in "
    "CMD. So a shell must run first. But a shell can also leave: one of its own words replaces it "
    "by the program that comes next, in the same process.",
    "`ENV` sets a variable that the running container has too, and `--env` overrides it. `ARG` is "
    "gone after the build. The word with which a shell hands its process over is `exec`.",
    "Three lines: `FROM dockyard/debian`, an `ENV` line that gives `NAP` its value, and "
    '`CMD ["sh", "-c", "…"]`, whose last word is what one would type in a shell to sleep for '
    "`$NAP` seconds, with `exec ` before it.",
]


def starter(client, given):
    # Build given.image from dockyard/debian.
    pass


def solution(client, given):
    import io

    # The shell is there for a moment: it puts the value in the place of $NAP. Then `exec` makes
    # its process run sleep instead, so process 1 is sleep and nobody stands between.
    text = f"""\
    FROM dockyard/debian
    ENV NAP={given.nap}
    CMD ["sh", "-c", "exec sleep $NAP"]
    """
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)

    container = client.containers.run(given.image, environment={"NAP": "77"}, detach=True)
    words = container.exec_run(["cat", "/proc/1/cmdline"]).output.decode().split("\0")
    print("process 1 with NAP=77:", *words)
    container.remove(force=True)


@check(points=1)
def sleeps_by_default(daemon: Daemon, given: Given):
    """A container of the image sleeps for `given.nap` seconds."""
    _expect_asleep(daemon, given, given.nap, f"docker run {given.image}")


@check(points=1, after="sleeps_by_default")
def value_can_be_changed(daemon: Daemon, given: Given):
    """With another `NAP` for one container, that one sleeps for so long."""
    nap = given.nap + 11
    line = f"docker run --env NAP={nap} {given.image}"
    _expect_asleep(daemon, given, nap, line, environment={"NAP": str(nap)})


@check(points=2, after="sleeps_by_default")
def is_process_1(daemon: Daemon, given: Given):
    """`sleep` is process 1 of the container."""
    with daemon.started(given.image) as container:
        _wait_asleep(daemon, container.id)
        first = daemon.execute(container.id, "cat", "/proc/1/cmdline").output
    words = first.rstrip("\0").split("\0")
    expect_that(
        words[0].rpartition("/")[2] == "sleep",
        "process 1",
        expected="sleep",
        found=" ".join(words),
        see="docker exec CONTAINER cat /proc/1/cmdline",
        next_step="A shell did its work and then stayed, to wait for its child.",
    )


LIST = "for one in /proc/[0-9]*; do tr '\\0' ' ' < $one/cmdline; echo; done"


def _expect_asleep(daemon: Daemon, given: Given, nap: int, line: str, **options: object) -> None:
    with daemon.started(given.image, **options) as container:
        asleep = _wait_asleep(daemon, container.id)
        fact = daemon.container(container.id)
        said = daemon.logs(container.id).strip().splitlines()
    wanted = f"sleep {nap}"
    ended = f"it has ended with exit code {fact.exit_code}: {said[0] if said else 'no word'}"
    expect_that(
        asleep == [wanted],
        f"`{line}`",
        expected=f"`{wanted}` to run in it",
        found=", ".join(asleep) or ("no sleep in it" if fact.is_running else ended),
        see="docker exec CONTAINER sh -c 'cat /proc/*/cmdline'"
        if fact.is_running
        else "docker logs CONTAINER",
        next_step="Who puts a value in the place of `$NAP`, and when: at build or at start?",
    )


def _wait_asleep(daemon: Daemon, container: str) -> list[str]:
    """The sleeps that run in a container, once there is one; waits a second for it."""
    from docker.errors import APIError

    for _ in range(10):
        try:
            rows = daemon.execute(container, "sh", "-c", LIST).output.splitlines()
        except APIError:
            return []
        found = [line for line in map(_plain, rows) if line.startswith("sleep ")]
        if found:
            return found
        time.sleep(0.1)
    return []


def _plain(row: str) -> str:
    """A command without its program's folder and its unit: `/usr/bin/sleep 5s` is `sleep 5`."""
    program, _, words = row.strip().partition(" ")
    return f"{program.rpartition('/')[2]} {words.removesuffix('s')}"


CMD = 'CMD ["sh", "-c", "exec sleep $NAP"]'
SHOWN = """\
container = client.containers.run(given.image, environment={"NAP": "77"}, detach=True)
words = container.exec_run(["cat", "/proc/1/cmdline"]).output.decode().split("\\0")
print("process 1 with NAP=77:", *words)
container.remove(force=True)"""

brackets_alone = wrong(
    "In brackets nobody reads `$NAP`: sleep gets the word as it stands.",
    fails="sleeps_by_default",
    edit={CMD: 'CMD ["sleep", "$NAP"]', SHOWN: ""},
)
all_in_one_word = wrong(
    "In one pair of quotes the line is one word, and no program is called that.",
    fails="sleeps_by_default",
    edit={CMD: 'CMD ["exec sleep $NAP"]', SHOWN: ""},
)
without_brackets = wrong(
    "The value is right, but dash stays as process 1 and sleep is its child.",
    fails="is_process_1",
    edit={CMD: "CMD sleep $NAP"},
)
a_shell_that_stays = wrong(
    "Brackets around `sh -c` make a list, but they don't send the shell away.",
    fails="is_process_1",
    edit={"exec sleep": "sleep"},
)
value_fixed_at_the_build = wrong(
    "Process 1 is sleep, with the right number, but the variable changes nothing any more.",
    fails="value_can_be_changed",
    edit={CMD: 'RUN echo "exec sleep $NAP" > /start\nCMD ["sh", "/start"]'},
)
argument_of_the_build = wrong(
    "ARG is a variable of the build only: when the container starts, `$NAP` is empty.",
    fails="sleeps_by_default",
    edit={"ENV NAP": "ARG NAP", CMD: "CMD exec sleep $NAP"},
)
