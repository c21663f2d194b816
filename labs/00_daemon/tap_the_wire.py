"""# Tap the wire

`containers.run` is one line of Python, but not one request. Find out which requests it makes.

1. Tap your client, so that every request it makes is written down: method and path.
2. With that client, run a container `given.container` from `dockyard/busybox` that does
   `["sleep", "600"]`, with `detach=True`. Leave the container there.
3. On the container that you got, do `given.act`, once. It is a line of Python and works on a
   variable called `container`.
4. Leave in `answer` the requests that **changed** something in the daemon, in their order, one
   text each, such as `"POST /v1.45/containers/…"`. Leave out the requests that only read.

Write them as the tap shows them, with the container's id in the path. The version in front of
the path and what follows a `?` may stay or go.
"""

import re
from collections.abc import Callable
from typing import Any

from grader import Daemon, Given, check, choice, expect, expect_that, labels, name, wrong

ACTS: dict[str, Callable[[Any], Any]] = {
    'container.exec_run(["true"])': lambda container: container.exec_run(["true"]),
    "container.restart(timeout=0)": lambda container: container.restart(timeout=0),
    "container.stop(timeout=0)": lambda container: container.stop(timeout=0),
    "container.kill()": lambda container: container.kill(),
    'container.kill(signal="USR1")': lambda container: container.kill(signal="USR1"),
}

given = {"container": name("tapped"), "act": choice(*ACTS)}

hints = [
    "Reading has a method of its own in HTTP, and what changes something uses others. So of all "
    "that the tap shows, the method alone tells you which lines to keep.",
    'A tap is one function. `client.api.hooks["response"].append(f)` has `f(reply, *args, '
    "**kwargs)` called after every answer; `reply.request.method` and `reply.request.path_url` "
    "are what was asked. Let `f` put both on a list, with a blank between them.",
    "First `tape = []`. Then `def tap(reply, *args, **kwargs):` with the one line "
    '`tape.append(f"{reply.request.method} {reply.request.path_url}")`. Hang it in with '
    '`client.api.hooks["response"] = [tap]`: that takes off the tap of an earlier run, which would '
    "write everything down once more. Then `container = client.containers.run(…)` and your act. "
    'At last `changes = [line for line in tape if not line.startswith("GET")]`.',
]


def starter(client, given):
    print("your act:", given.act)

    # Tap client, run given.container, do your act.

    changes = None  # ← the requests that changed something
    return changes


def solution(client, given):
    tape = []

    def tap(reply, *args, **kwargs):
        tape.append(f"{reply.request.method} {reply.request.path_url}")

    # `client.api` is a session of the requests library, and a session calls its hooks with every
    # answer that comes in.
    client.api.hooks["response"].append(tap)
    container = client.containers.run(
        "dockyard/busybox", ["sleep", "600"], name=given.container, detach=True
    )
    if given.act.startswith("container.exec_run"):
        container.exec_run(["true"])
    elif given.act.startswith("container.restart"):
        container.restart(timeout=0)
    elif given.act.startswith("container.stop"):
        container.stop(timeout=0)
    else:
        container.kill(signal="USR1" if "USR1" in given.act else None)
    client.api.hooks["response"].remove(tap)

    # To make a container is one request, to start it another: that is all that `run` is.
    # GET only reads; it is how the SDK looks at what it has made.
    changes = [line for line in tape if not line.startswith("GET")]
    print("requests on the tape:", len(tape))
    print("of these that changed something:", len(changes))
    return changes


@check(points=1)
def container_is_there(daemon: Daemon, given: Given):
    """The container that you ran is there."""
    container = daemon.container(given.container)
    expect(
        f"what {given.container} was made for",
        " ".join(container.argv),
        "sleep 600",
        see=f"docker ps --all --no-trunc --filter name={given.container}",
        next_step="Run the whole cell again: it begins without the container.",
    )


@check(points=2, after="container_is_there")
def changes_named(daemon: Daemon, given: Given, answer):
    """The answer names the requests that changed something, all of them, in their order."""
    expect_that(
        isinstance(answer, list) and all(isinstance(line, str) for line in answer),
        "answer",
        expected="a list of texts, each with a method and a path",
        found=repr(answer),
    )
    said = [_bare(line) for line in answer]
    reading = [line for line in answer if _bare(line).startswith(("GET ", "HEAD "))]
    expect_that(
        not reading,
        "requests in your list that only read",
        expected="none",
        found=f"{len(reading)}, the first is `{_bare(reading[0])}`" if reading else "",
        next_step="Which method asks for something and leaves the daemon as it is?",
    )
    truth = _truth(daemon, given)
    unknown = [line.strip() for line in answer if _bare(line) not in truth]
    expect_that(
        not unknown,
        "requests in your list that run and the act do not make",
        expected="none",
        found=unknown[0] if unknown else "",
        next_step="Let the tape say it: print all that was written down.",
    )
    expect(
        "requests that changed something",
        len(said),
        len(truth),
        next_step=_why_another_number(said, truth),
    )
    expect_that(
        said == truth,
        "the order of your requests",
        expected="the order in which they were made",
        found="another order",
        next_step="The tape is in order already.",
    )


