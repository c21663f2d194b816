"""The layer explorer in words, for whoever reads text: the table, then what stands out in it.

The size of a container's own layer is left out: image stores count folders differently. Knows
facts (labkit/visual/layers/layers.py), no daemon.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from grader.daemon import ChangeKind
from labkit.visual.kit import nodes, size_text
from labkit.visual.layers.file_tree import KINDS
from labkit.visual.layers.layers import ImageLayers, OwnLayer, Step
from labkit.visual.layers.stack import FileChange

FEW = 5
"""How many paths of a kind, hidden files and other images are named."""

HEAD = ("layer", "size", "files", "made by")
VERBS = {
    ChangeKind.ADDED: "adds",
    ChangeKind.CHANGED: "changes",
    ChangeKind.DELETED: "deletes",
}


def told(shown: ImageLayers, base: str) -> tuple[nodes.Node, ...]:
    """The explorer in words.

    Args:
        shown: the image, without its base where that is told in one line.
        base: the base that is left out, or empty.
    """
    rows = [*_own(shown.own), *(_step(step) for step in reversed(shown.steps))]
    if base:
        rows.append(["", "", "", f"the base image {base}"])
    lines = [*_paths(shown), *hidden(shown), *sums(shown, base)]
    return nodes.Table(HEAD, rows), *map(nodes.Line, lines)


def counted(counts: Counter[ChangeKind]) -> str:
    """Numbers of files by kind, such as `+3 ~1`."""
    return " ".join(f"{KINDS[kind][0]}{counts[kind]}" for kind in KINDS if counts[kind]) or "none"


def sums(shown: ImageLayers, base: str) -> list[str]:
    """The figures of the whole. With a base left out, those of `dive` count what is not shown."""
    count = len(shown.layers)
    on = f" on {base}" if base else ""
    hides = sum(one.size_bytes for _, one in shown.hidden)
    layers = f"{count} layer{'' if count == 1 else 's'}{on}: {size_text(shown.size_bytes)}"
    lines = [f"{layers}, of which later layers hide {size_text(hides)}"]
    if not base:
        of = shown.efficiency
        wasted = f"{size_text(of.wasted_bytes)} in all copies of {many(len(of.wasted), 'path')}"
        lines.append(f"as dive counts it: efficiency {100 * of.score:.1f} %, wasted {wasted}")
    return lines


def hidden(shown: ImageLayers) -> Iterator[str]:
    """The largest files that no container of the image can see."""
    rows = shown.hidden
    for step, one in rows[:FEW]:
        size = size_text(one.size_bytes)
        yield f"layer {one.hidden_by} hides {one.path} of layer {step.number}: {size}"
    if len(rows) > FEW:
        yield f"and {many(len(rows) - FEW, 'file')} more are hidden"


def named(words: Sequence[str]) -> str:
    """A list of words, with the number of those that are too many."""
    more = f" and {len(words) - FEW} more" if len(words) > FEW else ""
    return ", ".join(words[:FEW]) + more


def many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _step(step: Step) -> list[str]:
    if not step.number:
        return ["–", "", "metadata only", step.instruction]
    size = size_text(step.size_bytes)
    return [str(step.number), size, counted(step.counts), step.instruction]


def _own(own: OwnLayer | None) -> Iterator[list[str]]:
    if own is not None:
        counts = Counter(change.kind for change in own.changes)
        yield ["own", "", counted(counts), f"the container {own.container}"]


def _paths(shown: ImageLayers) -> Iterator[str]:
    if shown.own is not None and shown.own.changes:
        yield f"own layer: {_done((one.kind, one.path) for one in shown.own.changes)}"
    for step in reversed(shown.layers):
        if done := _done((one.kind, one.path) for one in _telling(step.changes)):
            yield f"layer {step.number}: {done}"
        if step.shared_with:
            yield f"layer {step.number} is shared with {named(step.shared_with)}"


def _telling(changes: Sequence[FileChange]) -> Iterator[FileChange]:
    """Without new folders that are only on the way to what is in them; by path, as given."""
    for one, after in zip(changes, [*changes[1:], None], strict=True):
        leads = after is not None and after.path.startswith(one.path + "/")
        if not (one.is_dir and leads and one.kind is ChangeKind.ADDED):
            yield one


def _done(changes: Iterable[tuple[ChangeKind, str]]) -> str:
    paths: dict[ChangeKind, list[str]] = {kind: [] for kind in VERBS}
    for kind, path in changes:
        paths[kind].append(path)
    return "; ".join(f"{VERBS[kind]} {named(of)}" for kind, of in paths.items() if of)
