"""The one image that may come from a registry: which it is, whether one has it, its pull.

The engine asks and pulls, so its mirrors, proxies and credentials count, and not this process's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import docker
from docker.errors import DockerException
from requests.exceptions import RequestException

from grader.disk import is_full
from grader.places import DOCKERFILES
from labkit.machine import Console, engine_full

TIMEOUT_S = 8


@dataclass(frozen=True)
class Pin:
    """The registry image that dockerfiles/pins.toml names."""

    image: str
    tag: str
    digest: str
    suite: str

    def reference(self, registry: str | None) -> str:
        """`[HOST[:PORT][/PREFIX]/]IMAGE@DIGEST`."""
        return f"{registry.rstrip('/')}/{self}" if registry else str(self)

    def __str__(self) -> str:
        return f"{self.image}@{self.digest}"


def pin() -> Pin:
    return Pin(**tomllib.loads((DOCKERFILES / "pins.toml").read_text())["debian"])


def registry_refusal(
    client: docker.DockerClient, reference: str, timeout_s: int = TIMEOUT_S
) -> str | None:
    """Why the engine cannot get `reference` from a registry; None when it can."""
    patience = client.api.timeout
    client.api.timeout = timeout_s
    try:
        client.api.inspect_distribution(reference)
    except DockerException as error:
        return plain_words(str(getattr(error, "explanation", None) or error).strip())
    except RequestException:
        return f"no answer within {timeout_s} s"
    finally:
        client.api.timeout = patience
    return None


REFUSALS = {
    "no such host": "its name does not resolve",
    "server misbehaving": "its name does not resolve",
    "connection refused": "nobody listens there",
    "deadline exceeded": "it does not answer",
    "i/o timeout": "it does not answer",
    "timeout exceeded": "it does not answer",
    "network is unreachable": "the network is unreachable",
    "certificate": "its certificate is not trusted here",
    "http response to https client": "it speaks no TLS, and the engine wants that",
    "toomanyrequests": "its pull limit is reached",
    "manifest unknown": "it does not have this image",
    "not found": "it does not have this image",
    "denied": "it wants a login",
    "unauthorized": "it wants a login",
}


def plain_words(words: str) -> str:
    """The engine's long complaint about a registry in a few words; itself when it is new."""
    return next((plain for sign, plain in REFUSALS.items() if sign in words.lower()), words)


def pull_refusal(client: docker.DockerClient, console: Console, reference: str) -> str | None:
    """Pulls `reference`. Returns: why it could not be pulled; None when it is there.

    Raises:
        ImageError: the engine's disk is full.
    """
    with console.step(f"Pulling {reference.partition('@')[0]} by digest (30 MB)") as detail:
        try:
            for event in client.api.pull(reference, stream=True, decode=True):
                if words := event.get("error"):
                    return _told(client, str(words))
                detail(_progress(event))
        except (DockerException, RequestException) as error:
            return _told(client, str(error))
    return None


def _progress(event: Mapping[str, Any]) -> str:
    return " ".join(str(event.get(key) or "") for key in ("id", "status", "progress"))


def _told(client: docker.DockerClient, words: str) -> str:
    if is_full(words):
        raise engine_full(client, words)
    return plain_words(words)
