"""Ways beside the solution: known mistakes and other right ways, as functions and as edits."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Exercise, load_exercise
from grader.errors import ContentError

FILE = '''\
"""# Count

Count them.
"""

from grader import check, right, wrong


def starter(client, given):
    pass


def solution(client, given):
    first = 1
    dockerfile = f"""
    FROM base
    RUN true
    """
    return first + 1


@check(points=1)
def counted(answer):
    """They are counted."""
'''

EDIT = 'one_less = wrong("Counts from 0.", fails="counted", edit={"first = 1": "first = 0"})\n'


def load(tmp_path: Path, *ways: str) -> Exercise:
    path = tmp_path / "01_x" / "count.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n\n".join([FILE, *ways]))
    return load_exercise(path)


def test_edit_of_the_solution_is_a_cell(tmp_path: Path) -> None:
    (wrong,) = load(tmp_path, EDIT).wrongs
    assert (wrong.name, wrong.about, wrong.fails) == ("one_less", "Counts from 0.", "counted")
    assert wrong.cell == (
        'first = 0\ndockerfile = f"""\nFROM base\nRUN true\n"""\nanswer = first + 1'
    )


def test_function_is_a_cell_too_and_the_order_is_that_of_the_file(tmp_path: Path) -> None:
    function = (
        '@wrong(fails="counted")\ndef guessed(client, given):\n    """A guess."""\n    return 7\n'
    )
    wrongs = load(tmp_path, EDIT, function, EDIT.replace("one_less", "again")).wrongs
    assert [wrong.name for wrong in wrongs] == ["one_less", "guessed", "again"]
    assert (wrongs[1].about, wrongs[1].cell) == ("A guess.", "answer = 7")


def test_several_changes_are_made_one_after_the_other(tmp_path: Path) -> None:
    changes = '{"first = 1": "first = 5", "answer = first + 1": "answer = first"}'
    (wrong,) = load(tmp_path, EDIT.replace('{"first = 1": "first = 0"}', changes)).wrongs
    assert wrong.cell.startswith("first = 5\n") and wrong.cell.endswith("\nanswer = first")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("first", r"count\.py, wrong one_less: `first` stands 2 times in .*Next: quote more of"),
        ("return first", r"`return first` stands 0 times in .*Next: .*`answer =` where it has"),
        (
            "    RUN true",
            r"`    RUN true` stands 0 times in .*Next: .*function's indent",
        ),
    ],
)
def test_words_that_do_not_stand_there_once_are_refused(
    words: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ContentError, match=said):
        load(tmp_path, EDIT.replace("first = 1", words))


@pytest.mark.parametrize("edit", ["{}", '{"first = 1": "first = 1"}'])
def test_edit_that_changes_nothing_is_refused(edit: str, tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"count\.py, right same: the edit changes nothing"):
        load(tmp_path, f'same = right("The same.", edit={edit})')


def test_other_right_ways_are_functions_and_edits(tmp_path: Path) -> None:
    function = '@right\ndef at_once(client, given):\n    """At once."""\n    return 2\n'
    edit = 'two = right("From 0.", edit={"first = 1": "first = 0", "first + 1": "first + 2"})'
    exercise = load(tmp_path, function, edit)
    assert exercise.wrongs == ()
    assert [(one.name, one.about) for one in exercise.rights] == [
        ("at_once", "At once."),
        ("two", "From 0."),
    ]
    given = exercise.given(b"")
    assert {exercise.run_cell(one.cell, None, given) for one in exercise.rights} == {2}
