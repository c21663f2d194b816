"""# An argument that stayed

**First, read.** The image `given.leaky` is there already. It was built with a build argument
`TOKEN`, a secret of twelve characters. The Dockerfile uses it and then forgets it: no file of the
image holds it. Find the secret all the same, and leave it in `answer`.

**Then, build.** Make an image `given.image` in which the file `/version` holds the text
`given.version`. The text must come in as a build argument called `VERSION`, and the containers of
the image must not have a variable `VERSION` in their environment.
"""

import re

from grader import (
    Daemon,
    Given,
    build_image,
    check,
    expect,
    expect_that,
    name,
    number,
    token,
    wrong,
)


def _version(entropy: bytes) -> str:
    parts = (number(1, 9)(entropy[8 * place : 8 * place + 8]) for place in range(3))
    return ".".join(str(part) for part in parts)


given = {"leaky": name("leaky"), "image": name("stamp"), "version": _version}

hints = [
    "An image is more than its files. It also tells how it was made, line by line, and what a line "
    "was given is part of the line.",
    "To read: `client.images.get(given.leaky).history()` is a list, and each row has a "
    "`CreatedBy`. To build: `ARG` names an argument, and the lines below it can use it as "
    "`$VERSION`. Its value comes with the build: `buildargs={…}`, or `--build-arg` on the line.",
    "The secret stands after `TOKEN=` in the row of the `RUN` line, not in the row of the `ARG` "
    "line: there is only the default. For the image: `FROM`, then `ARG VERSION`, then a `RUN` that "
    'writes `$VERSION` to `/version`; and `client.images.build(…, buildargs={"VERSION": '
    "given.version})`. What differs if `ARG` stands above `FROM`?",
]


def _token(given: Given) -> str:
    return given.hidden("token", token(12))


def setup(client, given):
    dockerfile = """\
    FROM dockyard/busybox
    ARG TOKEN=not-a-secret
    RUN test -n "$TOKEN" && echo downloaded > /goods
    CMD ["cat", "/goods"]
    """
    build_image(client, dockerfile, tag=given.leaky, buildargs={"TOKEN": _token(given)})


def starter(client, given):
    token = None  # ← read it from given.leaky

    # Then build given.image.

    return token


def solution(client, given):
    import io

    # A RUN sees the build arguments as variables, so they are part of what was run. The daemon
    # keeps that in the image's history, where everybody who has the image can read it.
    rows = [row["CreatedBy"] for row in client.images.get(given.leaky).history()]
    run = next(row for row in rows if "|1 TOKEN=" in row)
    token = run.partition("TOKEN=")[2].split()[0]

    # A version is no secret: for such things ARG is right. It is there for the lines below it
    # and gone in the container, unlike ENV.
    dockerfile = """\
    FROM dockyard/busybox
    ARG VERSION
    RUN echo "$VERSION" > /version
    """
    client.images.build(
        fileobj=io.BytesIO(dockerfile.encode()),
        buildargs={"VERSION": given.version},
        tag=given.image,
        rm=True,
    )
    environment = client.containers.run(given.image, ["env"], remove=True).decode()
    print("VERSION in the environment:", "VERSION" in environment)
    return token


@check(points=1)
def secret_found(given: Given, answer):
    """The answer is the secret that `given.leaky` was built with."""
    expect_that(
        str(answer).strip() == _token(given),
        "answer",
        expected="the value of TOKEN when the image was built, 12 characters",
        found=str(answer).strip() or "an empty text",
        see=f"docker history --no-trunc {given.leaky}",
        next_step="There is a row for each line of the Dockerfile. Which line *used* the argument?",
    )


@check(points=1)
def version_written(daemon: Daemon, given: Given):
    """In the image `/version` holds the version."""
    found = daemon.saved(given.image).text("/version")
    expect(
        f"/version in image {given.image}",
        "no such file" if found is None else found or "an empty line",
        given.version,
        see=f"docker run --rm {given.image} cat /version",
        next_step="Is the argument known where the line that writes the file stands?",
    )


@check(points=1, after="version_written")
def not_in_the_environment(daemon: Daemon, given: Given):
    """Containers of the image have no `VERSION` in their environment."""
    found = daemon.image(given.image).config.env.get("VERSION")
    expect(
        f"VERSION in the environment of {given.image}",
        "not set" if found is None else f"VERSION={found}",
        "not set",
        see=f"docker run --rm {given.image} env",
        next_step="One instruction is for the build only, the other stays. Which did you use?",
    )


@check(points=1, after="not_in_the_environment")
def came_as_an_argument(daemon: Daemon, given: Given):
    """The version came in as the build argument `VERSION`."""
    rows = daemon.image(given.image).history
    argument = re.compile(rf'(\|\d+ .*|ARG )VERSION="?{re.escape(given.version)}\b')
    expect_that(
        any(argument.search(row.created_by) for row in rows),
        f"rows of the history of {given.image} in which VERSION has this value",
        expected="at least one",
        found="none",
        see=f"docker history --no-trunc {given.image}",
        next_step="The value should come with the build, and the Dockerfile only name it.",
    )
    # The classic builder's row of an ARG line shows what the Dockerfile says, not what was passed.
    default = re.compile(rf'#\(nop\) +ARG VERSION="?{re.escape(given.version)}\b')
    expect_that(
        not any(default.search(row.created_by) for row in rows),
        "what your line ARG says",
        expected="the name VERSION alone",
        found="the value as well, as a default",
        see=f"docker history --no-trunc {given.image}",
        next_step="The value should come with the build, and the Dockerfile only name it.",
    )


PASSED = '    buildargs={"VERSION": given.version},\n'

took_the_default = wrong(
    "Reads the row of the `ARG` line, which shows the default and not what was passed.",
    fails="secret_found",
    edit={'"|1 TOKEN="': '"ARG TOKEN="'},
)
kept_in_the_environment = wrong(
    "`ENV` after `ARG`: the file is right, and the variable stays for good.",
    fails="not_in_the_environment",
    edit={"ARG VERSION\n": "ARG VERSION\nENV VERSION=$VERSION\n"},
)
argument_above_from = wrong(
    "`ARG` above `FROM` is for the `FROM` line alone: below it the variable is empty.",
    fails="version_written",
    edit={"FROM dockyard/busybox\nARG VERSION": "ARG VERSION\nFROM dockyard/busybox"},
)
written_in_the_line = wrong(
    "The right text in the file, but it stands in the Dockerfile: no argument came in.",
    fails="came_as_an_argument",
    edit={
        'dockerfile = """': 'dockerfile = f"""',
        'ARG VERSION\nRUN echo "$VERSION"': "RUN echo {given.version}",
        PASSED: "",
    },
)
default_in_the_dockerfile = wrong(
    "The value is the argument's default: the build itself was told nothing.",
    fails="came_as_an_argument",
    edit={
        'dockerfile = """': 'dockerfile = f"""',
        "ARG VERSION": "ARG VERSION={given.version}",
        PASSED: "",
    },
)
looked_in_the_files_only = wrong(
    "Searches the container, where the secret is not, and gives what it finds.",
    fails="secret_found",
    edit={
        'run.partition("TOKEN=")[2].split()[0]': "client.containers.run("
        "given.leaky, remove=True).decode().strip()"
    },
)
