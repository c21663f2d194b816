"""# No network, and the host's network

Run two containers that keep running:

- `given.alone`, from `dockyard/busybox`, has **no network at all**: its only network card is
  `lo`, with which it can speak to itself;
- `given.guest`, from `given.image`, has **the host's own network**: its server listens right on
  the host, on port `given.port`, with nothing published.

The image `given.image` serves one page: the word that its variable `WORD` holds, on the port that
its variable `PORT` holds (8080 if it holds nothing). For the guest that is the word `given.word`.
"""

from grader import Daemon, Given, build_image, check, expect, expect_that, name, number, word, wrong
from grader.labels import BUSYBOX_IMAGE

given = {
    "alone": name("alone"),
    "guest": name("guest"),
    "image": name("sign"),
    "word": word(),
    "port": number(20000, 29999),
}

hints = [
    "Which network a container gets is said when it is run. Two of the answers are no network "
    "that anybody made: they are words that Docker has reserved. `docker network ls` shows both.",
    "On the command line: `--network none` and `--network host`. In the SDK both are a value of "
    "`network_mode=`. In the host's network there is nothing to publish: the server's port *is* "
    "the host's port, so the server must be told which one.",
    '`client.containers.run("dockyard/busybox", ["sleep", "600"], name=given.alone, '
    'detach=True, network_mode="none")`; and for the guest `given.image` without a command, '
    '`name=given.guest`, `detach=True`, `network_mode="host"`, '
    'and `environment={"WORD": …, "PORT": str(given.port)}`.',
]


def setup(client, given):
    text = """\
    FROM dockyard/busybox
    CMD mkdir /www && echo "$WORD" > /www/index.html && exec httpd -f -p ${PORT:-8080} -h /www
    """
    build_image(client, text, tag=given.image)
    listening = client.containers.run(
        "dockyard/busybox", ["netstat", "-ltn"], network_mode="host", remove=True
    )
    if f":{given.port} " in listening.decode():
        raise RuntimeError(f"something else on the host listens on port {given.port}")


def starter(client, given):
    # Run given.alone without a network, and given.guest on the host's.
    pass


def solution(client, given):
    # none: a network namespace with nothing in it but lo.
    alone = client.containers.run(
        "dockyard/busybox", ["sleep", "600"], name=given.alone, detach=True, network_mode="none"
    )
    print("network cards:", alone.exec_run(["ls", "/sys/class/net"]).output.decode().strip())

    # host: no network namespace of its own at all. What the server opens is open on the host.
    guest = client.containers.run(
        given.image,
        name=given.guest,
        detach=True,
        network_mode="host",
        environment={"WORD": given.word, "PORT": str(given.port)},
    )
    print("published by the guest:", guest.ports)


LASTING = "It needs a command that lasts, and a port that is free."


@check(points=1)
def only_lo(daemon: Daemon, given: Given):
    """In the first container there is no network card but `lo`."""
    daemon.running(given.alone, next_step=LASTING)
    cards = daemon.execute(given.alone, "ls", "/sys/class/net").output.split()
    expect(
        f"network cards of {given.alone}",
        set(cards),
        {"lo"},
        see=f"docker exec {given.alone} ls /sys/class/net",
        next_step="A network without a way out is still a network.",
    )


@check(points=1)
def at_home_on_the_host(daemon: Daemon, given: Given):
    """The second container runs in the host's own network namespace."""
    daemon.running(given.guest, next_step=LASTING)
    look = ("readlink", "/proc/self/ns/net")
    host = daemon.run(BUSYBOX_IMAGE, *look, network_mode="host").output.strip()
    guest = daemon.execute(given.guest, *look).output.strip()
    expect_that(
        guest == host,
        f"the network namespace of {given.guest}",
        expected="the host's",
        found="one of its own",
        see=f"docker exec {given.guest} ls /sys/class/net",
        next_step="Publishing a port is not the same as standing on the host.",
    )


@check(points=1, after="at_home_on_the_host")
def page_on_the_host(daemon: Daemon, given: Given):
    """On the host's 127.0.0.1, port `given.port`, its page shows your word."""
    expect(
        f"the page at http://127.0.0.1:{given.port}/",
        daemon.fetch(given.port, within_s=1).text,
        given.word,
        see=f"docker exec {given.guest} netstat -ltn",
        next_step="Which port does the server listen on, and what is in its variables?",
    )


INTERNAL = 'network=client.networks.create(f"{given.alone}-net", internal=True).name'

locked_in_is_not_alone = wrong(
    "An internal network has no way out, but it has neighbours, and a card to reach them.",
    fails="only_lo",
    edit={'network_mode="none"': INTERNAL},
)
published_in_place_of_host = wrong(
    "The page is where it should be, but by a published port: the container is elsewhere.",
    fails="at_home_on_the_host",
    edit={
        ', "PORT": str(given.port)': "",
        'network_mode="host"': 'ports={"8080/tcp": ("127.0.0.1", given.port)}',
    },
)
server_on_its_usual_port = wrong(
    "On the host's network, but the server was not told its port and took the usual one.",
    fails="page_on_the_host",
    edit={', "PORT": str(given.port)': ""},
)
nothing_published_is_not_alone = wrong(
    "Nothing is published, and yet it has a card, an address and neighbours.",
    fails="only_lo",
    edit={', network_mode="none"': ""},
)
