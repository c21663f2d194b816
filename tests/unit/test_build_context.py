"""What a build is sent, and what its files are known by."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from grader.errors import ContentError
from labkit.visual.build.context import Context, context


def sent(found: Context) -> dict[str, str]:
    """Path → text of the files in the archive."""
    with tarfile.open(fileobj=found.archive) as tar:
        files = [member for member in tar if member.isfile()]
        return {one.name: (tar.extractfile(one) or found.archive).read().decode() for one in files}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    for name in ("src/app", "src/old.log", "Dockerfile"):
        (tmp_path / name).write_text(f"{name}\n")
    (tmp_path / ".dockerignore").write_text("# what stays at home\n**/*.log\n")
    return tmp_path


def test_texts_are_sent_with_the_dockerfile() -> None:
    found = context("FROM x\n", {"src/app": "one\n"})
    assert sent(found) == {"src/app": "one\n", "Dockerfile": "FROM x\n"}
    assert list(found.digests) == ["src/app"]


def test_folder_is_sent_without_what_is_ignored_and_with_this_dockerfile(shop: Path) -> None:
    found = context("FROM x\n", shop)
    files = sent(found)
    assert files["Dockerfile"] == "FROM x\n"
    assert set(files) == {"src/app", ".dockerignore", "Dockerfile"}
    assert set(found.digests) == {"src/app", ".dockerignore"}


def test_file_is_known_by_content_and_mode_and_not_by_date(shop: Path) -> None:
    def known() -> str:
        return context("FROM x\n", shop).digests["src/app"]

    before = known()
    (shop / "src/app").touch()
    assert known() == before
    (shop / "src/app").chmod(0o755)
    executable = known()
    (shop / "src/app").write_text("other\n")
    assert len({before, executable, known()}) == 3


def test_link_is_known_by_where_it_points(shop: Path) -> None:
    (shop / "link").symlink_to("nowhere")
    assert "link" in context("FROM x\n", shop).digests


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="there is no such folder"):
        context("FROM x\n", tmp_path / "nowhere")
