"""The files that a layer adds, changes and deletes, as a tree that is never too long.

Folders are unfolded from the top while there is room; one with too much in it is told by its
number of files and their size, and, where Python answers, is a button that unfolds it.
Knows changes of files; no layer, no daemon.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from grader.daemon import ChangeKind
from labkit.visual.kit import Tint, nodes, size_text
from labkit.visual.layers.stack import FileChange

ROOM = 24
"""Rows that a tree, or a folder that was unfolded on demand, takes before it is cut."""

OPEN = "unfold"
"""The act of a button that unfolds a folder; its value is the layer's key, a colon, the path."""

KINDS = {
    ChangeKind.ADDED: ("+", "added", Tint.GOOD),
    ChangeKind.CHANGED: ("~", "changed", Tint.HALF),
    ChangeKind.DELETED: ("−", "deleted", Tint.BAD),
}


@dataclass
class Folder:
    """A folder on the way to changes, or one changed path; `path` is its own."""

    path: str
    change: FileChange | None = None
    inside: dict[str, Folder] = field(default_factory=dict)
    files: int = 0
    size_bytes: int = 0


def file_tree(changes: Sequence[FileChange]) -> Folder:
    """The tree of some changes, counted up to its root."""
    root = Folder("")
    for change in changes:
        here, counted = root, not change.is_dir or change.kind is ChangeKind.DELETED
        here.files, here.size_bytes = here.files + counted, here.size_bytes + change.size_bytes
        for name in change.path.strip("/").split("/"):
            here = here.inside.setdefault(name, Folder(f"{here.path}/{name}"))
            here.files, here.size_bytes = here.files + counted, here.size_bytes + change.size_bytes
        here.change = change
    return root


def drawn(root: Folder, key: str, unfolded: Collection[str], *, live: bool) -> nodes.Tree:
    """The tree as a part of a card.

    Args:
        key: what the layer is called in the values of buttons.
        unfolded: the paths of folders that were asked for.
        live: whether somebody answers buttons.
    """
    return nodes.Tree([*_branches(root, _shown(root, unfolded), key, live)])


def _shown(root: Folder, unfolded: Collection[str]) -> dict[str, int]:
    """Folder → how many of its rows are shown: breadth first, while there is room."""
    shown: dict[str, int] = {}
    room, waiting = ROOM, [root]
    while waiting:
        folder = waiting.pop(0)
        asked = folder.path in unfolded
        count = len(folder.inside)
        if count <= room or folder is root or asked:
            shown[folder.path] = count if asked else min(count, ROOM)
            room -= 0 if asked else count
            waiting += [one for one in folder.inside.values() if one.inside]
    return shown


def _branches(
    folder: Folder, shown: dict[str, int], key: str, live: bool
) -> Iterator[nodes.Branch]:
    count = shown[folder.path]
    for name, one in list(sorted(folder.inside.items()))[:count]:
        while _is_passage(one):
            inner, one = next(iter(one.inside.items()))
            name = f"{name}/{inner}"
        yield _branch(name, one, shown, key, live)
    if (left := len(folder.inside) - count) > 0:
        yield nodes.Branch(_button(folder.path, f"… and {left} more", key, live))


def _is_passage(folder: Folder) -> bool:
    """A folder that says nothing itself and leads to one thing alone."""
    return folder.change is None and len(folder.inside) == 1


def _branch(name: str, one: Folder, shown: dict[str, int], key: str, live: bool) -> nodes.Branch:
    sign = nodes.Sign(*KINDS[one.change.kind]) if one.change else nodes.Sign()
    if one.inside and one.path not in shown:
        said = f"{name}/ – {_files(one.files)}, {size_text(one.size_bytes)}"
        return nodes.Branch(_button(one.path, said, key, live), sign)
    is_dir = bool(one.inside) or (one.change is not None and one.change.is_dir)
    inside = [*_branches(one, shown, key, live)] if one.inside else ()
    return nodes.Branch(
        (nodes.Plain(f"{name}{'/' if is_dir else ''}"), *_remarks(one)), sign, inside
    )


def _remarks(one: Folder) -> list[nodes.Aside]:
    change = one.change
    if change is None:
        return []
    said = [change.remark] if change.remark else []
    if change.size_bytes and change.kind is not ChangeKind.DELETED:
        said.append(size_text(change.size_bytes))
    if change.kind is ChangeKind.DELETED and change.size_bytes:
        said.append(f"{size_text(change.size_bytes)} stay in the layers below")
    if change.hidden_by:
        said.append(f"hidden by layer {change.hidden_by}")
    return [nodes.Aside(" · ".join(said))] if said else []


def _button(path: str, said: str, key: str, live: bool) -> nodes.Plain | nodes.Button:
    return nodes.Button(said, OPEN, f"{key}:{path}") if live else nodes.Plain(said)


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"
