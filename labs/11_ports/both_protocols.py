"""# The same port, over TCP and over UDP

The image `given.image` holds a small service on port `given.port`. It answers over TCP **and**
over UDP, each with a word of its own. The image's `EXPOSE` names the port, without a protocol.

Run a container called `given.container` from it, and **publish** its port so that on the host's
127.0.0.1 **both** answer. The engine may choose the host's ports.
"""

from grader import Daemon, Given, build_image, check, expect_that, name, number, token, wrong

given = {"image": name("echo"), "container": name("echo"), "port": number(2000, 9999)}

hints = [
    "A port number says nothing without its protocol. TCP port 53 and UDP port 53 are two doors "
    "in two different walls, and each is published by itself.",
    "On the command line that is `-p` twice, with `/udp` at the end of one of them. In the SDK "
    "the protocol is part of the key in `ports={…}`, and a dict may have two keys.",
    '`ports={f"{given.port}/tcp": ("127.0.0.1", None), f"{given.port}/udp": …}`: write the '
    "same pair for the second key, and give the dict to `client.containers.run(given.image, "
    "name=given.container, detach=True, ports=…)`. To begin again: "
    '`reset("both_protocols")`, then the cell.',
]


def _said(given: Given, protocol: str) -> str:
    """What the service answers over one protocol; not among the given values."""
    return f"{protocol} {given.hidden(protocol, token(8))}"


def setup(client, given):
    service = f"""\
use IO::Socket::INET;
$| = 1;
if (fork) {{
    my $line = IO::Socket::INET->new(
        LocalPort => {given.port}, Proto => "tcp", Listen => 9, ReuseAddr => 1);
    while (1) {{ my $caller = $line->accept or next; print $caller "{_said(given, "tcp")}\\n"; }}
}} else {{
    my $line = IO::Socket::INET->new(LocalPort => {given.port}, Proto => "udp");
    while (1) {{ $line->recv(my $said, 999); $line->send("{_said(given, "udp")}\\n"); }}
}}
"""
    dockerfile = f"""\
FROM dockyard/debian
COPY service.pl /
EXPOSE {given.port}
CMD ["perl", "/service.pl"]
"""
    build_image(client, dockerfile, {"service.pl": service}, tag=given.image)


def starter(client, given):
    # Run given.container from given.image, with given.port published for both protocols.
    pass


def solution(client, given):
    # Each key is a port *and* a protocol. Without one, Docker takes it to be TCP.
    container = client.containers.run(
        given.image,
        name=given.container,
        detach=True,
        ports={
            f"{given.port}/tcp": ("127.0.0.1", None),
            f"{given.port}/udp": ("127.0.0.1", None),
        },
    )
    container.reload()
    print("published:", ", ".join(key.partition("/")[2] for key in sorted(container.ports)))


@check(points=1)
def tcp_answers(daemon: Daemon, given: Given):
    """On 127.0.0.1 the service answers over TCP."""
    _expect_answer(daemon, given, "tcp")


@check(points=2)
def udp_answers(daemon: Daemon, given: Given):
    """On 127.0.0.1 the service answers over UDP."""
    _expect_answer(daemon, given, "udp")


def _expect_answer(daemon: Daemon, given: Given, protocol: str) -> None:
    container = daemon.running(given.container)
    ports = [
        place.host_port
        for place in container.published
        if place.container_port == f"{given.port}/{protocol}"
        and place.host_ip in ("127.0.0.1", "0.0.0.0", "")
    ]
    expect_that(
        bool(ports),
        f"published ports of {given.container} for {protocol.upper()}",
        expected=f"{given.port}/{protocol}, on 127.0.0.1",
        found=container.published_ports,
        see=f"docker port {given.container}",
        next_step="A port that is published for one protocol is shut for the other.",
    )
    heard = _heard(daemon, protocol, ports[0])
    expect_that(
        heard == _said(given, protocol),
        f"what comes back over {protocol.upper()}",
        expected="the answer of the image's own service",
        found=heard or "nothing",
        see=f"docker logs {given.container}",
        next_step="Run the image as it is: its own command starts the service.",
    )


def _heard(daemon: Daemon, protocol: str, port: int) -> str:
    """The answer; asked again, for a service that has only just been started."""
    for _ in range(3):
        heard = daemon.talk(protocol, "127.0.0.1", port, "hello\n").text.strip()
        if heard:
            return heard
    return ""


TCP = 'f"{given.port}/tcp": ("127.0.0.1", None),'
UDP = 'f"{given.port}/udp": ("127.0.0.1", None),'

no_protocol_means_tcp = wrong(
    "The port without a protocol, in the hope that this means all of them.",
    fails="udp_answers",
    edit={"{given.port}/tcp": "{given.port}", UDP: ""},
)
all_that_is_exposed = wrong(
    "`-P` publishes what EXPOSE notes, and `EXPOSE 80` is a note about TCP.",
    fails="udp_answers",
    edit={TCP: "", UDP: "", "ports={": "publish_all_ports=True,\n    ports={"},
)
udp_in_place_of_tcp = wrong(
    "Told that UDP is missing, it was put in the place of TCP, not beside it.",
    fails="tcp_answers",
    edit={TCP: ""},
)
udp_to_another_port = wrong(
    "Both protocols are published, but UDP leads to a port where nobody listens.",
    fails="udp_answers",
    edit={"{given.port}/udp": "{given.port + 1}/udp"},
)


@wrong(fails="udp_answers")
def only_half_of_it_runs(client, given):
    """Right ports, but the command was replaced by a server that speaks TCP alone."""
    said = client.containers.run(
        given.image, ["grep", "-o", "tcp [0-9a-f]*", "/service.pl"], remove=True
    )
    tcp_only = (
        "use IO::Socket::INET; my $line = IO::Socket::INET->new("
        f"LocalPort => {given.port}, Proto => 'tcp', Listen => 9, ReuseAddr => 1);"
        f"while (my $caller = $line->accept) {{ print $caller '{said.decode().strip()}' }}"
    )
    client.containers.run(
        given.image,
        ["perl", "-e", tcp_only],
        name=given.container,
        detach=True,
        ports={
            f"{given.port}/tcp": ("127.0.0.1", None),
            f"{given.port}/udp": ("127.0.0.1", None),
        },
    )
