"""A card that lives: the same text and HTML as any card, and buttons that Python answers.

Python renders, the browser only shows: live.js puts the HTML in place and sends back which
element with `data-act` was used, and its value. So a visual is one Python function from facts to a
card, whether it moves or not. Where there is no widget to show (nbval, nbconvert, VS Code without a
kernel), what shows is the card as it was first. Knows no daemon and no exercise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from labkit.card import Card

STATIC = Path(__file__).parents[1] / "static"

Render = Callable[[], Card]
Act = Callable[[str], None]


class Live(anywidget.AnyWidget):
    """A card that is rendered anew after each act.

    Args:
        render: gives the card as it is now.
        acts: what each `data-act="name"` of the card's HTML does; it gets the element's value
            (`data-value` of a button, the choice of a select, the text of an input).
    """

    _esm = STATIC / "live.js"
    _css = STATIC / "live.css"
    html = traitlets.Unicode().tag(sync=True)

    def __init__(self, render: Render, acts: Mapping[str, Act] | None = None) -> None:
        super().__init__()
        self._render, self._acts = render, dict(acts or {})
        self.on_msg(self._on_message)
        self.refresh()

    def refresh(self) -> None:
        """Renders the card anew and shows it."""
        self.card = self._render()
        self.html = self.card.html

    def show(self) -> None:
        display(self)  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        return self.card.text

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        return {**bundle, "text/plain": self.card.text, "text/html": self.card.html}, metadata

    def _on_message(self, _: object, content: Mapping[str, object], __: object) -> None:
        act = self._acts.get(str(content.get("act")))
        if act is not None:
            act(str(content.get("value", "")))
            self.refresh()
