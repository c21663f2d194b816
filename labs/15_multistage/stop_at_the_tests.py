"""# Stop at the tests

One Dockerfile, three stages: `build` compiles a program, `test` runs it and keeps a report,
and the last one is what is shipped. The text is in the next cell. Build it **twice**:

- up to the stage `test`, as `given.tested`: its file `/report` holds what the program printed;
- to its end, as `given.image`: it prints `given.word` and knows nothing of a report.
"""

from grader import Daemon, Given, check, expect, missing, name, word, wrong

given = {"tested": name("tested"), "image": name("released"), "word": word()}

hints = [
    "A build goes to the last stage of the file unless it is told where to stop. The command line "
    "says `docker build --target STAGE`.",
    "In Python it is `client.images.build(…, target=…)`, with the stage's name as the file has it "
    "after `AS`. A tag names what came out of that one build.",
    "Two calls with the same `fileobj=io.BytesIO(dockerfile.encode())`: one with "
    '`target="test", tag=given.tested`, one with `tag=given.image` and no target.',
]


def starter(client, given):
    dockerfile = f"""
    FROM dockyard/compiler AS build
    RUN echo 'int puts(char *); int main() {{ return puts("{given.word}") < 0; }}' > /app.c
    RUN cc -static -o /app /app.c

    FROM build AS test
    RUN /app > /report

    FROM scratch
    COPY --from=build /app /app
    CMD ["/app"]
    """
    # Build it twice.


def solution(client, given):
    import io

    dockerfile = f"""
    FROM dockyard/compiler AS build
    RUN echo 'int puts(char *); int main() {{ return puts("{given.word}") < 0; }}' > /app.c
    RUN cc -static -o /app /app.c

    FROM build AS test
    RUN /app > /report

    FROM scratch
    COPY --from=build /app /app
    CMD ["/app"]
    """

    def up_to(**options):
        client.images.build(fileobj=io.BytesIO(dockerfile.encode()), rm=True, **options)

    # A test that fails ends the build of this stage with an error: so a script that builds it
    # first never gets to the second line.
    up_to(target="test", tag=given.tested)

    # The last stage takes its program from `build`; what happened in `test` is not in it.
    up_to(tag=given.image)


@check(points=1)
def report_is_there(daemon: Daemon, given: Given):
    """The image of the tests holds a report, with what the program printed."""
    expect(
        f"/report in image {given.tested}",
        daemon.saved(given.tested).text("/report") or "no file",
        given.word,
        see=f"docker run --rm {given.tested} cat /report",
        next_step="This image must be what the stage `test` came to, and not a later one.",
    )


@check(points=1)
def release_prints_the_word(daemon: Daemon, given: Given):
    """The released image prints the word."""
    expect(
        f"output of {given.image}",
        daemon.printed(given.image),
        given.word,
        see=f"docker run --rm {given.image}",
        next_step="With no target, a build goes to the last stage of the file. What does that one "
        "start, and is it there?",
    )


@check(points=1, after="release_prints_the_word")
def release_has_one_file(daemon: Daemon, given: Given):
    """The released image holds the program and nothing else."""
    files = daemon.saved(given.image).files
    if not files:
        raise missing(f"a file in image {given.image}")
    found = sorted(path for path, entry in files.items() if not entry.is_dir)
    expect(
        f"files in image {given.image}",
        ", ".join(found[:4]) + (" and more" if len(found) > 4 else ""),
        "/app",
        see=f"docker save {given.image} | tar --list",
        next_step="Which stage did this build stop at?",
    )


RELEASE = "up_to(tag=given.image)"
COPY = "COPY --from=build /app /app"

both_stopped_at_the_tests = wrong(
    "The same target in both builds.",
    fails="release_has_one_file",
    edit={
        "RUN /app > /report": 'RUN /app > /report\nCMD ["/app"]',
        RELEASE: 'up_to(target="test", tag=given.image)',
    },
)
stopped_one_too_early = wrong(
    "The target is the stage before: compiled, not tested.",
    fails="report_is_there",
    edit={'target="test"': 'target="build"'},
)
no_target = wrong(
    "Both tags on the last stage: a tag is a name and chooses no stage.",
    fails="report_is_there",
    edit={'target="test", ': ""},
)
report_copied_along = wrong(
    "Right in both, but the report is shipped too.",
    fails="release_has_one_file",
    edit={COPY: "COPY --from=test /app /report /"},
)
released_the_builder = wrong(
    "The release stops at the stage that compiles; its command is the compiler's.",
    fails="release_prints_the_word",
    edit={RELEASE: 'up_to(target="build", tag=given.image)'},
)
copied_to_another_place = wrong(
    "The program is in the release, but not where CMD looks for it.",
    fails="release_prints_the_word",
    edit={COPY: "COPY --from=build /app /bin/app"},
)
