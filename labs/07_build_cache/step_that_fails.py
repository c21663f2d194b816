"""# The step that fails

The image `given.base` is there already. The Dockerfile that the cell below holds builds on it, and
**one of its lines fails without a word**.

1. Build it, and leave the **exit code** of the failing line in `answer` (a number).
2. Look into the state just before that line, and find out why it fails.
3. Mend the Dockerfile and build it as `given.image`. The line `RUN seal` must stay and must
   succeed, and the box must hold the word `given.word`.
"""

import hashlib

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
    word,
    wrong,
)

given = {"base": name("workshop"), "image": name("box"), "word": word(), "part": name("part")}

hints = [
    "The builder names the line that failed and the code that it ended with. What was built up to "
    "that line is not lost: you can have it as an image, and start a shell in it.",
    "Build the Dockerfile without the failing line and all below it. In a container of that image "
    "`seal` is a small script: find it with `which seal` and read it with `cat`, or run it with "
    "`sh -x`, which prints each command.",
    "The exit code is in the message of `docker.errors.BuildError`, or at the end of what "
    "`docker build` prints. The script looks for one certain file in `/box`, and it must not be "
    "empty. The Dockerfile writes the word into a file with another name. Change that name in the "
    "Dockerfile.",
]

SEAL = """\
#!/bin/sh
test -s /box/{wanted} || exit {code}
sha256sum < /box/{wanted} | cut -c 1-12 > /box/seal
"""


def _wanted(given: Given) -> str:
    return f"part-{given.hidden('part', token(5))}"


def _code(given: Given) -> int:
    return given.hidden("code", number(11, 90))


def setup(client, given):
    script = SEAL.format(wanted=_wanted(given), code=_code(given))
    dockerfile = "FROM dockyard/busybox\nCOPY seal /bin/\n"
    build_image(client, dockerfile, {"seal": script}, tag=given.base, mode=0o755)


def starter(client, given):
    dockerfile = f"""\
    FROM {given.base}
    RUN mkdir /box && echo {given.word} > /box/{given.part}
    RUN seal
    """
    print(dockerfile)

    exit_code = None  # ← of the line that fails

    # Then mend the text, and build given.image from it.

    return exit_code


def solution(client, given):
    import io
    import re

    from docker.errors import BuildError

    dockerfile = f"""\
    FROM {given.base}
    RUN mkdir /box && echo {given.word} > /box/{given.part}
    RUN seal
    """
    try:
        client.images.build(fileobj=io.BytesIO(dockerfile.encode()), rm=True, forcerm=True)
    except BuildError as error:
        log = "".join(part.get("stream", "") for part in error.build_log)
        exit_code = int(re.search(r"non-zero code: (\d+)", str(error))[1])

    # The classic builder makes an image of every line and prints its id: the last one is the
    # state just before the failing line. Look at both sides there: what is, and what is wanted.
    last_good = re.findall(r"---> ([0-9a-f]{12})\n", log)[-1]
    script = client.containers.run(last_good, ["cat", "/bin/seal"], remove=True).decode()
    wanted = re.search(r"/box/(\S+)", script)[1]
    client.images.remove(last_good)

    mended = dockerfile.replace(f"/box/{given.part}", f"/box/{wanted}")
    client.images.build(fileobj=io.BytesIO(mended.encode()), tag=given.image, rm=True)
    return exit_code


@check(points=1)
def code_read(given: Given, answer):
    """The answer is the exit code of the line that fails."""
    expect_that(
        str(answer).strip() == str(_code(given)),
        "answer",
        expected="the exit code of the failing line",
        found=repr(answer),
        see="build it as it is and read the last line",
        next_step="The builder says it at the end of its message.",
    )


@check(points=1)
def sealed(daemon: Daemon, given: Given):
    """In the image the box is sealed: `seal` has run and succeeded."""
    saved = daemon.saved(given.image)
    part = saved.files.get(f"/box/{_wanted(given)}")
    right = hashlib.sha256((part.content if part else None) or b"").hexdigest()[:12]
    found = saved.text("/box/seal")
    expect_that(
        part is not None and found == right,
        f"/box/seal in image {given.image}",
        expected="the seal that `seal` writes when it succeeds",
        found="no such file" if found is None else found or "an empty file",
        see=f"docker run --rm {given.image} ls -l /box",
        next_step="`seal` must be content, not silenced. What does it look for?",
    )


@check(points=1, after="sealed")
def holds_the_word(daemon: Daemon, given: Given):
    """What was sealed is the word."""
    expect(
        "the part that was sealed",
        daemon.saved(given.image).text(f"/box/{_wanted(given)}"),
        given.word,
        see=f"docker run --rm {given.image} sh -c 'cat /box/part-*'",
        next_step="The word belongs into the file that `seal` looks at.",
    )


MENDED = 'dockerfile.replace(f"/box/{given.part}", f"/box/{wanted}")'

silenced = wrong(
    "`|| true` makes every line succeed, and the image goes out unsealed.",
    fails="sealed",
    edit={MENDED: 'dockerfile.replace("RUN seal", "RUN seal || true")'},
)
left_out = wrong(
    "The failing line is gone, and so is what it was for.",
    fails="sealed",
    edit={MENDED: r'dockerfile.replace("RUN seal\n", "")'},
)
anything_will_do = wrong(
    "`seal` is content with any text, so it got some. The word lies beside it.",
    fails="holds_the_word",
    edit={MENDED: 'dockerfile.replace("RUN seal", f"RUN echo x > /box/{wanted} && seal")'},
)
one_for_every_failure = wrong(
    "The image is mended, but 1 is only the commonest exit code, not this one.",
    fails="code_read",
    edit={"answer = exit_code": "answer = 1"},
)
seal_by_hand = wrong(
    "A file by the right name, but `seal` has not written it.",
    fails="sealed",
    edit={MENDED: 'dockerfile.replace("RUN seal", "RUN echo sealed > /box/seal")'},
)
