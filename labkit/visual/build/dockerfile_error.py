"""Why a Dockerfile did not build: which known fault a daemon's words speak of.

Both builders say what went wrong, in other words each, and mostly without the line. Here their
words are known by heart, of engines from 20.10 on, and kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from labkit.visual.build import dockerfile_fault as fault
from labkit.visual.build.dockerfile import stages
from labkit.visual.build.dockerfile_fault import Fault, Scene

UNNAMED = re.compile(r"stage-\d+$")

Explain = Callable[[Scene, re.Match[str]], Fault]


def explain(scene: Scene) -> Fault:
    """The fault behind a daemon's words; where it is none that is known, the words themselves."""
    names = [stage.name for stage in stages(scene.instructions)]
    scene = replace(scene, stages=[name for name in names if not UNNAMED.match(name)])
    for pattern, how in KNOWN:
        match = pattern.search(scene.error)
        if match:
            return replace(how(scene, match), words=_stable(scene.error))
    return replace(fault.unknown(scene), words=_stable(scene.error))


def _stable(words: str) -> str:
    """The daemon's words without what differs from run to run.

    That is a reference that BuildKit makes up, and its guess, one of several that are as near.
    """
    return re.sub(r"(checksum of ref )\S+:", r"\1…:", re.sub(r" \(did you mean \w+\?\)", "", words))


AT_LINE = r"dockerfile parse error (?:on )?line (?P<line>\d+): "
KNOWN: tuple[tuple[re.Pattern[str], Explain], ...] = (
    (
        re.compile(AT_LINE + r"unknown instruction: (?P<keyword>\S+)", re.I),
        fault.unknown_instruction,
    ),
    (re.compile(AT_LINE, re.I), fault.parse_error),
    (re.compile(r"(?P<option>--\w+) option requires BuildKit"), fault.wants_buildkit),
    (re.compile(r'"(?P<path>/[^"]*)": not found'), fault.no_source),
    (re.compile(r"(?:COPY|ADD) failed: .*?stat (?P<path>[^:\s]+):"), fault.no_source),
    (re.compile(r"no source files were specified"), fault.no_match),
    (re.compile(r'Get "(?P<url>https?://[^"]+)": (?:dial|proxyconnect)'), fault.no_download),
    (re.compile(r"exit code: (?P<code>\d+)"), fault.command_failed),
    (re.compile(r"returned a non-zero code: (?P<code>\d+)"), fault.command_failed),
    (re.compile(r'exec: "([^"]+)": executable file not found'), fault.no_program),
    (re.compile(r"unable to find user (?P<user>[^\s:]+)"), fault.no_user),
    (re.compile(r"(?P<name>\S+): failed to resolve source metadata"), fault.no_base),
    (re.compile(r"invalid from flag value (?P<name>[^\s:]+)"), fault.no_base),
    (re.compile(r"pull access denied for (?P<name>[^\s,]+)"), fault.no_base),
    (
        re.compile(r'^Get "?https?://|dial tcp|no such host|manifest for \S+ not found'),
        fault.no_base,
    ),
    (re.compile(r'(?:target stage|build target)[ "]+(?P<stage>[^\s"]+)'), fault.no_stage),
    (re.compile(r"no build stage in current context|no build stage"), fault.no_from),
    (re.compile(r"cannot be empty|file with no instructions"), fault.empty),
    (re.compile(r"\b(?P<keyword>[A-Z]+) (?:must|requires)"), fault.instruction_wants),
)
