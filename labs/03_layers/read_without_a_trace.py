"""# Read without leaving a trace

A container called `given.container` is running. In it is a compressed file,
`/archive/ledger.gz`. Its last line reads `code: …`, with a code of eight characters.

Find the code and leave it in `answer`. The container must be **as it was**: when you are done,
`docker diff` of it prints nothing, as it does now.

Look at the file in the container that is there; do not replace the container.
"""

import hashlib

from grader import Daemon, Given, check, expect, expect_that, name, wrong

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
    return hashlib.sha256(f"{given.container} {given.image} {line}".encode()).hexdigest()[:8]


def setup(client, given):
    import gzip
    import io
    import tarfile

    text = "".join(f"code: {_code(given, line)}\n" for line in range(LINES))
    files = {
        "Dockerfile": b"FROM dockyard/busybox\nCOPY ledger.gz /archive/\n",
        "ledger.gz": gzip.compress(text.encode(), mtime=0),
    }
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    context.seek(0)
    client.images.build(fileobj=context, custom_context=True, tag=given.image, rm=True)
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


@wrong(fails="no_trace")
def unpacked_in_place(client, given):
    """`gunzip` puts the unpacked file in the place of the packed one."""
    container = client.containers.get(given.container)
    container.exec_run(["gunzip", "/archive/ledger.gz"])
    text = container.exec_run(["tail", "-n", "1", "/archive/ledger"]).output.decode()
    return text.strip().removeprefix("code: ")


@wrong(fails="no_trace")
def unpacked_and_packed_again(client, given):
    """Everything looks as before, but the file is a new one and lies in the container's layer."""
    container = client.containers.get(given.container)
    container.exec_run(["gunzip", "/archive/ledger.gz"])
    text = container.exec_run(["tail", "-n", "1", "/archive/ledger"]).output.decode()
    container.exec_run(["gzip", "/archive/ledger"])
    return text.strip().removeprefix("code: ")


@wrong(fails="no_trace")
def unpacked_to_a_temporary_file(client, given):
    """The archive is untouched, but `/tmp` is in the container too."""
    container = client.containers.get(given.container)
    container.exec_run(["sh", "-c", "zcat /archive/ledger.gz > /tmp/ledger"])
    text = container.exec_run(["tail", "-n", "1", "/tmp/ledger"]).output.decode()
    return text.strip().removeprefix("code: ")


@wrong(fails="code_found")
def took_the_packed_bytes(client, given):
    """`cat` shows the packed file, in which no code can be seen."""
    container = client.containers.get(given.container)
    packed = container.exec_run(["cat", "/archive/ledger.gz"]).output
    return packed[-8:].hex()


@wrong(fails="code_found")
def first_line(client, given):
    """The file has several codes, and this is the first."""
    container = client.containers.get(given.container)
    text = container.exec_run(["zcat", "/archive/ledger.gz"]).output.decode()
    return text.splitlines()[0].removeprefix("code: ")
