"""# Look from where it stands

In the container `given.main` a server listens on **127.0.0.1**, port `given.port`. No other
container and not even the host can call it there. There is no tool in that container but what it
runs with, so let us say that you must not use `docker exec` on it.

Run a helper called `given.helper` from `dockyard/busybox` that **shares the network of**
`given.main` and keeps running. In the helper, 127.0.0.1 is the same 127.0.0.1: read the page
there, at port `given.port`. Leave the code that it holds in `answer`.
"""

from grader import Daemon, Given, build_image, check, expect_that, name, number, token, wrong

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
    return given.hidden("code", token(8))


def setup(client, given):
    text = f"""\
    FROM dockyard/busybox
    RUN mkdir /www && echo {_code(given)} > /www/index.html
    CMD ["httpd", "-f", "-p", "127.0.0.1:{given.port}", "-h", "/www"]
    """
    build_image(client, text, tag=given.image)
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
    both = (given.main, given.helper)
    for container in both:
        daemon.running(
            container,
            see="docker ps --all",
            next_step="Give the helper a command that lasts, such as `sleep 600`.",
        )
    inodes = {daemon.execute(container, *NAMESPACE).output.strip() for container in both}
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


MODE = 'network_mode=f"container:{given.main}"'
INSIDE_MAIN = {"helper.exec_run": "client.containers.get(given.main).exec_run"}

a_neighbour = wrong(
    "Both on one network: a neighbour, and a 127.0.0.1 of its own. The code came by `docker "
    "exec` after all.",
    fails="one_network_stack",
    edit={MODE + ",": "", **INSIDE_MAIN},
)
shared_processes = wrong(
    "Something is shared with the main container, but it is the list of processes.",
    fails="one_network_stack",
    edit={"network_mode": "pid_mode", **INSIDE_MAIN},
)
read_at_the_wrong_port = wrong(
    "The right place, the wrong port: what came back is an error message.",
    fails="code_read",
    edit={":{given.port}": ""},
)
went_to_the_host = wrong(
    "The host's network, in the belief that the host sees every 127.0.0.1.",
    fails="one_network_stack",
    edit={MODE: 'network_mode="host"', **INSIDE_MAIN},
)
