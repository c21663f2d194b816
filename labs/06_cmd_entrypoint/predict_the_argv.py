"""# Which words does process 1 get?

`given.cases` is a text with eight cases; the cell below prints it. Each case is a Dockerfile that
starts with `FROM dockyard/busybox`, then the lines that you see, and the command that runs it.

**Decide before you run anything.** For each case, which words does the daemon start the
container's first process with? Leave in `answer` a list of eight lists of words, case 1 first:

- `["sleep", "60"]` is two words. All words are text, numbers too.
- Where a shell is started, write it as the daemon does: `"/bin/sh"`. What it is told to do is
  one word, spaces and all.

Then you may build them and look. To check your answer, the daemon makes all eight.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from grader import Daemon, Given, check, expect_that, wrong
from grader.labels import BUSYBOX_IMAGE

KINDS = (
    'CMD ["sleep", "{a}"]\nCMD ["sleep", "{b}"]\ndocker run IMAGE',
    'CMD ["sleep", "{a}"]\ndocker run IMAGE sleep {b}',
    'ENTRYPOINT ["sleep"]\nCMD ["{a}"]\ndocker run IMAGE {b}',
    'ENTRYPOINT ["sleep", "{a}"]\nCMD ["{b}"]\ndocker run IMAGE',
    'ENTRYPOINT ["sleep", "{a}"]\nCMD ["{b}"]\ndocker run --entrypoint sleep IMAGE {c}',
    "CMD sleep {a}; echo {b}\ndocker run IMAGE",
    'ENTRYPOINT sleep {a}; echo {b}\nCMD ["{c}"]\ndocker run IMAGE {d}',
    'ENTRYPOINT ["sleep", "{a}"]\nCMD {b}\ndocker run IMAGE',
)


def _cases(entropy: bytes) -> str:
    """The eight kinds in a drawn order, each with numbers of its own."""
    order = sorted(range(len(KINDS)), key=lambda kind: (entropy[kind], kind))
    blocks = []
    for place, kind in enumerate(order):
        first = 300 + entropy[8 + place] * 2
        numbers = {letter: first + 7 * step for step, letter in enumerate("abcd")}
        blocks.append(KINDS[kind].format(**numbers))
    return "\n\n".join(blocks)


given = {"cases": _cases}

hints = [
    "Two lists lie in an image, ENTRYPOINT and CMD. What the daemon starts is the first followed "
    "by the second. Words behind the image's name take the place of CMD, never of ENTRYPOINT; "
    "`--entrypoint` takes the place of ENTRYPOINT, and empties CMD.",
    "An instruction written without brackets is put into three words: `/bin/sh`, `-c`, and the "
    "whole line as it stands. That holds for CMD and for ENTRYPOINT, and those three words are "
    "then joined with the other list like any others. Of two CMD lines the last counts.",
    'Do it in two steps for every case. First write both lists down: `["sleep", "310"]` stays '
    'as it is, and a line without brackets becomes `["/bin/sh", "-c", "the whole line"]`. '
    "Then replace CMD if there are words behind `IMAGE`, and put the two lists one behind the "
    "other. Don't drop words because the program makes nothing of them.",
]


def starter(client, given):
    for number, case in enumerate(given.cases.split("\n\n"), start=1):
        print(f"case {number}", *case.splitlines(), "", sep="\n    ")

    argv = None  # ← eight lists of words, such as [["sleep", "60"], ["/bin/sh", "-c", "…"], …]
    return argv


def solution(client, given):
    import json

    def as_words(value):
        # In brackets, it is a list of words. Without, it is one line for a shell.
        return json.loads(value) if value.startswith("[") else ["/bin/sh", "-c", value]

    argv = []
    for case in given.cases.split("\n\n"):
        lists = {"ENTRYPOINT": [], "CMD": []}
        *instructions, how = case.splitlines()
        for line in instructions:
            instruction, value = line.split(" ", 1)
            lists[instruction] = as_words(value)  # a second CMD takes the place of the first
        options, behind = (part.split() for part in how.split(" IMAGE"))
        if "--entrypoint" in options:
            lists = {"ENTRYPOINT": [options[-1]], "CMD": []}
        # Words behind the image's name take the place of CMD, and of nothing else.
        argv.append(lists["ENTRYPOINT"] + (behind or lists["CMD"]))
        print(f"case {len(argv)}:", *argv[-1], sep=" | ")
    return argv


@dataclass(frozen=True)
class Case:
    """One case of the text: its Dockerfile, and how it is run."""

    number: int
    text: str

    @property
    def instructions(self) -> list[str]:
        return self.text.splitlines()[:-1]

    @property
    def run(self) -> str:
        return self.text.splitlines()[-1]

    @property
    def is_shell_form(self) -> bool:
        return any("[" not in line for line in self.instructions)


@check(points=2)
def exec_cases(daemon: Daemon, given: Given, answer):
    """In the cases where all is written in brackets, these are the words."""
    cases = _read(given)
    _expect_shape(answer, len(cases))
    _expect_words(daemon, [case for case in cases if not case.is_shell_form], answer)


@check(points=2, after="exec_cases")
def shell_cases(daemon: Daemon, given: Given, answer):
    """In the cases with a line without brackets, these are the words."""
    _expect_words(daemon, [case for case in _read(given) if case.is_shell_form], answer)


def _read(given: Given) -> list[Case]:
    return [Case(*pair) for pair in enumerate(given.cases.split("\n\n"), start=1)]


def _expect_shape(answer: object, cases: int) -> None:
    is_list = isinstance(answer, list) and len(answer) == cases
    off = [_kind(answer)]
    if is_list:
        cases_said = enumerate(answer, start=1)
        off = [f"{one!r} for case {number}" for number, one in cases_said if not _is_words(one)]
    expect_that(
        not off,
        "answer",
        expected=f"a list of {cases} lists of words, each word in quotes",
        found=off[0] if off else "",
        next_step='One list a case: `["sleep", "60"]` is two words, `["sleep 60"]` is one.',
    )


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _kind(answer: object) -> str:
    return f"a list of {len(answer)}" if isinstance(answer, list) else repr(answer)


def _expect_words(daemon: Daemon, cases: list[Case], answer: list[list[str]]) -> None:
    # All at once: one after another, the commits and containers take seconds.
    with ThreadPoolExecutor(len(cases)) as pool:
        started = list(pool.map(lambda case: _started_with(daemon, case), cases))
    for case, real in zip(cases, started, strict=True):
        mine = answer[case.number - 1]
        expect_that(
            mine == real,
            f"case {case.number}, `{case.run}`",
            expected="the words that process 1 was started with",
            found=" ".join(repr(word) for word in mine) or "no word",
            see="docker container inspect --format '{{json .Path}} {{json .Args}}' CONTAINER",
            next_step=_advice(case, mine, real),
        )


def _advice(case: Case, mine: list[str], real: list[str]) -> str:
    if "--entrypoint" in case.run:
        return "`--entrypoint` puts away what the image says, both lists of it."
    if case.is_shell_form and "/bin/sh" not in mine:
        return "A line without brackets is handed to somebody. To whom, and as how many words?"
    if case.is_shell_form and len(mine) < len(real):
        return "The daemon hands over every word of both lists, also those that nobody will use."
    if case.is_shell_form:
        return "Which words are ENTRYPOINT's, which are CMD's? Write each as it is handed over."
    return "Which of the two lists do words behind IMAGE replace? Which list comes first?"


def _started_with(daemon: Daemon, case: Case) -> list[str]:
    """The words that the daemon would start a container of this case with.

    A commit makes the image: the same instructions, and no build cache that may be the learner's.
    """
    options, behind = (part.split() for part in case.run.split(" IMAGE"))
    entrypoint = {"entrypoint": [options[-1]]} if "--entrypoint" in options else {}
    base = daemon.client.containers.create(BUSYBOX_IMAGE)
    image = base.commit(changes=case.instructions)
    base.remove()
    made = daemon.client.containers.create(image.id, behind or None, **entrypoint)
    try:
        return list(daemon.container(made.id).argv)
    finally:
        made.remove(force=True)
        daemon.client.images.remove(image.id)


JOINED = 'lists["ENTRYPOINT"] + (behind or lists["CMD"])'


@wrong(fails="exec_cases")
def whole_lines_as_one_word(client, given):
    """Every command as one piece of text, not as words."""
    return [[case.splitlines()[-2].split(" ", 1)[1]] for case in given.cases.split("\n\n")]


words_are_added_to_cmd = wrong(
    "Words behind the image's name are put behind CMD, instead of in its place.",
    fails="exec_cases",
    edit={'(behind or lists["CMD"])': 'lists["CMD"] + behind'},
)
words_replace_everything = wrong(
    "Words behind the image's name are taken for the whole command, ENTRYPOINT or not.",
    fails="exec_cases",
    edit={JOINED: 'behind or lists["ENTRYPOINT"] + lists["CMD"]'},
)
text_in_place_of_lists = wrong(
    "Eight lines of text, where eight lists of words were asked for.",
    fails="exec_cases",
    edit={"answer = argv": 'answer = [" ".join(words) for words in argv]'},
)
one_case_left_out = wrong(
    "Seven cases are decided, the last is not yet.",
    fails="exec_cases",
    edit={"answer = argv": "answer = [*argv[:-1], None]"},
)
no_shell = wrong(
    "A line without brackets is cut into words, as if nobody stood between.",
    fails="shell_cases",
    edit={'["/bin/sh", "-c", value]': "value.split()"},
)
shell_swallows_the_rest = wrong(
    "As many tables have it: behind an ENTRYPOINT without brackets there is nothing.",
    fails="shell_cases",
    edit={
        "    # Words behind": """    if lists["ENTRYPOINT"][:1] == ["/bin/sh"]:
        behind, lists["CMD"] = [], []
    # Words behind"""
    },
)
cmd_is_a_plain_argument = wrong(
    "Below an ENTRYPOINT, a CMD without brackets is taken for its bare words.",
    fails="shell_cases",
    edit={
        "    # Words behind": """    if lists["ENTRYPOINT"] and lists["CMD"][:1] == ["/bin/sh"]:
        lists["CMD"] = lists["CMD"][2:]
    # Words behind"""
    },
)
