"""What a notebook file keeps of a live card: its view while a kernel stands behind it, else none.

JupyterLab saves the state of living widgets only, and shows "model not found" where a view has no
state: so when a notebook is saved, views without state go, and the static card that each of them
brought along stays. A server extension of `./dockyard lab`; knows no lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


def drop_dead_views(content: Mapping[str, Any]) -> None:
    """Takes out of a notebook's outputs the views whose widget's state it does not hold."""
    widgets = content.get("metadata", {}).get("widgets", {})
    living = widgets.get(STATE, {}).get("state", {})
    for cell in content.get("cells", ()):
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if VIEW in data and data[VIEW].get("model_id") not in living and len(data) > 1:
                del data[VIEW]


def before_save(model: Mapping[str, Any], **_: Any) -> None:
    """A `pre_save_hook` of Jupyter's contents manager."""
    if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
        drop_dead_views(model["content"])


def _load_jupyter_server_extension(server: Any) -> None:
    # The configurable `pre_save_hook` takes no name of a function (jupyter_server 2.21).
    server.contents_manager.register_pre_save_hook(before_save)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "labkit.saved_cards"}]
