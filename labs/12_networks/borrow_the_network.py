"""# Look from where it stands

In the container `given.main` a server listens on **127.0.0.1**, port `given.port`. No other
container and not even the host can call it there. There is no tool in that container but what it
runs with, so let us say that you must not use `docker exec` on it.

Run a helper called `given.helper` from `dockyard/busybox` that **shares the network of**
`given.main` and keeps running. In the helper, 127.0.0.1 is the same 127.0.0.1: read the page
there, at port `given.port`. Leave the code that it holds in `answer`.
"""

import hashlib

from grader import Daemon, Given, check, expect_that, name, number, wrong

given = {
    "main": name("main"),
    "helper": name("helper"),
    "image": name("inner"),
    "port": number(2000, 9999),
}

hints = [
    "Two containers on one network are still two hosts: each has its own card and its own "
    "127.0.0.1. Here the helper must not be a neighbour. It must live in the same flat.",
    "Besides `bridge`, `host` and `none` there is a fourth way to say which network a container "
    "gets: the one that another container has. On the command line it is `--network container:…` "
    "with a name, in the SDK it is `network_mode=`.",
    '`helper = client.containers.run("dockyard/busybox", ["sleep", "600"], '
    'name=given.helper, detach=True, network_mode=f"container:{given.main}")`. Then '
    '`helper.exec_run(["wget", "-qO-", f"http://127.0.0.1:{given.port}/"]).output` is the '
    "page, in bytes: `.decode().strip()` makes it the code.",
]

NAMESPACE = ("readlink", "/proc/self/ns/net")


def _code(given: Given) -> str:
    """The code on the page; not among the given values."""
    return hashlib.sha256(f"{given.main} {given.image} {given.port}".encode()).hexdigest()[:8]


def setup(client, given):
    import io

    text = f"""\
    FROM dockyard/busybox
    RUN mkdir /www && echo {_code(given)} > /www/index.html
    CMD ["httpd", "-f", "-p", "127.0.0.1:{given.port}", "-h", "/www"]
    """
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)
    client.containers.run(given.image, name=given.main, detach=True)


def starter(client, given):
    # Run given.helper in the network of given.main, and read the page from there.
    code = None  # ← what the page says
    return code


def solution(client, given):
    # No card of its own, no address of its own: the helper is put into the network namespace of
    # the other container. Files, processes and name stay its own.
    helper = client.containers.run(
        "dockyard/busybox",
        ["sleep", "600"],
        name=given.helper,
        detach=True,
        network_mode=f"container:{given.main}",
    )
    page = helper.exec_run(["wget", "-qO-", f"http://127.0.0.1:{given.port}/"]).output.decode()
    return page.strip()


@check(points=2)
def one_network_stack(daemon: Daemon, given: Given):
    """The helper and the main container run in one and the same network namespace."""
    helper, main = daemon.container(given.helper), daemon.container(given.main)
    for container in (main, helper):
        expect_that(
            container.is_running,
            f"container {container.name}",
            expected="running",
            found="ended",
            see="docker ps --all",
            next_step="Give the helper a command that lasts, such as `sleep 600`.",
        )
    inodes = {daemon.execute(name, *NAMESPACE).output.strip() for name in (main.name, helper.name)}
    expect_that(
        len(inodes) == 1,
        "network namespaces that the two are in",
        expected="1",
        found=len(inodes),
        see=f"docker exec {given.helper} {' '.join(NAMESPACE)}",
        next_step="To be on the same network is not yet to share the network card.",
    )


@check(points=1)
def code_read(given: Given, answer):
    """Your answer is the code on the page."""
    expect_that(
        str(answer).strip() == _code(given),
        "answer",
        expected="the code of eight characters that the page holds",
        found=repr(str(answer).strip()[:80]) if str(answer).strip() else "an empty text",
        see=f"docker exec {given.helper} wget -qO- http://127.0.0.1:{given.port}/",
        next_step="The output of `exec_run` is bytes, and it may be an error message.",
    )


@wrong(fails="one_network_stack")
def a_neighbour(client, given):
    """Both on one network: a neighbour, and a 127.0.0.1 of its own.

    The code came by `docker exec` after all.
    """
    client.containers.run("dockyard/busybox", ["sleep", "600"], name=given.helper, detach=True)
    main = client.containers.get(given.main)
    url = f"http://127.0.0.1:{given.port}/"
    return main.exec_run(["wget", "-qO-", url]).output.decode().strip()


@wrong(fails="one_network_stack")
def shared_processes(client, given):
    """Something is shared with the main container, but it is the list of processes."""
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "600"],
        name=given.helper,
        detach=True,
        pid_mode=f"container:{given.main}",
    )
    main = client.containers.get(given.main)
    url = f"http://127.0.0.1:{given.port}/"
    return main.exec_run(["wget", "-qO-", url]).output.decode().strip()


@wrong(fails="code_read")
def read_at_the_wrong_port(client, given):
    """The right place, the wrong port: what came back is an error message."""
    helper = client.containers.run(
        "dockyard/busybox",
        ["sleep", "600"],
        name=given.helper,
        detach=True,
        network_mode=f"container:{given.main}",
    )
    return helper.exec_run(["wget", "-qO-", "http://127.0.0.1/"]).output.decode()


@wrong(fails="one_network_stack")
def went_to_the_host(client, given):
    """The host's network, in the belief that the host sees every 127.0.0.1."""
    client.containers.run(
        "dockyard/busybox",
        ["sleep", "600"],
        name=given.helper,
        detach=True,
        network_mode="host",
    )
    main = client.containers.get(given.main)
    url = f"http://127.0.0.1:{given.port}/"
    return main.exec_run(["wget", "-qO-", url]).output.decode().strip()
