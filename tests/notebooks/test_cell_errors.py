"""An error of a cell in a real Dockyard kernel: a short card, the traceback on request."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader.labels import KERNELS

pytestmark = [pytest.mark.daemon, pytest.mark.notebook]

OPEN = "from labkit import *\nclient = open_lesson('03_layers')"


def run(tmp_path: Path, *sources: str) -> list[NotebookNode]:
    """Runs cells in one kernel. Returns: what each showed last."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    client = NotebookClient(
        notebook, kernel_name=KERNELS["containerd"], timeout=60, allow_errors=True
    )
    client.execute(env={"DOCKYARD_LEARNER": "course", "DOCKYARD_STATE": str(tmp_path)})
    return [cell.outputs[-1] if cell.outputs else NotebookNode() for cell in notebook.cells]


def test_an_error_of_docker_is_a_short_card(tmp_path: Path) -> None:
    _, shown = run(tmp_path, OPEN, "x = 1\nclient.containers.run('dockyard/bussybox')")
    assert shown.ename == "APIError" and "bussybox" in shown.evalue
    happened, place, said, next_step, more = shown.traceback
    assert "There is no image `dockyard/bussybox` here" in happened
    assert place.endswith("line 2: client.containers.run('dockyard/bussybox')")
    assert "failed to resolve reference" in said
    assert "Did you mean `dockyard/busybox`?" in next_step
    assert "%tb" in more


def test_the_whole_traceback_is_there_on_request(tmp_path: Path) -> None:
    *_, shown = run(tmp_path, OPEN, "client.containers.get('web')", "%tb")
    traceback = shown.get("text") or "\n".join(shown.traceback)
    assert "Traceback" in traceback and "raise_for_status" in traceback


def test_a_name_of_the_course_says_which_cell_makes_it(tmp_path: Path) -> None:
    client, given, shop = run(
        tmp_path, "client.images.list()", "print(given.first)", "shop = 1\nprint(shopp)"
    )
    assert "open_lesson(" in "".join(client.traceback) and len(client.traceback) == 5
    assert "start(" in "".join(given.traceback)
    assert shop.traceback[2].endswith("Did you mean `shop`?")


def test_a_picture_of_what_is_not_there_is_a_short_card(tmp_path: Path) -> None:
    make = "from labkit import see\nclient.containers.create('dockyard/busybox', name='web')"
    calls = ["see.networks(client, 'wep')", "see.layers(client, 'dockyard/bussybox')"]
    *_, networks, layers = run(tmp_path, OPEN, make, *calls)
    happened, place, next_step, more = networks.traceback
    assert "There is no container `wep`." in happened
    assert place.endswith("line 1: see.networks(client, 'wep')")
    assert "Did you mean `web`?" in next_step and "%tb" in more
    assert "Did you mean `dockyard/busybox`?" in layers.traceback[2]


def test_a_line_that_does_not_end_stops_the_cell_with_one_line(tmp_path: Path) -> None:
    wait = "cli('docker wait WEB', timeout_s=1, WEB='web')\nprint('went on')"
    *_, shown = run(
        tmp_path,
        OPEN,
        "from labkit.show import cli",
        "web = client.containers.run('dockyard/busybox', ['sleep', '60'], name='web', detach=True)",
        wait,
    )
    assert shown.ename == "CellStopped" and len(shown.traceback) == 1
    assert "`docker wait WEB` did not end within 1 s." in shown.traceback[0]


def test_an_error_of_anything_else_stays_as_it_is(tmp_path: Path) -> None:
    _, zero, foreign = run(
        tmp_path, OPEN, "1/0", "import requests\nrequests.get('http://127.0.0.1:9')"
    )
    assert "ZeroDivisionError" in zero.traceback[-1]
    assert "daemon" not in "".join(foreign.traceback)


def test_a_name_that_is_taken_says_whose_it_is(tmp_path: Path) -> None:
    make = "client.containers.create('dockyard/busybox', name='box')"
    _, _, shown, _, ours = run(
        tmp_path,
        OPEN,
        make,
        make,
        "given = start('share_two_layers')\n" + make.replace("'box'", "'mine'"),
        make.replace("'box'", "'mine'"),
    )
    assert "A cell of 03_layers made it" in shown.traceback[3]
    assert 'reset("share_two_layers")' in ours.traceback[3]
