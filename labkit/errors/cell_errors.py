"""The edge to IPython: an error of a cell as a short card of text, the traceback on request.

What is stored of it is the same as without: an error output with the exception's name and words.
Only its `traceback`, which is for reading, is ours. `%tb` shows the whole one. Besides Docker's
errors these are the course's own: a picture of what is not there, say. Errors of other libraries,
and what went wrong elsewhere, are shown as IPython does.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

import docker
from docker.errors import DockerException
from requests.exceptions import RequestException

from grader.errors import DockyardError
from grader.report import Missing, Unmet, observation, plain
from labkit.errors import unknown_name
from labkit.errors.docker_errors import Around, Explained, Named, explain, near
from labkit.errors.docker_rules import RULES
from labkit.errors.unknown_name import BOLD, PLAIN, WHOLE, place_in_cell
from labkit.kernel_side import Thing, in_sandbox, things

KINDS = (NameError, DockerException, RequestException, DockyardError, Unmet)
THINGS = ("container", "image", "network", "volume")
MOST_LINES = 12

Look = Callable[[], Around]


def install(shell: Any, look: Look) -> None:
    """From now on, this kernel's cells explain their errors.

    Args:
        look: what is in the daemon at the moment of an error.
    """

    def lines(kind: Any, error: Any, trace: TracebackType | None) -> list[str]:
        if isinstance(error, NameError):
            return unknown_name.explained(shell, error, trace)
        if isinstance(error, (DockyardError, Unmet)):
            return card_lines(explain_ours(error, look()), place_in_cell(trace))
        if _is_dockers(trace):
            return card_lines(explain(error, look(), RULES), place_in_cell(trace))
        usual: list[str] = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=1)
        return usual

    unknown_name.explain_with(shell, KINDS, lines)


def explain_ours(error: DockyardError | Unmet, around: Around) -> Explained:
    """A fault that the course itself has found, in its own words: what, where, the next step."""
    if isinstance(error, DockyardError):
        return Explained(f"{error.where}: {error.what}", "", error.next_step)
    found = error.finding
    see = f"See for yourself: `{found.see}`" if found.see else ""
    kind, _, name = found.what.partition(" ")
    if isinstance(error, Missing) and kind in THINGS:
        return Explained(f"There is no {kind} `{name}`.", "", f"{near(kind, name, around)} {see}")
    return Explained(observation(found), "", f"{found.next_step} {see}".strip())


def look_with(client: docker.DockerClient) -> Look:
    """Asks over a connection that no cell holds; what does not answer has nothing to show."""

    def look() -> Around:
        try:
            found = tuple(Named(one.kind, _called(one), one.labels) for one in things(client))
        except (DockerException, RequestException):
            found = ()
        return Around(found, in_sandbox())

    return look


def card_lines(what: Explained, places: Sequence[str]) -> list[str]:
    """The card as the lines of a traceback. What the daemon said cannot move the terminal."""
    said = [plain(line) for line in what.said.splitlines() if line.strip()][:MOST_LINES]
    return [
        f"{BOLD}{plain(what.happened)}{PLAIN}",
        *(f"{BOLD}In{PLAIN}    {place}" for place in places),
        *([f"{BOLD}Said{PLAIN}  " + "\n      ".join(said)] if said else []),
        f"{BOLD}Next{PLAIN}  {plain(what.next_step)}",
        WHOLE,
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
