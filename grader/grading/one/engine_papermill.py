"""A papermill engine that runs a submission in a sandbox and lets an examination look on.

The kernel is the Dockyard kernel with the grading image, whatever the notebook asks for. A cell
that raises does not end the run; one that never ends, or a kernel that dies, does. The kernel is
the submission's: what it sends may be anything. Between the cells it calls the
examination.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import zmq
from docker.errors import DockerException
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient  # type: ignore[import-untyped]
from papermill.engines import (  # type: ignore[import-untyped]
    NBClientEngine,
    NotebookExecutionManager,
    papermill_engines,
)
from requests.exceptions import RequestException

from grader.errors import DockyardError, SandboxError, SubmissionError
from grader.grading.one.examination import Examination
from grader.grading.one.grading_provisioner import GradingProvisioner
from grader.grading.one.kernel_answer import read_answer
from grader.grading.one.kernel_output import OutputBudget, valid_outputs, without_odd_count
from grader.grading.one.spare_sandbox import SpareSandbox
from grader.grading.wall import Watchdog, ended_it

ENGINE = "dockyard-grading"
START_TIMEOUT_S = 60
MESSAGE_LIMIT_BYTES = 32 * 1024 * 1024
"""A larger part of a message ends the connection to the kernel that sent it."""

LAST_OUTPUT_S = 10
"""How long a cell's last outputs are waited for once its reply is there."""

QUIET = logging.getLogger("dockyard.grading")
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


