"""Work on this side of the wall ends, also where it holds the interpreter or takes all memory."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from functools import partial
from typing import Any

import pytest

from grader.errors import SubmissionError
from grader.grading.many.local_workers import LocalWorkers
from grader.grading.many.worker import ended_at_last

ENDLESS = re.compile("(a*)*b")
SWALLOWS = """
import re
from grader.grading.many.worker import ended_at_last
with ended_at_last(0.2, grace_s=0.3):
    try:
        re.match("(a*)*b", "a" * 60)
    except Exception:
        re.match("(a*)*b", "a" * 60)
"""
GREEDY = """
import json
from multiprocessing import Pipe
from grader.grading.many.worker import serve
leash, hold = Pipe(duplex=False)
serve(leash, memory_bytes=512 * 1024**2)
try:
    json.loads("[" + "[[]]," * 10_000_000 + "0]")
except MemoryError:
    print("ended")
"""


@pytest.mark.timeout(60)
def test_a_pattern_that_matches_for_days_is_ended_by_an_exception() -> None:
    with pytest.raises(SubmissionError, match="not through"), ended_at_last(0.2):
        ENDLESS.match("a" * 60)


def test_what_ends_in_time_is_let_be() -> None:
    with ended_at_last(0.2):
        pass
    time.sleep(0.4)


def test_whoever_does_not_hear_the_exception_loses_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", SWALLOWS], timeout=60, capture_output=True)
    assert done.returncode == -signal.SIGALRM


def test_a_worker_takes_no_more_memory_than_it_may() -> None:
    done = subprocess.run([sys.executable, "-c", GREEDY], timeout=60, capture_output=True)
    assert done.stdout == b"ended\n"


@pytest.mark.timeout(60)
def test_workers_that_hold_their_interpreter_end_with_the_crew() -> None:
    endless: Any = partial(re.match, "(a*)*b")
    job: Any = "a" * 60
    workers = LocalWorkers(1, endless, patience_s=0.5)
    future = workers.submit(job)
    while not future.running():
        time.sleep(0.05)
    time.sleep(2)
    workers.close()
    assert future.exception() is not None
