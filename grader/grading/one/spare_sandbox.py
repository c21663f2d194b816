"""A sandbox and its kernel, started while the submission before it is still graded.

So that a worker's next submission finds them there. A worker has at most one ahead, and only while
there is another submission to come. Nothing of any submission is in it before it is taken.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from jupyter_client.kernelspec import get_kernel_spec

from grader import labels
from grader.labels import Store
from grader.sandbox import (
    Sandbox,
    choose_transport,
    connect,
    kernel_environment,
    reap,
    start_kernel,
)

IDLE_S = 60.0
"""How long one is kept for a submission that does not come: a cluster may send it elsewhere."""


@dataclass(frozen=True)
class Prepared:
    """A sandbox whose daemon answers and whose kernel has been started, for nobody yet.

    `key` signs the kernel's messages.
    """

    sandbox: Sandbox
    exec_id: str
    key: str


class SpareSandbox:
    """What one worker has ahead.

    `more` says whether another submission will come; until then nothing is started.
    """

    def __init__(self) -> None:
        self.more = False
        self._lock = threading.Lock()
        self._store: Store = "containerd"
        self._coming: Future[Prepared] | None = None
        self._idle: threading.Timer | None = None

    def begin(self, store: Store) -> None:
        """Starts one in the background, unless there is one or none is needed."""
        with self._lock:
            if self.more and self._coming is None:
                self._store, self._coming = store, _in_background(lambda: prepare(store))

    def take(self, store: Store) -> Prepared | None:
        """The one that is there; None when there is none, or another one, or it has ended."""
        with self._lock:
            coming, self._coming = self._coming, None
            if self._idle is not None:
                self._idle.cancel()
        if coming is None:
            return None
        with suppress(Exception):
            prepared = coming.result()
            if self._store == store and prepared.sandbox.is_running():
                return prepared
            prepared.sandbox.stop()
        return None

    def rest(self, idle_s: float = IDLE_S) -> None:
        """Between two submissions: what nobody takes is removed after a while."""
        with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            self._idle = threading.Timer(idle_s, self.drop)
            self._idle.daemon = True
            self._idle.start()

    def drop(self) -> None:
        """Removes what is there."""
        with self._lock:
            coming, self._coming = self._coming, None
        if coming is not None:
            with suppress(Exception):
                coming.result().sandbox.stop()


def prepare(store: Store) -> Prepared:
    """Starts a sandbox of the grading image and a kernel in it; returns when its daemon answers.

    Raises:
        DockyardError: no engine, no image, or a sandbox that does not start.
        NoSuchKernel: the Dockyard kernel is not installed.
    """
    argv = get_kernel_spec(labels.KERNELS[store]).argv
    client, key = connect(), secrets.token_hex(32)
    reap(client)
    transport = choose_transport(client)
    with ExitStack() as undo:
        sandbox = undo.enter_context(
            Sandbox.start(client, labels.GRADING_IMAGE, transport=transport, store=store)
        )
        exec_id = start_kernel(sandbox, argv, key, kernel_environment(os.environ))
        sandbox.wait_ready()
        undo.pop_all()
    return Prepared(sandbox, exec_id, key)


def _in_background(work: Callable[[], Prepared]) -> Future[Prepared]:
    """As an executor's `submit`, but its thread keeps no process from ending."""
    future: Future[Prepared] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="ahead", daemon=True).start()
    return future
