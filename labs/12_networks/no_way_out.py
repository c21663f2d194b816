"""# A database with no way out

The oldest pair of containers: an application that the world may call, and a database that only
the application may call. Build that house:

1. an **internal** network `given.inside`, with no way out, and an ordinary one, `given.outside`;
2. `given.database`, from `given.image` with the variable `WORD` set to `given.word`, attached to
   `given.inside` **alone**;
3. `given.app`, attached to **both**, with its port 80 published on the host's 127.0.0.1. It
   passes every call on to the database.

The image serves the word on port 80 (that is our database). For the app run `dockyard/busybox`
with the command `nc -ll -p 80 -e nc DATABASE 80`, where DATABASE is the database's name.
"""

import secrets

from grader import (
    Daemon,
    Given,
    build_image,
    check,
    expect,
    expect_that,
    name,
    right,
    word,
    wrong,
)

given = {
    "inside": name("inside"),
    "outside": name("outside"),
    "database": name("db"),
    "app": name("app"),
    "image": name("table"),
    "word": word(),
}

DATABASE = """\
FROM dockyard/busybox
CMD mkdir -p /www && echo "$WORD" > /www/index.html && exec httpd -f -p 80 -h /www
"""

hints = [
    "Start from the networks: the one thing that makes the inner one special is said when it is "
    "created. Then ask of each container which networks it is on, and which of them it is run in "
    "first.",
    "`docker network create --internal` is `internal=True` in the SDK. A container is run in one "
    "network and joins others afterwards, with `connect`. A port can be published only through a "
    "network that has a way out.",
    "Four calls. `client.networks.create(given.inside, internal=True)` and "
    "`client.networks.create(given.outside)`. The database: `client.containers.run(given.image, "
    'name=given.database, detach=True, network=given.inside, environment={"WORD": given.word})`. '
    "The app, with a name and `detach=True` as well: "
    '`client.containers.run("dockyard/busybox", ["nc", "-ll", "-p", "80", "-e", '
    '"nc", given.database, "80"], …)` with `network=given.outside` and '
    '`ports={"80/tcp": ("127.0.0.1", None)}`. And one more: the inner network\'s '
    "`connect(given.app)`.",
]


def setup(client, given):
    build_image(client, DATABASE, tag=given.image)


def starter(client, given):
    # Two networks, a database on one of them, an app on both.
    pass


def solution(client, given):
    # Whoever is on an internal network alone can speak with the neighbours and with nobody else.
    inner = client.networks.create(given.inside, internal=True)
    client.networks.create(given.outside)

    client.containers.run(
        given.image,
        name=given.database,
        detach=True,
        network=given.inside,
        environment={"WORD": given.word},
    )
    # The app is run in the outer network, where a port can be published, and joins the inner one.
    client.containers.run(
        "dockyard/busybox",
        ["nc", "-ll", "-p", "80", "-e", "nc", given.database, "80"],
        name=given.app,
        detach=True,
        network=given.outside,
        ports={"80/tcp": ("127.0.0.1", None)},
    )
    inner.connect(given.app)

    inner.reload()
    print("the inner network is internal:", inner.attrs["Internal"])


@check(points=1)
def no_way_out(daemon: Daemon, given: Given):
    """The database runs on the inner network alone, and that network has no way out."""
    database = daemon.running(given.database)
    expect(
        f"networks of {given.database}",
        database.networks,
        {given.inside},
        see=f"docker inspect {given.database}",
        next_step="Nobody but the app has to reach the database.",
    )
    # Not the container's routes: older engines leave a default route and drop what takes it.
    expect_that(
        daemon.network(given.inside).is_internal,
        f"what kind of network {given.inside} is",
        expected="an internal one",
        found="an ordinary one, with a way out",
        see=f"docker network inspect --format '{{{{.Internal}}}}' {given.inside}",
        next_step="Whether a network has a way out is said when it is created.",
    )


