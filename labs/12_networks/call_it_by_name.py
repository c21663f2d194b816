"""# Call it by its name

Two containers are running: `given.server`, which serves a page, and `given.visitor`. Both are on
the default network, where nobody knows anybody by name:
`docker exec VISITOR wget -qO- http://SERVER/` fails.

Make a network called `given.network` and attach both containers to it, so that the visitor
reaches the server **by its name**. Nothing needs to be stopped or made anew: a container can
join a network while it runs.
"""

import re
import time

from grader import Daemon, Given, Ran, build_image, check, expect, name, word, wrong

given = {
    "network": name("quay"),
    "server": name("server"),
    "visitor": name("visitor"),
    "image": name("page"),
    "word": word(),
}

hints = [
    "Names are a service of the network, not of the container. The default network does not "
    "offer it; every network that you make yourself does.",
    "There are two acts: make the network, then attach a container to it, once for each of the "
    "two. In a terminal: `docker network create …` and `docker network connect …`. In the SDK "
    "look at `client.networks`.",
    "`network = client.networks.create(given.network)` gives the network, and "
    "`network.connect(given.server)` attaches a container. Do the same for `given.visitor`. "
    "Nothing is to be written in any `/etc/hosts`.",
]


def setup(client, given):
    text = f"""\
    FROM dockyard/busybox
    RUN mkdir /www && echo {given.word} > /www/index.html
    CMD ["httpd", "-f", "-p", "80", "-h", "/www"]
    """
    build_image(client, text, tag=given.image)
    client.containers.run(given.image, name=given.server, detach=True)
    client.containers.run("dockyard/busybox", ["sleep", "3600"], name=given.visitor, detach=True)


def starter(client, given):
    # Make given.network and attach given.server and given.visitor to it.
    pass


def solution(client, given):
    # A network of one's own is a switch of its own, with a name service at 127.0.0.11.
    network = client.networks.create(given.network)

    # Joining is possible at any time: the container gets one more network card, and its
    # /etc/resolv.conf now points to the name service.
    network.connect(given.server)
    network.connect(given.visitor)

    visitor = client.containers.get(given.visitor)
    page = visitor.exec_run(["wget", "-qO-", f"http://{given.server}/"]).output.decode()
    print("the visitor reads", page.strip())


@check(points=1)
def both_attached(daemon: Daemon, given: Given):
    """Both containers run and are attached to your network."""
    network = daemon.network(given.network)
    for container in (given.server, given.visitor):
        daemon.running(container)
    both = {given.server, given.visitor}
    expect(
        f"which of the two are attached to {given.network}",
        both & network.containers,
        both,
        see=f"docker network inspect {given.network}",
        next_step="Each of the two has to join, and it has to be this very network.",
    )


@check(points=2, after="both_attached")
def name_answers(daemon: Daemon, given: Given):
    """In the visitor, `wget http://SERVER/` with the server's name shows your word."""
    ran = _wget(daemon, given)
    if ran.exit_code:
        time.sleep(0.5)  # the server may have only just been started
        ran = _wget(daemon, given)
    expect(
        f"what the visitor reads at http://{given.server}/",
        re.sub(r" \([\d.]+\)", "", ran.output.strip()) or "nothing",
        given.word,
        see=f"docker exec {given.visitor} wget -qO- http://{given.server}/",
        next_step="Who has that name, and does a server run there?",
    )


def _wget(daemon: Daemon, given: Given) -> Ran:
    """The page by name, as the visitor gets it."""
    url = f"http://{given.server}/"
    return daemon.execute(given.visitor, "timeout", "4", "wget", "-qO-", url)


PAGE = """\
page = visitor.exec_run(["wget", "-qO-", f"http://{given.server}/"]).output.decode()
print("the visitor reads", page.strip())"""

only_the_server = wrong(
    "The server has joined, and nobody is there to call it.",
    fails="both_attached",
    edit={"network.connect(given.visitor)": "", PAGE: ""},
)


@wrong(fails="both_attached")
def a_line_in_hosts(client, given):
    """The visitor reaches the server by name, but by a line that nobody keeps up to date."""
    client.networks.create(given.network).connect(given.server)
    server = client.containers.get(given.server)
    address = server.attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
    visitor = client.containers.get(given.visitor)
    visitor.exec_run(["sh", "-c", f"echo {address} {given.server} >> /etc/hosts"])


a_network_each = wrong(
    "Each on a network of its own: two networks that know nothing of each other.",
    fails="both_attached",
    edit={
        "network.connect(given.visitor)": 'other = client.networks.create(f"{given.network}-2")\n'
        "other.connect(given.visitor)",
        PAGE: "",
    },
)
the_name_without_the_server = wrong(
    "A new container has the server's name and place, and nothing in it listens.",
    fails="name_answers",
    edit={
        "network.connect(given.server)": """\
client.containers.get(given.server).remove(force=True)
client.containers.run(
    "dockyard/busybox",
    ["sleep", "3600"],
    name=given.server,
    network=given.network,
    detach=True,
)"""
    },
)
