"""The layer explorer in a notebook: what was unfolded and chosen in it, and its buttons.

A container's own layer is looked at again after every cell, for as long as there is a container.
Holds no client: how it is looked at comes from whoever opens the explorer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from docker.errors import DockerException
from IPython.core.getipython import get_ipython
from requests.exceptions import RequestException

from grader.report import Missing
from labkit.visual.kit import Card, Live, has_frontend
from labkit.visual.layers.card import CHOICES, LOOK, ONLY, View, layers_card
from labkit.visual.layers.file_tree import OPEN
from labkit.visual.layers.layers import ImageLayers, OwnLayer

_FOLLOWED: dict[str, Callable[..., None]] = {}
"""Container → what looks at its layer after every cell: the latest explorer's, and no other's."""


class LayersLive:
    """One explorer on a page.

    Args:
        look: gives the container's own layer as it is now.
    """

    def __init__(self, found: ImageLayers, look: Callable[[], OwnLayer] | None = None) -> None:
        self._found, self._look = found, look
        self._view = View(live=True)
        self._still = layers_card(found)
        acts = {OPEN: self._unfold, ONLY: self._choose, LOOK: self._look_again}
        self._live = Live(self._card, acts, fallback=lambda: self._still)

    def live(self) -> Live:
        if self._found.own is not None and has_frontend():
            _follow(self._found.own.container, self._after_cell)
        return self._live

    def _card(self) -> Card:
        return layers_card(self._found, self._view)

    def _unfold(self, place: str) -> None:
        self._view = replace(self._view, unfolded=self._view.unfolded | {place})

    def _choose(self, only: str) -> None:
        if only in CHOICES:
            self._view = replace(self._view, only=only)

    def _look_again(self, _: str) -> None:
        if self._look is not None:
            self._found = replace(self._found, own=self._look())
            self._still = layers_card(self._found)

    def _after_cell(self, *_: object) -> None:
        before = self._found.own
        try:
            self._look_again("")
        except (Missing, DockerException, RequestException):
            # Its container is gone, or the daemon.
            _unfollow(before.container if before else "")
        if self._found.own != before:
            self._live.refresh()


def _follow(container: str, after_cell: Callable[..., None]) -> None:
    _unfollow(container)
    shell: Any = get_ipython()
    shell.events.register("post_run_cell", after_cell)
    _FOLLOWED[container] = after_cell


def _unfollow(container: str) -> None:
    shell: Any = get_ipython()
    if earlier := _FOLLOWED.pop(container, None):
        shell.events.unregister("post_run_cell", earlier)
