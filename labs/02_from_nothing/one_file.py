"""# An image of one file

In the container `given.workshop` somebody has compiled a program: `/hello`, linked statically. Make
the image `given.image` out of it: started with no command it prints what `/hello` prints, it holds
that **one file and nothing else**, and it is smaller than 100 kB.
"""

from grader import Daemon, Given, build_image, check, expect, expect_that, name, token, wrong

given = {"workshop": name("workshop"), "image": name("tiny"), "mark": token(8)}

hints = [
    "`FROM scratch` gives an image with no file at all. A static program needs no other file, so "
    "nothing else has to be put in.",
    "Get the file out of the container first: "
    '`client.containers.get(given.workshop).get_archive("/hello")` gives it as a tar in pieces. A '
    "build context is a tar as well: it needs the file and a `Dockerfile`.",
    'Section 3 does all of it. `pieces, _ = workshop.get_archive("/hello")`, and with '
    '`tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as tar:` take `hello = '
    'tar.extractfile("hello").read()`. Then `context = build_context(dockerfile, hello=hello)`, '
    "where `dockerfile` is one text of the three lines `FROM scratch`, `COPY hello /hello` and "
    '`CMD ["/hello"]`. At last `client.images.build(fileobj=context, custom_context=True, '
    "tag=given.image, rm=True)`.",
]

LIMIT_BYTES = 100_000


def setup(client, given):
    dockerfile = f"""
FROM dockyard/compiler
RUN echo 'int puts(char *); int main() {{ return puts("{given.mark}") < 0; }}' > /hello.c
RUN cc -static -o /hello /hello.c
"""
    image = build_image(client, dockerfile)
    client.containers.create(image, name=given.workshop)


def starter(client, given):
    workshop = client.containers.get(given.workshop)

    # Take /hello out of it, and build given.image.


def solution(client, given):
    import io
    import tarfile

    workshop = client.containers.get(given.workshop)
    pieces, _ = workshop.get_archive("/hello")
    with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as tar:
        hello = tar.extractfile("hello").read()

    # FROM scratch is no image: it says "start with no layer at all".
    files = {"Dockerfile": b'FROM scratch\nCOPY hello /hello\nCMD ["/hello"]\n', "hello": hello}
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.mode, entry.size = 0o755, len(content)
            tar.addfile(entry, io.BytesIO(content))
    context.seek(0)
    image, _ = client.images.build(fileobj=context, custom_context=True, tag=given.image, rm=True)
    print("smaller than 20 kB:", image.attrs["Size"] < 20_000)


@check(points=2)
def it_prints(daemon: Daemon, given: Given):
    """Started with no command, the image prints what /hello prints."""
    import docker

    daemon.image(given.image)
    try:
        output = daemon.run(given.image).output.strip()
    except docker.errors.APIError as error:
        output = f"it cannot be started: {str(error.explanation).strip()[-90:]}"
    expect(
        f"output of {given.image}",
        output,
        given.mark,
        see=f"docker run --rm {given.image}",
        next_step="Is the file in the image, may it be executed, and does the config name it?",
    )


@check(points=1, after="it_prints")
def one_file_only(daemon: Daemon, given: Given):
    """The image holds exactly one file."""
    files = daemon.saved(given.image).files.items()
    found = sorted(path for path, entry in files if not entry.is_dir)
    expect(
        "files in the image",
        len(found),
        1,
        see=f"docker history {given.image}",
        next_step="What does its first line start FROM, and what is copied?",
    )


@check(points=1, after="it_prints")
def it_is_small(daemon: Daemon, given: Given):
    """The image is smaller than 100 kB, all layers counted."""
    size_bytes = sum(layer.size_bytes for layer in daemon.saved(given.image).layers)
    expect_that(
        size_bytes < LIMIT_BYTES,
        "size of all files in its layers",
        expected="less than 100 kB",
        found=f"{size_bytes / 1000:.0f} kB",
        see=f"docker history {given.image}",
        next_step="Which layer weighs most, and which line made it?",
    )


@wrong(fails="it_prints")
def no_command(client, given):
    """The file is there, and nothing says to start it."""

    pieces, _ = client.containers.get(given.workshop).get_archive("/hello")
    client.api.import_image_from_data(b"".join(pieces), repository=given.image)


commanded_in_shell_form = wrong(
    "CMD in shell form asks for /bin/sh, which scratch has not.",
    fails="it_prints",
    edit={'CMD ["/hello"]': "CMD /hello"},
)
with_its_source = wrong(
    "The source goes along: a second file, and still small.",
    fails="one_file_only",
    edit={
        "COPY hello /hello": "COPY hello hello.c /",
        '"hello": hello}': '"hello": hello, "hello.c": b"int main() {}"}',
    },
)
padded = wrong(
    "One file, but with debugging ballast behind the program.",
    fails="it_is_small",
    edit={'extractfile("hello").read()': 'extractfile("hello").read() + bytes(200_000)'},
)
