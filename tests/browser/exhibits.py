"""The exhibits of the gallery: every visual on real data, and the cells that make it."""

from __future__ import annotations

from tests.browser.gallery import ROOT, Exhibit

OPEN = """\
import io

from labkit import check, open_lesson, see, start, status

client = open_lesson("03_layers")
run = client.containers.run
BOX = "dockyard/busybox"
"""

SERVED = """
recipe = b"FROM dockyard/busybox\\nRUN head -c 9000000 /dev/urandom > /a\\nRUN echo > /b\\n"
client.images.build(fileobj=io.BytesIO(recipe), tag="shop")
registry = registry_with(client, "shop")
served = registry.__enter__()
client.images.remove("shop")
"""
REGISTRY = (ROOT / "tests" / "daemon" / "registry_server.py").read_text()
OPENINGS = {"containerd": OPEN, "overlay2": f"{REGISTRY}\n\n{OPEN}{SERVED}"}
"""Where a daemon keeps its images → the first cell of the notebook on it."""

TOWN = """\
market = client.networks.create("market")
vault = client.networks.create("vault", internal=True)
SERVE = "mkdir -p /www; echo hello > /www/index.html; exec httpd -f -h /www -p "

run(BOX, ["sh", "-c", SERVE + "80"], name="web", network="market", ports={80: None}, detach=True)
run(BOX, ["sh", "-c", SERVE + "127.0.0.1:80"], name="shy", ports={80: None}, detach=True)
run(BOX, ["sleep", "600"], name="safe", network="vault", detach=True)
db = run(BOX, ["sleep", "600"], name="db", network="market", detach=True)
vault.connect(db, aliases=["records"])
"""

LIFE = """\
import time

with see.lifeline(client):
    healthcheck = {"test": ["CMD", "true"], "interval": 200_000_000}
    fit = run(BOX, ["sleep", "600"], name="fit", healthcheck=healthcheck, detach=True)
    again = {"Name": "on-failure", "MaximumRetryCount": 1}
    weak = run(BOX, ["false"], name="weak", restart_policy=again, detach=True)
    time.sleep(2)
    fit.remove(force=True)
"""

SHELF = '''\
dockerfile = """\\
FROM dockyard/busybox
RUN head -c 300000 /dev/zero > /stock && mkdir /shelf && echo apples > /shelf/fruit
RUN echo pears >> /shelf/fruit && rm /stock
ENV SHELF=/shelf
RUN echo bread > /shelf/bakery
"""
client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag="shelf", rm=True)
shop = run("shelf", ["sleep", "600"], name="shop", detach=True)
shop.exec_run(["sh", "-c", "rm /shelf/bakery; echo plums > /shelf/fruit"])
'''

STORES = """\
client.volumes.create("kept")
mounts = ["pages:/data", "/tmp:/desk"]
run(BOX, ["sleep", "600"], name="cook", volumes=mounts, tmpfs={"/run": ""}, detach=True)
binds = client.api.create_host_config(binds=["pages:/in:ro"])
client.api.create_container(BOX, ["true"], name="guest", volumes=["/cache"], host_config=binds)
"""

FAMILY = """\
import time

home = run(BOX, ["sh", "-c", "sleep 601 & (exit 3) & exec sleep 600"], name="home", detach=True)
home.exec_run(["sleep", "602"], detach=True)
time.sleep(1)
"""

RECIPE = """\
recipe = '''\\
FROM dockyard/busybox
ENV SHOP=corner
WORKDIR /shop
COPY prices .
RUN sleep 0.3; sort prices > sorted
RUN sleep 0.2; wc -l < sorted > count
'''
see.build(client, "corner", recipe, {"prices": "apples 3\\npears 2\\n"})
"""

BAKERY = """\
%%dockerfile bakery
FROM dockyard/busybox
WORKDIR /bakery
RUN echo flour > dough
RUN bake dough
"""

WIRE = """\
%%wire
box = run(BOX, ["sleep", "60"], name="box", ports={"80/tcp": None}, detach=True)
box.exec_run(["echo", "hello"])
box.remove(force=True)
"""

WRONG = """\
given = start("share_two_layers")
image = client.images.get(BOX)
image.tag(given.first), image.tag(given.second)
"""

