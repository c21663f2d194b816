"""# Two servers behind one name

The image `given.image` serves one page on port 80: the word that its variable `WORD` holds.

Make a network `given.network` and run two containers on it from this image: `given.first` with
the word `given.first_word`, and `given.second` with the word `given.second_word`.

Whoever is on the network shall find **both** under one more name, `given.alias`: the name stands
for two addresses, and callers come now to the one and now to the other.
"""

import re

from grader import Daemon, Given, build_image, check, choice, expect, name, wrong
from grader.course import WORDS
from grader.labels import BUSYBOX_IMAGE

given = {
    "network": name("mall"),
    "alias": name("shop"),
    "image": name("sign"),
    "first": name("one"),
    "first_word": choice(*WORDS[::2]),
    "second": name("two"),
    "second_word": choice(*WORDS[1::2]),
}

hints = [
    "A container's name is unique, so it can't be that. But on each network a container may have "
    "further names, and nothing says that only one container may have a certain one.",
    "Such a further name is an *alias*, and it is said at the moment of joining the network: "
    "`docker network connect --alias NAME NETWORK CONTAINER`, or `docker run --network NETWORK "
    "--network-alias NAME`. A container that is attached already has to leave and join again.",
    "Create the network. Run each container from `given.image` without `network=`, with `name=`, "
    "`detach=True` and "
    '`environment={"WORD": …}`. Then `network.connect(container, aliases=[given.alias])` for '
    'both of them. If a name is taken, `reset("two_behind_one_name")` and begin again.',
]


def setup(client, given):
    text = """\
    FROM dockyard/busybox
    CMD mkdir -p /www && echo "$WORD" > /www/index.html && exec httpd -f -p 80 -h /www
    """
    build_image(client, text, tag=given.image)


def starter(client, given):
    # Make given.network, run given.first and given.second, and give both one more name.
    pass


def solution(client, given):
    network = client.networks.create(given.network)
    for container, said in [(given.first, given.first_word), (given.second, given.second_word)]:
        client.containers.run(given.image, name=container, detach=True, environment={"WORD": said})
        # The alias belongs to this container's place in this network. The name service collects
        # all who have it, and answers with their addresses in a changing order.
        network.connect(container, aliases=[given.alias])


@check(points=1)
def both_on_it(daemon: Daemon, given: Given):
    """Both containers run on your network."""
    network = daemon.network(given.network)
    for container in (given.first, given.second):
        daemon.container(container)
    both = {given.first, given.second}
    expect(
        f"which of the two run on {given.network}",
        both & network.containers,
        both,
        see=f"docker network inspect {given.network}",
        next_step="Only running containers that have joined this network count.",
    )


@check(points=1, after="both_on_it")
def name_means_both(daemon: Daemon, given: Given):
    """Asked on the network, the name stands for the addresses of both."""
    ran = daemon.run(BUSYBOX_IMAGE, "timeout", "4", "nslookup", given.alias, network=given.network)
    found = set(re.findall(r"(?m)^Address: (\S+)$", ran.output))
    meant = [
        container
        for container in (given.first, given.second)
        if daemon.container(container).address(given.network) in found
    ]
    expect(
        f"whom the name {given.alias} stands for on {given.network}",
        ", ".join(meant) or "nobody",
        f"{given.first}, {given.second}",
        see=f"docker run --rm --network {given.network} {BUSYBOX_IMAGE} nslookup {given.alias}",
        next_step="What is said when a container joins the network is what the network knows.",
    )


@check(points=1, after="name_means_both")
def both_answer(daemon: Daemon, given: Given):
    """Asked again and again at that name, both words come."""
    ask = f"for i in $(seq 40); do timeout 1 wget -qO- http://{given.alias}/; done 2>&1 | sort -u"
    ran = daemon.run(BUSYBOX_IMAGE, "sh", "-c", ask, network=given.network, timeout_s=60)
    heard = {given.first_word, given.second_word} & set(ran.output.split())
    expect(
        f"words that come from http://{given.alias}/ in 40 calls",
        ", ".join(sorted(heard)) or "none of the two",
        ", ".join(sorted({given.first_word, given.second_word})),
        see=f"docker logs {given.first}; docker logs {given.second}",
        next_step="Does each container run the image's own command, with its own word?",
    )
    for container, said in ((given.first, given.first_word), (given.second, given.second_word)):
        own = ("timeout", "4", "wget", "-qO-", "http://127.0.0.1/")
        expect(
            f"the word that {container} serves",
            daemon.execute(container, *own).output.strip() or "none",
            said,
            see=f"docker exec {container} wget -qO- http://127.0.0.1/",
            next_step="Which of the two containers was to have which word?",
        )


alias_for_one = wrong(
    "Both are on the network, and one of them has the name.",
    fails="name_means_both",
    edit={"aliases=[given.alias]": "aliases=[given.alias] if container == given.first else []"},
)
a_name_each = wrong(
    "Two further names, one for each: neither of them is the one that was asked for.",
    fails="name_means_both",
    edit={"aliases=[given.alias]": 'aliases=[f"{given.alias}-{container}"]'},
)
two_networks = wrong(
    "Both have the alias, each on another network: two names that only look alike.",
    fails="both_on_it",
    edit={
        "aliases=[given.alias])": "aliases=[given.alias])\n"
        '    network = client.networks.create(f"{container}-2")'
    },
)
one_of_them_sleeps = wrong(
    "The name stands for both, and nobody serves at the second address.",
    fails="both_answer",
    edit={
        "given.image,": "given.image,\n"
        '        ["sleep", "600"] if container == given.second else None,\n       '
    },
)
words_swapped = wrong(
    "The name stands for both, and each says the other's word.",
    fails="both_answer",
    edit={
        "(given.first, given.first_word)": "(given.first, given.second_word)",
        "(given.second, given.second_word)": "(given.second, given.first_word)",
    },
)
