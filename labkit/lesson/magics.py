"""The cell magics of a lesson, in one place: `%%dockerfile` and `%%wire`.

Each is loaded when it is first used: few notebooks use both, and every notebook waits for what
opening a lesson imports.
"""

from __future__ import annotations

from typing import Any

import docker
from IPython.core.getipython import get_ipython


def register(client: docker.DockerClient) -> None:
    """They work from now on, with this client; outside IPython there is nothing to do."""
    shell: Any = get_ipython()
    if shell is None:
        return

    def dockerfile(line: str, cell: str) -> object:
        from labkit.lesson import magic_dockerfile

        magic_dockerfile.register(shell, client)
        return shell.magics_manager.magics["cell"]["dockerfile"](line, cell)

    def wire(line: str, cell: str) -> object:
        from labkit.lesson import magic_wire

        magic_wire.register(shell)
        return shell.magics_manager.magics["cell"]["wire"](line, cell)

    register_magic: Any = shell.register_magic_function  # typed as if it were not bound
    for magic in (dockerfile, wire):
        register_magic(magic, "cell")
