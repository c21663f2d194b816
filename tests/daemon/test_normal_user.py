"""A user who is not root and not uid 1000, but in the group of the engine's socket."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import DEFAULT_SOCKET

pytestmark = pytest.mark.daemon

ROOT = Path(__file__).resolve().parents[2]
UID = 12345
SCRIPT = """
from jupyter_client.manager import KernelManager
manager = KernelManager(kernel_name="dockyard")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=30)
code = "import docker; assert docker.from_env().ping(); _ = open('/progress/seen', 'w').write('x')"
reply = client.execute_interactive(code, timeout=30)
print(reply["content"]["status"], manager.provisioner.sandbox.docker().ping())
client.stop_channels()
manager.shutdown_kernel(now=True)
"""


def interpreter() -> str:
    """A Python of this version that any user may run: the virtual environment's can be root's."""
    system = f"/usr/bin/python3.{sys.version_info.minor}"
    return system if Path(system).exists() else sys.executable


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_kernel_starts_for_a_normal_user_in_the_docker_group() -> None:
    home = Path("/tmp") / f"dockyard-test-{os.getpid()}"
    home.mkdir()
    os.chown(home, UID, UID)
    environment = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{site.getsitepackages()[0]}:{ROOT}",
        "JUPYTER_PATH": f"{sys.prefix}/share/jupyter",
        "DOCKYARD_STATE": str(home / "progress"),
    }
    try:
        done = subprocess.run(
            [interpreter(), "-c", SCRIPT], env=environment, cwd="/", text=True, timeout=60,
            capture_output=True, user=UID, group=UID,
            extra_groups=[DEFAULT_SOCKET.stat().st_gid],
        )  # fmt: skip
        assert done.stdout.split() == ["ok", "True"], done.stderr
        assert (home / "progress" / "seen").read_text() == "x"
        assert list(Path(f"/tmp/dockyard-{UID}").iterdir()) == []
    finally:
        shutil.rmtree(home)
        shutil.rmtree(f"/tmp/dockyard-{UID}", ignore_errors=True)
