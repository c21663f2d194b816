"""The names by which Dockyard knows its own: image tags, labels, paths inside a sandbox.

Every object that Dockyard or a lesson creates carries a label from here, and clean-up goes by these
labels and by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

SANDBOX = "dockyard.sandbox"
"""On a sandbox container of the outer engine; its value is the sandbox's run directory."""

BUILT = "dockyard.content"
"""On an image that Dockyard built; its value is the SHA-256 of what went into it."""

LESSON = "dockyard.lesson"
"""On what a lesson creates, in any engine; its value is the lesson, such as `03_layers`."""

EXERCISE = "dockyard.exercise"
"""On what an exercise creates; its value is the exercise id."""

CHECK, SEE = "check", "see"
"""In place of a lesson: what a check, or a visual, makes for a moment."""

DEBIAN_IMAGE = "dockyard/debian:latest"
BUSYBOX_IMAGE = "dockyard/busybox:latest"
COMPILER_IMAGE = "dockyard/compiler:latest"

Store = Literal["containerd", "overlay2"]
"""Where a sandbox's daemon keeps its images: containerd's store, or the graph driver overlay2."""

KERNELS: Mapping[Store, str] = {"containerd": "dockyard", "overlay2": "dockyard-overlay2"}
"""The Jupyter kernel that has such a sandbox."""

LEARNER_IMAGE = "dockyard/sandbox:learner"
GRADING_IMAGE = "dockyard/sandbox:grading"


def is_ours(labels: Mapping[str, str]) -> bool:
    """Whether a container with these labels is a check's or a visual's, and nobody's to look at."""
    return labels.get(LESSON) in (CHECK, SEE)
