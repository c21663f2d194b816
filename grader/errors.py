"""What goes wrong, as one tree; every error says what, where and the next command.

    DockyardError
    ├── EngineError        no engine, no permission on its socket, not enough disk
    ├── SandboxError       the sandbox did not start, or ended under our hands
    ├── ImageError         an image could not be pulled, made or built
    ├── ContentError       a lab file or lesson breaks a rule (author's side)
    └── SubmissionError    a submitted notebook cannot be read or run (submitter's side)

The command line prints one line of it and exits with `exit_code`: 1 the input's fault, 2 ours or
the machine's.
"""

from __future__ import annotations


class DockyardError(Exception):
    """One fault, said once: what is wrong, where, and the command that comes next.

    Args:
        what: the fault in a few words, the system's own words kept where they help.
        where: the file, socket, port or object that it is about.
        next_step: what to type or do now.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str, next_step: str) -> None:
        super().__init__(what, where, next_step)
        self.what = what
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. Next: {self.next_step}"


class EngineError(DockyardError):
    """No engine that may be used: absent, refused, or out of disk."""


class SandboxError(DockyardError):
    """A sandbox that did not start or did not last."""


class ImageError(DockyardError):
    """An image that could not be pulled, made or built."""


class ContentError(DockyardError):
    """A lab file or a lesson that breaks a rule of the course."""

    exit_code = 1


class SubmissionError(DockyardError):
    """A submitted notebook that cannot be read or run."""

    exit_code = 1
