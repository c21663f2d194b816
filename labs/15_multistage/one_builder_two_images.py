"""# One builder, two images

The stage `build` in the next cell compiles two programs and writes a random number to `/stamp`,
so that one can tell afterwards how often it ran. Add two stages to it, and make two images:

- `given.client` prints `given.client_word` and has only `/client` and `/stamp`;
- `given.server` prints `given.server_word` and has only `/server` and `/stamp`.

Both must come from **one run** of the stage `build`.
"""

from grader import Daemon, Given, check, expect, expect_that, missing, name, word, wrong

given = {
    "client": name("client"),
    "server": name("server"),
    "client_word": word(),
    "server_word": word(),
}

hints = [
    "Two stages may copy from the same stage. Both belong into the same Dockerfile, each with a "
    "name of its own.",
    "A build ends at one stage, so two images are two builds of the same text, with two targets. "
    "What the first build has made, the second one takes from the cache.",
    "Add `FROM scratch AS client`, `COPY --from=build /client /stamp /` and "
    '`CMD ["/client"]`, the same three for the server, and build twice: `target="client", '
    'tag=given.client` and `target="server", tag=given.server`. Leave the cache on.',
]


def starter(client, given):
    dockerfile = f"""
    FROM dockyard/compiler AS build
    RUN head -c 8 /dev/urandom | xxd -p > /stamp
    RUN echo 'int puts(char *); int main() {{ return puts(WORD) < 0; }}' > /app.c
    RUN cc -static '-DWORD="{given.client_word}"' -o /client /app.c
    RUN cc -static '-DWORD="{given.server_word}"' -o /server /app.c
    """
    # Add two stages, then build both images.


def solution(client, given):
    import io

    dockerfile = f"""
    FROM dockyard/compiler AS build
    RUN head -c 8 /dev/urandom | xxd -p > /stamp
    RUN echo 'int puts(char *); int main() {{ return puts(WORD) < 0; }}' > /app.c
    RUN cc -static '-DWORD="{given.client_word}"' -o /client /app.c
    RUN cc -static '-DWORD="{given.server_word}"' -o /server /app.c

    FROM scratch AS client
    COPY --from=build /client /stamp /
    CMD ["/client"]

    FROM scratch AS server
    COPY --from=build /server /stamp /
    CMD ["/server"]
    """
    # The second call finds every line of `build` in the cache, the random number included: a line
    # is known by its text and by what came before, not by what it would do today.
    for target, tag in (("client", given.client), ("server", given.server)):
        client.images.build(
            fileobj=io.BytesIO(dockerfile.encode()), target=target, tag=tag, rm=True
        )


@check(points=1)
def client_prints(daemon: Daemon, given: Given):
    """The client's image prints the client's word."""
    _expect_output(daemon, given.client, given.client_word)


@check(points=1)
def server_prints(daemon: Daemon, given: Given):
    """The server's image prints the server's word."""
    _expect_output(daemon, given.server, given.server_word)


@check(points=1, after="client_prints")
def each_has_its_own(daemon: Daemon, given: Given):
    """Each image has its own program, the stamp, and nothing else."""
    for image, program in ((given.client, "/client"), (given.server, "/server")):
        files = daemon.saved(image).files.items()
        found = sorted(path for path, entry in files if not entry.is_dir)
        expect(
            f"files in image {image}",
            ", ".join(found[:4]) + (" and more" if len(found) > 4 else ""),
            ", ".join(sorted([program, "/stamp"])),
            see=f"docker save {image} | tar --list",
            next_step="Copy by name what this image needs, into a stage that starts from scratch.",
        )


@check(points=2, after="each_has_its_own")
def built_once(daemon: Daemon, given: Given):
    """Both images carry the same stamp: their programs come from one run of the builder."""
    stamps = {image: _stamp(daemon, image) for image in (given.client, given.server)}
    expect_that(
        len(set(stamps.values())) == 1 and "" not in stamps.values(),
        "stamps of the two images",
        expected="one and the same",
        found="two different ones" if all(stamps.values()) else "an empty file",
        see=f"docker save {given.client} | tar --list",
        next_step="What keeps a second build from using what the first has made?",
    )


def _expect_output(daemon: Daemon, image: str, wanted: str) -> None:
    expect(
        f"output of {image}",
        daemon.printed(image),
        wanted,
        see=f"docker run --rm {image}",
        next_step="Which program does this stage start, and which did it copy?",
    )


def _stamp(daemon: Daemon, image: str) -> str:
    stamp = daemon.saved(image).text("/stamp")
    if stamp is None:
        raise missing(f"/stamp in image {image}")
    return stamp


without_the_cache = wrong(
    "Two builds that share nothing: the builder ran twice.",
    fails="built_once",
    edit={"rm=True": "rm=True, nocache=True"},
)


@wrong(fails="built_once")
def two_dockerfiles(client, given):
    """A Dockerfile each, with the differing line first: the second build finds nothing to use."""
    import io

    for program, tag, said in (
        ("client", given.client, given.client_word),
        ("server", given.server, given.server_word),
    ):
        dockerfile = f"""
        FROM dockyard/compiler AS build
        RUN echo 'int puts(char *); int main() {{ return puts("{said}") < 0; }}' > /a.c
        RUN head -c 8 /dev/urandom | xxd -p > /stamp && cc -static -o /{program} /a.c
        FROM scratch
        COPY --from=build /{program} /stamp /
        CMD ["/{program}"]
        """
        client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=tag, rm=True)


one_image_for_both = wrong(
    "One stage with both programs, started in two ways.",
    fails="each_has_its_own",
    edit={
        "scratch AS client": "scratch AS both",
        "/client /stamp /": "/client /server /stamp /\nFROM both AS client",
        "FROM scratch AS server\nCOPY --from=build /server /stamp /": "FROM both AS server",
    },
)
no_targets = wrong(
    "Both builds go to the last stage, so both images are the server.",
    fails="client_prints",
    edit={"target=target, ": ""},
)
one_word_for_both = wrong(
    "The second program was compiled with the first one's word.",
    fails="server_prints",
    edit={"""cc -static '-DWORD="{given.server_word}"' -o /server /app.c""": "cp /client /server"},
)