@check(points=1, after="changes_named")
def of_this_container(daemon: Daemon, given: Given, answer):
    """The paths name the very container that is there now."""
    container = daemon.container(given.container)
    named = {match[1] for line in answer for match in IN_PATH.finditer(line)}
    own = {"create", container.name}
    strange = sorted(one for one in named - own if not container.id.startswith(one))
    expect_that(
        not strange,
        "containers that your paths name",
        expected=f"{given.container} alone",
        found=f"{len(strange)} other" if len(strange) == 1 else f"{len(strange)} others",
        see=f"docker container inspect --format '{{{{.Id}}}}' {given.container}",
        next_step=_whose_path(strange[0]) if strange else "",
    )


def _why_another_number(said: list[str], truth: list[str]) -> str:
    times = len(said) // len(truth)
    if times > 1 and said == [line for line in truth for _ in range(times)]:
        return (
            "Each is there more than once: the tap of an earlier run still hangs in the client. "
            'Take off all with `client.api.hooks["response"].clear()` and run the cell again.'
        )
    return "The tape runs from the first request of the run to the last one of your act."


def _whose_path(named: str) -> str:
    if re.fullmatch("[0-9a-f]{12,64}", named):
        return "Take the tape of the run that made this container, not of an earlier one."
    return f"`{named}` is no id. Let your own tap write the path down, and shorten nothing."


LINE = re.compile(r"^\W*([A-Z]+)\s+(?:[a-z+]+://[^/\s]*)?(?:/v[\d.]+)?(/[^?\s]*)")
IN_PATH = re.compile(r"/containers/([^/?\s]+)")


def _bare(line: str) -> str:
    """A request without version, query and ids, so that two tapes compare."""
    match = LINE.match(line.strip())
    if match is None:
        return line.strip()[:80] or "an empty line"
    path = re.sub(r"/(containers|exec)/(?!create\b)[^/]+", r"/\1/{id}", match[2])
    return f"{match[1]} {path}"


def _truth(daemon: Daemon, given: Given) -> list[str]:
    """What the same acts write on a tape of the check's own."""
    taps, tape = daemon.client.api.hooks["response"], []

    def tap(reply: Any, *args: object, **kwargs: object) -> None:
        tape.append(f"{reply.request.method} {reply.request.path_url}")

    taps.append(tap)
    try:
        container = daemon.client.containers.run(
            "dockyard/busybox", ["sleep", "600"], detach=True, labels={labels.LESSON: "check"}
        )
        try:
            ACTS[given.act](container)
            return [_bare(line) for line in tape if not line.startswith("GET ")]
        finally:
            container.remove(force=True)
    finally:
        taps.remove(tap)


TAP_OFF = 'client.api.hooks["response"].remove(tap)\n'
RUN = """client.containers.run(
    "dockyard/busybox", ["sleep", "600"], name=given.container, detach=True
)
"""

the_whole_tape = wrong(
    "Everything that went over the wire, the looks at the container included.",
    fails="changes_named",
    edit={' if not line.startswith("GET")': ""},
)
taped_twice = wrong(
    "The tap of an earlier run still hangs in the client, and writes on the same list.",
    fails="changes_named",
    edit={".append(tap)": ".extend([tap, tap])", ".remove(tap)": ".clear()"},
)
run_as_one_request = wrong(
    "A guess by the name of the method: the API has no such call.",
    fails="changes_named",
    edit={"answer = changes": 'answer = ["POST /containers/run"]'},
)
forgot_the_act = wrong(
    "The tape was read before the act was done.",
    fails="changes_named",
    edit={TAP_OFF: "", "\nif given.act": f"\n{TAP_OFF}if given.act"},
)
tape_of_the_first_try = wrong(
    "The right requests, but the container was made once more after the tape was read.",
    fails="of_this_container",
    edit={TAP_OFF: f"{TAP_OFF}container.remove(force=True)\n{RUN}"},
)
ids_as_the_lesson_prints_them = wrong(
    "The right requests, but with `{id}` in the place of the id.",
    fails="of_this_container",
    edit={"[line for line": '[line.replace(container.id, "{id}") for line'},
)


@wrong(fails="container_is_there")
def another_command(client, given):
    """The right tape, but the container was made for something else."""
    tape = []
    client.api.hooks["response"].append(
        lambda reply, **_: tape.append(f"{reply.request.method} {reply.request.path_url}")
    )
    client.containers.run("dockyard/busybox", name=given.container, detach=True)
    client.api.hooks["response"].clear()
    return [line for line in tape if line.startswith("POST")]
