"""The learner's folder: it follows the course, and nothing that was edited is ever lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labkit.commands.workspace import ORIGINALS, update_workspace

NAME = "03_layers.ipynb"


def notebook(text: str) -> dict[str, Any]:
    """A notebook of one cell that has been run."""
    cell = {"cell_type": "code", "source": text, "outputs": ["seen"], "execution_count": 1}
    return {"cells": [cell], "nbformat": 4}


@dataclass(frozen=True)
class Folders:
    notebooks: Path
    work: Path

    def publish(self, text: str) -> list[str]:
        (self.notebooks / NAME).write_text(json.dumps(notebook(text)))
        return update_workspace(self.notebooks, self.work)

    def edit(self, text: str, name: str = NAME) -> None:
        (self.work / name).write_text(json.dumps(notebook(text)))

    def read(self, name: str = NAME) -> str:
        return str(json.loads((self.work / name).read_text())["cells"][0]["source"])


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "notebooks").mkdir()
    return Folders(tmp_path / "notebooks", tmp_path / "work")


def test_a_new_notebook_is_copied(folders: Folders) -> None:
    assert folders.publish("one") == []
    assert folders.read() == "one"


def test_a_copy_does_not_tell_what_will_come_out(folders: Folders) -> None:
    folders.publish("one")
    cell = json.loads((folders.work / NAME).read_text())["cells"][0]
    assert (cell["outputs"], cell["execution_count"]) == ([], None)


def test_an_unedited_copy_follows_the_course(folders: Folders) -> None:
    folders.publish("one")
    assert folders.publish("two") == []
    assert folders.read() == "two"


def test_an_edited_copy_stays_and_the_new_one_is_put_beside_it_once(folders: Folders) -> None:
    folders.publish("one")
    folders.edit("mine")
    assert folders.publish("two") == ["03_layers.new.ipynb"]
    assert folders.publish("two") == []
    assert (folders.read(), folders.read("03_layers.new.ipynb")) == ("mine", "two")


def test_an_edited_new_version_stays_too(folders: Folders) -> None:
    folders.publish("one")
    folders.edit("mine")
    folders.publish("two")
    folders.edit("mine as well", "03_layers.new.ipynb")
    assert folders.publish("three") == ["03_layers.new2.ipynb"]
    assert folders.read() == "mine"
    assert folders.read("03_layers.new.ipynb") == "mine as well"
    assert folders.read("03_layers.new2.ipynb") == "three"


def test_an_unedited_new_version_is_replaced_by_the_next(folders: Folders) -> None:
    folders.publish("one")
    folders.edit("mine")
    folders.publish("two")
    assert folders.publish("three") == ["03_layers.new.ipynb"]
    assert folders.read("03_layers.new.ipynb") == "three"


def test_a_deleted_copy_comes_back(folders: Folders) -> None:
    folders.publish("one")
    (folders.work / NAME).unlink()
    folders.publish("one")
    assert folders.read() == "one"


@pytest.mark.parametrize("damage", ["", "not JSON", "[]"])
def test_without_its_record_every_copy_counts_as_the_learners(
    folders: Folders, damage: str
) -> None:
    folders.publish("one")
    (folders.work / ORIGINALS).write_text(damage)
    assert folders.publish("two") == ["03_layers.new.ipynb"]
    assert folders.read() == "one"
