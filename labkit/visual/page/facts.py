"""What a published port serves, asked from where the learner's browser would stand.

The only place of this picture that asks a daemon. What a container serves is anybody's text.
"""

from __future__ import annotations

from http import HTTPStatus

from grader.daemon import Container, Daemon, Published
from grader.report import Missing
from labkit.visual.page.page import Served

EVERYWHERE = ("", "0.0.0.0", "::")


def served(
    daemon: Daemon, container: str, port: int, path: str = "/", *, called: str = ""
) -> Served:
    """One request to a container's port, or why none could be sent.

    Args:
        container: its name or id.
        port: as the container numbers it.
        called: what to call it where the answer is shown.

    Raises:
        DockerException: the daemon does not answer.
    """
    about = Served(called or container, port, path)
    try:
        found = daemon.container(container)
    except Missing:
        return about.without("There is no such container.", "`docker ps --all` lists them.")
    place = _published(found, port)
    if not found.is_running:
        return about.without(
            f"The container does not run: it ended with exit code {found.exit_code}.",
            "`container.logs()` has its last words, `container.start()` starts it again.",
        )
    if place is None:
        return about.without(
            f"Port {port} of the container is not published: nothing on the host leads to it.",
            f'Create it with `ports={{"{port}/tcp": None}}`; the daemon then picks a free port.',
        )
    return _asked(about, daemon, place)


def _asked(about: Served, daemon: Daemon, place: Published) -> Served:
    host = "127.0.0.1" if place.host_ip in EVERYWHERE else place.host_ip
    page = daemon.fetch(place.host_port, host=host, path=about.path)
    if not page.status:
        return about.without(
            f"The port is published, and nothing answers: {page.error}.",
            "Does the program listen on that port, and on 0.0.0.0 inside? See `container.logs()`.",
        )
    return about.answered(page.status, _phrase(page.status), page.headers, page.body)


def _published(container: Container, port: int) -> Published | None:
    wanted = (one for one in container.published if one.container_port == f"{port}/tcp")
    return next(wanted, None)


def _phrase(status: int) -> str:
    return {known.value: known.phrase for known in HTTPStatus}.get(status, "")
