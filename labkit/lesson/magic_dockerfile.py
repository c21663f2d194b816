"""`%%dockerfile TAG`: a cell that is a Dockerfile. Running it writes, builds and explains.

    %%dockerfile shop [context=FOLDER] [builder=buildkit|classic] [target=STAGE] [NAME=value …]

With a context, the text is written there as `Dockerfile`; without, nothing but the text is sent.
Every other NAME=value is a build argument. A fault is shown at its line. The thin edge to IPython:
labkit/visual/build/facts.py builds.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import docker
from IPython.core.interactiveshell import InteractiveShell

from grader.errors import ContentError, DockyardError
from labkit.visual.build import DOCKERFILE, Builder, Wanted, build_card, build_live, follow
from labkit.visual.kit import Tone, note, watch

USAGE = "%%dockerfile TAG [context=FOLDER] [builder=buildkit|classic] [target=STAGE] [NAME=value …]"


@dataclass(frozen=True)
class Line:
    """What stands behind `%%dockerfile`. `arguments` are build arguments."""

    tag: str
    arguments: dict[str, str]
    context: Path | None = None
    builder: Builder = "buildkit"
    target: str = ""


def register(shell: InteractiveShell, client: docker.DockerClient) -> None:
    """From now on a cell that opens with `%%dockerfile` builds with this client."""

    def dockerfile(line: str, cell: str) -> None:
        try:
            _build(client, read_line(line), cell)
        except DockyardError as error:
            note(f"{error.where}: {error.what}", [error.next_step], Tone.OFF).show()

    register_magic: Any = shell.register_magic_function  # typed as if it were not bound
    register_magic(dockerfile, "cell")


def read_line(line: str) -> Line:
    """Raises: ContentError, when it is not as USAGE has it.

    Example:
        >>> read_line("shop builder=classic COLOUR=red")
        Line(tag='shop', arguments={'COLOUR': 'red'}, context=None, builder='classic', target='')
    """
    tags, pairs = [], {}
    try:
        words = shlex.split(line)
    except ValueError:
        raise _unlike("a quote is not closed") from None
    for word in words:
        key, equals, value = word.partition("=")
        if equals:
            pairs[key] = value
        else:
            tags.append(word)
    if len(tags) != 1:
        said = "no tag" if not tags else f"{len(tags)} tags"
        raise _unlike(f"expected one tag, found {said}")
    builder = pairs.pop("builder", "buildkit")
    if builder not in get_args(Builder):
        raise _unlike(f"builder: expected buildkit or classic, found {builder}")
    folder, target = pairs.pop("context", ""), pairs.pop("target", "")
    place = Path(folder) if folder else None
    return Line(tags[0], pairs, place, "classic" if builder == "classic" else "buildkit", target)


def _build(client: docker.DockerClient, line: Line, text: str) -> None:
    if line.context is not None:
        _write(line.context, text)
    wanted = Wanted(line.tag, text, line.context, line.builder, line.arguments, line.target)
    watch(follow(client, wanted), build_live, build_card)


def _write(folder: Path, text: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DOCKERFILE).write_text(text)
    except OSError as error:
        raise ContentError(
            f"cannot be written: {error.strerror}",
            where=str(folder / DOCKERFILE),
            next_step="name another folder: context=FOLDER",
        ) from error


def _unlike(what: str) -> ContentError:
    return ContentError(what, where="%%dockerfile", next_step=f"write it so: {USAGE}")
