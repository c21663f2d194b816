"""# One port number, two containers

You will often read that a host port can serve one container only. Show that it is not so.

The image `given.image` serves one page on its port 80: the word that its variable `WORD` holds.
Run two containers from it,

- `given.left`, with `WORD` set to `given.left_word`, published on the host's **127.0.0.1**;
- `given.right`, with `WORD` set to `given.right_word`, published on the host's **127.0.0.2**,

both on **one and the same host port number**. Which number is up to you, as long as it is free:
you may let the engine choose it for the first.
"""

from grader import Daemon, Given, build_image, check, choice, expect, expect_that, name, wrong
from grader.course import WORDS

given = {
    "image": name("sign"),
    "left": name("left"),
    "left_word": choice(*WORDS[::2]),
    "right": name("right"),
    "right_word": choice(*WORDS[1::2]),
}

hints = [
    "What can be taken only once is not a number. It is an address *and* a port *and* a protocol. "
    "All of 127.0.0.0/8 is your own machine, so there are addresses enough.",
    "Run the first from `given.image` with the address 127.0.0.1 and no port number: "
    "the engine chooses. "
    "Read its choice: `container.reload()`, then `container.ports`. Start the second with that "
    'number and the other address. A variable is set with `environment={"WORD": …}`.',
    '`ports={"80/tcp": ("127.0.0.1", None)}` for the first. Then '
    '`number = int(container.ports["80/tcp"][0]["HostPort"])`. For the second the pair is '
    '`("127.0.0.2", number)`. Both need `name=…`, `detach=True` and their own `environment=…`.',
]


def setup(client, given):
    text = """\
    FROM dockyard/busybox
    CMD mkdir -p /www && echo "$WORD" > /www/index.html && exec httpd -f -p 80 -h /www
    """
    build_image(client, text, tag=given.image)


def starter(client, given):
    # Run given.left on 127.0.0.1 and given.right on 127.0.0.2, both on one port number.
    pass


def solution(client, given):
    # The engine chooses a free port for the first…
    left = client.containers.run(
        given.image,
        name=given.left,
        detach=True,
        environment={"WORD": given.left_word},
        ports={"80/tcp": ("127.0.0.1", None)},
    )
    left.reload()
    number = int(left.ports["80/tcp"][0]["HostPort"])

    # …and the second takes the same number on another address of the host. Taken is only the
    # three together: address, port and protocol.
    right = client.containers.run(
        given.image,
        name=given.right,
        detach=True,
        environment={"WORD": given.right_word},
        ports={"80/tcp": ("127.0.0.2", number)},
    )
    right.reload()
    print(
        "one number:", left.ports["80/tcp"][0]["HostPort"] == right.ports["80/tcp"][0]["HostPort"]
    )


@check(points=1)
def left_answers(daemon: Daemon, given: Given):
    """On 127.0.0.1 the left container's word answers."""
    _expect_word(daemon, given.left, "127.0.0.1", given.left_word)


@check(points=1, after="left_answers")
def right_answers(daemon: Daemon, given: Given):
    """On 127.0.0.2 the right container's word answers."""
    _expect_word(daemon, given.right, "127.0.0.2", given.right_word)


@check(points=1, after="right_answers")
def one_number(daemon: Daemon, given: Given):
    """Both are on the same port number of the host."""
    left = _ports(daemon, given.left, "127.0.0.1")
    right = _ports(daemon, given.right, "127.0.0.2")
    expect_that(
        bool(left & right),
        "port numbers on 127.0.0.1 and on 127.0.0.2",
        expected="one that both have",
        found="two that differ",
        see=f"docker port {given.left}; docker port {given.right}",
        next_step="The first may be the engine's choice. The second has to be told.",
    )


def _ports(daemon: Daemon, container: str, address: str) -> set[int]:
    """The host ports that a container's TCP ports are published on at one address."""
    return {
        place.host_port
        for place in daemon.container(container).published
        if place.host_ip == address and place.container_port.endswith("/tcp")
    }


def _expect_word(daemon: Daemon, container: str, address: str, expected: str) -> None:
    ports = _ports(daemon, container, address)
    expect_that(
        bool(ports),
        f"TCP ports of {container} published on {address}",
        expected="one",
        found="none",
        see=f"docker port {container}",
        next_step="The address stands before the port, and /udp is another protocol than /tcp.",
    )
    pages = [daemon.fetch(port, host=address, within_s=1) for port in sorted(ports)]
    expect(
        f"the page of {container} on {address}",
        ", ".join(page.body.strip() for page in pages if page.status) or "no page",
        expected,
        see=f"docker port {container}; docker logs {container}",
        next_step="Which container's word is it? And is 80 the port that its server listens on?",
    )


a_number_of_its_own = wrong(
    "Both on the right address, each on a port number of its own.",
    fails="one_number",
    edit={'("127.0.0.2", number)': '("127.0.0.2", number + 1)'},
)
words_swapped = wrong(
    "One number, two addresses, but the wrong word behind each.",
    fails="left_answers",
    edit={
        "given.left_word": "OTHER",
        "given.right_word": "given.left_word",
        "OTHER": "given.right_word",
    },
)


@wrong(fails="right_answers")
def one_container_on_both(client, given):
    """The left container has both addresses, and the right one none."""
    client.containers.run(
        given.image,
        name=given.left,
        detach=True,
        environment={"WORD": given.left_word},
        ports={"80/tcp": [("127.0.0.1", None), ("127.0.0.2", None)]},
    )
    client.containers.run(
        given.image, name=given.right, detach=True, environment={"WORD": given.right_word}
    )


second_one_over_udp = wrong(
    "The engine accepts it at once, for UDP is another protocol. The server speaks TCP.",
    fails="right_answers",
    edit={
        '"80/tcp": ("127.0.0.2"': '"80/udp": ("127.0.0.2"',
        'right.ports["80/tcp"]': 'right.ports["80/udp"]',
    },
)
