"""What a notebook calls: open_lesson, start, check, hint, solution, reset, and a few more.

The thin edge to IPython: finds the open lesson, shows the card, and turns an error into one line.
A cell whose lesson or exercise could not start is stopped; nothing else here raises.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import docker
from docker.errors import DockerException
from IPython.core.getipython import get_ipython
from requests.exceptions import RequestException

from grader.course import Given, load_lesson
from grader.errors import ContentError, DockyardError
from grader.places import labs_folder
from labkit.errors import cell_errors
from labkit.kernel_side import SHARED, CellStopped, Opened, in_sandbox
from labkit.lesson import magics
from labkit.lesson.course_map import course_map
from labkit.lesson.exercise_live import ExerciseCard
from labkit.lesson.progress import progress_now, status_card
from labkit.lesson.session import Session
from labkit.lesson.session_cards import as_ours, error_card
from labkit.visual.kit import Card, Live, Tone, has_frontend, note

Shown = Card | Live


class _Open:
    """The lesson that this kernel has open."""

    session: Session | None = None


def open_lesson(lesson: str) -> docker.DockerClient:
    """Opens a lesson and gives the client that its cells use."""
    with_labs = labs_folder()
    assert (
        with_labs is not None
    )  # else labkit.lesson.graded_notebook is in the place of this module
    try:
        session = Session.open(load_lesson(with_labs / lesson), _Open.session)
        client = session.new_client()
    except (DockyardError, DockerException, RequestException) as error:
        raise CellStopped(str(as_ours(error, lesson))) from None
    _Open.session, Opened.labels = session, session.labels
    magics.register(client)
    if (shell := get_ipython()) is not None:
        cell_errors.install(shell, cell_errors.look_with(session.checker))
    session.opened().show()
    return client


def start(name: str) -> Given:
    """Starts an exercise: its given values, its set-up, and no answer yet."""
    try:
        session = _session()
        _at_end_of_cell(lambda: setattr(session, "current", ""))
        given, card = session.start(name)
    except (DockyardError, DockerException, RequestException) as error:
        raise CellStopped(str(as_ours(error, name))) from None
    _namespace().pop("answer", None)
    card.show()
    return given


def check(name: str) -> None:
    """Shows which promises of an exercise hold; where there is a mouse, as a card with buttons."""

    def act(session: Session) -> Shown:
        if has_frontend():
            return ExerciseCard(session, name, _namespace()).live()
        return session.check(name, _namespace())

    _show(name, act)


def hint(name: str) -> None:
    """Shows the next hint, below those already shown."""
    _show(name, lambda session: session.hint(name))


def solution(name: str) -> None:
    """Shows one solution."""
    _show(name, lambda session: session.solution(name))


def reset(name: str) -> None:
    """Removes what an exercise left behind and sets it up again."""

    def act(session: Session) -> Card:
        card = session.reset(name)
        _namespace().pop("answer", None)
        return card

    _show(name, act)


def cleanup() -> None:
    """Removes all that carries the open lesson's label."""
    _show("cleanup", lambda session: session.cleanup())


def status() -> None:
    """Shows how far the learner has come in the whole course; with a mouse, as a map."""
    card: Shown
    try:
        card = _live_map() if has_frontend() else status_card(progress_now())
    except DockyardError as error:
        card = error_card(error)
    card.show()


def _live_map() -> Live:
    rows = progress_now()

    def again(_: str) -> None:
        nonlocal rows
        rows = progress_now()

    return Live(lambda: course_map(rows), {"refresh": again}, fallback=lambda: status_card(rows))


def on_restart(choice: Literal["fresh", "keep"]) -> None:
    """Chooses what a restart of this kernel does to its daemon: a fresh one, or the same."""
    if choice not in ("fresh", "keep"):
        note('on_restart takes "fresh" or "keep"', tone=Tone.OFF).show()
    elif not in_sandbox():
        note("This is your own engine: a restart of the kernel leaves it as it is").show()
    else:
        (SHARED / "on_restart").write_text(choice)
        kept = "keeps this daemon and all in it" if choice == "keep" else "gives a fresh daemon"
        note(f"From now on, a restart of this kernel {kept}").show()


def _show(name: str, act: Callable[[Session], Shown]) -> None:
    card: Shown
    try:
        card = act(_session())
    except (DockyardError, DockerException, RequestException) as error:
        card = error_card(as_ours(error, name))
    card.show()


def _session() -> Session:
    if _Open.session is None:
        raise ContentError(
            "no lesson is open",
            where="this notebook",
            next_step="run its first code cell: client = open_lesson(…)",
        )
    return _Open.session


def _namespace() -> dict[str, Any]:
    """The notebook's variables; outside IPython there are none."""
    shell = get_ipython()
    return shell.user_ns if shell is not None else {}


def _at_end_of_cell(act: Callable[[], None]) -> None:
    """What later cells create is no longer the exercise's."""
    shell = get_ipython()
    if shell is None:
        return

    def once(*_: object) -> None:
        shell.events.unregister("post_run_cell", once)
        act()

    shell.events.register("post_run_cell", once)
