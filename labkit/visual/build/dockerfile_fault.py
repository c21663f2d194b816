"""The faults of a Dockerfile that beginners meet: what each means, its line, and what to do next.

dockerfile_error.py says which of them a daemon's words speak of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from labkit.visual.build.dockerfile import KEYWORDS, Instruction

NAMES_AT_MOST = 8


@dataclass(frozen=True)
class Fault:
    """What stopped a build. `line` is 0 when none is to blame; `word` is the word in it."""

    what: str
    words: str
    next_steps: tuple[str, ...]
    line: int = 0
    word: str = ""


@dataclass(frozen=True)
class Scene:
    """What was there when a build failed.

    Args:
        error: the daemon's words.
        failed: the instruction at which a builder stopped, when it said so.
        printed: what that one printed.
        images: references of the images that the daemon has.
    """

    error: str
    instructions: tuple[Instruction, ...]
    failed: Instruction | None = None
    printed: str = ""
    files: Sequence[str] = ()
    images: Sequence[str] = ()
    stages: Sequence[str] = ()


def told(what: str, *next_steps: str, at: Instruction | int | None = None, word: str = "") -> Fault:
    line = at if isinstance(at, int) else at.line if at else 0
    return Fault(what, "", tuple(step for step in next_steps if step), line, word)


def unknown_instruction(scene: Scene, match: re.Match[str]) -> Fault:
    keyword = match["keyword"]
    near = get_close_matches(keyword.upper(), sorted(KEYWORDS), 1, 0.6)
    advice = (
        f"Did you mean `{near[0]}`?"
        if near
        else "A command to run goes behind `RUN`; a line that goes on ends in a backslash."
    )
    return told(
        f"`{keyword}` is no instruction of a Dockerfile.", advice, at=_line(match), word=keyword
    )


def parse_error(scene: Scene, match: re.Match[str]) -> Fault:
    return told(
        "This line is not complete, or not written as its instruction wants it.",
        "The daemon's words say what it misses.",
        at=_line(match),
    )


def instruction_wants(scene: Scene, match: re.Match[str]) -> Fault:
    """Such an error names its instruction and no line."""
    keyword = match["keyword"]
    meant = [one for one in scene.instructions if one.keyword == keyword]
    short = [one for one in meant if len(one.words) < 2 and "=" not in one.text]
    found = next(iter([*short, *meant]), None)
    return told(
        f"`{keyword}` is not written as it has to be.",
        "The daemon's words say what it misses.",
        at=found,
        word=keyword,
    )


def no_source(scene: Scene, match: re.Match[str]) -> Fault:
    path = match["path"].strip("/")
    at = scene.failed or _copies(scene, path)
    origin = at.flag("from") if at else ""
    if origin:
        return told(
            f"There is no `/{path}` in `{origin}`, from which this line copies.",
            f"Look what is there: build with the target `{origin}` and list its files.",
            at=at,
            word=_word_for(at, path),
        )
    near = get_close_matches(path, list(scene.files), 1, 0.6)
    return told(
        f"There is no `{path}` in the build's context.",
        f"Did you mean `{near[0]}`?" if near else "",
        f"The context has {_listed(scene.files) or 'no file'}.",
        "A path begins at the top of the context, and what `.dockerignore` names is not sent.",
        at=at,
        word=_word_for(at, path),
    )


def no_match(scene: Scene, match: re.Match[str]) -> Fault:
    return told(
        "No file of the build's context is like that.",
        f"The context has {_listed(scene.files) or 'no file'}.",
        at=scene.failed,
        word=scene.failed.words[0] if scene.failed and scene.failed.words else "",
    )


def no_download(scene: Scene, match: re.Match[str]) -> Fault:
    found = (one for one in scene.instructions if one.keyword == "ADD")
    at = next((one for one in found if match["url"] in one.text), None)
    if at is None:
        return no_base(scene, match)
    return told(
        "This line downloads a file, and the daemon did not reach its server.",
        "A sandbox has no network. Put the file into the context and `COPY` it.",
        at=at,
        word=match["url"],
    )


def command_failed(scene: Scene, match: re.Match[str]) -> Fault:
    code = match["code"]
    missing = re.search(r'exec: "([^"]+)": (?:executable file|stat)', scene.printed)
    if missing:
        return no_program(scene, missing)
    advice = {
        "126": "126 means: found, but not executable. `chmod +x` it in an earlier line.",
        "127": "127 means: a program was not found. It has to be in the image before this line.",
    }.get(code, "What it printed says why." if scene.printed.strip() else "It printed nothing.")
    return told(
        f"The command of this line ended with exit code {code}.",
        advice,
        "Run it by hand: build without this line and those below, and start a shell in the image.",
        at=scene.failed,
    )


def no_program(scene: Scene, match: re.Match[str]) -> Fault:
    return told(
        f"There is no program `{match[1]}` in the image at this line.",
        "In brackets, the first word is the program itself, and no shell looks at the others.",
        at=scene.failed,
        word=match[1],
    )


def no_user(scene: Scene, match: re.Match[str]) -> Fault:
    user = match["user"]
    at = next((o for o in scene.instructions if o.keyword == "USER" and user in o.text), None)
    return told(
        f"The image has no user `{user}` in /etc/passwd.",
        "Make the user in a `RUN` line above, or give a number: `USER 1000`.",
        at=at or scene.failed,
        word=user,
    )


def no_base(scene: Scene, match: re.Match[str]) -> Fault:
    name = match.groupdict().get("name") or ""
    at = scene.failed or _names(scene, name)
    wanted = _wanted(at, name)
    others = [*scene.images, *scene.stages]
    near = get_close_matches(wanted, others, 1, 0.6)
    return told(
        f"The image `{wanted}` is not here, and no registry gave it.",
        f"Did you mean `{near[0]}`?" if near else "",
        f"Images that are here: {_listed(scene.images) or 'none'}.",
        f"Stages of this file: {_listed(scene.stages)}." if scene.stages else "",
        at=at,
        word=wanted,
    )


def no_stage(scene: Scene, match: re.Match[str]) -> Fault:
    return told(
        f"No stage is called `{match['stage']}`.",
        f"Stages of this file: {_listed(scene.stages) or 'none has a name'}.",
    )


def no_from(scene: Scene, match: re.Match[str]) -> Fault:
    first = next((one for one in scene.instructions if one.keyword != "ARG"), None)
    return told(
        "A Dockerfile begins with `FROM`: the image that it builds on.",
        "Put `FROM IMAGE` above this line; `FROM scratch` begins with nothing.",
        at=first,
        word=first.keyword if first else "",
    )


def empty(scene: Scene, match: re.Match[str]) -> Fault:
    return told("There is no instruction in it.", "The least is one line: `FROM IMAGE`.")


def wants_buildkit(scene: Scene, match: re.Match[str]) -> Fault:
    return told(
        "The classic builder does not know this option.",
        "Build with BuildKit: `builder=buildkit`.",
        at=scene.failed,
        word=match["option"],
    )


def unknown(scene: Scene) -> Fault:
    """The line is the one that has the word on which the daemon's words end, if only one has."""
    last = scene.error.split()[-1].strip("\"'.") if scene.error.split() else ""
    having = [one for one in scene.instructions if last in one.text.split()]
    at = scene.failed or (having[0] if len(having) == 1 else None)
    return told(
        "The build stopped at this line." if at else "The build stopped.",
        at=at,
        word=last if having else "",
    )


def _line(match: re.Match[str]) -> int:
    return int(match["line"])


def _copies(scene: Scene, path: str) -> Instruction | None:
    found = (one for one in scene.instructions if one.keyword in ("COPY", "ADD"))
    return next((one for one in found if path in one.text), None)


def _names(scene: Scene, name: str) -> Instruction | None:
    """The instruction that names an image; the first that names any, when none is that one."""
    found = [one for one in scene.instructions if one.keyword == "FROM" or one.flag("from")]
    return next(iter([*(one for one in found if _wanted(one, "") == name), *found]), None)


def _wanted(at: Instruction | None, name: str) -> str:
    """The image that an instruction names."""
    if at is None:
        return name
    return at.flag("from") or (at.words[0] if at.words else name)


def _word_for(at: Instruction | None, path: str) -> str:
    words = at.words if at else ()
    return next((word for word in words if word.strip("./") == path.strip("./")), path)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:NAMES_AT_MOST])
    more = len(names) - NAMES_AT_MOST
    return f"{shown} and {more} more" if more > 0 else shown
