"""What a notebook file keeps of a live card: its view while a kernel stands behind it, else none.

JupyterLab saves the state of living widgets only, and shows "model not found" where a view has no
state: so when a notebook is saved, views without state go, and the static card that each of them
brought along stays. That card is as it was when the cell ran; what has become of it since is in the
widget's state, and is put in its place. A server extension of `./dockyard lab`; knows no lesson.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"

_LATEST: dict[str, dict[str, str]] = {}
"""Model → its static card when last it was saved: a browser's notebook keeps the one of before."""


def keep_what_shows(content: Mapping[str, Any]) -> None:
    """Brings the static cards of a notebook's views up to date, and takes out dead views."""
    widgets = content.get("metadata", {}).get("widgets", {})
    living = widgets.get(STATE, {}).get("state", {})
    for data in _with_views(content):
        model = str(data[VIEW].get("model_id"))
        state = living.get(model, {}).get("state", {})
        if state.get("still_html"):
            _LATEST[model] = {"text/plain": state["still_text"], "text/html": state["still_html"]}
        data.update(_LATEST.get(model, {}))
        if model not in living and len(data) > 1:
            del data[VIEW]


def before_save(model: Mapping[str, Any], **_: Any) -> None:
    """A `pre_save_hook` of Jupyter's contents manager."""
    if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
        keep_what_shows(model["content"])


def _with_views(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The data of every output that has a widget's view."""
    for cell in content.get("cells", ()):
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if VIEW in data:
                yield data


def _load_jupyter_server_extension(server: Any) -> None:
    # The configurable `pre_save_hook` takes no name of a function (jupyter_server 2.21).
    server.contents_manager.register_pre_save_hook(before_save)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "labkit.visual.kit.saved_cards"}]
