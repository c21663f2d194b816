"""Questions that say by themselves what they found, and what exercises start from."""

from __future__ import annotations

import docker
import pytest

from grader import build_image, labels
from grader.daemon import Daemon
from grader.report import Missing, Unmet

pytestmark = pytest.mark.daemon

BUSYBOX = labels.BUSYBOX_IMAGE


def test_container_that_ended_says_how(daemon: Daemon) -> None:
    with daemon.started(BUSYBOX, "sh", "-c", "exit 7") as container:
        container.wait()
        with pytest.raises(Unmet) as raised:
            daemon.running(container.name, next_step="Wait.")
    finding = raised.value.finding
    assert (finding.what, finding.expected) == (f"container {container.name}", "running")
    assert finding.found == "ended with exit code 7"
    assert (finding.see, finding.next_step) == (f"docker logs {container.name}", "Wait.")


def test_container_that_was_only_created_never_started(
    daemon: Daemon, client: docker.DockerClient
) -> None:
    container = client.containers.create(BUSYBOX)
    try:
        with pytest.raises(Unmet, match="expected running, found never started"):
            daemon.running(container.name)
    finally:
        container.remove()


def test_container_that_runs_is_told_with_its_networks(daemon: Daemon) -> None:
    with daemon.started(BUSYBOX, "sleep", "60") as container:
        assert daemon.running(container.name).networks == {"bridge"}
    with pytest.raises(Missing):
        daemon.running(container.name)


def test_what_an_image_prints_or_why_it_does_not_start(daemon: Daemon) -> None:
    assert daemon.printed(BUSYBOX, "echo", "amber") == "amber"
    found = daemon.printed(daemon.build(f'FROM {BUSYBOX}\nCMD ["/none"]\n').image)
    assert found.startswith('it cannot be started: "/none": ')


def test_file_on_a_volume_is_read_and_nothing_is_left(
    daemon: Daemon, client: docker.DockerClient
) -> None:
    volume = client.volumes.create()
    try:
        daemon.run(BUSYBOX, "sh", "-c", "echo amber > /data/note", volumes=[f"{volume.name}:/data"])
        assert daemon.read_volume(volume.name, "note") == b"amber\n"
        assert daemon.read_volume(volume.name, "none") is None
        assert daemon.containers() == ()
    finally:
        volume.remove()


def test_image_is_built_from_its_text_and_files(
    daemon: Daemon, client: docker.DockerClient
) -> None:
    text = (
        f"FROM {BUSYBOX}\nARG WORD\nCOPY bin/say bin/raw /\nRUN /say > /said; echo $WORD >> /said\n"
    )
    files = {"bin/say": "#!/bin/sh\necho one\n", "bin/raw": b"\xff"}
    image = build_image(
        client, text, files, tag="built-here", mode=0o755, buildargs={"WORD": "two"}
    )
    try:
        assert image.tags == ["built-here:latest"]
        saved = daemon.saved("built-here")
        assert (saved.text("/said"), saved.files["/raw"].content) == ("one\ntwo", b"\xff")
        assert saved.files["/say"].mode == 0o755
    finally:
        client.images.remove("built-here")