class GradingClient(PapermillNotebookClient):  # type: ignore[misc]
    """Runs the cells of one submission.

    Args:
        cell_timeout_s: for one cell.
        run_timeout_s: for all of them.
        job_timeout_s: for everything, from the sandbox's start to the last check.
        spare: where a sandbox may be taken from, and the next one is started.
    """

    def __init__(
        self,
        notebook_manager: NotebookExecutionManager,
        *,
        examination: Examination,
        cell_timeout_s: float,
        run_timeout_s: float,
        job_timeout_s: float,
        spare: SpareSandbox | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            notebook_manager,
            iopub_timeout=LAST_OUTPUT_S,
            raise_on_iopub_timeout=False,
            allow_errors=True,
            startup_timeout=START_TIMEOUT_S,
            kernel_manager_class=AsyncKernelManager,
            shutdown_kernel="immediate",
            timeout_func=self._time_left_s,
            log=QUIET,
            **options,
        )
        self._examination = examination
        self._spare = spare or SpareSandbox()
        self._cell_timeout_s = cell_timeout_s
        self._run_timeout_s = run_timeout_s
        self._job_timeout_s = job_timeout_s
        self._job_deadline = time.monotonic() + job_timeout_s
        self._deadline = float("inf")
        self._budget = OutputBudget()
        self._misread: Exception | None = None

    def create_kernel_manager(self) -> AsyncKernelManager:
        manager: AsyncKernelManager = super().create_kernel_manager()
        manager.context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_LIMIT_BYTES)
        manager.provisioner = GradingProvisioner(
            self._spare, self._examination.store, parent=manager, kernel_spec=manager.kernel_spec
        )
        return manager

    def execute(self, **options: Any) -> NotebookNode:
        """Runs every cell.

        Raises:
            SandboxError: the sandbox did not start or did not last.
            SubmissionError: a cell never ended, the kernel died, or the wall was touched.
        """
        self.reset_execution_trackers()
        try:
            with self.setup_kernel(), self._watched():
                self._examination.open(self._sandbox(), lambda: read_answer(self.kc))
                self._spare.begin(self._examination.store)
                self._run_cells()
        except NoSuchKernel as error:
            raise _not_started("the Dockyard kernel is not installed") from error
        except RuntimeError as error:
            raise _not_started(f"its kernel did not start: {error}") from error
        finally:
            self._examination.close()
            if self.km is not None:
                # It failed on its way up, so nobody has put away what it had by then.
                run_sync(self.km.cleanup_resources)()
        executed: NotebookNode = self.nb
        return executed

    def _sandbox(self) -> Any:
        assert self.km is not None and self.km.provisioner is not None
        return self.km.provisioner.sandbox

    def _watched(self) -> Watchdog:
        return Watchdog(self._sandbox(), deadline=self._job_deadline, limit_s=self._job_timeout_s)

    def _run_cells(self) -> None:
        self._deadline = time.monotonic() + self._run_timeout_s
        for index, cell in enumerate(self.nb.cells):
            self._examination.before(index)
            self.nb_man.cell_start(cell, index)
            try:
                self._run_cell(cell, index)
            except (CellTimeoutError, DeadKernelError) as error:
                self.nb_man.cell_exception(cell, cell_index=index)
                self._examination.check_begun()
                raise self._stopped(error, cell, index) from error
            finally:
                self.nb_man.cell_complete(cell, cell_index=index)
        self._examination.before(len(self.nb.cells))

    def _run_cell(self, cell: NotebookNode, index: int) -> None:
        text = self._examination.stands_for(index)
        if text is not None and cell.cell_type == "code":
            cell.outputs = [new_output("stream", name="stdout", text=text)]
        else:
            self._execute_cell(cell, index)

    def _execute_cell(self, cell: NotebookNode, index: int) -> None:
        """Raises: as nbclient's, and SubmissionError for a kernel that sends no messages."""
        try:
            self.execute_cell(cell, index)
        except (CellTimeoutError, DeadKernelError, DockerException, RequestException) as error:
            if self._misread is None:
                raise
            raise _no_message(self._misread) from error
        except Exception as error:
            # Jupyter trusts the shape of what a kernel sends, and fails with whatever comes of it.
            raise _no_message(error) from error
        if self._misread is not None:
            raise _no_message(self._misread)

    async def _async_poll_output_msg(self, *arguments: Any) -> None:
        """As nbclient's; but what cannot be read ends the cell, which nobody would hear of else."""
        try:
            await super()._async_poll_output_msg(*arguments)
        except Exception as error:
            self._misread = error
            if self.task_poll_for_reply is not None:
                self.task_poll_for_reply.cancel()

    def _time_left_s(self, _: NotebookNode) -> float:
        # Zero would mean no limit.
        return max(min(self._cell_timeout_s, self._deadline - time.monotonic()), 0.1)

    def _stopped(self, error: Exception, cell: NotebookNode, index: int) -> DockyardError:
        mark = cell.metadata.get("dockyard", {}).get("exercise", "")
        where = f"cell {index + 1}" + (f" ({mark})" if mark else "")
        if isinstance(error, CellTimeoutError):
            over = time.monotonic() >= self._deadline
            return SubmissionError(
                f"it still ran when the {self._run_timeout_s:g} s for all cells were over"
                if over
                else f"it still ran after {self._cell_timeout_s:g} s, and the run ended there",
                where=where,
                next_step="mend what that cell waits for, and submit again",
            )
        return SubmissionError(
            "the kernel died, and the run ended there",
            where=where,
            next_step="look for what ends the Python process in that cell, and submit again",
        )

    def process_message(
        self, message: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Keeps what a kernel prints up to a limit: a submission may print without end.

        Widgets are not kept: nobody looks at them, and their messages could change other outputs.
        """
        kind = str(message["msg_type"])
        without_odd_count(message["content"])
        if kind.startswith("comm"):
            return None
        places = self._places(message) if kind == "update_display_data" else 1
        if self._budget.takes(message, kind, places):
            return super().process_message(message, cell, cell_index)  # type: ignore[no-any-return]
        if self._budget.just_passed:
            cell.outputs.append(self._budget.notice())
        return None

    def _places(self, message: dict[str, Any]) -> int:
        """In how many places an update is shown; each is a copy in the file."""
        shown = self._display_id_map.get((message["content"].get("transient") or {})["display_id"])
        return sum(len(outputs) for outputs in (shown or {}).values())


class GradingEngine(NBClientEngine):  # type: ignore[misc]
    """What papermill knows as the engine `dockyard-grading`."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        log_output: bool = False,
        **options: Any,
    ) -> NotebookNode:
        return GradingClient(nb_man, kernel_name=kernel_name, **options).execute()


papermill_engines.register(ENGINE, GradingEngine)


def run_notebook(
    notebook: NotebookNode,
    examination: Examination,
    *,
    cell_timeout_s: float,
    run_timeout_s: float,
    job_timeout_s: float,
    spare: SpareSandbox | None = None,
) -> None:
    """Runs a submission under examination and leaves its outputs in `notebook`.

    Raises: as `GradingClient.execute`.
    """
    notebook.metadata.papermill = {}
    try:
        papermill_engines.execute_notebook_with_engine(
            ENGINE,
            notebook,
            examination.kernel,
            progress_bar=False,
            examination=examination,
            cell_timeout_s=cell_timeout_s,
            run_timeout_s=run_timeout_s,
            job_timeout_s=job_timeout_s,
            spare=spare,
        )
    finally:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = valid_outputs(cell.outputs)


def _no_message(error: Exception) -> SubmissionError:
    said = f"{type(error).__name__}: {error}"[:200]
    return ended_it(f"its kernel sent what no kernel sends: {said}")


def _not_started(what: str) -> SandboxError:
    return SandboxError(what, where="sandbox", next_step="./dockyard doctor")
