"""# Open on 127.0.0.1 and nowhere else

The image `given.image` is there already. It serves a page with the word `given.word`, on **its**
port 80.

Run a container called `given.container` from it, and publish that port so that

- on the engine's host, the address **127.0.0.1** shows the page;
- on no other address of the host does anybody answer.

Which port number the host uses is of no importance: let the engine choose a free one.
"""

from grader import Daemon, Given, build_image, check, expect, expect_that, name, word, wrong

given = {"image": name("page"), "container": name("web"), "word": word()}

hints = [
    "To publish is to say two things: which port *of the container* is meant, and where *on the "
    "host* it shall be found. The second half may name an address as well as a port.",
    "On the command line the three parts are `-p ADDRESS:HOSTPORT:CONTAINERPORT`. The one in the "
    "middle may be left empty, and both colons stay. What stands where nothing is said of an "
    "address? Look at `docker port` of a container that you publish without one.",
    "In the SDK it is an argument of `client.containers.run(given.image, name=given.container, "
    'detach=True, ports={…})`. The key is the container\'s port, `"80/tcp"`. The value is a pair '
    'in round brackets: the address as text, and `None` for "you choose". Leave the image\'s '
    "command as it is.",
]


def setup(client, given):
    text = f"""\
    FROM dockyard/busybox
    RUN mkdir /www && echo {given.word} > /www/index.html
    CMD ["httpd", "-f", "-p", "80", "-h", "/www"]
    """
    build_image(client, text, tag=given.image)


def starter(client, given):
    # Run given.container from given.image, published on 127.0.0.1 alone.
    pass


def solution(client, given):
    # Key: the port in the container. Value: where on the host, an address and a port. None leaves
    # the port to the engine. With `None` alone, without an address, it would be every address
    # that the host has, those on the office network too.
    container = client.containers.run(
        given.image,
        name=given.container,
        detach=True,
        ports={"80/tcp": ("127.0.0.1", None)},
    )
    container.reload()
    print("published on:", [place["HostIp"] for place in container.ports["80/tcp"]])


@check(points=1)
def page_on_loopback(daemon: Daemon, given: Given):
    """On the host's 127.0.0.1 a published port shows the page with your word."""
    container = daemon.running(given.container)
    expect_that(
        bool(container.published),
        f"published ports of {given.container}",
        expected="port 80 at least",
        found="none",
        see=f"docker port {given.container}",
        next_step="A port is published when the container is created, never later.",
    )
    bodies = [
        daemon.fetch(place.host_port, within_s=1).body.strip()
        for place in container.published
        if place.host_ip in ("127.0.0.1", "0.0.0.0", "")
    ]
    expect_that(
        given.word in bodies,
        "what 127.0.0.1 answers on the published port",
        expected=f"the page with {given.word}",
        found=_answers(bodies),
        see=f"docker exec {given.container} netstat -ltn",
        next_step="Is the container's port the one that its server listens on? And does the "
        "server listen to callers from outside its container?",
    )


@check(points=2, after="page_on_loopback")
def nowhere_else(daemon: Daemon, given: Given):
    """On the host's other addresses nobody answers."""
    published = daemon.container(given.container).published
    expect(
        "host addresses that the port is published on",
        {place.host_ip for place in published},
        {"127.0.0.1"},
        see=f"docker port {given.container}",
        next_step="0.0.0.0 and :: stand for every address of the host. Say which one you mean.",
    )


def _answers(bodies: list[str]) -> str:
    """The pages that came, in words."""
    if not bodies:
        return "nothing is published there"
    return ", ".join(sorted(filter(None, bodies))) or "no page"


PORTS = 'ports={"80/tcp": ("127.0.0.1", None)},'

every_address = wrong(
    "Published without an address, which means: on all of them.",
    fails="nowhere_else",
    edit={PORTS: 'ports={"80/tcp": None},'},
)
two_loopback_addresses = wrong(
    "One address too many: 127.0.0.2 is the host's as well.",
    fails="nowhere_else",
    edit={PORTS: 'ports={"80/tcp": [("127.0.0.1", None), ("127.0.0.2", None)]},'},
)
server_listens_to_itself = wrong(
    "The right mapping, but the server in the container was told to listen on 127.0.0.1. That "
    "127.0.0.1 is the container's own, and nobody outside it can call there.",
    fails="page_on_loopback",
    edit={
        "detach=True,": "detach=True,\n"
        '    command=["httpd", "-f", "-p", "127.0.0.1:80", "-h", "/www"],'
    },
)
wrong_container_port = wrong(
    "Port 8080 of the container is published, and nobody listens there.",
    fails="page_on_loopback",
    edit={'{"80/tcp"': '{"8080/tcp"', '["80/tcp"]': '["8080/tcp"]'},
)
nothing_published = wrong(
    "It runs, and nothing is published.",
    fails="page_on_loopback",
    edit={PORTS: "", 'container.ports["80/tcp"]': "[]"},
)
