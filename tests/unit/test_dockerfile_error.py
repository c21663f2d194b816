"""A fault in a Dockerfile: its line, the word that is meant, and what to do next."""

from __future__ import annotations

import pytest

from labkit.visual.build import Build, Fault, State, Step, build_card, instructions
from labkit.visual.build.dockerfile_error import explain
from labkit.visual.build.dockerfile_fault import Scene
from labkit.visual.kit.as_html import html
from labkit.visual.kit.as_text import lines
from labkit.visual.kit.nodes import Excerpt
from tests.golden_text import assert_golden
from tests.unit.reading import read

HEAD = "FROM dockyard/busybox AS base\n"
HERE = ("dockyard/busybox:latest", "dockyard/debian:latest")


def fault(text: str, error: str, failed: int = 0, printed: str = "") -> Fault:
    """What stopped a build at the line `failed`, if the builder said so."""
    found = instructions(text)
    at = next((one for one in found if one.line == failed), None)
    return explain(Scene(error, found, at, printed, ("prices", "src/app"), HERE))


@pytest.mark.parametrize(
    ("text", "error", "failed", "line", "word", "told"),
    [
        ("RNU x", "parse error on line 2: unknown instruction: RNU", 0, 2, "RNU", "mean `RUN`?"),
        ("RNU x", "parse error line 2: unknown instruction: RNU", 0, 2, "RNU", "mean `RUN`?"),
        ("ENV A", "ENV must have two arguments", 0, 2, "ENV", "say what it misses"),
        ("COPY pries /", 'checksum of ref q: "/pries": not found', 2, 2, "pries", "mean `prices`"),
        ("COPY pries /", "COPY failed: stat pries: file does not", 2, 2, "pries", "`src/app`"),
        ("COPY --from=base /x /", '"/x": not found', 2, 2, "/x", "the target `base`"),
        ("COPY *.md /", "COPY failed: no source files were specified", 2, 2, "*.md", "`prices`"),
        ("RUN a", "did not complete successfully: exit code: 127", 2, 2, "", "not found"),
        ("RUN a", "returned a non-zero code: 126", 2, 2, "", "chmod +x"),
        ('RUN ["a"]', 'exec: "a": executable file not found', 2, 2, "a", "no shell looks"),
        ("USER bob\nRUN a", "unable to find user bob: no match", 3, 2, "bob", "USER 1000"),
        (
            "COPY --from=bas / /",
            "bas: failed to resolve source metadata",
            0,
            2,
            "bas",
            "mean `base`?",
        ),
        ("COPY --from=bas / /", "invalid from flag value bas: no", 2, 2, "bas", "mean `base`?"),
        ("ADD http://x/y /", 'Get "http://x/y": dial tcp: lookup', 2, 2, "http://x/y", "`COPY`"),
        ("RUN --mount=x y", "the --mount option requires BuildKit", 2, 2, "--mount", "buildkit"),
        ("EXPOSE abc", "Invalid containerPort: abc", 0, 2, "abc", ""),
    ],
)
def test_fault_is_found_at_its_line(
    text: str, error: str, failed: int, line: int, word: str, told: str
) -> None:
    error = f"dockerfile {error}" if error.startswith("parse") else error
    found = fault(HEAD + text, error, failed)
    assert (found.line, found.word) == (line, word)
    assert told in " ".join(found.next_steps)


def test_base_that_is_nowhere_says_which_are_here() -> None:
    error = "dockyard/busybux: failed to resolve source metadata for docker.io/dockyard/busybux"
    found = fault("FROM dockyard/busybux\n", error)
    assert found.what == "The image `dockyard/busybux` is not here, and no registry gave it."
    assert found.next_steps[:2] == (
        "Did you mean `dockyard/busybox:latest`?",
        "Images that are here: `dockyard/busybox:latest`, `dockyard/debian:latest`.",
    )


def test_unnamed_stage_is_not_proposed() -> None:
    found = fault("FROM dockyard/busybox\n", 'target stage "q" could not be found')
    assert found.next_steps == ("Stages of this file: none has a name.",)


@pytest.mark.parametrize("words", ["something never heard of", ""])
def test_what_is_not_known_keeps_the_daemons_words(words: str) -> None:
    found = fault(HEAD, words)
    assert (found.words, found.line, found.what) == (words, 0, "The build stopped.")


def test_words_are_the_same_at_each_run() -> None:
    error = 'failed to calculate checksum of ref 8x::9y: "/a": not found (did you mean ENV?)'
    assert fault(HEAD, error).words == 'failed to calculate checksum of ref …: "/a": not found'


def test_file_that_does_not_begin_with_from() -> None:
    found = fault("ARG A\nRUN x\n", "no build stage in current context")
    assert (found.line, found.word) == (2, "RUN")


def test_card_of_a_fault_reads_as_last_time(request: pytest.FixtureRequest) -> None:
    text = HEAD + "RUN echo flour > dough\nRUN bake dough\nCMD cat dough\n"
    found = instructions(text)
    states = (State.BASE, State.CACHED, State.FAILED, State.NOT_REACHED)
    steps = [Step(one, state) for one, state in zip(found, states, strict=True)]
    printed = "/bin/sh: bake: not found\n"
    steps[2] = Step(found[2], State.FAILED, output=printed, why="this line is new here")
    words = "did not complete successfully: exit code: 127"
    build = Build("bread", "buildkit", text, tuple(steps), True, fault(text, words, 3, printed))
    card = build_card(build)
    assert_golden(request, "visuals/build-fault.txt", card.text)
    assert "mark" in read(card).tags


def test_excerpt_marks_the_word() -> None:
    marked = Excerpt("one\n  two x\nthree", 2, "x")
    assert lines(marked) == [
        "      1 │ one",
        "  →   2 │   two x",
        "        │       ^",
        "      3 │ three",
    ]
    assert ">x</mark>" in html(marked)


def test_excerpt_of_no_line_is_empty_and_of_html_is_escaped() -> None:
    assert lines(Excerpt("one", 0)) == []
    assert "<b>" not in html(Excerpt("<b>\n<b>", 1, "b"))
