"""The outer Docker engine: which one it is, and a connection to it.

The same answer as the docker command gives: DOCKER_HOST, then DOCKER_CONTEXT, then the current
context, then the default socket (root's, and after it the user's own rootless one). Connects
and nothing more: starting and installing an engine is labkit's.
"""

from __future__ import annotations

import os
import platform
import socket
from dataclasses import dataclass
from pathlib import Path

import docker
from docker.context import Context, ContextAPI
from docker.context.config import get_current_context_name
from docker.errors import DockerException
from docker.tls import TLSConfig

from grader.daemon import docker_py
from grader.errors import EngineError

DEFAULT_SOCKET = Path("/var/run/docker.sock")
ANSWER_TIMEOUT_S = 10
"""For the first answer, so that a dead address is told soon."""

TIMEOUT_S = 60
"""For every call after it."""


class NoEngineError(EngineError):
    """Nobody named an engine and none listens where one would: it may be started or installed."""


@dataclass(frozen=True)
class Endpoint:
    """Where an engine should be, and what says so.

    Args:
        url: a `unix://` or `tcp://` address.
        source: `DOCKER_HOST`, `context NAME` or `default socket`.
    """

    url: str
    source: str
    tls: TLSConfig | None = None

    @property
    def socket(self) -> Path | None:
        return Path(self.url.removeprefix("unix://")) if self.url.startswith("unix://") else None

    @property
    def is_default(self) -> bool:
        return self.source == "default socket"

    def __str__(self) -> str:
        return f"{self.url} ({self.source})"


def endpoint(default: Path = DEFAULT_SOCKET) -> Endpoint:
    """The engine that this user's docker command would talk to.

    Args:
        default: the socket where one listens that nobody named.

    Raises:
        EngineError: the context that is named does not exist.
    """
    if url := os.environ.get("DOCKER_HOST"):
        return Endpoint(url, "DOCKER_HOST", _tls_of_environment())
    if (context := _context()) is not None and context.Host:
        return Endpoint(context.Host, f"context {context.Name}", context.TLSConfig or None)
    rootless = Path(os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")) / "docker.sock"
    socket = rootless if rootless.exists() and not default.exists() else default
    return Endpoint(f"unix://{socket}", "default socket")


def connect(default: Path = DEFAULT_SOCKET) -> docker.DockerClient:
    """A client of the engine that answers; `default` as of `endpoint`.

    Raises:
        NoEngineError: no engine is named and none listens on the default socket.
        EngineError: the engine that is named does not answer, or its socket is closed to us.
    """
    at = endpoint(default)
    _require_open(at)
    try:
        client = docker_py.client(at.url, tls=at.tls or False, timeout=ANSWER_TIMEOUT_S)
    except (DockerException, OSError) as error:
        raise _silent(at, _reason(error)) from error
    client.api.timeout = TIMEOUT_S
    return client


def is_local(client: docker.DockerClient) -> bool:
    """Whether the engine shares this kernel and these files, so that unix sockets cross."""
    if platform.system() != "Linux" or not client.api.base_url.startswith("http+docker://"):
        return False
    info = client.info()
    in_desktop = "Docker Desktop" in info.get("OperatingSystem", "")
    return info.get("KernelVersion") == platform.release() and not in_desktop


def _context() -> Context | None:
    name = os.environ.get("DOCKER_CONTEXT") or get_current_context_name() or "default"
    if name == "default":
        return None
    context = ContextAPI.get_context(name)
    if context is None:
        raise EngineError(
            "this docker context does not exist",
            where=f"context {name}",
            next_step="docker context ls, then docker context use NAME",
        )
    return context


def _tls_of_environment() -> TLSConfig | None:
    certificates = os.environ.get("DOCKER_CERT_PATH")
    if not os.environ.get("DOCKER_TLS_VERIFY") and not certificates:
        return None
    folder = Path(certificates) if certificates else Path.home() / ".docker"
    return TLSConfig(
        client_cert=(str(folder / "cert.pem"), str(folder / "key.pem")),
        ca_cert=str(folder / "ca.pem"),
        verify=bool(os.environ.get("DOCKER_TLS_VERIFY")),
    )


def _require_open(at: Endpoint) -> None:
    """Raises while the reason is still known: requests turns every failure into one."""
    if at.url.startswith("ssh://"):
        raise EngineError(
            "the Python SDK does not speak ssh here",
            where=str(at),
            next_step=(
                "ssh -nNT -L $HOME/docker.sock:/var/run/docker.sock HOST & "
                "export DOCKER_HOST=unix://$HOME/docker.sock"
            ),
        )
    if at.socket is None:
        return
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(at.socket))
    except PermissionError as error:
        raise EngineError(
            "you may not use this socket",
            where=str(at),
            next_step=(
                "sudo usermod -aG docker $USER, then newgrp docker "
                "(whoever is in the docker group is root on this machine)"
            ),
        ) from error
    except OSError as error:
        raise _silent(at, error.strerror or str(error)) from error


def _reason(error: Exception) -> str:
    """The innermost cause, which is the one that a person can act on."""
    cause: BaseException = error
    while (deeper := cause.__cause__ or cause.__context__) is not None:
        cause = deeper
    return str(getattr(cause, "strerror", None) or cause)


def _silent(at: Endpoint, why: str) -> EngineError:
    kind = NoEngineError if at.is_default else EngineError
    return kind(
        f"no Docker engine answers: {why}",
        where=str(at),
        next_step="./dockyard doctor"
        if at.is_default
        else f"start that engine, or stop naming it ({at.source})",
    )
