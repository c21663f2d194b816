"""Who stands still while checks look: everything but init, the daemon's tree and the probe."""

from __future__ import annotations

import os

from grader.grading.freeze import Process, outside, processes

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


def table() -> dict[int, Process]:
    return {pid: Process(parent, "S", 100) for pid, parent in TREE.items()}


def test_the_kernel_its_children_and_their_orphans_are_the_submissions() -> None:
    assert outside(DAEMON, table()) == {KERNEL, CHILD, ORPHAN}


def test_what_has_ended_needs_no_stopping() -> None:
    ended = {**table(), CHILD: Process(KERNEL, "Z", 100)}
    assert outside(DAEMON, ended) == {KERNEL, ORPHAN}


def test_a_daemon_that_lost_its_parent_is_still_spared() -> None:
    orphaned = {**table(), DAEMON: Process(INIT, "S", 100)}
    assert DAEMON not in outside(DAEMON, orphaned)


def test_a_process_is_read_whatever_it_calls_itself() -> None:
    mine = processes()[os.getpid()]
    assert mine.parent == os.getppid()
    assert mine.started_ticks > 0
