"""# A container that is a tool

The image `given.base` is there already. In it is a program `clean-log`: `clean-log 7` deletes the
files in `/logs` that are older than 7 days and prints which. Without a number it refuses.

Build an image `given.tool` from it that people use like a command:

- `docker run given.tool` with nothing behind it deletes what is older than `given.days` days;
- `docker run given.tool 30` deletes what is older than 30 days, and so for any other number;
- where the program refuses, the container ends with the program's own exit code, 2.

(People will mount their own folder at `/logs`. You need not.)
"""

import io
import tarfile
import time
from dataclasses import dataclass
from typing import Any

from grader import Daemon, Given, build_image, check, expect, expect_that, name, number, wrong

given = {"base": name("toolbox"), "tool": name("clean-log"), "days": number(5, 20)}

hints = [
    "The program stays the same in every run, its number changes. An image has two lists for the "
    "words of its command: one that words behind the image's name replace, and one that they "
    "don't.",
    "The program belongs into ENTRYPOINT, the number into CMD. Write both in brackets, with every "
    "word in double quotes: a line without brackets is given to a shell, which drops what comes "
    "behind it.",
    'Three lines: `FROM` with the name in `given.base`, `ENTRYPOINT ["clean-log"]`, and a `CMD` '
    "that holds nothing but the number, in brackets and in double quotes. Build them with "
    "`client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.tool)`.",
]


def setup(client, given):
    program = """\
#!/bin/sh
case "$1" in
    ''|*[!0-9]*) echo "usage: clean-log DAYS" >&2; exit 2;;
esac
find /logs -type f -mtime "+$1" -exec rm {} ';' -print
"""
    dockerfile = "FROM dockyard/busybox\nCOPY clean-log /bin/clean-log\nRUN mkdir /logs\n"
    build_image(client, dockerfile, {"clean-log": program}, tag=given.base, mode=0o755)


def starter(client, given):
    # Build given.tool from given.base.
    pass


def solution(client, given):
    import io

    # ENTRYPOINT says which program, CMD with which words if nobody says other ones. Both in
    # brackets: so the words go to the program itself, and its exit code comes back.
    text = f"""\
    FROM {given.base}
    ENTRYPOINT ["clean-log"]
    CMD ["{given.days}"]
    """
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.tool, rm=True)

    refused = client.containers.create(given.tool, "yesterday")
    refused.start()
    print("exit code for a word that is no number:", refused.wait()["StatusCode"])
    refused.remove()


@check(points=2)
def default_days(daemon: Daemon, given: Given):
    """With nothing behind the image's name it deletes what is older than `given.days` days."""
    _expect_cleaned(daemon, given, [], given.days)


@check(points=2, after="default_days")
def other_days(daemon: Daemon, given: Given):
    """A number behind the image's name takes the place of that default."""
    _expect_cleaned(daemon, given, ["30"], 30)


@check(points=1, after="other_days")
def refuses(daemon: Daemon, given: Given):
    """With a word that is no number it ends with exit code 2, and deletes nothing."""
    run = _clean(daemon, given, ["yesterday"])
    expect(
        "exit code for `yesterday`",
        "none, it still runs" if run.exit_code is None else run.exit_code,
        2,
        see=f"docker run --rm {given.tool} yesterday; echo $?",
        next_step="The exit code is that of process 1. Whose is it, and whose is what you see?",
    )
    expect("files deleted for `yesterday`", run.deleted, set())


AGES = (1, 3, 33, 400)
"""Ages in days of log files that every try starts with, beside one on each side of `days`."""


ENDS_WITHIN_S = 5
"""How long a container of the tool may take; the program needs some milliseconds."""


@dataclass(frozen=True)
class Run:
    """What came of one container of the tool. `deleted` are ages of files, in days.

    It has no exit code when it still ran after ENDS_WITHIN_S.
    """

    exit_code: int | None
    output: str
    deleted: set[int]


def _expect_cleaned(daemon: Daemon, given: Given, words: list[str], days: int) -> None:
    line = " ".join(["docker run", given.tool, *words])
    run = _clean(daemon, given, words, days - 1, days + 2)
    said = run.output.strip().splitlines()
    expect_that(
        run.deleted == {age for age in _ages(days - 1, days + 2) if age > days},
        f"`{line}`",
        expected=f"files older than {days} days to be deleted, and no other",
        found=_found(run, said),
        see="docker container inspect --format '{{json .Path}} {{json .Args}}' "
        f"$({line.replace(' run', ' container create')})",
        next_step="Which words did the program get: none, too many, or others than you meant?",
    )


