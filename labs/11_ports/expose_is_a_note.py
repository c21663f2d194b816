"""# EXPOSE is a note; the host needs no published port

1. Build an image `given.image` from `dockyard/busybox`. It serves a page with the word
   `given.word` on port `given.port`, and it says so with `EXPOSE`.
2. Run a container called `given.container` from it, and publish **nothing**.
3. The engine's host can read the page all the same. Leave in `answer` the address at which it
   does, such as `"http://10.1.2.3:4567/"`.

`httpd -f -p PORT -h FOLDER` is busybox's web server; it shows the `index.html` of the folder.
"""

from urllib.parse import urlsplit

from grader import Daemon, Given, check, expect, expect_that, name, number, right, word, wrong

given = {
    "image": name("note"),
    "container": name("quiet"),
    "word": word(),
    "port": number(2000, 9999),
}

hints = [
    "The Dockerfile has four lines: `FROM`, a `RUN` that makes a folder with an `index.html` in "
    "it, `EXPOSE`, and a `CMD` that starts the server. Which of them opens the port? Only the "
    "last: a port is open when a process listens.",
    "Every container on the default network has an IP address of its own, and the host is a "
    "neighbour on that network. So the URL has the *container's* address in it, and the "
    "*container's* port. `docker inspect NAME` knows the address.",
    "Write the Dockerfile as an f-string and build it with `client.images.build(fileobj="
    "io.BytesIO(text.encode()), tag=given.image)`. Its last line is "
    '`CMD ["httpd", "-f", "-p", "{given.port}", "-h", "/www"]`. Run it '
    "with `name=` and `detach=True` and no `ports=`. After `container.reload()` the address is "
    '`container.attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]`. The answer '
    'is `f"http://{address}:{given.port}/"`.',
]


def starter(client, given):
    # Build given.image, run given.container, publish nothing.
    url = None  # ← where the host reads the page
    return url


def solution(client, given):
    import io

    # EXPOSE writes one line into the image's config. It opens nothing. What opens the port is
    # the server in the last line, when it runs.
    dockerfile = f"""\
    FROM dockyard/busybox
    RUN mkdir /www && echo {given.word} > /www/index.html
    EXPOSE {given.port}
    CMD ["httpd", "-f", "-p", "{given.port}", "-h", "/www"]
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)
    container = client.containers.run(given.image, name=given.container, detach=True)

    # The host sits on the same bridge as the container, so the container's own address will do.
    container.reload()
    address = container.attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
    print("published:", container.ports)
    return f"http://{address}:{given.port}/"


@check(points=1)
def noted(daemon: Daemon, given: Given):
    """The image's config notes the port as exposed."""
    expect(
        f"exposed ports of image {given.image}",
        daemon.image(given.image).config.exposed_ports,
        {f"{given.port}/tcp"},
        see=f"docker image inspect --format '{{{{json .Config.ExposedPorts}}}}' {given.image}",
        next_step="It is one instruction with one number, the container's port.",
    )


@check(points=1, after="noted")
def nothing_published(daemon: Daemon, given: Given):
    """The container runs from this image, and none of its ports is published."""
    container = daemon.running(given.container)
    expect_that(
        container.image_id == daemon.image(given.image).id,
        f"the image that {given.container} runs from",
        expected=given.image,
        found="another one",
        see="docker ps",
        next_step="After a new build, remove the container and run it again.",
    )
    expect(
        f"published ports of {given.container}",
        container.published_ports,
        set(),
        see=f"docker port {given.container}",
        next_step="The host needs no published port here.",
    )


@check(points=2, after="nothing_published")
def host_reads_it(daemon: Daemon, given: Given, answer):
    """At the address in your answer, which is the container's own, the host reads your word."""
    container = daemon.container(given.container)
    own = {end.address for end in container.endpoints if end.address}
    address, port = _address_and_port(answer)
    expect_that(
        address in own,
        "the address in your answer",
        expected=f"the IP address of {given.container}",
        found=address or f"none, in {answer!r}",
        see=f"docker inspect {given.container}",
        next_step="127.0.0.1 is whoever says it. The container has an address of its own.",
    )
    expect("the port in your answer", port, given.port, next_step="Which port is it served on?")
    expect(
        "the page at your address",
        daemon.fetch(port, host=address, within_s=1).text,
        given.word,
        see=f"docker exec {given.container} netstat -ltn",
        next_step="Is there a server in the container that listens on this port, for all callers?",
    )


def _address_and_port(answer: object) -> tuple[str, int]:
    """What a URL names; an empty address when it is none. `http://` may be left out."""
    if not isinstance(answer, str):
        return "", 0
    try:
        parts = urlsplit(answer if "//" in answer else f"//{answer}")
        return parts.hostname or "", parts.port or 80
    except ValueError:
        return "", 0


SERVER = '"httpd", "-f", "-p", "{given.port}", "-h", "/www"'

nobody_listens = wrong(
    "EXPOSE is there, and no server is: a note about a port that is closed.",
    fails="host_reads_it",
    edit={SERVER: '"sleep", "600"'},
)
listens_to_itself = wrong(
    "Everything is right, but the server listens on the container's 127.0.0.1 alone.",
    fails="host_reads_it",
    edit={'"-p", "{': '"-p", "127.0.0.1:{'},
)
looked_for_on_localhost = wrong(
    "The page is served and nothing is published, but it is looked for on the host itself.",
    fails="host_reads_it",
    edit={"http://{address}": "http://127.0.0.1"},
)
published_as_well = wrong(
    "It works, but through a published port: the question was whether it needs one.",
    fails="nothing_published",
    edit={"detach=True": "detach=True, publish_all_ports=True"},
)
without_the_note = wrong(
    "It serves and the host reads it, but the image does not say so.",
    fails="noted",
    edit={"EXPOSE {given.port}": ""},
)


asked_from_the_image = right(
    "The engine is asked for the address once more; the port is read from the image.",
    edit={
        "container.reload()": "container = client.containers.get(given.container)\n"
        'port = next(iter(container.image.attrs["Config"]["ExposedPorts"])).partition("/")[0]',
        '{address}:{given.port}/"': '{address}:{port}"',
    },
)


@right
def on_a_network_of_its_own(client, given):
    """The note is set by a commit, and the container joins a network that was made for it."""
    box = client.containers.create("dockyard/busybox", ["true"])
    server = (
        f"mkdir /www; echo {given.word} > /www/index.html; exec httpd -f -p {given.port} -h /www"
    )
    changes = [f"EXPOSE {given.port}", f'CMD ["sh", "-c", "{server}"]']
    box.commit(given.image, changes="\n".join(changes))
    box.remove()
    network = client.networks.create(f"{given.container}-net")
    container = client.containers.run(
        given.image, name=given.container, network=network.name, detach=True
    )
    container.reload()
    address = container.attrs["NetworkSettings"]["Networks"][network.name]["IPAddress"]
    return f"http://{address}:{given.port}"
