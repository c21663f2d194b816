"""What a Daemon says, asked of a real one; no check is better than these answers."""

from __future__ import annotations

import time

import docker
import pytest
from docker.errors import APIError

from grader import labels
from grader.daemon import OUTPUT_LIMIT_BYTES, ChangeKind, Daemon, TookTooLong
from grader.daemon.daemon import CannotStart
from grader.report import Missing, Unmet
from grader.sandbox import Sandbox

pytestmark = pytest.mark.daemon

BUSYBOX = labels.BUSYBOX_IMAGE


def test_unknown_names_are_missing(daemon: Daemon) -> None:
    for ask in (daemon.image, daemon.container, daemon.network, daemon.volume, daemon.changes):
        with pytest.raises(Missing, match="nothing by that name"):
            ask("no-such-thing")


def test_impossible_name_is_missing_too(daemon: Daemon) -> None:
    with pytest.raises(Missing):
        daemon.image("NOT A NAME")


def test_published_port_answers_and_another_does_not(
    daemon: Daemon, client: docker.DockerClient
) -> None:
    server = client.containers.run(
        BUSYBOX,
        ["sh", "-c", "echo hello > /index.html; exec httpd -f -p 80"],
        detach=True,
        ports={"80/tcp": ("127.0.0.1", None)},
    )
    try:
        published = daemon.container(server.id).published
        assert [port.container_port for port in published] == ["80/tcp"]
        time.sleep(0.2)
        page = daemon.fetch(published[0].host_port)
        assert (page.status, page.body) == (200, "hello\n")
        assert "refused" in daemon.fetch(1).error
    finally:
        server.remove(force=True)


def test_udp_answer_is_heard(daemon: Daemon, sandbox: Sandbox) -> None:
    echo = (
        "import socket; line = socket.socket(type=socket.SOCK_DGRAM); line.bind(('', 9));"
        "line.sendto(*line.recvfrom(99))"
    )
    sandbox.launch(["python3", "-c", echo], environment={})
    time.sleep(0.3)
    assert daemon.talk("udp", "127.0.0.1", 9, "ping").text == "ping"


def test_changes_carry_the_letters_of_docker_diff(
    daemon: Daemon, client: docker.DockerClient
) -> None:
    work = client.containers.run(BUSYBOX, ["sh", "-c", "touch /new; rm /bin/vi"], detach=True)
    try:
        work.wait()
        found = {change.path: change.kind for change in daemon.changes(work.id)}
        assert found["/new"] is ChangeKind.ADDED
        assert found["/bin/vi"] is ChangeKind.DELETED
        assert found["/bin"] is ChangeKind.CHANGED
    finally:
        work.remove(force=True)


def test_saved_image_shows_files_and_deletions(daemon: Daemon, client: docker.DockerClient) -> None:
    work = client.containers.run(BUSYBOX, ["sh", "-c", "echo x > /new; rm /bin/vi"], detach=True)
    try:
        work.wait()
        work.commit("saved-test")
        saved = daemon.saved("saved-test")
        assert saved.layers[-1].deleted == {"/bin/vi"}
        assert saved.files["/new"].content == b"x\n"
        assert "/bin/vi" in saved.layers[0].entries and "/bin/vi" not in saved.files
        assert saved.layers[1].entries["/new"].content == b"x\n"
    finally:
        work.remove(force=True)
        client.images.remove("saved-test")


def test_run_that_does_not_end_is_told_and_removed(daemon: Daemon) -> None:
    with pytest.raises(TookTooLong, match="still running after 1 s"):
        daemon.run(BUSYBOX, "sleep", "60", timeout_s=1)
    assert daemon.containers() == ()


@pytest.mark.parametrize(
    "line", ["echo so far; exec sleep 60", "exec sleep 60 > /dev/null 2>&1", "yes"]
)
def test_command_that_does_not_end_is_told(
    daemon: Daemon, client: docker.DockerClient, line: str
) -> None:
    work = client.containers.run(BUSYBOX, ["sleep", "60"], detach=True)
    try:
        began = time.monotonic()
        with pytest.raises(TookTooLong, match="still running after 1 s"):
            daemon.execute(work.id, "sh", "-c", line, timeout_s=1)
        assert time.monotonic() - began < 10
        ran = daemon.execute(work.id, "sh", "-c", "head -c 100000 /dev/zero; exit 3")
        assert (ran.exit_code, len(ran.output)) == (3, OUTPUT_LIMIT_BYTES)
    finally:
        work.remove(force=True)


def test_what_is_no_image_is_a_finding(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon.client.api, "get_image", lambda name: iter([b"no archive" * 99]))
    with pytest.raises(Unmet, match="an archive that can be read"):
        daemon.saved(BUSYBOX)


def test_a_file_is_read_as_far_as_is_looked_at(daemon: Daemon, client: docker.DockerClient) -> None:
    work = client.containers.run(
        BUSYBOX, ["sh", "-c", "echo x > /small; head -c 2000000 /dev/zero > /large"], detach=True
    )
    try:
        work.wait()
        assert daemon.read_file(work.id, "/small") == b"x\n"
        assert daemon.read_file(work.id, "/none") is None
        with pytest.raises(Unmet, match="more than 1 MiB"):
            daemon.read_file(work.id, "/large")
    finally:
        work.remove(force=True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('CMD ["echo $HOME"]', '"echo $HOME": executable file not found'),
        ('CMD ["/etc"]', "is a directory"),
        ('CMD ["/etc/passwd"]', "permission denied"),
        ('CMD ["/no/such"]', "no such file or directory"),
        ("USER nobody-here", "unable to find user nobody-here"),
        ("CMD []", "no command specified"),
    ],
)
def test_image_that_cannot_start_is_a_finding(daemon: Daemon, line: str, words: str) -> None:
    built = daemon.build(f"FROM {BUSYBOX}\n{line}\n")
    try:
        with pytest.raises(Unmet) as unmet:
            daemon.run(built.image)
        assert words in unmet.value.finding.found
        assert daemon.containers() == ()
    finally:
        daemon.client.images.remove(built.image, force=True)


def test_what_a_check_itself_asks_for_is_no_finding(daemon: Daemon) -> None:
    with pytest.raises(APIError) as refused:
        daemon.run(BUSYBOX, "true", volumes=["/etc:/etc/passwd"])
    assert not isinstance(refused.value, CannotStart)
    assert daemon.containers() == ()


def test_processes_and_events(daemon: Daemon, client: docker.DockerClient) -> None:
    begin = time.time()
    work = client.containers.run(BUSYBOX, ["sleep", "60"], detach=True, name="work")
    try:
        assert [process.argv for process in daemon.processes("work")] == [("sleep", "60")]
        actions = [event.action for event in daemon.events(since=begin, type="container")]
        assert actions == ["create", "start"]
    finally:
        work.remove(force=True)
