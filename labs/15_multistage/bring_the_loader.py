"""# It is there, and "not found"

The image `given.parts` holds one file, `/app`: a program that somebody linked
**dynamically**. The source is lost. Make an image `given.image` that starts `FROM scratch`, runs
`/app` when it is started with no arguments, and holds only what `/app` needs to run: no shell, no
compiler.
"""

from grader import Daemon, Given, build_image, check, expect, expect_that, name, token, wrong
from grader.daemon import EntryKind

given = {"parts": name("parts"), "image": name("complete")}

hints = [
    "A dynamically linked program names two kinds of files that it needs: a *loader*, which the "
    "kernel starts in its place, and *libraries*, which the loader looks for. If the loader is "
    "missing, the kernel says `no such file or directory`, and means the loader.",
    "`dockyard/compiler` has both. The loader itself tells what a program needs and where it was "
    "found: `/lib/ld-linux-….so.… --list /app`, run in a container that has the program and the "
    "libraries.",
    "First stage: `FROM dockyard/compiler AS needed`, `COPY --from=PARTS /app /app` with the value "
    "of `given.parts` for PARTS. Then one line that makes a folder and a copy for each path that "
    "the loader names: `RUN for p in $(/lib/ld-linux-*.so.* --list /app | grep -o '/[^ ]*'); do "
    "mkdir -p /needed$(dirname $p) && cp -L $p /needed$p; done`. Last stage: `FROM scratch`, "
    '`COPY --from=needed /needed /`, `COPY --from=PARTS /app /app`, `CMD ["/app"]`.',
]


def _secret(given: Given) -> str:
    return given.hidden("said", token(10))


def setup(client, given):
    dockerfile = f"""
FROM dockyard/compiler AS build
RUN echo 'int puts(char *); int main() {{ return puts("{_secret(given)}") < 0; }}' > /app.c
RUN cc -o /app /app.c

FROM scratch
COPY --from=build /app /app
CMD ["/app"]
"""
    build_image(client, dockerfile, tag=given.parts)


def starter(client, given):
    # See what happens:  client.containers.run(given.parts, remove=True)

    # Build given.image here.
    pass


def solution(client, given):
    import io

    # Paths differ from one kind of machine to another, so the loader is asked, not remembered.
    # It prints lines like `libc.so.6 => /lib/…/libc.so.6 (0x…)`, and its own path last.
    dockerfile = f"""
    FROM dockyard/compiler AS needed
    COPY --from={given.parts} /app /app
    RUN for path in $(/lib/ld-linux-*.so.* --list /app | grep -o '/[^ ]*'); do \\
          mkdir -p "/needed$(dirname $path)" && cp -L "$path" "/needed$path"; \\
        done

    FROM scratch
    COPY --from=needed /needed /
    COPY --from={given.parts} /app /app
    CMD ["/app"]
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)
    print(client.containers.run(given.image, remove=True).decode())


@check(points=1)
def it_is_the_given_program(daemon: Daemon, given: Given):
    """/app is the program that was given, byte for byte."""
    mine = daemon.saved(given.image).files.get("/app")
    theirs = daemon.saved(given.parts).files["/app"]
    expect_that(
        mine is not None and mine.content == theirs.content,
        "/app",
        expected="the file of the given image",
        found="another file" if mine else "no file",
        see=f"docker create --name look {given.image}; docker cp look:/app .; docker rm look",
        next_step="Take it over with COPY --from; it cannot be compiled again.",
    )


@check(points=2, after="it_is_the_given_program")
def it_runs(daemon: Daemon, given: Given):
    """Run with no arguments, the image prints what /app has to say."""
    expect(
        f"output of {given.image}",
        daemon.printed(given.image),
        _secret(given),
        see=f"docker run --rm {given.image}",
        next_step="If /app is in it: which loader does it name, and is that file there?",
    )


@check(points=1, after="it_runs")
def only_what_it_needs(daemon: Daemon, given: Given):
    """Its layers hold `/app`, shared libraries with their loader, and no other file."""
    held = [
        path
        for layer in daemon.saved(given.image).layers
        for path, entry in layer.entries.items()
        if entry.kind is EntryKind.FILE and path != "/app" and ".so" not in path.rsplit("/", 1)[-1]
    ]
    shortest = min(held, key=lambda path: (len(path), path), default="none")
    expect(
        "files that /app does not need",
        shortest + (" and more" if len(held) > 1 else ""),
        "none",
        see=f"docker save {given.image} | tar --list",
        next_step="Start the last stage from scratch and copy single files into it.",
    )


LIBRARIES = "COPY --from=needed /needed /\n"
FROM_SCRATCH = "FROM scratch\n" + LIBRARIES
SHOWN = "print(client.containers.run(given.image, remove=True).decode())"

app_alone = wrong(
    "The program without its loader: exactly what the given image is.",
    fails="it_runs",
    edit={LIBRARIES: "", SHOWN: ""},
)


@wrong(fails="it_runs")
def library_without_loader(client, given):
    """The library was remembered, the loader was not."""
    import io

    dockerfile = f"""
    FROM dockyard/compiler AS needed
    RUN mkdir /needed && cp -a /usr/lib/*-linux-gnu /needed/

    FROM scratch
    COPY --from=needed /needed /lib
    COPY --from={given.parts} /app /app
    CMD ["/app"]
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)


put_on_busybox = wrong(
    "A root file system with a shell and 300 commands, and still no loader.",
    fails="it_runs",
    edit={FROM_SCRATCH: "FROM dockyard/busybox\n", SHOWN: ""},
)
on_the_compiler = wrong(
    "It runs, because everything is there: the compiler as well.",
    fails="only_what_it_needs",
    edit={FROM_SCRATCH: "FROM dockyard/compiler\n"},
)
all_that_lies_there = wrong(
    "Loader and library are among it, and so is all that one needs to link with.",
    fails="only_what_it_needs",
    edit={
        LIBRARIES: "COPY --from=dockyard/compiler /usr/lib /usr/lib\n"
        "COPY --from=dockyard/compiler /lib /lib\n"
        "COPY --from=dockyard/compiler /lib /lib64\n"
    },
)


@wrong(fails="it_is_the_given_program")
def written_anew(client, given):
    """The output was read off, and a static program written that prints the same."""
    import io

    dockerfile = f"""
    FROM dockyard/compiler AS other
    COPY --from={given.parts} /app /app
    RUN echo "int puts(char *); int main() {{ return puts(\\"$(/app)\\") < 0; }}" > /a.c
    RUN cc -static -o /a /a.c
    FROM scratch
    COPY --from=other /a /app
    CMD ["/app"]
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)
