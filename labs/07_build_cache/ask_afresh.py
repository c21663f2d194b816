"""# Ask afresh, on demand

The cell below holds a Dockerfile with two lines that fetch something. `/tools` seldom changes;
`/prices` should be fetched anew *when you say so*. Today both stay in the cache for ever.

Give the Dockerfile a build argument called `given.argument`, so that

- a **new value** of the argument makes the `/prices` line run again;
- the `/tools` line is taken from the cache, whatever the value is.

Leave the text of your Dockerfile in `answer`.
"""

from grader import Daemon, Given, check, expect_that, name, token, wrong
from grader.daemon import SavedImage


def _argument(entropy: bytes) -> str:
    return name("REFRESH")(entropy).replace("-", "_").upper()


given = {"argument": _argument, "ticket": token(6)}

hints = [
    "A `RUN` sees the build arguments that are declared above it. So they are part of what makes "
    "it the same line or another one.",
    "Where you declare the argument decides which lines feel it: every `RUN` below, and none "
    "above. It need not be used. And what is declared above `FROM` is there for the `FROM` line "
    "only.",
    "One new line, `ARG` and the name in `given.argument`, between the two `RUN` lines. Nothing "
    'else changes. Try it: build twice with different `buildargs={given.argument: "…"}` and '
    "compare the two files.",
]


def starter(client, given):
    # /proc/sys/kernel/random/uuid reads differently each time: so you see when a line has run.
    dockerfile = f"""\
    FROM dockyard/busybox
    RUN cat /proc/sys/kernel/random/uuid > /tools && echo {given.ticket} >> /tools
    RUN cat /proc/sys/kernel/random/uuid > /prices
    """
    print(dockerfile)

    better = None  # ← the text of your Dockerfile
    return better


def solution(client, given):
    import io

    # The argument is declared below /tools and above /prices. A RUN line's place in the cache
    # depends on the arguments that it can see: /tools sees none, /prices sees this one.
    better = f"""\
    FROM dockyard/busybox
    RUN cat /proc/sys/kernel/random/uuid > /tools && echo {given.ticket} >> /tools
    ARG {given.argument}
    RUN cat /proc/sys/kernel/random/uuid > /prices
    """
    tools, prices = set(), set()
    for day in ("monday", "tuesday"):
        image, _ = client.images.build(
            fileobj=io.BytesIO(better.encode()), buildargs={given.argument: day}, rm=True
        )
        texts = client.containers.run(image, ["cat", "/tools", "/prices"], remove=True).split()
        tools.add(texts[0])
        prices.add(texts[-1])
    print("fetched in two builds: tools", len(tools), "· prices", len(prices))
    return better


@check(points=1)
def fetches_both(daemon: Daemon, given: Given, answer):
    """It builds, and both files are fetched."""
    saved = _built(daemon, given, str(answer), "first")
    for path, lines in (("/tools", 2), ("/prices", 1)):
        text = saved.text(path)
        lines_found = (text or "").splitlines()
        expect_that(
            len(lines_found) == lines and len(lines_found[0]) == 36,
            f"{path} in the image",
            expected="what its RUN line fetches",
            found="no such file" if text is None else text or "an empty file",
            next_step="Both RUN lines stay as they were.",
        )
    expect_that(
        given.ticket in saved.text("/tools"),
        "the second line of /tools",
        expected=given.ticket,
        found=saved.text("/tools").splitlines()[-1],
        next_step="Both RUN lines stay as they were.",
    )


@check(points=1, after="fetches_both")
def prices_afresh(daemon: Daemon, given: Given, answer):
    """A new value of the argument fetches `/prices` anew."""
    first, second = (_built(daemon, given, str(answer), value) for value in ("first", "second"))
    expect_that(
        first.text("/prices") != second.text("/prices"),
        f"/prices after builds with two values of {given.argument}",
        expected="two different texts",
        found="the same text: the line was taken from the cache",
        see=f"docker build --build-arg {given.argument}=… twice, then: cat /prices",
        next_step="Does that line see the argument?",
    )


@check(points=1, after="fetches_both")
def tools_kept(daemon: Daemon, given: Given, answer):
    """`/tools` is taken from the cache, whatever the value is."""
    first, second = (_built(daemon, given, str(answer), value) for value in ("first", "second"))
    expect_that(
        first.text("/tools") == second.text("/tools"),
        f"/tools after builds with two values of {given.argument}",
        expected="the same text",
        found="two different texts: the line has run again",
        see=f"docker build --build-arg {given.argument}=… twice, then: cat /tools",
        next_step="That line should not see the argument.",
    )


def _built(daemon: Daemon, given: Given, dockerfile: str, value: str) -> SavedImage:
    built = daemon.build(dockerfile, arguments={given.argument: value})
    expect_that(
        bool(built.image),
        "your Dockerfile",
        expected="to build",
        found=built.error,
        next_step="Build it in your notebook first, until it does.",
    )
    return daemon.saved(built.image)


TOOLS = "RUN cat /proc/sys/kernel/random/uuid > /tools"
PRICES = "RUN cat /proc/sys/kernel/random/uuid > /prices\n"
ARGUMENT = "ARG {given.argument}\n"

declared_at_the_top = wrong(
    "Declared above both lines, so both see it and both run again.",
    fails="tools_kept",
    edit={ARGUMENT: "", TOOLS: ARGUMENT + TOOLS},
)
declared_above_from = wrong(
    "What is declared above `FROM` no line below can see.",
    fails="prices_afresh",
    edit={ARGUMENT: "", "FROM dockyard/busybox": ARGUMENT + "FROM dockyard/busybox"},
)
declared_at_the_end = wrong(
    "Declared below both lines: too late for either.",
    fails="prices_afresh",
    edit={ARGUMENT: "", PRICES: PRICES + ARGUMENT},
)
a_date_in_the_line = wrong(
    "`$(date)` in the line: the cache compares the line as it is written, and that is the same.",
    fails="prices_afresh",
    edit={ARGUMENT: "", PRICES: PRICES.replace("RUN", "RUN : $(date) &&")},
)
prices_left_out = wrong(
    "A Dockerfile that has lost its last line.",
    fails="fetches_both",
    edit={PRICES: "", '"/tools", "/prices"]': '"/tools"]'},
)
