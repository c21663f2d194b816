"""# Only those that have ended

On this daemon are containers of several crews. They are called `given.fleet` with a number
behind, and a crew's containers carry the label `crew`, with the crew's name as its value.

Remove those containers whose label is `crew=given.crew` **and** that have ended. All others stay
as they are: those that run, those that were made and never started, and those of other crews.

Go by what the daemon says of them, not by their names. And remove nothing on this daemon that is
not meant here.
"""

from typing import NamedTuple

from grader import Daemon, Given, check, expect, expect_that, missing, name, number, token, wrong

given = {"fleet": name("fleet"), "crew": name("crew")}

hints = [
    "Ask the daemon for the right list, and removing is the easy part. A list takes *filters*, "
    "and several filters must all hold. One is about the label. What is the state called in "
    "which a process has run and ended?",
    "`client.containers.list(all=True, filters={…})`: without `all=True` you only see what runs. "
    'A filter `label` takes a text with key and value, `"crew=…"`. A filter `status` takes one '
    "state: `created`, `running` or `exited`. Print the names before you remove anything.",
    'The filters are `{"label": f"crew={given.crew}", "status": "exited"}`. Then a loop: `for '
    "container in client.containers.list(all=True, filters=…): container.remove()`. Without "
    "`force=True` the daemon refuses to remove what runs. Is something gone that should stay? "
    '`reset("only_the_ended")`.',
]


class Role(NamedTuple):
    """What one of the containers is. `crew` has `{crew}` where the learner's crew stands."""

    label: str
    crew: str
    state: str
    code: int = 0


ROLES = (
    Role("crew", "{crew}", "exited", 0),
    Role("crew", "{crew}", "exited", 1),
    Role("crew", "{crew}", "exited", 7),
    Role("crew", "{crew}", "running"),
    Role("crew", "{crew}", "created"),
    Role("crew", "{crew}-night", "exited", 1),
    Role("crew", "other", "exited", 0),
    Role("", "", "exited", 0),
    Role("ship", "{crew}", "exited", 0),
)


def _roles(given: Given) -> dict[str, Role]:
    """Container → role. Which number is what differs from learner to learner."""
    # Never the one with exit code 0: who takes "ended" for "failed" is to miss something.
    left_out = given.hidden("left out", number(1, 2))
    roles = [role for place, role in enumerate(ROLES) if place != left_out]
    roles.sort(key=lambda role: given.hidden(str(role), token(16)))
    return {f"{given.fleet}-{n}": role for n, role in enumerate(roles, start=1)}


def _wanted(given: Given) -> set[str]:
    """The containers that are to go."""
    mine = ("crew", "{crew}", "exited")
    return {called for called, role in _roles(given).items() if role[:3] == mine}


def setup(client, given):
    started = []
    for called, role in _roles(given).items():
        program = "sleep 3600" if role.state == "running" else f"exit {role.code}"
        container = client.containers.create(
            "dockyard/busybox",
            ["sh", "-c", program],
            name=called,
            labels={role.label: role.crew.format(crew=given.crew)} if role.label else {},
        )
        if role.state != "created":
            container.start()
        if role.state == "exited":
            started.append(container)
    for container in started:
        container.wait()


def starter(client, given):
    print("containers of the fleet:")
    for container in client.containers.list(all=True, filters={"name": given.fleet}):
        print(" ", container.name, container.status, container.labels.get("crew", "-"))

    # Remove those of given.crew that have ended, and no other.


def solution(client, given):
    # The daemon picks: both filters must hold, and a label is compared as a whole, so that a
    # crew whose name only begins alike is not in the list.
    ended = client.containers.list(
        all=True, filters={"label": f"crew={given.crew}", "status": "exited"}
    )
    print("to be removed:", len(ended))
    for container in ended:
        # No force: if one of them ran after all, the daemon would refuse.
        container.remove()


@check(points=1)
def ended_are_gone(daemon: Daemon, given: Given):
    """No container of your crew that has ended is left."""
    there = _there(daemon, given)
    if there == set(_roles(given)):
        raise missing(
            "a container of the fleet that was removed",
            see=f"docker ps --all --filter name={given.fleet}",
        )
    left = sorted(there & _wanted(given))
    expect(
        f"containers with crew={given.crew} that have ended",
        f"{len(left)}: {', '.join(left)}" if left else "0",
        "0",
        see=f"docker ps --all --filter label=crew={given.crew} --filter status=exited",
        next_step="Does your list hold all of them? Print it.",
    )


@check(points=2)
def others_are_there(daemon: Daemon, given: Given):
    """All other containers of the fleet are as they were."""
    there = _there(daemon, given)
    roles = _roles(given)
    if there == set(roles):
        raise missing("a container of the fleet that was removed")
    for called in sorted(set(roles) - _wanted(given)):
        expect_that(
            called in there,
            f"container {called}",
            expected="as it was",
            found="removed",
            see=f"docker ps --all --filter name={given.fleet}",
            next_step=f"It {_why(roles[called])}. Start over and look at your list first.",
        )
        expect(
            f"container {called}",
            _state(daemon, called),
            {"created": "never started", "exited": "ended"}.get(roles[called].state, "running"),
            see=f"docker ps --all --filter name={given.fleet}",
            next_step="Start over, and only remove.",
        )


def _there(daemon: Daemon, given: Given) -> set[str]:
    roles = _roles(given)
    return {one.name for one in daemon.containers() if one.name in roles}


def _state(daemon: Daemon, called: str) -> str:
    container = daemon.container(called)
    if container.is_running:
        return "running"
    return "ended" if container.was_started else "never started"


def _why(role: Role) -> str:
    if role.label != "crew":
        return "had no label `crew`"
    if role.crew == "{crew}":
        return "was running" if role.state == "running" else "had never been started"
    return "belonged to another crew"


by_label_alone = wrong(
    "All of the crew, whatever state they are in; `force` makes even the running one go.",
    fails="others_are_there",
    edit={', "status": "exited"': "", "container.remove()": "container.remove(force=True)"},
)
by_state_alone = wrong(
    "All of the fleet that have ended, whoever they belong to.",
    fails="others_are_there",
    edit={'"label": f"crew={given.crew}"': '"name": given.fleet'},
)


@wrong(fails="others_are_there")
def pruned_by_label(client, given):
    """`prune` takes all that does not run, and what was never started does not run either."""
    client.containers.prune(filters={"label": f"crew={given.crew}"})


label_that_begins_alike = wrong(
    "Compared by hand, and only the beginning: another crew's name begins the same.",
    fails="others_are_there",
    edit={
        '"label": f"crew={given.crew}", ': "",
        "container.remove()": 'if container.labels.get("crew", "").startswith(given.crew):\n'
        "        container.remove()",
    },
)
gave_the_last_one_its_turn = wrong(
    "Removed the right ones, then started the one that never had been: it is not as it was.",
    fails="others_are_there",
    edit={
        "container.remove()": """container.remove()
mine = {"label": f"crew={given.crew}", "status": "created"}
for container in client.containers.list(all=True, filters=mine):
    container.start()
    container.wait()"""
    },
)
only_those_that_failed = wrong(
    'Took "ended" for "ended with an error": exit code 0 is an end as well.',
    fails="ended_are_gone",
    edit={"container.remove()": 'if container.wait()["StatusCode"]:\n        container.remove()'},
)
