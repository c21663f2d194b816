"""The cell magics of a lesson, in one place: `%%dockerfile` and `%%wire`."""

from __future__ import annotations

import docker
from IPython.core.getipython import get_ipython

from labkit import magic_dockerfile, magic_wire


def register(client: docker.DockerClient) -> None:
    """They work from now on, with this client; outside IPython there is nothing to do."""
    shell = get_ipython()
    if shell is not None:
        magic_dockerfile.register(shell, client)
        magic_wire.register(shell)
