"""`./dockyard lab`: everything made ready, then this process becomes JupyterLab.

JupyterLab keeps its token and listens on loopback, as it does by itself.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

from grader.errors import DockyardError
from grader.places import CHECKOUT, WORK
from grader.sandbox import reap
from labkit.commands.workspace import update_workspace
from labkit.machine import Console
from labkit.prepare import prepare

START_PAGE = "start.ipynb"


class PortError(DockyardError):
    """The port that was asked for cannot be had."""

    exit_code = 1


def run_lab(*, browser: bool, port: int | None, yes: bool, registry: str | None) -> None:
    """Does not return: ends as JupyterLab.

    Raises:
        PortError, EngineError, ImageError: before anything was started.
    """
    if port is not None:
        require_free(port)
    console = Console()
    reap(prepare(console, yes=yes, registry=registry))
    for name in update_workspace(CHECKOUT / "notebooks", WORK):
        console.say(f"The course has changed: your copy is kept, the new one is work/{name}")
    sys.stderr.flush()
    os.execv(sys.executable, jupyter_command(browser=browser, port=port))


def require_free(port: int) -> None:
    """Raises PortError when nobody could listen on `port` of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            raise PortError(
                "the port is in use" if in_use else f"not yours to use: {error.strerror}",
                where=f"127.0.0.1:{port}",
                next_step=f"./dockyard lab --port {port + 1 if port < 65535 else 8888}, "
                "or without --port",
            ) from error


def jupyter_command(*, browser: bool, port: int | None, work: Path = WORK) -> list[str]:
    """The command line of JupyterLab on the workspace."""
    start = f"/lab/tree/{START_PAGE}" if (work / START_PAGE).exists() else "/lab"
    command = [sys.executable, "-m", "jupyterlab"]
    command += [f"--ServerApp.root_dir={work}", f"--LabApp.default_url={start}"]
    # The default one asks a package index what it could install.
    command += ["--LabApp.extension_manager=readonly"]
    command += ["--ServerApp.jpserver_extensions=labkit.visual.kit.saved_cards=True"]
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        command += ["--no-browser"]
    if os.geteuid() == 0:
        command += ["--allow-root"]
    return command
