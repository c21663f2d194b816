"""One line of the docker command, run and shown with what it printed.

Ids, digests and ages are printed as `…`, so that the output is the same on every machine. What a
line creates gets the open lesson's labels, as what `client` creates does.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from labkit.kernel_side import CellStopped, current_labels, in_sandbox

TIMEOUT_S = 120

UNSTABLE = (
    (re.compile(r"\b(sha256:)?[0-9a-f]{64}\b"), r"\g<1>…"),
    (re.compile(r"\b(sha256:)?[0-9a-f]{12}\b"), r"\g<1>…"),
    (re.compile(r"(About an?|Less than an?|\d+) (second|minute|hour|day)s?( ago)?\b"), "…"),
)

MANAGEMENT = {"builder", "buildx", "container", "image", "network", "volume"}
MAKES_OBJECTS = {"run", "create"}
MAKES_IMAGES = {
    "build": "--label={}={}",
    "commit": "--change=LABEL {}={}",
    "import": "--change=LABEL {}={}",
}


def cli(
    line: str, stdin: str = "", *, quiet: bool = False, timeout_s: float = TIMEOUT_S, **names: str
) -> None:
    """Runs a docker line and prints it and its output, as a terminal would.

    Args:
        line: without pipes or other shell; `docker diff CONTAINER`, say.
        quiet: prints nothing; a line that fails ends the cell.
        timeout_s: a line that goes on for longer ends the cell.
        names: what a word of the line stands for, such as `CONTAINER=container.id`. The word is
            printed, what it stands for is run.
    """
    if shutil.which("docker") is None:
        print(f"$ {line}\n(skipped: no docker command on this machine)")
        return
    ran = _run(line, [names.get(word, word) for word in shlex.split(line)], stdin, timeout_s)
    if quiet:
        _require_success(line, ran)
        return
    # A build's progress goes to stderr and is never the same twice.
    said = ran.stdout if ran.returncode == 0 else ran.stdout + ran.stderr
    print("\n".join([f"$ {line}", *stable(said, names).splitlines()]))
    if ran.returncode:
        print(f"(exit code {ran.returncode})")


def _run(
    line: str, argv: Sequence[str], stdin: str, timeout_s: float
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            labelled(argv, current_labels(), images=not in_sandbox()),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout_s,
        )
    except subprocess.TimeoutExpired:
        why = f"`{line}` did not end within {timeout_s:g} s. Does what it waits for ever come?"
        raise CellStopped(why) from None


def _require_success(line: str, ran: subprocess.CompletedProcess[str]) -> None:
    if ran.returncode:
        said = " ".join(ran.stderr.split()) or f"exit code {ran.returncode}"
        raise CellStopped(f"`{line}` failed: {said}. In a Dockyard sandbox it works.")


def stable(text: str, names: Mapping[str, str] | None = None) -> str:
    """The text without what differs from run to run.

    Example:
        >>> stable("sha256:" + 64 * "a" + " made 5 minutes ago")
        'sha256:… made …'
    """
    for word, value in (names or {}).items():
        text = text.replace(value, word)
    for pattern, replacement in UNSTABLE:
        text = pattern.sub(replacement, text)
    return text


def labelled(argv: Sequence[str], labels: Mapping[str, str], *, images: bool) -> list[str]:
    """The line with labels for what it creates.

    Example:
        >>> labelled(["docker", "run", "--rm", "x"], {"a": "b"}, images=False)
        ['docker', 'run', '--label=a=b', '--rm', 'x']
    """
    at = 3 if len(argv) > 2 and argv[1] in MANAGEMENT else 2
    verb = argv[at - 1] if len(argv) >= at else ""
    form = (
        "--label={}={}" if verb in MAKES_OBJECTS else MAKES_IMAGES.get(verb, "") if images else ""
    )
    options = [form.format(key, value) for key, value in labels.items()] if form else []
    return [*argv[:at], *options, *argv[at:]]
