"""`./dockyard worker`: this machine as a worker of a Dask cluster.

One thread a worker: each grades one submission at a time.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import NoReturn

from grader.errors import DockyardError


def run_worker(scheduler: str, jobs: int) -> NoReturn:
    """Becomes Dask's worker process, with a nanny that replaces whoever dies.

    Raises:
        DockyardError: Dask is not installed here.
    """
    if find_spec("distributed") is None:
        raise DockyardError(
            "Dask is not installed", where="worker", next_step="pip install 'dockyard[cluster]'"
        )
    options = ["--nworkers", str(jobs), "--nthreads", "1", "--no-dashboard"]
    program = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, *options]
    os.execv(sys.executable, program)