EXHIBITS = (
    Exhibit(
        name="card",
        title="An exercise",
        sentence="What is asked, how far you are, the first thing that is off, and the next step. "
        "Each button says what it would be as code.",
        alt="A card with the promises of an exercise: the first has failed, with what was "
        "expected and what was found; buttons to check again, for a hint, to reset, to see a "
        "solution.",
        before=WRONG,
        code='check("share_two_layers")',
    ),
    Exhibit(
        name="course-map",
        title="The course as a map",
        sentence="Every lesson and exercise, how it stands, and a link to its place.",
        alt="A table of lessons; each exercise is a chip that is passed, begun or open.",
        code="status()",
    ),
    Exhibit(
        name="layers",
        title="The layers of an image",
        sentence="What each layer adds, changes and deletes, the instruction that made it, what "
        "is wasted, and on top a container's own layer, looked at again after every cell.",
        alt="A table of layers, newest on top, with their sizes, files and instructions.",
        before=SHELF,
        code='see.layers(client, shop, base="dockyard/busybox")',
        themes=("light", "dark"),
    ),
    Exhibit(
        name="build",
        title="A build, step by step",
        sentence="Each step from the cache or run, how long it took, and why the cache did not "
        "hold.",
        alt="A table of the six steps of a build: the first three are from the cache; from COPY "
        "on they were run, because the content of the copied file has changed.",
        before=RECIPE,
        code='see.build(client, "corner", recipe, {"prices": "apples 3\\npears 4\\n"})',
    ),
    Exhibit(
        name="dockerfile",
        title="A cell that is a Dockerfile",
        sentence="Running it writes and builds; a fault is explained at its line, with the "
        "daemon's own words.",
        alt="The steps of a build, the fourth of which failed, and the line of the Dockerfile "
        "with what it said: bake: not found.",
        code=BAKERY,
    ),
    Exhibit(
        name="pull",
        title="A pull, layer by layer",
        sentence="How far each layer is, what was here already, and the daemon's words where it "
        "cannot be. A sandbox reaches no registry: `served` is one on its own loopback.",
        alt="A table of three layers, each pulled, with bars for what was downloaded and unpacked.",
        code='see.pull(client, f"{served.address}/shop@{served.digest}")',
        store="overlay2",
    ),
    Exhibit(
        name="argv",
        title="ENTRYPOINT and CMD",
        sentence="In all their forms: choose, predict, run, and see what process 1 really was.",
        alt="A table of the forms of ENTRYPOINT and CMD, with the command line that the daemon "
        "ran for each.",
        code="see.argv(client)",
    ),
    Exhibit(
        name="processes",
        title="Processes on both sides of the border",
        sentence="The same process has one number on the host and another in its container: who "
        "is PID 1, who is the shim, what docker exec started, and which child is a zombie.",
        alt="A table with a dashed border around the container's processes: sleep 600 is PID 1 "
        "inside; a zombie is marked; sleep 602, started by docker exec, is not its child.",
        before=FAMILY,
        code='see.processes(client, "home")',
    ),
    Exhibit(
        name="volumes",
        title="Where data lies, and what outlives what",
        sentence="Who mounts which volume, folder or memory where, read-only or not, and what is "
        "left after docker rm, docker rm -v and docker volume prune. A choice shows what one act "
        "would leave, and does nothing.",
        alt="A grid of places by containers. pages is mounted by cook read-write and by guest "
        "read-only; an anonymous volume goes with docker rm -v.",
        before=STORES,
        code='see.volumes(client, "cook", "guest")',
        acts=(("what-if", "docker rm -v guest"),),
    ),
    Exhibit(
        name="networks",
        title="Networks, and who reaches whom",
        sentence="Which container is plugged into which network, which ports are published, and, "
        "measured at this moment from inside each, who reaches whom by name and by address.",
        alt="Two tables. The first has a column for each of three networks, with the containers "
        "plugged in as boxes with their addresses. The second says for each pair of containers "
        "whether the one reaches the other by name, by address only, or not.",
        before=TOWN,
        code='see.networks(client, "web", "db", "safe", "shy")',
        themes=("light", "dark"),
    ),
    Exhibit(
        name="request",
        title="The path of one request",
        sentence="Each station on the way from the one who asks to the process that listens, the "
        "one at which the request ends, and what came of really sending it. Here among the "
        "containers of the map above.",
        alt="Six boxes joined by a line: the host, the published port, the hand-over, the bridge, "
        "a veth pair, and, in red, port 80 inside: the process listens on 127.0.0.1.",
        code='see.request(client, "shy", 80)',
    ),
    Exhibit(
        name="page",
        title="What a published port serves",
        sentence="Status, headers and the page itself, asked from the host; shown without links, "
        "images, styles and scripts, in a frame that may do nothing. Here of a container of the "
        "map above.",
        alt="Port 80 of web at /: it answers 200 OK; a frame with the page; a field for another "
        "path.",
        code='see.page(client, "web", 80)',
    ),
    Exhibit(
        name="lifeline",
        title="A container's life line",
        sentence="What becomes of containers, from the daemon's events and live while they come: "
        "states, exit codes, restarts, health, signals.",
        alt="Two rows of boxes: one container is created, runs, becomes healthy, is killed and "
        "removed; the other is created, runs, exits with code 1, runs again and exits again.",
        code=LIFE,
    ),
    Exhibit(
        name="wire",
        title="On the wire",
        sentence="The API requests that a cell's calls made, and the docker command that makes "
        "the same ones. Most of them can be sent again, as raw HTTP.",
        alt="A table of HTTP requests: method, path, status and the docker command for each; below "
        "it, one that was sent again, with the daemon's answer.",
        code=WIRE,
        acts=(("send", "2"),),
    ),
)