def _found(run: Run, said: list[str]) -> str:
    if run.exit_code is None:
        return f"a container that still runs after {ENDS_WITHIN_S} s"
    if not run.deleted:
        return f"nothing deleted, exit code {run.exit_code}, and: {said[-1] if said else 'no word'}"
    return f"files of {', '.join(map(str, sorted(run.deleted)))} days deleted"


def _ages(*more: int) -> set[int]:
    return {age for age in (*AGES, *more) if age > 0}


def _clean(daemon: Daemon, given: Given, words: list[str], *more: int) -> Run:
    """Puts log files of several ages into a container of the tool, then starts it."""
    from docker.errors import APIError

    daemon.image(given.tool)
    container = daemon.client.containers.create(given.tool, words or None)
    try:
        container.put_archive("/", _logs(_ages(*more)))
        try:
            container.start()
        except APIError as error:
            return Run(127, _last_words(error), set())
        exit_code = _exit_code(daemon, container.id)
        if exit_code is None:
            return Run(None, "", set())
        left = {
            age
            for age in _ages(*more)
            if daemon.read_file(container.id, f"/logs/{age}-days") is not None
        }
        return Run(exit_code, daemon.logs(container.id), _ages(*more) - left)
    finally:
        container.remove(force=True, v=True)


def _exit_code(daemon: Daemon, container: str) -> int | None:
    """None when it still runs after ENDS_WITHIN_S."""
    deadline = time.monotonic() + ENDS_WITHIN_S
    while (fact := daemon.container(container)).is_running:
        if time.monotonic() > deadline:
            return None
        time.sleep(0.05)
    return fact.exit_code


def _last_words(error: Any) -> str:
    """Why it did not start, without what the runtime puts before it."""
    return str(error.explanation).split("exec: ")[-1].removesuffix(": unknown")


def _logs(ages: set[int]) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for age in sorted(ages):
            member = tarfile.TarInfo(f"logs/{age}-days")
            member.mtime = int(time.time()) - age * 86400 - 3600
            tar.addfile(member)
    return archive.getvalue()


BOTH = 'ENTRYPOINT ["clean-log"]\nCMD ["{given.days}"]'
SHOWN = """\
refused = client.containers.create(given.tool, "yesterday")
refused.start()
print("exit code for a word that is no number:", refused.wait()["StatusCode"])
refused.remove()"""

all_in_cmd = wrong(
    "The whole command is CMD: a number behind the name replaces program and all.",
    fails="other_days",
    edit={BOTH: 'CMD ["clean-log", "{given.days}"]', SHOWN: ""},
)
all_in_entrypoint = wrong(
    "The default is part of ENTRYPOINT, so that the other number only comes second.",
    fails="other_days",
    edit={BOTH: 'ENTRYPOINT ["clean-log", "{given.days}"]'},
)
entrypoint_without_brackets = wrong(
    "ENTRYPOINT and CMD are both there, but a shell takes the first and drops the second.",
    fails="default_days",
    edit={'["clean-log"]': "clean-log"},
)
cmd_without_brackets = wrong(
    "The right two lines, but CMD without brackets hands `/bin/sh` to the program.",
    fails="default_days",
    edit={'["{given.days}"]': "{given.days}"},
)
kept_alive = wrong(
    "A program that never ends keeps the container alive. Nobody started the tool.",
    fails="default_days",
    edit={BOTH: 'ENTRYPOINT ["tail", "-f", "/dev/null"]', SHOWN: ""},
)
no_default = wrong(
    "The program is there and takes a number, but nobody gives it one.",
    fails="default_days",
    edit={'\nCMD ["{given.days}"]': ""},
)
default_by_the_shell = wrong(
    "`sh -c` counts its words from 0: the number behind the name is not `$1`.",
    fails="other_days",
    edit={BOTH: 'ENTRYPOINT ["sh", "-c", "clean-log ${{1:-{given.days}}}"]'},
)
a_last_word_of_its_own = wrong(
    "Cleans as it should, but the exit code is that of the `echo` behind it.",
    fails="refuses",
    edit={'["clean-log"]': '["sh", "-c", "clean-log $0; echo done"]'},
)
