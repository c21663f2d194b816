"""# Which stages run?

The next cell holds a Dockerfile of five stages and builds nothing. It is to be built with
`--target` set to `given.target`. How many of its `RUN` lines are carried out?

Leave a dictionary in `answer`: your number for the classic builder (which `client.images.build`
uses), and your number for BuildKit (which `docker build` uses), such as
`{"classic": 1, "BuildKit": 1}`. Think first; then you may measure.
"""

from grader import Given, check, choice, expect, expect_that, name, wrong

given = {
    "image": name("stages"),
    "target": choice("assets", "program", "release"),
    "extra": choice("docs", "assets"),
}

hints = [
    "The two builders read the same file in two ways. One goes through it from the top; the other "
    "starts at the target and asks what that needs.",
    "The classic builder runs every stage from the top down to the target, needed or not, and "
    "stops there. BuildKit runs the target, what the target starts `FROM`, what it copies "
    "`--from`, and what these need in turn.",
    "Number the stages from the top. Classic: count the `RUN` lines of all stages up to and with "
    "the target. BuildKit: start at the target, follow each `FROM stage` and `COPY --from=stage`, "
    "and count the `RUN` lines of the stages that you come to.",
]


def _stages(given: Given) -> dict[str, list[str]]:
    """Stage → the stages that it needs, in the order of the file; each has one RUN."""
    return {
        "tools": [],
        "docs": [],
        "assets": ["tools"],
        "program": [],
        "release": ["program", given.extra],
    }


def _right(given: Given) -> dict[str, int]:
    stages = _stages(given)
    reached, ahead = set(), [given.target]
    while ahead:
        stage = ahead.pop()
        reached.add(stage)
        ahead += stages[stage]
    return {"classic": list(stages).index(given.target) + 1, "BuildKit": len(reached)}


def starter(client, given):
    dockerfile = f"""
    FROM dockyard/busybox AS tools
    RUN echo tools > /tools

    FROM dockyard/busybox AS docs
    RUN echo docs > /docs

    FROM tools AS assets
    RUN echo assets > /assets

    FROM dockyard/busybox AS program
    RUN echo program > /program

    FROM dockyard/busybox AS release
    COPY --from=program /program /
    COPY --from={given.extra} /{given.extra} /
    RUN echo release > /release
    """
    numbers = None  # ← {"classic": …, "BuildKit": …}
    return numbers


def solution(client, given):
    import io

    dockerfile = f"""
    FROM dockyard/busybox AS tools
    RUN echo tools > /tools

    FROM dockyard/busybox AS docs
    RUN echo docs > /docs

    FROM tools AS assets
    RUN echo assets > /assets

    FROM dockyard/busybox AS program
    RUN echo program > /program

    FROM dockyard/busybox AS release
    COPY --from=program /program /
    COPY --from={given.extra} /{given.extra} /
    RUN echo release > /release
    """
    # Classic: its log has a line "Step 4/11 : RUN …" for every line that it comes to.
    _, log = client.images.build(
        fileobj=io.BytesIO(dockerfile.encode()), target=given.target, tag=given.image, rm=True
    )
    classic = sum(" : RUN " in line.get("stream", "") for line in log)

    # BuildKit: start at the target and follow every FROM and every COPY --from.
    needs = {
        "tools": [],
        "docs": [],
        "assets": ["tools"],
        "program": [],
        "release": ["program", given.extra],
    }
    reached, ahead = set(), [given.target]
    while ahead:
        stage = ahead.pop()
        reached.add(stage)
        ahead += needs[stage]
    buildkit = len(reached)
    print("BuildKit runs:", *sorted(reached))

    return {"classic": classic, "BuildKit": buildkit}


@check(points=1)
def classic(given: Given, answer):
    """The number for the classic builder is right."""
    expect_that(
        _number(answer, "classic") == _right(given)["classic"],
        "RUN lines that the classic builder carries out",
        expected="every RUN from the top of the file down to the target",
        found=_number(answer, "classic"),
        see=f"in Python: client.images.build(…, target={given.target!r}), and read its log",
        next_step="This builder does not ask whether a stage is needed.",
    )


@check(points=1)
def buildkit(given: Given, answer):
    """The number for BuildKit is right."""
    expect_that(
        _number(answer, "BuildKit") == _right(given)["BuildKit"],
        "RUN lines that BuildKit carries out",
        expected="the RUN lines of the target and of what it needs",
        found=_number(answer, "BuildKit"),
        see=f"docker build --progress=plain --no-cache --target {given.target} -",
        next_step="Start at the target and follow each FROM and each COPY --from.",
    )


def _number(answer: object, builder: str) -> object:
    """What the answer says of one builder."""
    if not isinstance(answer, dict):
        expect("answer", type(answer).__name__, "dict", see="print(answer)")
        return None
    number = answer.get(builder)
    # In Python True is 1; in an answer it is not.
    return "no number" if number is None or isinstance(number, bool) else number


both_from_the_top = wrong(
    "BuildKit thought of as the classic builder.",
    fails="buildkit",
    edit={'"BuildKit": buildkit': '"BuildKit": classic'},
)
both_by_need = wrong(
    "The classic builder thought of as BuildKit.",
    fails="classic",
    edit={'"classic": classic': '"classic": buildkit'},
)
only_the_target = wrong(
    "Only one stage of the file counted for BuildKit, one too few.",
    fails="buildkit",
    edit={'"BuildKit": buildkit': '"BuildKit": buildkit - 1'},
)
