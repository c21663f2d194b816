"""The layer explorer in a notebook: what was unfolded and chosen in it, and its buttons.

Holds no client: how a container is looked at again comes from whoever opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from labkit.card import Card
from labkit.visual.file_tree import OPEN
from labkit.visual.layers import ImageLayers, OwnLayer
from labkit.visual.layers_card import CHOICES, LOOK, ONLY, View, layers_card
from labkit.visual.live import Live


class LayersLive:
    """One explorer on a page.

    Args:
        look: gives the container's own layer as it is now.
    """

    def __init__(self, found: ImageLayers, look: Callable[[], OwnLayer] | None = None) -> None:
        self._found, self._look = found, look
        self._view = View(live=True)

    def live(self) -> Live:
        acts = {OPEN: self._unfold, ONLY: self._choose, LOOK: self._look_again}
        return Live(self._card, acts, fallback=layers_card(self._found))

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
