"""ENTRYPOINT and CMD: the table of what was measured, and one combination to predict."""

from __future__ import annotations

import pytest

from labkit.visual.argv import (
    Choice,
    Command,
    Entrypoint,
    Measured,
    Ran,
    Trial,
    argv_card,
    argv_live,
    choices,
    live_argv,
)
from labkit.visual.argv.argv import Behind, joined
from tests.golden_text import assert_golden
from tests.unit.reading import read

RUNS = Ran(("/bin/sh", "-c", "sleep 100"), ("sleep", "100"))
ENDS = Ran(("20",), ended="did not start: 20: executable file not found in $PATH")
MEASURED = Measured(
    "dockyard/busybox",
    ("sh",),
    (
        (Choice(Entrypoint.SHELL), RUNS),
        (Choice(command=Command.WORDS), ENDS),
        (Choice(Entrypoint.EXEC, Command.EXEC, Behind.WORD), Ran(("sleep", "100", "3"))),
    ),
)


def test_table_reads_as_last_time(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/argv.txt", argv_card(MEASURED).text)


def test_every_pair_of_forms_is_tried_and_words_behind_the_name_with_each_entrypoint() -> None:
    found = choices()
    assert len(found) == len(set(found)) == 18
    plain = {(one.entrypoint, one.command) for one in found if one.behind is Behind.NOTHING}
    assert len(plain) == len(Entrypoint) * len(Command)


def test_dockerfile_has_no_line_for_what_is_none() -> None:
    assert Choice().dockerfile("base") == "FROM base\n"
    both = Choice(Entrypoint.EXEC, Command.SHELL).dockerfile("base")
    assert both == 'FROM base\nENTRYPOINT ["sleep", "100"]\nCMD sleep 20\n'


def test_word_with_a_space_is_quoted_and_so_is_an_empty_one() -> None:
    assert joined(["sh", "-c", "sleep 1", ""]) == 'sh -c "sleep 1" ""'


@pytest.mark.parametrize(
    ("predicted", "verdict"),
    [
        ('/bin/sh -c "sleep 100"', "As you predicted"),
        ("/bin/sh -c 'sleep 100'", "As you predicted"),
        ("/bin/sh -c sleep 100", "Not quite"),
        ('/bin/sh -c "sleep', "Not quite"),
        (" ", "You made no prediction"),
    ],
)
def test_prediction_is_held_against_what_ran(predicted: str, verdict: str) -> None:
    card = argv_live(MEASURED, Trial(Choice(Entrypoint.SHELL), predicted, RUNS))
    assert verdict in read(card).text


def test_what_ended_says_how() -> None:
    card = argv_live(MEASURED, Trial(Choice(command=Command.WORDS), "20", ENDS))
    assert read(card).text.count("did not start 20: executable file not found") == 2


def test_nothing_is_told_before_it_was_run() -> None:
    assert "The daemon ran" not in read(argv_live(MEASURED, Trial(Choice()))).text


def test_choosing_forgets_what_ran_and_running_runs_what_was_chosen() -> None:
    asked: list[Choice] = []
    view = live_argv(MEASURED, lambda choice: asked.append(choice) or RUNS)
    view.use("behind", "PROGRAM")
    view.use("run", "x")
    assert asked == [Choice(Entrypoint.EXEC, Command.WORDS, Behind.PROGRAM)]
    assert "Not quite" in view.html
    view.use("entrypoint", "NONE")
    assert "Not quite" not in view.html


def test_what_stays_is_the_table() -> None:
    view = live_argv(MEASURED, lambda choice: RUNS)
    assert view.still == argv_card(MEASURED)
    assert read(argv_card(MEASURED)).acts == []
