"""An outer engine of a test's own, which can be killed and started again: a second dockerd."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import docker
import psutil
import requests
from docker.errors import DockerException

from grader import labels
from grader.daemon import docker_py


class OwnEngine:
    """A dockerd below `folder`, with a copy of the grading image."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"unix://{folder}/docker.sock"

    def start(self) -> None:
        folder = self._folder
        # A network of its own: without a bridge to keep, a dockerd removes the machine's docker0.
        command = ["unshare", "--net", "--", "dockerd"]
        command += ["--data-root", folder / "data", "--exec-root", folder / "exec"]
        command += ["--pidfile", folder / "pid", "--host", self.url, "--bridge", "none"]
        command += ["--iptables=false", "--ip-forward=false"]
        with (folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while not self.answers():
            assert self._process.poll() is None and time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def kill(self) -> None:
        """As when the engine crashes: what it ran goes on, until the next one takes over."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ends it and all that it ran."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)
        for process in psutil.process_iter(["cmdline"]):
            if any(str(self._folder) in word for word in process.info["cmdline"] or ()):
                process.kill()
        # One that was killed has left its mounts.
        for row in Path("/proc/self/mountinfo").read_text().splitlines()[::-1]:
            if (place := row.split()[4]).startswith(f"{self._folder}/"):
                subprocess.run(["umount", "--lazy", place], check=True)

    def client(self) -> docker.DockerClient:
        return docker_py.client(self.url)

    def answers(self) -> bool:
        try:
            with closing(self.client()) as client:
                return bool(client.ping())
        except (DockerException, requests.exceptions.RequestException):
            return False

    def log(self) -> str:
        return (self._folder / "log").read_text()[-2000:]


@contextmanager
def own_engine(folder: Path, engine: docker.DockerClient) -> Iterator[OwnEngine]:
    """A running one, whose images come from `engine`."""
    own = OwnEngine(folder)
    own.start()
    try:
        with closing(own.client()) as client:
            client.images.load(engine.api.get_image(labels.GRADING_IMAGE))
        yield own
    finally:
        own.stop()
        shutil.rmtree(folder / "data", ignore_errors=True)
