"""# Read without leaving a trace

A container called `given.container` is running. In it is a compressed file,
`/archive/ledger.gz`. Its last line reads `code: …`, with a code of eight characters.

Find the code and leave it in `answer`. The container must be **as it was**: when you are done,
`docker diff` of it prints nothing, as it does now.

Look at the file in the container that is there; do not replace the container.
"""

import gzip

from grader import Daemon, Given, build_image, check, expect, expect_that, name, token, wrong

given = {"container": name("archive"), "image": name("ledger")}

hints = [
    "To read is free: no byte is copied and no line of `docker diff` comes of it. So ask of every "
    "command: does it also *write*? And where?",
    "`gunzip FILE` does not only read: it puts an unpacked file in the place of the packed one. "
    "There is a way to have the unpacked text printed and nothing else done: look at "
    "`gunzip --help`, or think of `cat` for packed files.",
    '`container.exec_run(["zcat", "/archive/ledger.gz"])` gives the text as `.output`, in '
    "bytes. Decode it, take the last line, and what comes after `code: ` is the answer. If there "
    "is a trace in the container already: the first line of the cell sets it up afresh.",
]


LINES = 3


def _code(given: Given, line: int) -> str:
    """The code in one line of the ledger: known to the check, and to whoever reads the file."""
    return given.hidden(f"line {line}", token(8))


def setup(client, given):
    text = "".join(f"code: {_code(given, line)}\n" for line in range(LINES))
    dockerfile = "FROM dockyard/busybox\nCOPY ledger.gz /archive/\n"
    ledger = gzip.compress(text.encode(), mtime=0)
    build_image(client, dockerfile, {"ledger.gz": ledger}, tag=given.image)
    client.containers.run(given.image, ["sleep", "3600"], name=given.container, detach=True)


def starter(client, given):
    code = None  # ← the code that you read in the container
    return code


def solution(client, given):
    container = client.containers.get(given.container)
    # zcat writes what it unpacks to its output and to no file. The daemon hands that output
    # over to us: the container's layer stays empty.
    text = container.exec_run(["zcat", "/archive/ledger.gz"]).output.decode()
    code = text.splitlines()[-1].removeprefix("code: ")
    print("lines in the diff:", len(container.diff() or []))
    return code


@check(points=1)
def code_found(given: Given, answer):
    """The answer is the code in the last line of the ledger."""
    expect_that(
        str(answer).strip().removeprefix("code:").strip() == _code(given, LINES - 1),
        "answer",
        expected="the code in the last line of /archive/ledger.gz",
        found=str(answer).strip() or "an empty text",
        see=f"docker exec {given.container} ls -l /archive",
        next_step=_advice(str(answer), given),
    )


@check(points=2, after="code_found")
def no_trace(daemon: Daemon, given: Given):
    """The container is as it was: its diff is empty."""
    changes = daemon.changes(given.container)
    expect(
        f"diff of {given.container}",
        ", ".join(str(change) for change in changes) or "nothing",
        "nothing",
        see=f"docker diff {given.container}",
        next_step="Something that you ran wrote a file. Start afresh and let it only print.",
    )


def _advice(answer: str, given: Given) -> str:
    if _code(given, LINES - 1) in answer:
        return "The code is in there, with more around it. Leave the eight characters alone."
    if any(_code(given, line) in answer for line in range(LINES)):
        return "That is the code of another line of the file."
    return "No line of the file has this code. What you read may still be packed."


GUNZIP = 'container.exec_run(["gunzip", "/archive/ledger.gz"])'

unpacked_in_place = wrong(
    "`gunzip` puts the unpacked file in the place of the packed one.",
    fails="no_trace",
    edit={
        "text = ": f"{GUNZIP}\ntext = ",
        '"zcat", "/archive/ledger.gz"': '"cat", "/archive/ledger"',
    },
)
unpacked_and_packed_again = wrong(
    "Everything looks as before, but the file is a new one and lies in the container's layer.",
    fails="no_trace",
    edit={
        "text = ": f"{GUNZIP}\ntext = ",
        '"zcat", "/archive/ledger.gz"': '"cat", "/archive/ledger"',
        "code = text": 'container.exec_run(["gzip", "/archive/ledger"])\ncode = text',
    },
)
unpacked_to_a_temporary_file = wrong(
    "The archive is untouched, but `/tmp` is in the container too.",
    fails="no_trace",
    edit={
        '"zcat", "/archive/ledger.gz"': '"cat", "/tmp/ledger"',
        "text = ": 'container.exec_run(["sh", "-c", "zcat /archive/ledger.gz > /tmp/ledger"])\n'
        "text = ",
    },
)
took_the_packed_bytes = wrong(
    "`cat` shows the packed file, in which no code can be seen.",
    fails="code_found",
    edit={
        '"zcat"': '"cat"',
        "output.decode()": "output[-8:].hex()",
    },
)
first_line = wrong(
    "The file has several codes, and this is the first.",
    fails="code_found",
    edit={"[-1]": "[0]"},
)
