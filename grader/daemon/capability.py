"""What an exercise may need of an engine that not every engine has.

An exercise says `needs = ["memory-limit"]`; where the engine lacks it, the exercise is skipped,
says why, and costs no point. Knows engines as facts only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grader.daemon.engine_facts import Engine

CAPABILITIES: dict[str, tuple[Callable[[Engine], bool], str]] = {
    "resource-limits": (
        lambda engine: engine.limits_resources,
        "this daemon has no cgroups of its own, so it cannot limit memory, processes or CPU",
    ),
    "privileged": (
        lambda engine: not engine.is_rootless,
        "this daemon is not the machine's root, so `--privileged` gives less than it says",
    ),
    "graph-driver": (
        lambda engine: not engine.uses_containerd_store,
        "this engine keeps images in containerd's store, which does not show its directories",
    ),
    "prune-spares-names": (
        # Engine 23 speaks 1.42.
        lambda engine: tuple(map(int, engine.api_version.split("."))) >= (1, 42),
        "before version 23 an engine's `volume prune` takes volumes with a name as well",
    ),
    "overlay": (
        lambda engine: engine.storage_driver in {"overlay2", "overlayfs"},
        "this engine's storage driver does not stack directories with the kernel's overlayfs",
    ),
}
"""Name → (does the engine have it, what to say when it has not)."""


def lacking(needs: Iterable[str], engine: Engine) -> str:
    """Why an exercise cannot run on this engine, in one sentence; empty when it can."""
    reasons = (CAPABILITIES[need] for need in sorted(needs))
    return "; ".join(reason for has, reason in reasons if not has(engine))
