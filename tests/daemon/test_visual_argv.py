"""ENTRYPOINT and CMD on a real daemon: the list of words and process 1, in every combination."""

from __future__ import annotations

import docker
import pytest

from grader.daemon import Daemon
from grader.labels import BUSYBOX_IMAGE, DEBIAN_IMAGE
from labkit.visual.argv import Choice, Command, Entrypoint, Ran, measure, run_one
from labkit.visual.argv.argv import Behind

pytestmark = pytest.mark.daemon

SHELL = ("/bin/sh", "-c", "sleep 100")
WORDS_LOST = Choice(Entrypoint.SHELL, Command.EXEC, Behind.WORD)


def test_every_combination_is_measured_and_nothing_is_left(
    client: docker.DockerClient, daemon: Daemon
) -> None:
    images = {image.id for image in client.images.list(all=True)}
    found = dict(measure(daemon, BUSYBOX_IMAGE).found)
    assert len(found) == 18
    for choice, ran in found.items():
        assert ran.process_1 or ran.ended, choice
    assert found[Choice(Entrypoint.EXEC, Command.WORDS)].argv == ("sleep", "100", "20")
    assert found[WORDS_LOST] == Ran((*SHELL, "3"), ("sleep", "100"))
    assert "invalid number 'sleep'" in found[Choice(Entrypoint.EXEC, Command.EXEC)].ended
    assert "executable file not found" in found[Choice(command=Command.WORDS)].ended
    assert {image.id for image in client.images.list(all=True)} == images
    assert client.containers.list(all=True) == []


def test_shell_of_debian_stays_process_1(daemon: Daemon) -> None:
    assert run_one(daemon, DEBIAN_IMAGE, WORDS_LOST) == Ran((*SHELL, "3"), (*SHELL, "3"))
