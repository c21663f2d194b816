"""The cell magics: how their line is read, and that a cell runs as it would without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from grader.errors import ContentError
from labkit.lesson import magic_wire
from labkit.lesson.magic_dockerfile import Line, read_line


@pytest.fixture
def shell() -> InteractiveShell:
    found = InteractiveShell.instance()
    magic_wire.register(found)
    return found


def test_line_names_tag_context_builder_target_and_arguments() -> None:
    line = read_line('shop context=my/shop builder=classic target=one COLOUR="dark red"')
    assert line == Line("shop", {"COLOUR": "dark red"}, Path("my/shop"), "classic", "one")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("", "expected one tag, found no tag"),
        ("one two", "expected one tag, found 2 tags"),
        ("shop builder=kaniko", "expected buildkit or classic, found kaniko"),
        ('shop "open', "a quote is not closed"),
    ],
)
def test_line_that_is_not_so_says_how_it_should_be(line: str, what: str) -> None:
    with pytest.raises(ContentError) as refused:
        read_line(line)
    assert what in refused.value.what and "%%dockerfile TAG" in refused.value.next_step


def test_cell_on_the_wire_shows_its_value_and_sets_its_names(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.run_cell("%%wire\nseen = 41\nseen + 1").success
    said = capsys.readouterr().out
    assert "42" in said and "On the wire: no requests" in said
    assert shell.user_ns["seen"] == 41


def test_cell_that_fails_shows_the_wire_and_fails(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    done = shell.run_cell("%%wire\n1 / 0")
    assert isinstance(done.error_in_exec, ZeroDivisionError)
    assert "On the wire: no requests" in capsys.readouterr().out
