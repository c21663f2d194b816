"""The edge to IPython: an error of a cell as a short card of text, the traceback on request.

What is stored of it is the same as without: an error output with the exception's name and words.
Only its `traceback`, which is for reading, is ours. `%tb` shows the whole one. Errors of other
libraries, and what went wrong elsewhere than in Docker, are shown as IPython does.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import docker
from docker.errors import DockerException
from requests.exceptions import RequestException

from grader.report_text import plain
from labkit import unknown_name
from labkit.course import in_sandbox
from labkit.docker_errors import Around, Explained, Named, explain
from labkit.docker_rules import RULES
from labkit.removal import Thing, things

# No colour: an error has JupyterLab's background already, and red on it is hard to read.
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
MOST_LINES = 12

Look = Callable[[], Around]


def install(shell: Any, look: Look) -> None:
    """From now on, this kernel's cells explain their errors.

    Args:
        look: what is in the daemon at the moment of an error.
    """

    def show(
        shell: Any,
        kind: type,
        error: Any,
        trace: TracebackType | None,
        tb_offset: int | None = None,
    ) -> list[str]:
        # So that %tb finds it.
        sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
        if isinstance(error, NameError):
            lines = unknown_name.explained(shell, error, trace)
        elif _is_dockers(trace):
            lines = card_lines(explain(error, look(), RULES), _place(trace))
        else:
            lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=1)
        shell._showtraceback(kind, error, lines)
        return lines

    shell.set_custom_exc((NameError, DockerException, RequestException), show)


def look_with(client: docker.DockerClient) -> Look:
    """Asks over a connection that no cell holds; what does not answer has nothing to show."""

    def look() -> Around:
        try:
            found = tuple(Named(one.kind, _called(one), one.labels) for one in things(client))
        except (DockerException, RequestException):
            found = ()
        return Around(found, in_sandbox())

    return look


def card_lines(what: Explained, place: str) -> list[str]:
    """The card as the lines of a traceback. What the daemon said cannot move the terminal."""
    said = [plain(line) for line in what.said.splitlines() if line.strip()][:MOST_LINES]
    return [
        f"{BOLD}{plain(what.happened)}{PLAIN}",
        *([f"{BOLD}In{PLAIN}    {place}"] if place else []),
        f"{BOLD}Said{PLAIN}  " + "\n      ".join(said),
        f"{BOLD}Next{PLAIN}  {what.next_step}",
        "      `%tb` shows the whole traceback.",
    ]


def _called(thing: Thing) -> tuple[str, ...]:
    if thing.kind != "image":
        return tuple(thing.names)
    tags = (name for name in thing.names if ":" in name.rpartition("/")[2])
    return tuple(tag.removesuffix(":latest") for tag in tags)


def _is_dockers(trace: TracebackType | None) -> bool:
    """Whether the error came through the Docker SDK; `requests` is everybody's."""
    names = (str(frame.f_globals.get("__name__")) for frame, _ in traceback.walk_tb(trace))
    return any(name.partition(".")[0] == "docker" for name in names)


def _place(trace: TracebackType | None) -> str:
    """The learner's own line: the last one that is in no module."""
    frames = [frame for frame in _cell_frames(trace) if frame.line]
    return f"line {frames[-1].lineno}: {frames[-1].line}" if frames else ""


def _cell_frames(trace: TracebackType | None) -> Iterator[traceback.FrameSummary]:
    for frame, number in traceback.walk_tb(trace):
        if frame.f_globals.get("__name__") == "__main__":
            yield traceback.FrameSummary(frame.f_code.co_filename, number or 0, "")
