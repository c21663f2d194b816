"""A build's timeline: how steps stand, why one ran, and how it is drawn."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from labkit.visual.build import Build, State, Step, build_card, build_live, instructions
from labkit.visual.build.followers import BuildkitFollower, ClassicFollower
from tests.golden_text import assert_golden
from tests.unit.built import FILES, SHOP, inputs, reasons, shop_build, steps, vertex
from tests.unit.reading import read

TWO_STAGES = "FROM base AS one\nRUN make\nFROM base\nCOPY --from=one /a /a\nRUN last\n"


def test_timeline_reads_as_last_time(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/build.txt", build_card(shop_build()).text)


def test_what_stays_has_no_times_and_what_lives_has_them() -> None:
    assert "0.50 s" not in read(build_card(shop_build())).text
    assert read(build_live(shop_build())).text.count("0.50 s") == 6


def test_output_of_a_step_is_behind_a_line_that_opens_it_and_escaped() -> None:
    step = Step(instructions(SHOP)[4], State.RAN, output="<b>\n" * 20)
    found = read(build_live(Build("shop", "buildkit", SHOP, (step,))))
    assert "Line 5 printed" in found.text and "… 8 lines above" in found.text
    assert "details" in found.tags and "b" not in found.tags


@pytest.mark.parametrize(
    ("before", "now", "line", "why"),
    [
        (None, inputs(), 4, "the first build of this name"),
        (inputs(), inputs(files={**FILES, "prices": "9"}), 4, "has changed: `prices`"),
        (inputs(files={}), inputs(files={"prices": "9"}), 4, "`prices` is new"),
        (inputs(SHOP.replace("sort", "cat")), inputs(), 5, "it was `RUN cat /prices`"),
        (inputs(SHOP.replace("RUN sort /prices\n", "")), inputs(), 5, "this line is new here"),
        (inputs(), inputs(arguments={"COLOUR": "red"}), 5, "not given before, `red` now"),
        (inputs(arguments={"COLOUR": "red"}), inputs(), 5, "`red` before, not given now"),
        (inputs(SHOP.replace("corner", "x")), inputs(), 5, "line 3 above it was `ENV SHOP=x`"),
        (inputs(SHOP.replace("CMD", "USER 1\nCMD")), inputs(), 5, "is gone: `USER 1`"),
        (inputs(bases={"dockyard/busybox": ("x",)}), inputs(), 5, "its base is another image"),
        (inputs(done=frozenset()), inputs(), 5, "did not get this far"),
        (inputs(), inputs(uses_cache=False), 5, "the cache was switched off"),
        (inputs(), inputs(), 5, "nothing here has changed: the cache no longer has it"),
    ],
)
def test_first_line_that_ran_says_what_has_changed(
    before: object, now: object, line: int, why: str
) -> None:
    assert why in reasons(before, now, line)[line]  # type: ignore[arg-type]


def test_file_that_no_line_copies_is_no_reason() -> None:
    why = reasons(inputs(), inputs(files={**FILES, "readme": "9"}), 4)[4]
    assert "readme" not in why


def test_folder_and_pattern_take_what_lies_in_them() -> None:
    text = "FROM base\nCOPY ./src *.txt /to/\n"
    old, new = {"src/a/b": "1", "x.txt": "1", "y": "1"}, {"src/a/b": "2", "z.txt": "1", "y": "2"}
    why = reasons(inputs(text, files=old), inputs(text, files=new), 2)[2]
    assert why == "what it copies has changed: `src/a/b`, `x.txt` is gone, `z.txt` is new"


def test_line_below_one_that_ran_blames_that_one() -> None:
    assert reasons(inputs(), inputs(files={"prices": "9"}), 4, 5)[5].startswith("line 4,")


def test_line_that_takes_from_another_stage_blames_that_stage() -> None:
    before, now = inputs(TWO_STAGES.replace("make", "old")), inputs(TWO_STAGES)
    assert reasons(before, now, 2, 4)[4] == "line 2, which it stands on, ran"


def test_stage_on_a_stage_blames_the_end_of_that_one() -> None:
    text = "FROM base AS one\nRUN make\nFROM one\nRUN last\n"
    assert reasons(inputs(text), inputs(text), 2, 4)[4].startswith("line 2,")


def test_buildkit_says_how_each_instruction_stands() -> None:
    follower = BuildkitFollower(instructions(SHOP))
    follower.hear(vertex("[1/3] FROM docker.io/dockyard/busybox:latest"))
    follower.hear(vertex("[2/3] COPY prices /prices", cached=True))
    follower.hear(vertex("[3/3] RUN sort /prices", completed_s=None))
    found = follower.steps()
    expected = ["base", "config", "config", "from cache", "running", "config"]
    assert [str(step.state) for step in found] == expected
    assert (found[3].started_s, found[3].took_s) == (0.0, 1.0)


def test_buildkit_names_stages() -> None:
    follower = BuildkitFollower(instructions(TWO_STAGES))
    follower.hear(vertex("[one 2/2] RUN make"))
    follower.hear(vertex("[linux/amd64 stage-1 3/3] RUN last", error="exit code: 1"))
    assert [str(step.state) for step in follower.steps()][1::3] == ["ran", "failed"]


def test_classic_builder_says_it_in_lines_of_text() -> None:
    moments = iter([0.0, 0.0, 1.0, 3.0, 6.0])
    follower = ClassicFollower(instructions("FROM x\nRUN a\nRUN b\nCMD c\n"), lambda: next(moments))
    for line in (
        *("Step 1/4 : FROM x", "\n", " ---> 0123456789ab\n"),
        *("Step 2/4 : RUN a", "\n", " ---> Using cache\n", " ---> 0123456789ab\n"),
        *("Step 3/4 : RUN b", "\n", " ---> Running in 0123456789ab\n", "\x1b[91mtold\x1b[0m\n"),
    ):
        follower.hear({"stream": line})
    follower.hear({"error": "returned a non-zero code: 1"})
    found = follower.steps()
    assert [str(step.state) for step in found] == ["base", "from cache", "failed", "waiting"]
    assert [step.took_s for step in found] == [1.0, 2.0, 3.0, None]
    assert found[2].output == "told\n"


def test_build_of_two_hundred_lines_is_drawn_in_time() -> None:
    text = "FROM base\n" + "".join(f"RUN echo {number} | sort\n" for number in range(200))
    found = steps(text, State.BASE, *(200 * [State.RAN]))
    build = replace(shop_build(), dockerfile=text, steps=found)
    started = time.perf_counter()
    build_live(build)
    assert time.perf_counter() - started < 0.2
