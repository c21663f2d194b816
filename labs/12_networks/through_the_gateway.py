"""# Two networks and one way through

There are two networks. On `given.front` the container `given.visitor` is running, on `given.back`
the container `given.server`, which serves a page on port 80. The two can't reach each other, and
that is to stay so.

Run a third container, `given.gateway`, that stands in **both** networks and passes on: when the
visitor asks `http://GATEWAY/` with the gateway's name, it gets what the **server** says at that
moment.

In `dockyard/busybox` the command `nc -ll -p 80 -e nc HOST 80` waits on port 80, again and again,
and for each caller starts `nc HOST 80`, which passes all on to port 80 of HOST.
"""

import re
import secrets
import time

from grader import Daemon, Given, Ran, build_image, check, expect, expect_that, name, word, wrong

given = {
    "front": name("front"),
    "back": name("back"),
    "visitor": name("visitor"),
    "server": name("server"),
    "gateway": name("gate"),
    "image": name("page"),
    "word": word(),
}

hints = [
    "Networks keep containers apart. Whoever is to speak with both sides must be attached to "
    "both, and must have a process that takes a call on one side and makes one on the other.",
    "`run` attaches a container to one network: `network=given.front`. To the second one it is "
    "attached afterwards: `client.networks.get(given.back).connect(given.gateway)`. On each "
    "network that you make yourself, containers know each other by name.",
    'The command of the gateway is the list `["nc", "-ll", "-p", "80", "-e", "nc", '
    'given.server, "80"]`, run from `dockyard/busybox` with `name=given.gateway`, '
    "`network=given.front` and `detach=True`. Then connect it to `given.back`. The visitor and "
    "the server stay where they are.",
]


def setup(client, given):
    text = f"""\
    FROM dockyard/busybox
    RUN mkdir /www && echo {given.word} > /www/index.html
    CMD ["httpd", "-f", "-p", "80", "-h", "/www"]
    """
    build_image(client, text, tag=given.image)
    client.networks.create(given.front)
    client.networks.create(given.back)
    client.containers.run(given.image, name=given.server, network=given.back, detach=True)
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "3600"],
        name=given.visitor,
        network=given.front,
        detach=True,
    )


def starter(client, given):
    # Run given.gateway from dockyard/busybox, in both networks.
    pass


def solution(client, given):
    # The gateway is born in the front network…
    client.containers.run(
        "dockyard/busybox",
        ["nc", "-ll", "-p", "80", "-e", "nc", given.server, "80"],
        name=given.gateway,
        network=given.front,
        detach=True,
    )
    # …and gets a second network card in the back one. That card is also its way to the name
    # service of that network, so that it finds the server by name.
    client.networks.get(given.back).connect(given.gateway)

    visitor = client.containers.get(given.visitor)
    page = visitor.exec_run(["wget", "-qO-", f"http://{given.gateway}/"]).output.decode()
    print("the visitor reads", page.strip())


@check(points=1)
def gateway_in_both(daemon: Daemon, given: Given):
    """The gateway runs and stands in both networks."""
    gateway = daemon.running(
        given.gateway, next_step="`nc -l` serves one caller and ends; `nc -ll` goes on."
    )
    wanted = {given.front, given.back}
    expect_that(
        wanted <= gateway.networks,
        f"networks of {given.gateway}",
        expected=wanted,
        found=gateway.networks,
        see=f"docker inspect {given.gateway}",
        next_step="A container may join a second network after it was run in the first.",
    )


@check(points=1, after="gateway_in_both")
def page_comes_through(daemon: Daemon, given: Given):
    """In the visitor, `wget http://GATEWAY/` shows the server's page."""
    for container in (given.visitor, given.server):
        expect_that(
            daemon.container(container).is_running,
            f"container {container}",
            expected="running",
            found="ended",
            see="docker ps --all",
            next_step="Both are to stay as they were. "
            '`reset("through_the_gateway")` sets them up again.',
        )
    ran = _read(daemon, given, "")
    if ran.exit_code:
        time.sleep(0.5)  # it may have only just been started
        ran = _read(daemon, given, "")
    expect(
        f"what the visitor reads at http://{given.gateway}/",
        _said(ran),
        given.word,
        see=f"docker exec {given.visitor} wget -qO- http://{given.gateway}/",
        next_step="What does the gateway listen on, and whom does it call?",
    )


@check(points=1, after="page_comes_through")
def passed_on_each_time(daemon: Daemon, given: Given):
    """What the server says anew comes through at once: the gateway keeps no copy."""
    fresh = secrets.token_hex(4)
    daemon.execute(given.server, "sh", "-c", f"echo {fresh} > /www/fresh")
    ran = _read(daemon, given, "fresh")
    answered = ran.exit_code == 0 or "HTTP/" in ran.output
    daemon.execute(given.server, "rm", "-f", "/www/fresh")
    expect_that(
        ran.output.strip() == fresh,
        "a page that the server has had for a moment only, asked for at the gateway",
        expected="the same page",
        found="an answer, but not this page" if answered else "no answer",
        see=f"docker ps --all --filter name={given.gateway}",
        next_step="Each call must go on to the server, the second one as well.",
    )


@check(points=1, after="page_comes_through")
def still_apart(daemon: Daemon, given: Given):
    """The visitor is in the front network alone, and the server in the back one."""
    for container, home in ((given.visitor, given.front), (given.server, given.back)):
        expect(
            f"networks of {container}",
            daemon.container(container).networks,
            {home},
            see=f"docker inspect {container}",
            next_step="Only the gateway stands in both.",
        )


def _said(ran: Ran) -> str:
    """What came, or wget's error without the address, which differs each time."""
    return re.sub(r" \([\d.]+\)", "", ran.output.strip()) or "no answer"


def _read(daemon: Daemon, given: Given, path: str) -> Ran:
    """A page through the gateway, as the visitor gets it."""
    url = f"http://{given.gateway}/{path}"
    return daemon.execute(given.visitor, "timeout", "4", "wget", "-qO-", url)


JOIN = "client.networks.get(given.back).connect(given.gateway)"
PAGE = """\
page = visitor.exec_run(["wget", "-qO-", f"http://{given.gateway}/"]).output.decode()
print("the visitor reads", page.strip())"""
RELAY = """\
    "dockyard/busybox",
    ["nc", "-ll", "-p", "80", "-e", "nc", given.server, "80"],
"""

everybody_everywhere = wrong(
    "The page comes through, and the two networks might as well be one.",
    fails="still_apart",
    edit={PAGE: "client.networks.get(given.back).connect(visitor)"},
)
one_foot_only = wrong(
    "The right command, but on the front network nobody knows the server.",
    fails="gateway_in_both",
    edit={JOIN: "", PAGE: ""},
)
a_copy_of_the_page = wrong(
    "The gateway serves the right word, from a page of its own.",
    fails="passed_on_each_time",
    edit={RELAY: "    given.image,\n"},
)
serves_one_caller = wrong(
    "`nc -l` with one l: it works the first time, and then the gateway has ended.",
    fails="passed_on_each_time",
    edit={'"-ll"': '"-l"', PAGE: ""},
)
waits_on_another_port = wrong(
    "It passes on, but it waits for callers on port 8080.",
    fails="page_comes_through",
    edit={'"-p", "80"': '"-p", "8080"'},
)
server_stopped = wrong(
    "The gateway is right, and the server behind it was stopped.",
    fails="page_comes_through",
    edit={PAGE: "client.containers.get(given.server).stop(timeout=0)"},
)
