"""# Greet anybody

Build an image `given.image` that greets. Its own command, with nothing said at `run`, prints one
line:

    GREETING, NAME

where `GREETING` and `NAME` are variables of its environment. In the image they have the values
`given.greeting` and `given.name`.

Whoever runs it may greet **anybody** by setting `NAME`, with no new build. Show it: run a container
called `given.container` of this image that greets `given.guest`, and do not remove it.
"""

from grader import (
    Daemon,
    Given,
    Ran,
    TookTooLong,
    check,
    expect,
    expect_that,
    name,
    right,
    word,
    wrong,
)

given = {
    "image": name("greeter"),
    "greeting": word(),
    "name": word(),
    "container": name("greets"),
    "guest": name("guest"),
}

hints = [
    "`ENV` writes a default in the image; `run` can set another value for one container. The line "
    "must be put together when the container starts, not when the image is built.",
    "`$NAME` means something to a shell and nothing to anybody else. So the command must be run by "
    'a shell: the shell form of `CMD`, or the array form with `"sh", "-c", …`.',
    'Dockerfile: `FROM`, one `ENV GREETING=…`, one `ENV NAME=…`, and `CMD echo "$GREETING, '
    '$NAME"`. In a Python f-string the `$` needs nothing. Then '
    '`client.containers.run(given.image, name=given.container, environment={"NAME": '
    "given.guest}, detach=True)`.",
]

STRANGER = "somebody-else"


def starter(client, given):
    # Build given.image, then run given.container.
    pass


def solution(client, given):
    import io

    # The shell form hands the line to /bin/sh in the container. It puts the values in when the
    # container starts: whatever they are by then. The builder leaves CMD alone.
    dockerfile = f"""\
    FROM dockyard/busybox
    ENV GREETING={given.greeting}
    ENV NAME={given.name}
    CMD echo "$GREETING, $NAME"
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)

    # The same as: docker run --env NAME=… --name … IMAGE
    container = client.containers.run(
        given.image,
        name=given.container,
        environment={"NAME": given.guest},
        detach=True,
    )
    container.wait()
    print(container.logs().decode().strip() == f"{given.greeting}, {given.guest}")


@check(points=1)
def defaults(daemon: Daemon, given: Given):
    """The image's environment has both variables, with their values."""
    found = daemon.image(given.image).config.env
    for key, value in (("GREETING", given.greeting), ("NAME", given.name)):
        expect(
            f"{key} in the environment of {given.image}",
            found.get(key, "not set"),
            value,
            see=f"docker image inspect --format '{{{{json .Config.Env}}}}' {given.image}",
            next_step="Which instruction writes a variable that containers see?",
        )


@check(points=1, after="defaults")
def greets_by_default(daemon: Daemon, given: Given):
    """Run as it is, it prints the greeting and the name of the image."""
    expect(
        f"what a container of {given.image} prints",
        _line(daemon, given.image),
        f"{given.greeting}, {given.name}",
        see=f"docker run --rm {given.image}",
        next_step="Who is to put the values in the place of the `$` names?",
    )


@check(points=1, after="greets_by_default")
def greets_anybody(daemon: Daemon, given: Given):
    """With another `NAME` it greets another."""
    expect(
        f"what it prints when NAME is {STRANGER}",
        _line(daemon, given.image, environment={"NAME": STRANGER}),
        f"{given.greeting}, {STRANGER}",
        see=f"docker run --rm --env NAME={STRANGER} {given.image}",
        next_step="The name got into the line too early: at the build.",
    )


@check(points=1, after="greets_by_default")
def greeted_the_guest(daemon: Daemon, given: Given):
    """The container greeted the guest, and it is a container of this image."""
    container, image = daemon.container(given.container), daemon.image(given.image)
    expect(
        f"what {given.container} printed",
        daemon.logs(given.container).strip() or "nothing",
        f"{given.greeting}, {given.guest}",
        see=f"docker logs {given.container}",
        next_step="Set the variable for this one container when you run it.",
    )
    expect_that(
        container.image_id == image.id,
        f"the image that {given.container} comes from",
        expected=given.image,
        found="another image",
        see=f"docker container inspect --format '{{{{.Config.Image}}}}' {given.container}",
        next_step="Another name needs no other image, only another environment.",
    )
    expect(
        f"NAME in the environment of {given.container}",
        container.config.env.get("NAME", "not set"),
        given.guest,
        see=f"docker container inspect --format '{{{{json .Config.Env}}}}' {given.container}",
        next_step="The line is right. Was the variable set, or the command replaced?",
    )


