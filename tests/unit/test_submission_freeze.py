"""Who stands still while checks look: everything but init, the daemon's tree and the probe."""

from __future__ import annotations

import os

import pytest

from grader.grading import freeze
from grader.grading.freeze import Base, Process, processes, submissions

INIT, SCRIPT, CONTAINERD, DAEMON, SHIM, CONTAINER, KERNEL, CHILD, ORPHAN = range(1, 10)

TREE = {
    INIT: 0,
    SCRIPT: INIT,
    CONTAINERD: SCRIPT,
    DAEMON: SCRIPT,
    SHIM: CONTAINERD,
    CONTAINER: SHIM,
    KERNEL: 0,
    CHILD: KERNEL,
    ORPHAN: INIT,
    os.getpid(): 0,
}


OURS = Base({pid: 100 for pid in (INIT, SCRIPT, CONTAINERD, DAEMON)}, DAEMON)


@pytest.fixture(autouse=True)
def helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of the daemon's descendants are what they seem to be: asked of the system else."""
    monkeypatch.setattr(freeze, "is_the_daemons", lambda pid: pid in (SHIM, CONTAINER))


def table() -> dict[int, Process]:
    return {pid: Process(parent, "S", 100) for pid, parent in TREE.items()}


def test_the_kernel_its_children_and_their_orphans_are_the_submissions() -> None:
    assert submissions(OURS, table()) == ({KERNEL, CHILD, ORPHAN}, set())


def test_what_has_ended_needs_no_stopping() -> None:
    ended = {**table(), CHILD: Process(KERNEL, "Z", 100)}
    assert submissions(OURS, ended)[0] == {KERNEL, ORPHAN}


def test_a_strange_process_below_the_daemon_is_the_submissions_with_all_below_it() -> None:
    strange = {**table(), 20: Process(CONTAINERD, "S", 100), SHIM: Process(20, "S", 100)}
    theirs, by_way_of_daemon = submissions(OURS, strange)
    assert by_way_of_daemon == {20, SHIM, CONTAINER}
    assert theirs == {KERNEL, CHILD, ORPHAN, 20, SHIM, CONTAINER}


def test_a_process_with_the_number_of_one_of_ours_is_not_ours() -> None:
    another = {**table(), SCRIPT: Process(KERNEL, "S", 200)}
    assert SCRIPT in submissions(OURS, another)[0]


def test_a_daemon_that_lost_its_parent_is_still_spared() -> None:
    orphaned = {**table(), DAEMON: Process(INIT, "S", 100)}
    assert DAEMON not in submissions(OURS, orphaned)[0]


def test_a_process_is_read_whatever_it_calls_itself() -> None:
    mine = processes()[os.getpid()]
    assert mine.parent == os.getppid()
    assert mine.started_ticks > 0
