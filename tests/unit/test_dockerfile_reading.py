"""Reading a Dockerfile: its instructions, their lines and their stages."""

from __future__ import annotations

import pytest

from labkit.visual.build import instructions
from labkit.visual.build.dockerfile import Instruction, stages


def lines(dockerfile: str) -> list[tuple[int, int, str]]:
    return [(one.line, one.last_line, one.text) for one in instructions(dockerfile)]


def test_comments_and_empty_lines_are_no_instructions() -> None:
    assert lines("# a comment\n\nFROM base\n") == [(3, 3, "FROM base")]


def test_continued_line_is_one_instruction_whatever_stands_between() -> None:
    text = "FROM base\nRUN one \\\n# why\n\n  && two\nCMD x\n"
    assert lines(text)[1:] == [(2, 5, "RUN one && two"), (6, 6, "CMD x")]


def test_escape_directive_changes_what_continues_a_line() -> None:
    assert lines("# escape=`\nFROM base\nRUN one `\n two\n")[1] == (3, 4, "RUN one two")


def test_here_documents_belong_to_their_instruction() -> None:
    text = "FROM base\nCOPY <<ONE <<-'TWO' /to/\nFROM no\nONE\nRUN no\nTWO\nRUN yes\n"
    assert [one[2].split()[0] for one in lines(text)] == ["FROM", "COPY", "RUN"]
    assert lines(text)[2][0] == 7


def test_document_that_never_ends_takes_the_rest() -> None:
    assert lines("FROM base\nRUN <<END\necho\n") == [(1, 1, "FROM base"), (2, 3, "RUN <<END")]


def test_steps_are_counted_as_buildkit_counts_them() -> None:
    text = "ARG V\nFROM base AS one\nENV A=b\nWORKDIR /x\nRUN y\nFROM one\nUSER z\nADD a b\n"
    found = [(one.keyword, one.stage, one.step) for one in instructions(text)]
    assert found == [
        ("ARG", -1, 0),
        ("FROM", 0, 1),
        ("ENV", 0, 0),
        ("WORKDIR", 0, 2),
        ("RUN", 0, 3),
        ("FROM", 1, 1),
        ("USER", 1, 0),
        ("ADD", 1, 2),
    ]


def test_stage_has_a_base_and_a_name() -> None:
    found = stages(instructions("FROM --platform=linux/amd64 base AS Build\nFROM build\n"))
    assert [(one.base, one.name) for one in found] == [("base", "build"), ("build", "stage-1")]


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "\\\n"])
def test_nothing_is_nothing(text: str) -> None:
    assert instructions(text) == ()


def test_flags_are_no_words() -> None:
    one = Instruction("COPY", "COPY --from=build --chown=1 /a /b", 1, 1)
    assert one.words == ("/a", "/b")
    assert (one.flag("from"), one.flag("link")) == ("build", "")
