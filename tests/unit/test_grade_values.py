"""Given values on their way into a sandbox."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from grader.grading.one.examination import leave_values


def test_the_kernel_which_is_another_user_reads_them(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        leave_values(tmp_path / "given.json", {"01_tiny/note": {"word": "fern"}})
    finally:
        os.umask(before)
    assert json.loads((tmp_path / "given.json").read_text()) == {"01_tiny/note": {"word": "fern"}}
    assert stat.S_IMODE((tmp_path / "given.json").stat().st_mode) == 0o644


def test_no_link_leads_them_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "given.json").symlink_to(elsewhere)
    with pytest.raises(FileExistsError):
        leave_values(tmp_path / "given.json", {})
    assert not elsewhere.exists()
