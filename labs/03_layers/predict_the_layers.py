"""# Which lines make a layer?

`given.dockerfile` is a Dockerfile of twelve lines; the cell below prints it with line numbers.
Line 1 is `FROM dockyard/busybox`. Of the eleven lines that follow, some add a layer to the image
and some do not.

**Decide before you build.** Leave in `answer` the list of the numbers of the lines that add a
layer, such as `[2, 5]`; line 1 is not counted.

To check your answer the Dockerfile is built, as the image `given.image`, and the daemon is asked.
The first time this takes a while.
"""

import io
from collections.abc import Sequence

from grader import Daemon, Given, check, expect_that, name, word, wrong

WRITING = (
    "RUN echo {word} > /{word}",
    "RUN mkdir -p /var/lib/{word}",
    "RUN echo one > /tmp/a && echo two > /tmp/b && echo three > /tmp/c",
    "RUN rm /bin/wget",
    "RUN chmod 700 /root",
)
"""Lines that change a file: each adds a layer, with every builder. One more is always there:"""

FOLDER = "WORKDIR /srv/{word}"

NAMING = (
    "ENV COLOUR={word}",
    "LABEL shop={word}",
    "EXPOSE 8080",
    "USER root",
    'ENTRYPOINT ["sh", "-c"]',
    'CMD ["echo {word}"]',
    "STOPSIGNAL SIGINT",
    "ARG VERSION={word}",
    "VOLUME /data/{word}",
)
"""Lines that only write in the image's config."""


def _dockerfile(entropy: bytes) -> str:
    """Twelve lines: four to six that add a layer among those that do not, in a drawn order."""
    writing = 3 + entropy[0] % 3
    lines = [FOLDER, *_some(WRITING, writing, entropy[1:]), *_some(NAMING, 10 - writing, entropy)]
    order = sorted(range(11), key=lambda place: entropy[place] * 31 + entropy[place + 11])
    filled = [lines[place].format(word=word()(entropy[place:] + entropy)) for place in order]
    return "\n".join(["FROM dockyard/busybox", *filled])


def _some(lines: Sequence[str], count: int, entropy: bytes) -> list[str]:
    order = sorted(range(len(lines)), key=lambda place: (entropy[place], place))
    return [lines[place] for place in order[:count]]


given = {"image": name("twelve"), "dockerfile": _dockerfile}

hints = [
    "A layer is a set of changed files. Ask of each line: once the build has done this, is a file "
    "or a folder different? If not, all it can change is the image's config.",
    "`RUN` lines here all change something, and to delete or to change a mode is a change as "
    "well. `&&` joins commands into one step. And one instruction that is no `RUN` makes a folder "
    "where there is none.",
    "Go down the list: every `RUN` line, and every `WORKDIR` line, for its folder is new. What "
    "`ENV`, `LABEL`, `EXPOSE`, `USER`, `ENTRYPOINT`, `CMD`, `STOPSIGNAL`, `ARG` and `VOLUME` say "
    "stands in the config.",
]


def starter(client, given):
    for number, line in enumerate(given.dockerfile.splitlines(), start=1):
        print(f"{number:2}  {line}")

    layers = None  # ← the numbers of the lines that add a layer, such as [2, 5]
    return layers


def solution(client, given):
    # RUN and WORKDIR change files: RUN by what it runs, WORKDIR by making the folder where it is
    # missing. COPY and ADD would too. All the others only write in the image's config.
    layers = []
    for number, line in enumerate(given.dockerfile.splitlines(), start=1):
        if line.startswith(("RUN ", "WORKDIR ")):
            layers.append(number)
        print("layer " if number in layers else "      ", f"{number:2}  {line}")
    return layers


@check(points=1)
def right_number(daemon: Daemon, given: Given, answer):
    """The list has as many lines as the build adds layers."""
    expect_that(
        _is_list_of_numbers(answer),
        "answer",
        expected="a list of line numbers, such as [2, 5]",
        found=repr(answer),
        next_step="Write the numbers between square brackets, with commas.",
    )
    listed, added = len(set(answer)), len(_adding(daemon, given))
    too_many = listed > added
    expect_that(
        listed == added,
        "line numbers in your list",
        expected="as many as the build adds layers",
        found=f"{listed}, which is too {'many' if too_many else 'few'}",
        see=f"docker image inspect --format '{{{{len .RootFS.Layers}}}}' {given.image}",
        next_step="Some of these lines only say how a container is to start."
        if too_many
        else "To remove a file changes the files too, and so does a new folder of 0 bytes.",
    )


@check(points=2, after="right_number")
def right_lines(daemon: Daemon, given: Given, answer):
    """They are the very lines that add one."""
    lines = dict(enumerate(given.dockerfile.splitlines(), start=1))
    idle = sorted(set(answer) - set(_adding(daemon, given)))
    first = f"line {idle[0]}: {lines.get(idle[0], 'there is no such line')}" if idle else ""
    expect_that(
        not idle,
        "lines in your list that add no layer",
        expected="none",
        found=f"{len(idle)}, the first is {first}",
        see=f"docker history {given.image}",
        next_step="Line 1 is `FROM`. Which file would this line change?",
    )


def _is_list_of_numbers(answer: object) -> bool:
    return isinstance(answer, list) and all(type(number) is int for number in answer)


def _adding(daemon: Daemon, given: Given) -> list[int]:
    """The numbers of the lines that add a layer, as the daemon's own build says."""
    image, _ = daemon.client.images.build(
        fileobj=io.BytesIO(given.dockerfile.encode()), tag=given.image, rm=True, forcerm=True
    )
    saved = daemon.saved(image.id)
    lines = given.dockerfile.splitlines()
    own = saved.config["history"][-(len(lines) - 1) :]
    return [number for number, row in enumerate(own, start=2) if not row.get("empty_layer")]


every_line = wrong(
    "The old rule of thumb: each instruction makes a layer.",
    fails="right_number",
    edit={"answer = layers": "answer = list(range(2, 13))"},
)


@wrong(fails="right_number")
def only_what_has_a_size(client, given):
    """Measured, but misread: `docker history` shows 0 B for a deletion and for a new folder."""
    import io

    image, _ = client.images.build(fileobj=io.BytesIO(given.dockerfile.encode()), rm=True)
    rows = image.history()[:11]
    return [12 - place for place, row in enumerate(rows) if row["Size"] > 0]


only_run = wrong(
    "One instruction that is no `RUN` makes a folder, and so a layer.",
    fails="right_number",
    edit={'("RUN ", "WORKDIR ")': '"RUN "'},
)
a_number_instead_of_a_list = wrong(
    "How many, where it was asked which.",
    fails="right_number",
    edit={
        "answer = layers": 'answer = sum("RUN" in line for line in given.dockerfile.splitlines())'
    },
)
counted_from_zero = wrong(
    "The right lines, numbered from 0: every number is one too small.",
    fails="right_lines",
    edit={"answer = layers": "answer = [number - 1 for number in layers]"},
)
the_first_so_many = wrong(
    "The right number of lines, but not these.",
    fails="right_lines",
    edit={"answer = layers": "answer = list(range(2, 2 + len(layers)))"},
)
