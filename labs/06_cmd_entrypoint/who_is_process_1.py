"""# The same line, two shells

`given.lines` is a text with four lines; the cell below prints it. Each is a `CMD` line, and it is
built twice: once below `FROM dockyard/busybox`, where `/bin/sh` is ash, and once below
`FROM dockyard/debian`, where `/bin/sh` is dash.

**Decide before you run anything:** which program is **process 1** half a second after the start,
`sh` or `sleep`? Leave in `answer` two lists of four words: first for busybox, then for Debian.

Then you may try. To check your answer, the daemon runs all eight.
"""

import time
from concurrent.futures import ThreadPoolExecutor

from grader import Daemon, Given, check, expect_that, wrong
from grader.labels import BUSYBOX_IMAGE, DEBIAN_IMAGE

LAST = ("CMD sleep {n}", "CMD echo hello; sleep {n}", "CMD cd /tmp && sleep {n}")
"""Lines whose last command is the sleep."""

NOT_LAST = ("CMD sleep {n}; echo bye", "CMD sleep {n} && echo bye", "CMD sleep {n} | cat")
EXEC = ("CMD exec sleep {n}", "CMD cd /tmp && exec sleep {n}", "CMD echo hello; exec sleep {n}")


def _lines(entropy: bytes) -> str:
    """Two lines of the first kind, one of each other, in a drawn order."""
    skipped = entropy[0] % 3
    chosen = [line for place, line in enumerate(LAST) if place != skipped]
    chosen += [NOT_LAST[entropy[1] % 3], EXEC[entropy[2] % 3]]
    order = sorted(range(4), key=lambda place: (entropy[3 + place], place))
    return "\n".join(chosen[place].format(n=600 + entropy[8 + place]) for place in order)


given = {"lines": _lines}

hints = [
    "All four lines are without brackets, so a shell is always what starts. The question is "
    "whether it is still there a moment later: `exec` replaces it, on both. Without `exec` the two "
    "shells differ.",
    "ash asks: is anything left for me to do after this command? If not, it makes way for the "
    "command. dash does not ask, it stays and waits. A shell that must do something after the "
    "`sleep`, or look after two programs at once, stays in any case.",
    'For Debian: `"sleep"` where the line has `exec`, else `"sh"`. For busybox: `"sleep"` '
    'where `sleep` is the last command of the line, with `exec` or without, and `"sh"` where '
    "something stands behind it (`; echo`, `&& echo`, `| cat`).",
]


def starter(client, given):
    print(given.lines)

    busybox = None  # ← four words, such as ["sh", "sleep", "sh", "sh"]
    debian = None  # ← four words
    return [busybox, debian]


def solution(client, given):
    busybox, debian = [], []
    for line in given.lines.splitlines():
        # dash only makes way when it is told to. ash also does when nothing is left to do.
        has_exec = "exec sleep" in line
        is_last = line.split()[-2] == "sleep"
        debian.append("sleep" if has_exec else "sh")
        busybox.append("sleep" if has_exec or is_last else "sh")
        print(f"busybox {busybox[-1]:5}  Debian {debian[-1]:5}  {line}")
    return [busybox, debian]


@check(points=2)
def busybox_right(daemon: Daemon, given: Given, answer):
    """On busybox these are the programs."""
    expect_that(
        isinstance(answer, list) and len(answer) == 2 and all(map(_is_four, answer)),
        "answer",
        expected='two lists of four words, each "sh" or "sleep"',
        found=repr(answer),
    )
    _expect_programs(daemon, given, "busybox", BUSYBOX_IMAGE, answer[0])


@check(points=2, after="busybox_right")
def debian_right(daemon: Daemon, given: Given, answer):
    """On Debian these are the programs."""
    _expect_programs(daemon, given, "Debian", DEBIAN_IMAGE, answer[1])


def _is_four(words: object) -> bool:
    return (
        isinstance(words, list) and len(words) == 4 and all(one in ("sh", "sleep") for one in words)
    )


def _expect_programs(
    daemon: Daemon, given: Given, called: str, image: str, mine: list[str]
) -> None:
    lines = given.lines.splitlines()
    real = _programs(daemon, image, lines)
    off = [place for place in range(4) if mine[place] != real[place]]
    first_line = lines[off[0]] if off else ""
    first = f"the first at line {off[0] + 1}, `{first_line}`" if off else ""
    expect_that(
        not off,
        f"lines that you have otherwise than {called}",
        expected="none",
        found=f"{len(off)}, {first}",
        see="docker exec CONTAINER cat /proc/1/cmdline",
        next_step="`exec` is an order to the shell, to any shell. Which order?"
        if "exec" in first_line
        else "Has this shell anything left to do once sleep runs? Does it care?",
    )


def _programs(daemon: Daemon, image: str, lines: list[str]) -> list[str]:
    """Process 1 of each line, started as the daemon starts a CMD without brackets."""
    with ThreadPoolExecutor(len(lines)) as pool:
        return list(pool.map(lambda line: _program(daemon, image, line), lines))


def _program(daemon: Daemon, image: str, line: str) -> str:
    with daemon.started(image, "/bin/sh", "-c", line.removeprefix("CMD ")) as container:
        time.sleep(0.5)
        return _process_1(daemon, container.id)


def _process_1(daemon: Daemon, container: str) -> str:
    words = daemon.execute(container, "cat", "/proc/1/cmdline").output.split("\0")
    return words[0].rpartition("/")[2]


always_the_shell = wrong(
    "As most books have it: without brackets the shell is process 1, wherever.",
    fails="busybox_right",
    edit={"answer = [busybox, debian]": 'answer = [["sh"] * 4, ["sh"] * 4]'},
)
only_exec_counts = wrong(
    "`exec` is seen, but ash is taken for a shell that stays otherwise.",
    fails="busybox_right",
    edit={" or is_last": ""},
)
one_shell_like_the_other = wrong(
    "Right for busybox, and Debian is taken for the same.",
    fails="debian_right",
    edit={"[busybox, debian]": "[busybox, busybox]"},
)
never_on_debian = wrong(
    "Right for busybox, but that dash obeys `exec` has been forgotten.",
    fails="debian_right",
    edit={"[busybox, debian]": '[busybox, ["sh"] * 4]'},
)
the_two_swapped = wrong(
    "Both lists are right, in the wrong order.",
    fails="busybox_right",
    edit={"[busybox, debian]": "[debian, busybox]"},
)
