"""A card that lives: the same text and HTML as any card, and buttons that Python answers.

Python renders, the browser only shows: live.js puts the HTML in place and sends back which element
with `data-act` was used, and its value. So a visual is one Python function from facts to a card,
whether it moves or not. Where no one can press a button (nbval, papermill, nbconvert), no widget is
made, and what shows is a card without buttons. That one goes along with the live one:
saved_cards.py puts it into the notebook when that is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display

from labkit.visual.kit.cards import Card

STATIC = Path(__file__).parent

Render = Callable[[], Card]
Act = Callable[[str], None]


def has_frontend() -> bool:
    """Whether whoever runs this cell shows a notebook, with a place for its widgets.

    JupyterLab, Notebook and VS Code say with each request which cell it is; programs that run
    notebooks (nbclient, and so papermill, nbconvert and the course's build; nbval) do not. So
    what nobody has heard of gets the static card, with nothing to be configured.

    Source: `cellId` in the metadata of `execute_request`, which ipykernel hands on as `cell_id`.
    """
    parent: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    return bool((parent.get("metadata") or {}).get("cellId"))


class Live(anywidget.AnyWidget):
    """A card that is rendered anew after each act.

    Args:
        render: gives the card as it is now.
        acts: what each `data-act="name"` of the card's HTML does; it gets the element's value
            (`data-value` of a button, the choice of a select, the text of an input).
        fallback: gives what a stored notebook keeps, where that is another card.
    """

    _esm = STATIC / "live.js"
    _css = STATIC / "live.css"
    html = traitlets.Unicode().tag(sync=True)
    turn = traitlets.Int(help="How often it was rendered: the answer to an act.").tag(sync=True)
    own_id = traitlets.Unicode(help="By which the browser asks for this model.").tag(sync=True)
    trouble = traitlets.Unicode(help="Why the last act failed.").tag(sync=True)
    # What a stored notebook keeps, once that is no longer what the cell's output brought along.
    still_text = traitlets.Unicode().tag(sync=True)
    still_html = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        render: Render,
        acts: Mapping[str, Act] | None = None,
        *,
        fallback: Render | None = None,
    ) -> None:
        self._is_static = not has_frontend()
        self._brought: Card | None = None
        super().__init__()
        self._render, self._acts, self._fallback = render, dict(acts or {}), fallback
        self.on_msg(self._on_message)
        self.refresh()

    def open(self) -> None:
        """Tells the frontend of this widget, where there is one."""
        if not self._is_static:
            super().open()
            self.own_id = self.model_id

    def refresh(self) -> None:
        """Renders the card anew and shows it."""
        self.card = self._render()
        with self.hold_sync():
            self.html = self.card.html
            self.turn += 1
            if self._brought is not None:
                self._keep(self.still)

    @property
    def still(self) -> Card:
        """The card as a stored notebook keeps it."""
        return self._fallback() if self._fallback else self.card

    def show(self) -> None:
        display(self)  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        return self.still.text

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        self._brought = self.still
        stays = self._brought._repr_mimebundle_()
        if self._is_static:
            return dict(stays), {}
        bundle, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        return {**bundle, **stays}, metadata

    def _keep(self, still: Card) -> None:
        if self.still_html or still != self._brought:
            self.still_text, self.still_html = still.text, still.html

    def _on_message(self, _: object, content: Mapping[str, object], __: object) -> None:
        self.use(str(content.get("act")), str(content.get("value", "")))

    def use(self, name: str, value: str = "") -> None:
        """Does what an element with `data-act` does; nothing when there is no such act."""
        act = self._acts.get(name)
        if act is None:
            return
        self.trouble = ""
        try:
            act(value)
        except Exception as error:
            # Nobody reads a traceback of a button: it is in no cell's output.
            self.trouble = f"That did not work: {type(error).__name__}: {error}"
        self.refresh()