@check(points=1, after="no_way_out")
def app_on_both(daemon: Daemon, given: Given):
    """The app runs, and is on both networks."""
    app = daemon.running(given.app)
    wanted = {given.inside, given.outside}
    expect_that(
        wanted <= app.networks,
        f"networks of {given.app}",
        expected=wanted,
        found=app.networks,
        see=f"docker inspect {given.app}",
        next_step="A port is published through a network with a way out; which one is that?",
    )


@check(points=2, after="app_on_both")
def world_reads_database(daemon: Daemon, given: Given):
    """On the host's 127.0.0.1 the app shows what the database says at that moment."""
    places = [
        place
        for place in daemon.container(given.app).published
        if place.host_ip in ("127.0.0.1", "0.0.0.0", "") and place.container_port == "80/tcp"
    ]
    expect_that(
        bool(places),
        f"port 80 of {given.app} on the host's 127.0.0.1",
        expected="published",
        found="not published",
        see=f"docker port {given.app}",
        next_step="What is published is said when the container is run.",
    )
    port = places[0].host_port
    expect(
        "the page on that port",
        daemon.fetch(port, within_s=1).text,
        given.word,
        see=f"docker exec {given.app} wget -qO- http://{given.database}/",
    )
    fresh = secrets.token_hex(4)
    daemon.execute(given.database, "sh", "-c", f"echo {fresh} > /www/fresh")
    later = daemon.fetch(port, path="/fresh")
    daemon.execute(given.database, "rm", "-f", "/www/fresh")
    expect_that(
        later.body.strip() == fresh,
        "a page that the database has had for a moment only, asked for at the app",
        expected="the same page",
        found=f"an answer with status {later.status}" if later.status else "no answer",
        see=f"docker logs {given.app}",
        next_step="The app must pass every call on; it keeps nothing itself.",
    )


APP = '"dockyard/busybox",\n    ["nc", "-ll", "-p", "80", "-e", "nc", given.database, "80"],'
PUBLISHED = 'ports={"80/tcp": ("127.0.0.1", None)},'

two_ordinary_networks = wrong(
    "Everything works, and the database can call whom it likes: the inner network is no inner.",
    fails="no_way_out",
    edit={", internal=True": ""},
)
published_from_inside = wrong(
    "The app asks for a published port on the internal network, and silently gets none.",
    fails="app_on_both",
    edit={"network=given.outside": "network=given.inside", "inner.connect(given.app)": ""},
)
database_on_both = wrong(
    "The database was put on both networks, so that surely everybody finds it.",
    fails="no_way_out",
    edit={
        "inner.connect(given.app)": "inner.connect(given.app)\n"
        "client.networks.get(given.outside).connect(given.database)"
    },
)
app_has_a_page_of_its_own = wrong(
    "Networks and ports are right, but the app serves the word itself.",
    fails="world_reads_database",
    edit={APP: 'given.image,\n    environment={"WORD": given.word},'},
)
nothing_published = wrong(
    "The house is built, and the door to the street is missing.",
    fails="world_reads_database",
    edit={PUBLISHED: ""},
)


inner_network_first = right(
    "The app is run on the inner network, and joins the outer one before it starts.",
    edit={
        'client.containers.run(\n    "dockyard/busybox"': "app = client.containers.create(\n"
        '    "dockyard/busybox"',
        "inner.connect(given.app)": "inner.connect(app)\napp.start()",
    },
)


@right
def both_at_once(client, given):
    """Low-level calls: the app is created on both networks, and the port is a host setting."""
    api = client.api
    api.create_network(given.outside)
    api.create_network(given.inside, internal=True)
    alone = api.create_networking_config({given.inside: api.create_endpoint_config()})
    api.create_container(
        given.image,
        name=given.database,
        environment=[f"WORD={given.word}"],
        networking_config=alone,
    )
    api.start(given.database)
    out = api.create_networking_config({given.outside: api.create_endpoint_config()})
    api.create_container(
        "dockyard/busybox",
        ["nc", "-ll", "-p", "80", "-e", "nc", given.database, "80"],
        name=given.app,
        ports=[80],
        networking_config=out,
        host_config=api.create_host_config(port_bindings={80: None}),
    )
    api.connect_container_to_network(given.app, given.inside)
    api.start(given.app)
