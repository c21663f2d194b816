"""# Port is already allocated

Three containers are running: `given.first`, `given.second` and `given.third`. A fourth,
`given.blocked`, has been created and does not start: the host port that it wants is taken.

1. Try to start it and read the error: it names an address and a port. Find out which container
   has them, and leave that container's **name** in `answer`.
2. Bring the page of `given.blocked` up on the host's 127.0.0.1, on a port that is free. The
   container keeps its name, and its page says `given.word`: it runs from the image
   `given.image` with the variable `WORD` set to that word.

The other three belong to your neighbours: they stay as they are.
"""

from grader import (
    Daemon,
    Given,
    build_image,
    check,
    choice,
    expect,
    expect_that,
    missing,
    name,
    word,
    wrong,
)

given = {
    "image": name("sign"),
    "first": name("ada"),
    "second": name("bob"),
    "third": name("cleo"),
    "blocked": name("late"),
    "word": word(),
}

HELD = "dockyard.lab.port"
"""The label with the host port that the holder got at the set-up."""

hints = [
    "`client.containers.get(given.blocked).start()` raises an error, and its last words say what "
    "could not be had: `Bind for ADDRESS:PORT failed`. Then ask who has that port: a list of all "
    "containers can show their ports.",
    "`docker ps` has a column PORTS; so has `container.ports` in Python. For the second part: "
    "what a container publishes is fixed when it is created. It can't be changed, but this "
    "container holds nothing worth keeping. It can be removed and run anew.",
    "`client.containers.get(given.blocked).remove()`. Then `client.containers.run(given.image, "
    'name=given.blocked, detach=True, environment={"WORD": given.word}, ports={"80/tcp": '
    '("127.0.0.1", None)})`: with `None` the engine takes a port that is free. For `answer`, '
    "compare the number in the error with `docker port NAME` of each neighbour.",
]


def _holder(given: Given) -> str:
    """Which neighbour has the port; it must be looked up."""
    return given.hidden("holder", choice(given.first, given.second, given.third))


def setup(client, given):
    text = """\
    FROM dockyard/busybox
    CMD mkdir -p /www && echo "$WORD" > /www/index.html && exec httpd -f -p 80 -h /www
    """
    build_image(client, text, tag=given.image)
    # A port that the engine has just chosen is free again: the holder gets it for good, so that
    # it keeps it when it is restarted.
    free = client.containers.run(given.image, detach=True, ports={"80/tcp": ("127.0.0.1", None)})
    free.reload()
    port = int(free.ports["80/tcp"][0]["HostPort"])
    free.remove(force=True)
    holder = _holder(given)
    others = [name for name in (given.first, given.second, given.third) if name != holder]
    for neighbour in (holder, *others):
        holds = neighbour == holder
        client.containers.run(
            given.image,
            name=neighbour,
            detach=True,
            environment={"WORD": neighbour},
            labels={HELD: str(port)} if holds else {},
            ports={"80/tcp": ("127.0.0.1", port if holds else None)},
        )
    client.containers.create(
        given.image,
        name=given.blocked,
        environment={"WORD": given.word},
        ports={"80/tcp": ("127.0.0.1", port)},
    )


def starter(client, given):
    # Try it, and read what the error says:
    # client.containers.get(given.blocked).start()

    holder = None  # ← the name of the container that has the port
    return holder


def solution(client, given):
    from docker.errors import APIError

    # 1. The error's last words: Bind for 127.0.0.1:… failed: port is already allocated.
    blocked = client.containers.get(given.blocked)
    try:
        blocked.start()
    except APIError as error:
        print("refused:", "already" in str(error.explanation))

    # The daemon knows what the blocked one asked for, and what the others have.
    wanted = blocked.attrs["HostConfig"]["PortBindings"]["80/tcp"][0]["HostPort"]
    for container in client.containers.list():
        if wanted in [place["HostPort"] for place in container.ports.get("80/tcp") or []]:
            holder = container.name

    # 2. Ports are part of how a container is created. So it is created anew, and this time the
    # engine looks for a free one.
    blocked.remove()
    client.containers.run(
        given.image,
        name=given.blocked,
        detach=True,
        environment={"WORD": given.word},
        ports={"80/tcp": ("127.0.0.1", None)},
    )
    return holder