def _line(daemon: Daemon, image: str, **options: object) -> str:
    try:
        ran: Ran = daemon.run(image, timeout_s=10, **options)
    except TookTooLong:
        return "nothing, and it still runs after 10 s"
    return ran.output.strip() or "nothing"


LINE = 'CMD echo "$GREETING, $NAME"'
ENV = "ENV GREETING={given.greeting}\nENV NAME={given.name}"
GUEST = 'environment={"NAME": given.guest},'

array_without_a_shell = wrong(
    "The array form starts `echo` itself, and `echo` prints `$NAME` as it stands.",
    fails="greets_by_default",
    edit={LINE: 'CMD ["echo", "$GREETING, $NAME"]'},
)
put_together_at_the_build = wrong(
    "A third variable holds the finished line. It was put together once, at the build.",
    fails="greets_anybody",
    edit={
        LINE: 'ENV LINE="$GREETING, $NAME"\nCMD echo "$LINE"',
        GUEST: 'environment={"NAME": given.guest, "LINE": f"{given.greeting}, {given.guest}"},',
    },
)
another_command = wrong(
    "The right line, typed behind the image's name: the image's own command never ran.",
    fails="greeted_the_guest",
    edit={GUEST: 'command=["echo", f"{given.greeting}, {given.guest}"],'},
)
arguments_instead = wrong(
    "`ARG` is there while the image is built and gone when it runs.",
    fails="defaults",
    edit={ENV: ENV.replace("ENV", "ARG")},
)
exported_in_a_run = wrong(
    "`export` in a `RUN` dies with that line's shell, as a `cd` does.",
    fails="defaults",
    edit={ENV: "RUN export GREETING={given.greeting} NAME={given.name}"},
)
order_of_the_line = wrong(
    "Options after the image's name are arguments of the command, so `NAME` is never set.",
    fails="greeted_the_guest",
    edit={
        GUEST: """command=["sh", "-c", 'echo "$GREETING, $NAME"', "--env",
        f"NAME={given.guest}"],"""
    },
)


@wrong(fails="greets_by_default")
def all_in_one_word(client, given):
    """The whole line in one pair of quotes is one word, and no program is called that."""
    import io

    dockerfile = f"""\
    FROM dockyard/busybox
    ENV GREETING={given.greeting} NAME={given.name}
    CMD ["echo $GREETING, $NAME"]
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)


@wrong(fails="greeted_the_guest")
def another_image_for_the_guest(client, given):
    """The guest is greeted, by an image that was built for them."""
    import io

    dockerfile = f"""\
    FROM dockyard/busybox
    ENV GREETING={given.greeting} NAME={given.name}
    CMD echo "$GREETING, $NAME"
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)
    dockerfile = f"FROM {given.image}\nENV NAME={given.guest}\n"
    guests, _ = client.images.build(fileobj=io.BytesIO(dockerfile.encode()), rm=True)
    client.containers.run(guests.id, name=given.container, detach=True).wait()


exec_form_with_a_shell = right(
    "The array form, with the shell named in it.",
    edit={LINE: """CMD ["sh", "-c", "echo $GREETING, $NAME"]"""},
)


@right
def committed(client, given):
    """No Dockerfile: a commit that sets the variables and an entrypoint of its own."""
    box = client.containers.create("dockyard/busybox", ["true"])
    changes = [
        f"ENV GREETING={given.greeting} NAME={given.name}",
        """ENTRYPOINT ["sh", "-c", "echo $GREETING, $NAME"]""",
    ]
    box.commit(given.image, changes="\n".join(changes))
    box.remove()
    client.containers.run(
        given.image, name=given.container, environment=[f"NAME={given.guest}"], detach=True
    ).wait()
