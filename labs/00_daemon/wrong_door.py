"""# The wrong door

`DOCKER_HOST` tells a client where its daemon is. `given.addresses` has six lines, and at none
of these addresses is a daemon. Find out **why** each one fails, and leave a dict in `answer`:
the address as its key, and as its value one of these four:

| value | what happened |
| :-- | :-- |
| `"no such file"` | there is no file at that path |
| `"nobody listens"` | the place exists, but no program answers there |
| `"unknown host"` | that name belongs to no machine |
| `"unknown scheme"` | what stands before `://` is nothing that a client can speak |

Guess first, then try: a client for an address is `docker.DockerClient(base_url=address)`.
"""

import socket

from grader import Given, check, expect_that, wrong
from grader.course import WORDS

CLOSED_PORTS = (1, 7, 9, 11, 13, 17, 19)
"""Ports of services that machines no longer run."""

TYPOS = ("unxi", "unx", "sock", "dock", "tpc", "docker")
SPOKEN = ("unix", "tcp", "http", "https", "ssh")
REASONS = ("no such file", "nobody listens", "unknown host", "unknown scheme")


def _addresses(entropy: bytes) -> str:
    words = [WORDS[byte % len(WORDS)] for byte in entropy[:3]]
    addresses = [
        f"unix:///var/run/{words[0]}.sock",
        f"unix:///var/run/{words[1]}/docker.sock",
        "unix:///dev/null" if entropy[4] % 2 else "unix:///dev/zero",
        f"tcp://127.0.0.1:{CLOSED_PORTS[entropy[5] % len(CLOSED_PORTS)]}",
        f"tcp://{words[2]}.invalid:2375",
        f"{TYPOS[entropy[6] % len(TYPOS)]}:///var/run/docker.sock",
    ]
    order = sorted(range(6), key=lambda place: (entropy[8 + place], place))
    return "\n".join(addresses[place] for place in order)


given = {"addresses": _addresses}

hints = [
    "Each of the six fails with an error of its own, and the error tells the reason. Try one "
    "address, print the error to its end, and look for words that you know: a file, a host, a "
    "refusal, a protocol.",
    "In a loop over `given.addresses.splitlines()`, put `docker.DockerClient(base_url=address)` "
    "in a `try:` and print the error of `except docker.errors.DockerException as error:`. "
    "`No such file or directory` is about a path. `Connection refused` says that the place is "
    "there and nobody answers. The word *resolve* is about a name.",
    "The error of an unknown scheme says `Invalid bind address protocol`. Read all six errors, "
    'then write the dict by hand: `reasons = {"the first address": "…", …}`, with the six '
    "lines of given.addresses as keys, spelled as they are. Two of the four values come twice.",
]


def starter(client, given):
    for address in given.addresses.splitlines():
        print(address)

    reasons = None  # ← {address: reason, …} for all six
    return reasons


def solution(client, given):
    import docker

    # What the error says → what happened. The client never got as far as a daemon, so none of
    # these words come from one.
    meanings = {
        "No such file": "no such file",
        "Connection refused": "nobody listens",
        "resolve": "unknown host",
        "Invalid bind address": "unknown scheme",
    }
    reasons = {}
    for address in given.addresses.splitlines():
        try:
            docker.DockerClient(base_url=address)
        except docker.errors.DockerException as error:
            for words, meaning in meanings.items():
                if words in str(error):
                    reasons[address] = meaning
    for address, reason in reasons.items():
        print(f"{reason:15} {address}")
    # And the daemon? It has noticed nothing of all this.
    print("the daemon still answers:", client.ping())
    return reasons


@check(points=1)
def every_address(given: Given, answer):
    """The answer is a dict with one of the four reasons for each address."""
    expect_that(
        isinstance(answer, dict),
        "answer",
        expected="a dict: {address: reason, …}",
        found=f"a {type(answer).__name__}",
    )
    left_out = [line for line in given.addresses.splitlines() if line not in answer]
    expect_that(
        not left_out,
        "addresses that your dict leaves out",
        expected="none",
        found=", ".join(left_out),
        next_step="Each line of given.addresses is a key, spelled as it is.",
    )
    strange = [answer[line] for line in given.addresses.splitlines() if answer[line] not in REASONS]
    expect_that(
        not strange,
        "a reason in your dict",
        expected="one of the four in the table",
        found=strange[0] if strange else "",
        next_step="Say it in the words of the table.",
    )


@check(points=1, after="every_address")
def local_doors(given: Given, answer):
    """The reasons of the addresses that are paths on this machine are right."""
    _compare(given, answer, "unix://")


@check(points=1, after="every_address")
def network_doors(given: Given, answer):
    """The reasons of the addresses in the network are right."""
    _compare(given, answer, "tcp://")


@check(points=1, after="every_address")
def no_door_at_all(given: Given, answer):
    """The reason of the address that no client can speak is right."""
    _compare(given, answer, "")


def _compare(given: Given, answer: dict[str, object], kind: str) -> None:
    """Tries the addresses of a kind once more; an empty kind stands for all others."""
    for address in given.addresses.splitlines():
        known = address.startswith(("unix://", "tcp://"))
        if address.startswith(kind) and (bool(kind) == known):
            expect_that(
                answer[address] == _reason(address),
                f"the reason for {address}",
                expected="the reason that the error gives",
                found=answer[address],
                see=f"docker --host {address} ps",
                next_step="Try it, and read the error to its end: what was looked for, and where?",
            )


def _reason(address: str) -> str:
    """What happens when this address is tried now."""
    scheme, _, rest = address.partition("://")
    if scheme not in SPOKEN:
        return "unknown scheme"
    try:
        _try(scheme, rest)
    except (FileNotFoundError, NotADirectoryError):
        return "no such file"
    except socket.gaierror:
        return "unknown host"
    except ConnectionRefusedError:
        return "nobody listens"
    raise RuntimeError(f"something answers at {address}")


def _try(scheme: str, rest: str) -> None:
    if scheme == "unix":
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(rest)
    else:
        host, _, port = rest.partition(":")
        socket.create_connection((host, int(port)), timeout=5).close()


every_door_refused = wrong(
    "Read no error to its end: it did not work, so nobody listens.",
    fails="local_doors",
    edit={'"No such file": "no such file"': '"No such file": "nobody listens"'},
)
a_file_is_a_door = wrong(
    "Took every path that fails for one that is not there; one of them is there.",
    fails="local_doors",
    edit={
        "reasons[address] = meaning": "reasons[address] = (\n"
        '    "no such file" if address.startswith("unix://") else meaning\n)'
    },
)
host_taken_for_down = wrong(
    "A name that nobody has is not a machine that refuses.",
    fails="network_doors",
    edit={'"resolve": "unknown host"': '"resolve": "nobody listens"'},
)
path_read_without_its_scheme = wrong(
    "Looked at the path behind a misspelled scheme: no client gets as far as the path.",
    fails="no_door_at_all",
    edit={'"Invalid bind address": "unknown scheme"': '"Invalid bind address": "no such file"'},
)
errors_for_reasons = wrong(
    "The errors themselves, which nobody has boiled down to a reason.",
    fails="every_address",
    edit={"reasons[address] = meaning": "reasons[address] = type(error).__name__"},
)
