"""The Dockyard kernel as Jupyter's own kernel manager sees it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from traitlets.config import Config

from grader import labels
from grader.errors import EngineError, ImageError

pytestmark = pytest.mark.daemon
over_unix_sockets = pytest.mark.parametrize("kernel", ["ipc"], indirect=True)

KEEP = "open('/dy/on_restart', 'w').write('keep')"
TOLD = "import os; print(os.environ.get('DOCKYARD_ENDED'))"
COUNT_CONTAINERS = "import docker; print(len(docker.from_env().containers.list(all=True)))"
MAKE_CONTAINER = (
    "import docker, subprocess\n"
    "subprocess.run('docker load -qi /opt/dockyard/images/busybox.tar', shell=True, check=True)\n"
    "_ = docker.from_env().containers.create('dockyard/busybox')"
)


class Kernel:
    """A running kernel and the few things a front end does with it."""

    def __init__(self, **settings: Any) -> None:
        config = Config({"SandboxProvisioner": settings})
        self.manager = KernelManager(kernel_name="dockyard", config=config)
        self.manager.start_kernel()
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=30)

    def run(self, code: str, timeout_s: float = 30) -> str:
        """What a cell prints, or its error's name."""
        printed: list[str] = []

        def hook(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])

        reply = self.client.execute_interactive(code, output_hook=hook, timeout=timeout_s)
        return str(reply["content"].get("ename", "")) or "".join(printed).strip()

    def restart(self, *, now: bool = False) -> None:
        self.manager.restart_kernel(now=now)
        self.client.wait_for_ready(timeout=30)

    def shut_down(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(params=["ipc", "tcp"])
def kernel(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Kernel]:
    """A kernel, over each transport."""
    monkeypatch.setenv("DOCKYARD_STATE", str(tmp_path))
    kernel = Kernel(transport=request.param)
    assert kernel.manager.transport == request.param
    yield kernel
    kernel.shut_down()


def wait_until_dead(kernel: Kernel) -> None:
    deadline = time.monotonic() + 10
    while kernel.manager.is_alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not kernel.manager.is_alive()


def sandboxes(engine: docker.DockerClient, run_base: Path) -> set[str]:
    rows = engine.api.containers(all=True, filters={"label": labels.SANDBOX})
    return {r["Id"] for r in rows if r["Labels"][labels.SANDBOX].startswith(str(run_base))}


def test_kernel_and_sandbox_end_together(
    engine: docker.DockerClient, run_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKYARD_STATE", str(tmp_path))
    kernel = Kernel()
    assert len(sandboxes(engine, run_base)) == 1
    kernel.shut_down()
    assert sandboxes(engine, run_base) == set()


def test_restart_gives_a_fresh_daemon(kernel: Kernel) -> None:
    kernel.run(MAKE_CONTAINER)
    assert kernel.run(COUNT_CONTAINERS) == "1"
    kernel.restart()
    assert kernel.run(COUNT_CONTAINERS) == "0"


def test_restart_keeps_the_daemon_when_the_learner_says_so(kernel: Kernel) -> None:
    kernel.run(MAKE_CONTAINER)
    kernel.run(f"value = 1; {KEEP}")
    kernel.restart()
    assert kernel.run(COUNT_CONTAINERS) == "1"
    assert kernel.run("value") == "NameError"
    assert kernel.run(TOLD) == "None"


def test_a_kernel_that_dies_keeps_the_daemon_when_the_learner_says_so(kernel: Kernel) -> None:
    kernel.run(f"{MAKE_CONTAINER}; {KEEP}")
    kernel.client.execute("import os; os._exit(1)")
    wait_until_dead(kernel)
    kernel.restart(now=True)  # as JupyterLab does by itself
    assert kernel.run(COUNT_CONTAINERS) == "1"
    assert kernel.run(TOLD).endswith("Its daemon was kept, with all that is in it.")


def test_a_dead_daemon_is_not_kept(kernel: Kernel) -> None:
    kernel.run(f"{MAKE_CONTAINER}; {KEEP}")
    kernel.run("!pkill --exact dockerd; while docker version; do sleep 0.1; done")
    kernel.restart()
    assert kernel.run(COUNT_CONTAINERS) == "0"


def test_interrupt_stops_a_cell_and_not_the_kernel(kernel: Kernel) -> None:
    kernel.run("value = 42")
    kernel.client.execute("import time; time.sleep(60)", stop_on_error=False)
    time.sleep(0.5)
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=10)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.run("print(value)", timeout_s=10) == "42"


def test_dead_kernel_is_noticed_and_starts_again(kernel: Kernel) -> None:
    kernel.client.execute("import os; os._exit(1)")
    wait_until_dead(kernel)
    kernel.restart()
    assert kernel.run("print('back')") == "back"


def test_the_next_kernel_knows_that_its_sandbox_was_killed_in_a_cell(
    kernel: Kernel, engine: docker.DockerClient
) -> None:
    provisioner = kernel.manager.provisioner
    assert provisioner is not None
    kernel.client.execute("import time; time.sleep(60)")
    engine.api.kill(provisioner.sandbox.container_id)
    wait_until_dead(kernel)
    kernel.restart(now=True)
    assert kernel.run(TOLD) == (
        "The sandbox was ended from outside. Your daemon is a fresh one; your progress is kept."
    )
    kernel.restart()
    assert kernel.run(TOLD) == "None"


@over_unix_sockets
def test_two_kernels_have_two_daemons(kernel: Kernel) -> None:
    other = Kernel()
    try:
        kernel.run(MAKE_CONTAINER)
        assert (kernel.run(COUNT_CONTAINERS), other.run(COUNT_CONTAINERS)) == ("1", "0")
    finally:
        other.shut_down()


@over_unix_sockets
def test_engine_outside_is_untouched(kernel: Kernel, engine: docker.DockerClient) -> None:
    bystander = engine.containers.run(labels.BUSYBOX_IMAGE, ["sleep", "60"], detach=True)
    try:
        kernel.run(MAKE_CONTAINER)
        kernel.run("!docker rm --force $(docker ps --all --quiet); docker system prune --all -f")
        assert kernel.run(COUNT_CONTAINERS) == "0"
        bystander.reload()
        assert bystander.status == "running"
        assert engine.images.get(labels.BUSYBOX_IMAGE)
    finally:
        bystander.remove(force=True)


def test_missing_image_is_one_clear_line() -> None:
    with pytest.raises(ImageError, match="has not been built"):
        Kernel(image="dockyard/nothing:here")


def test_no_engine_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(EngineError, match=r"nobody\.sock"):
        Kernel()
