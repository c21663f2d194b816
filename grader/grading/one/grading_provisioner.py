"""A submission's kernel for Jupyter: in a sandbox of the grading image, perhaps started ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.grading.one.spare_sandbox import SpareSandbox, prepare
from grader.labels import Store
from grader.sandbox import SandboxProvisioner


class GradingProvisioner(SandboxProvisioner):
    """Takes the sandbox that is ahead, or starts one; nothing of it outlives the kernel.

    Args:
        store: where its daemon keeps images.
    """

    def __init__(self, spare: SpareSandbox, store: Store, **traits: Any) -> None:
        super().__init__(store=store, **traits)
        self._spare, self._store = spare, store

    def _launch(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        prepared = self._spare.take(self._store) or prepare(self._store)
        self.sandbox, self.exec_id = prepared.sandbox, prepared.exec_id
        self.parent.session.key = prepared.key.encode()
        self._connect_manager(prepared.sandbox)

    def _keeps_daemon(self) -> bool:
        return False

    def _look_back(self) -> None:
        """Whose fault an end was is asked by the wall, which knows more."""
