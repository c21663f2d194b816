"""Runs every combination of ENTRYPOINT and CMD and reads what the daemon made of it.

The only module of this picture that holds a daemon. What it makes it removes again.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from docker.errors import APIError
from requests.exceptions import RequestException

from grader import labels
from grader.daemon import Daemon
from grader.errors import ImageError
from labkit.visual.argv.argv import Choice, Measured, Ran, choices

AT_ONCE = 4
ENDS_WITHIN_S = 20

# A shell may take a moment until it has started, or become, the program.
PROCESS_1 = "until grep -qs '^sleep' /proc/[0-9]*/cmdline; do :; done; cat /proc/1/cmdline"


def measure(daemon: Daemon, base: str) -> Measured:
    """All combinations on a base. Raises: Missing, when the base is not here."""
    base_command = daemon.image(base).config.cmd
    wanted = choices()
    files = sorted({choice.dockerfile(base) for choice in wanted})
    with ThreadPoolExecutor(AT_ONCE) as pool:
        built = pool.map(lambda text: _build(daemon, text), files)
        images = dict(zip(files, built, strict=True))
        try:
            runs = pool.map(lambda one: _run(daemon, images[one.dockerfile(base)], one), wanted)
            ran = tuple(runs)
        finally:
            for image in set(images.values()):
                _remove(daemon, image)
    return Measured(base, base_command, tuple(zip(wanted, ran, strict=True)))


def run_one(daemon: Daemon, base: str, choice: Choice) -> Ran:
    """One combination, built and run anew."""
    image = _build(daemon, choice.dockerfile(base))
    try:
        return _run(daemon, image, choice)
    finally:
        _remove(daemon, image)


def _build(daemon: Daemon, dockerfile: str) -> str:
    built = daemon.build(dockerfile)
    if built.error:
        raise ImageError(built.error, where="a build of ENTRYPOINT and CMD", next_step="try again")
    return built.image


def _remove(daemon: Daemon, image: str) -> None:
    """An image that is the base itself, without a line of its own, stays where it is."""
    if not daemon.image(image).tags:
        daemon.client.api.remove_image(image, noprune=False)


def _run(daemon: Daemon, image: str, choice: Choice) -> Ran:
    api: Any = daemon.client.api
    created = api.create_container(
        image, list(choice.words) or None, labels={labels.LESSON: labels.SEE}
    )
    try:
        argv = daemon.container(created["Id"]).argv
        try:
            api.start(created["Id"])
        except APIError as error:
            return Ran(argv, ended=_refusal(str(error.explanation)))
        return _looked_at(daemon, created["Id"], argv)
    finally:
        api.remove_container(created["Id"], force=True, v=True)


def _looked_at(daemon: Daemon, container: str, argv: tuple[str, ...]) -> Ran:
    """Process 1 while it runs; how it ended, when it was quicker than we."""
    try:
        process_1 = daemon.execute(container, "sh", "-c", PROCESS_1)
        if process_1.exit_code == 0 and process_1.output:
            return Ran(argv, tuple(process_1.output.rstrip("\0").split("\0")))
    except (APIError, RequestException):
        pass  # it ended before the look, or while we looked
    return Ran(argv, ended=_ended(daemon, container))


def _ended(daemon: Daemon, container: str) -> str:
    deadline = time.monotonic() + ENDS_WITHIN_S
    while (found := daemon.container(container)).is_running and time.monotonic() < deadline:
        time.sleep(0.05)
    printed = daemon.logs(container).strip().splitlines()
    why = f": {printed[0]}" if printed and found.exit_code else ""
    return f"exit code {found.exit_code}{why}"


def _refusal(words: str) -> str:
    """The part of a runtime's error that says something."""
    return "did not start: " + words.split("exec: ")[-1].removesuffix(": unknown").replace('"', "")
