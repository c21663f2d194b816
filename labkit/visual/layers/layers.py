"""An image as a stack of layers, in facts: who made each, what it holds, what is wasted.

Knows what labkit/visual/layers/facts.py gathers; labkit/visual/layers/card.py draws it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from grader.daemon import Change, ChangeKind
from labkit.visual.layers.efficiency import Efficiency
from labkit.visual.layers.file_tree import Folder, file_tree
from labkit.visual.layers.stack import FileChange


@dataclass(frozen=True)
class Step:
    """One step of an image's history.

    Args:
        number: of its layer, from 1 for the oldest; 0 for a step that made none.
        shared_with: other images of this daemon with the same layer on the same layers.
    """

    number: int
    instruction: str
    size_bytes: int = 0
    changes: tuple[FileChange, ...] = ()
    shared_with: tuple[str, ...] = ()

    @cached_property
    def tree(self) -> Folder:
        return file_tree(self.changes)

    @cached_property
    def counts(self) -> Counter[ChangeKind]:
        """How many files it adds, changes and deletes; a deleted folder counts as one."""
        return Counter(
            change.kind
            for change in self.changes
            if not change.is_dir or change.kind is ChangeKind.DELETED
        )

    @property
    def hidden_bytes(self) -> int:
        return sum(change.size_bytes for change in self.changes if change.hidden_by)


@dataclass(frozen=True)
class OwnLayer:
    """A container's own, writable layer, as `docker diff` and `docker ps --size` tell it."""

    container: str
    size_bytes: int
    changes: tuple[Change, ...]

    @cached_property
    def as_files(self) -> tuple[FileChange, ...]:
        return tuple(FileChange(change.kind, change.path) for change in self.changes)

    @cached_property
    def tree(self) -> Folder:
        return file_tree(self.as_files)


@dataclass(frozen=True)
class ImageLayers:
    """An image, its steps from the oldest on.

    Args:
        base: the image that it begins with, for a card that leaves that one out.
        base_steps: how many of the steps are the base's.
    """

    name: str
    steps: tuple[Step, ...]
    efficiency: Efficiency
    base: str = ""
    base_steps: int = 0
    own: OwnLayer | None = None

    @property
    def layers(self) -> tuple[Step, ...]:
        """The steps that made a layer, oldest first."""
        return tuple(step for step in self.steps if step.number)

    @property
    def without_base(self) -> ImageLayers:
        """The same image told from its base on; what the base has is not the reader's."""
        return replace(self, steps=self.steps[self.base_steps :])

    @property
    def size_bytes(self) -> int:
        return sum(step.size_bytes for step in self.layers)

    @property
    def hidden(self) -> tuple[tuple[Step, FileChange], ...]:
        """Files that a later layer hides, largest first."""
        found = [(step, one) for step in self.layers for one in step.changes if one.hidden_by]
        files = [(step, one) for step, one in found if one.size_bytes]
        return tuple(sorted(files, key=lambda row: (-row[1].size_bytes, row[1].path)))