@check(points=1)
def holder_named(given: Given, answer):
    """Your answer names the container that has the port."""
    names = (given.first, given.second, given.third)
    expect_that(
        str(answer).lstrip("/") == _holder(given),
        "answer",
        expected="the name of the container whose port was wanted",
        found=f"{answer}, which has another port" if answer in names else repr(answer),
        see='docker ps --format "{{.Names}} {{.Ports}}"',
        next_step="Compare the number in the error with the numbers in the list.",
    )


@check(points=1)
def blocked_answers(daemon: Daemon, given: Given):
    """On 127.0.0.1 the page of the fourth container shows your word."""
    container = daemon.container(given.blocked)
    if not container.is_running and container.config.env.get("WORD") == given.word:
        raise missing(f"running container {given.blocked}", see="docker ps --all")
    daemon.running(given.blocked)
    places = [
        place
        for place in container.published
        if place.host_ip in ("127.0.0.1", "0.0.0.0", "") and place.container_port.endswith("/tcp")
    ]
    expect_that(
        bool(places),
        f"ports of {given.blocked} published on 127.0.0.1",
        expected="one",
        found="none",
        see=f"docker port {given.blocked}",
    )
    expect(
        f"the page of {given.blocked}",
        {daemon.fetch(place.host_port, within_s=1).text for place in places},
        {given.word},
        see=f"docker port {given.blocked}; docker logs {given.blocked}",
        next_step="A container that is run anew starts with nothing: it needs its variable too.",
    )


@check(points=1, after="blocked_answers")
def neighbours_as_they_were(daemon: Daemon, given: Given):
    """The three neighbours run, each on the port that it had."""
    for neighbour in (given.first, given.second, given.third):
        container = daemon.container(neighbour)
        expect_that(
            container.is_running,
            f"neighbour {neighbour}",
            expected="running",
            found="stopped",
            see="docker ps --all",
            next_step="The port was its own. Reset, and find another one for yours.",
        )
        ports = [str(place.host_port) for place in container.published]
        held = container.config.labels.get(HELD, "")
        expect_that(
            held in ports if neighbour == _holder(given) else bool(ports),
            f"the host port of neighbour {neighbour}",
            expected="the one that it had at first",
            found="another one" if ports else "none",
            see=f"docker port {neighbour}",
            next_step="It was there first. Reset, and leave it as it is.",
        )


ANEW = """\
blocked.remove()
client.containers.run(
    given.image,
    name=given.blocked,
    detach=True,
    environment={"WORD": given.word},
    ports={"80/tcp": ("127.0.0.1", None)},
)
"""

stopped_the_neighbour = wrong(
    "The port is free once its owner is stopped. It works, and somebody else's page is gone.",
    fails="neighbours_as_they_were",
    edit={ANEW: "client.containers.get(holder).stop(timeout=0)\nblocked.start()\n"},
)
moved_the_neighbour = wrong(
    "The neighbour runs again, but on another port: its callers find the wrong page.",
    fails="neighbours_as_they_were",
    edit={
        "blocked.remove()": "client.containers.get(holder).remove(force=True)\nblocked.start()",
        "name=given.blocked": "name=holder",
        "given.word": "holder",
    },
)
named_the_blocked_one = wrong(
    "Who asks for the port is not who has it.",
    fails="holder_named",
    edit={"answer = holder": "answer = given.blocked"},
)
ran_anew_without_its_word = wrong(
    "It runs and is published, but its variable went with the old container.",
    fails="blocked_answers",
    edit={'environment={"WORD": given.word},': ""},
)
ran_anew_unpublished = wrong(
    "No conflict where nothing is published, and no page on the host either.",
    fails="blocked_answers",
    edit={'ports={"80/tcp": ("127.0.0.1", None)},': ""},
)
