"""Who stands still while checks look: everything but init, the daemon's tree and the probe."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from grader.grading.freeze import processes
from grader.grading.freeze.processes import Process, turns
from grader.grading.freeze.whose import Base, reaches, rooms, submissions, the_daemons_tree

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


OURS = Base({pid: 100 for pid in (INIT, SCRIPT, CONTAINERD, DAEMON)}, DAEMON, [], {})


def found(table: dict[int, Process]) -> tuple[set[int], set[int]]:
    """The submission's processes, where shim and container are what they seem to be."""
    return submissions(OURS, table, lambda pid, _: pid in (SHIM, CONTAINER))


def table() -> dict[int, Process]:
    return {pid: Process(parent, "S", 100) for pid, parent in TREE.items()}


def test_the_kernel_its_children_and_their_orphans_are_the_submissions() -> None:
    assert found(table()) == ({KERNEL, CHILD, ORPHAN}, set())


def test_what_the_daemon_starts_to_answer_is_not_what_the_sandbox_began_with() -> None:
    """`docker info` has dockerd start `runc --version`: nobody ends it, it ends by itself."""
    passing = {**table(), 20: Process(DAEMON, "S", 100)}
    began_with = the_daemons_tree(DAEMON, passing)
    assert 20 not in began_with and {INIT, SCRIPT, CONTAINERD, DAEMON} <= set(began_with)


def test_what_has_ended_needs_no_stopping() -> None:
    ended = {**table(), CHILD: Process(KERNEL, "Z", 100)}
    assert found(ended)[0] == {KERNEL, ORPHAN}


def test_a_strange_process_below_the_daemon_is_the_submissions_with_all_below_it() -> None:
    strange = {**table(), 20: Process(CONTAINERD, "S", 100), SHIM: Process(20, "S", 100)}
    theirs, by_way_of_daemon = found(strange)
    assert by_way_of_daemon == {20, SHIM, CONTAINER}
    assert theirs == {KERNEL, CHILD, ORPHAN, 20, SHIM, CONTAINER}


def test_a_process_with_the_number_of_one_of_ours_is_not_ours() -> None:
    another = {**table(), SCRIPT: Process(KERNEL, "S", 200)}
    assert SCRIPT in found(another)[0]


def test_a_daemon_that_lost_its_parent_is_still_spared() -> None:
    orphaned = {**table(), DAEMON: Process(INIT, "S", 100)}
    assert DAEMON not in found(orphaned)[0]


def test_a_process_is_read_whatever_it_calls_itself() -> None:
    mine = processes.processes()[os.getpid()]
    assert mine.parent == os.getppid()
    assert mine.started_ticks > 0


def test_a_process_whose_name_is_no_text_is_read() -> None:
    with running(f"import time; open({NAME!r}, 'wb').write(b'\\xff)'); {READY}; {SLEEP}") as pid:
        assert processes.processes()[pid].parent == os.getpid()


def test_a_process_lives_whose_first_thread_has_ended() -> None:
    leave = (
        "import ctypes, threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()"
    )
    number = {"x86_64": 60, "aarch64": 93}[platform.machine()]
    with running(f"{leave}; {READY}; ctypes.CDLL(None).syscall({number}, 0)") as pid:
        deadline = time.monotonic() + 10
        while processes.read(f"/proc/{pid}/stat").rpartition(")")[2].split()[0] != "Z":
            assert time.monotonic() < deadline
        assert processes.processes()[pid].state not in "ZX"


def test_each_threads_turns_count_by_themselves() -> None:
    code = "import threading, time; threading.Thread(target=time.sleep, args=(60,)).start()"
    with running(f"{code}; {READY}; {SLEEP}") as pid:
        assert [len(thread) for thread in turns([pid])[pid]] == [2, 2]


def test_who_has_ended_has_had_no_turns() -> None:
    with running(f"{READY}; import time; {SLEEP}") as pid:
        pass
    assert turns([pid]) == {}


def test_a_room_is_known_by_the_device_that_it_is_mounted_from() -> None:
    """On btrfs `stat` gives a folder another device number than its mount has."""
    mounted = "61 60 0:99 /some/folder /dy rw - btrfs /dev/vda rw"
    devices = rooms(mounted)
    assert reaches("9 8 0:99 /some/folder /mine rw - btrfs /dev/vda rw", devices)
    assert not reaches("9 8 0:98 / /mine rw - tmpfs none rw", devices)


NAME = "/proc/self/comm"
READY = "print(flush=True)"
SLEEP = "time.sleep(60)"


@contextmanager
def running(code: str) -> Iterator[int]:
    """A process that runs some Python; begins once it has printed its first line."""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.kill()
