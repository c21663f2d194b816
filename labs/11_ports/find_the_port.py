"""# Let the engine choose, and find its choice

The image `given.image` says with `EXPOSE` that it serves on two ports: a page with the word
`given.word` on port `given.page_port`, and something else on port `given.other_port`.

Run a container called `given.container` from it and have **all** its exposed ports published,
each on a host port that the engine chooses.

Then find out which port **of the host** leads to the page. Leave that number in `answer`.
"""

from grader import Daemon, Given, build_image, check, expect, expect_that, name, number, word, wrong

given = {
    "image": name("pair"),
    "container": name("pair"),
    "word": word(),
    "page_port": number(3000, 5999),
    "other_port": number(6000, 8999),
}

hints = [
    "Two steps. First the container has to run with everything published that its image exposes: "
    "that is one capital letter in `docker run`. Then ask the daemon which ports it took: it "
    "knows, and nobody else does.",
    "`docker run -d -P --name …` is `client.containers.run(given.image, name=given.container, "
    "detach=True, publish_all_ports=True)`. The answer to the second question is "
    "in `docker port NAME`, and in Python in `container.ports`. The SDK read that when the "
    "container was created: `container.reload()` reads it again.",
    "`container.ports` is a dict. Its keys are the container's ports, such as "
    '`f"{given.page_port}/tcp"`. Each value is a list of places, and the number is '
    '`[0]["HostPort"]` of it: a text, so put `int(…)` around it. That number is the answer.',
]


def setup(client, given):
    text = f"""\
    FROM dockyard/busybox
    RUN mkdir -p /www /other && echo {given.word} > /www/index.html && echo no > /other/index.html
    EXPOSE {given.page_port} {given.other_port}
    CMD httpd -p {given.other_port} -h /other && exec httpd -f -p {given.page_port} -h /www
    """
    build_image(client, text, tag=given.image)


def starter(client, given):
    # Run given.container with all its exposed ports published, then look which it got.
    host_port = None  # ← the host's port that leads to the page
    return host_port


def solution(client, given):
    # publish_all_ports is the -P of the command line: it reads the EXPOSE of the image and gives
    # each of those ports a free port of the host. It takes no number: it is a yes or a no.
    container = client.containers.run(
        given.image, name=given.container, detach=True, publish_all_ports=True
    )

    # The choice is made when the container starts. The SDK's copy is older, so read it again.
    container.reload()
    host_port = int(container.ports[f"{given.page_port}/tcp"][0]["HostPort"])

    # Is it right? A container that stands on the host's own network calls there.
    page = client.containers.run(
        "dockyard/busybox",
        ["wget", "-qO-", f"http://127.0.0.1:{host_port}/"],
        network_mode="host",
        remove=True,
    )
    print("the page says", page.decode().strip())
    return host_port


@check(points=1)
def all_published(daemon: Daemon, given: Given):
    """The container runs, and both exposed ports are published."""
    container = daemon.running(given.container)
    wanted = {f"{given.page_port}/tcp", f"{given.other_port}/tcp"}
    expect_that(
        wanted <= container.published_ports,
        f"published ports of {given.container}",
        expected=wanted,
        found=container.published_ports,
        see=f"docker port {given.container}",
        next_step="EXPOSE alone publishes nothing. `docker run --help` has an option for all.",
    )


@check(points=2, after="all_published")
def right_port(daemon: Daemon, given: Given, answer):
    """The number in your answer is the host's port that leads to the page, as it is now."""
    container = daemon.container(given.container)
    leads_to = {str(place.host_port): place.container_port for place in container.published}
    wanted = f"{given.page_port}/tcp"
    expect_that(
        leads_to.get(str(answer)) == wanted,
        "answer",
        expected=f"the host's port that leads to {wanted}",
        found=_judge(str(answer), leads_to, given),
        see=f"docker port {given.container}",
        next_step="The engine chooses anew at each start, and one choice for each port: "
        "look at both columns, as they are now.",
    )
    expect(
        "the page on that port",
        daemon.fetch(int(answer), within_s=1).text,
        given.word,
        see=f"docker logs {given.container}",
    )


def _judge(answer: str, leads_to: dict[str, str], given: Given) -> str:
    """What the number is; the engine's choices are never told, for they differ each time."""
    if answer in leads_to:
        return f"the host's port that leads to {leads_to[answer]}"
    if answer in (str(given.page_port), str(given.other_port)):
        return f"{answer}, which is the container's own port"
    if answer.isdigit():
        return "a port that leads to no port of this container; it may have led there before"
    return f"{answer!r}, which is no port number"


containers_own_port = wrong(
    "The number that was known before: the port in the container.",
    fails="right_port",
    edit={"answer = host_port": "answer = given.page_port"},
)
the_other_one = wrong(
    "The right kind of number, but it leads to the other port.",
    fails="right_port",
    edit={"{given.page_port}/tcp": "{given.other_port}/tcp"},
)
read_before_a_restart = wrong(
    "Read rightly, but then the container was restarted, and the engine chose anew.",
    fails="right_port",
    edit={"answer = host_port": "container.restart(timeout=0)\nanswer = host_port"},
)
only_the_page = wrong(
    "One port is published by hand, and the image exposes two.",
    fails="all_published",
    edit={"publish_all_ports=True": 'ports={f"{given.page_port}/tcp": None}'},
)


@wrong(fails="all_published")
def trusted_expose(client, given):
    """EXPOSE is taken for a promise that the port is open on the host."""
    client.containers.run(given.image, name=given.container, detach=True)
    return given.page_port
