"""# Who answers?

Ask the daemon about itself and leave a dict in `answer`.

`given.asked` is a text with four questions, with `, ` between them. They are the keys of your
dict; the values are what **the daemon** says, such as `{"server version": "…", …}`.

Not everybody gets the same four. These are the questions there are:

| question | what is meant |
| :-- | :-- |
| `server version` | the version of the daemon, not of your client |
| `storage driver` | what the daemon keeps layers with |
| `newest API version`, `oldest API version` | the range that the daemon understands |
| `kernel version` | of the machine that the daemon runs on |
| `operating system` | the name that the daemon gives it |
| `processors` | how many the daemon sees |
| `host name` | of the machine that the daemon runs on |
| `root directory` | where the daemon keeps its data |
| `default runtime` | what starts a container unless you say otherwise |
| `logging driver` | where a container's output goes unless you say otherwise |
"""

from importlib.metadata import version

from grader import Daemon, Given, check, expect_that, wrong

ALWAYS = ("server version", "storage driver")
DRAWN = (
    "newest API version",
    "oldest API version",
    "kernel version",
    "operating system",
    "processors",
    "host name",
    "root directory",
    "default runtime",
    "logging driver",
)


def _asked(entropy: bytes) -> str:
    """The two questions that everybody gets, and two that are drawn."""
    order = sorted(range(len(DRAWN)), key=lambda place: (entropy[place], place))
    return ", ".join([*ALWAYS, *(DRAWN[place] for place in sorted(order[:2]))])


given = {"asked": _asked}

hints = [
    "You have two calls for this, and each gives a dict: `client.version()` tells what the daemon "
    "*is*, `client.info()` tells what it *has*. Print both and read their keys.",
    "Versions stand in `client.version()`: the daemon's own and the two API versions. All else "
    "stands in `client.info()`, often under a shorter or a joined name: `NCPU`, `Driver`, "
    "`OperatingSystem`, `DockerRootDir`, `LoggingDriver`.",
    "Start with `info, about = client.info(), client.version()`. Then `report = {}`, and a line "
    'a question: `report["server version"] = about["Version"]`, `report["storage driver"] = '
    'info["Driver"]`. Your other two look the same: `about` has `ApiVersion` and '
    "`MinAPIVersion`; `info` has `KernelVersion`, `OperatingSystem`, `NCPU`, `Name`, "
    "`DockerRootDir`, `DefaultRuntime` and `LoggingDriver`.",
]


def starter(client, given):
    print("asked:", given.asked)

    report = None  # ← {"server version": …, "storage driver": …, and your other two}
    return report


def solution(client, given):
    # Two requests, two JSON texts: GET /version and GET /info. Everything that the `docker`
    # command prints about a daemon comes from these two.
    about, info = client.version(), client.info()
    known = {
        "server version": about["Version"],
        "newest API version": about["ApiVersion"],
        "oldest API version": about["MinAPIVersion"],
        "storage driver": info["Driver"],
        "kernel version": info["KernelVersion"],
        "operating system": info["OperatingSystem"],
        "processors": info["NCPU"],
        "host name": info["Name"],
        "root directory": info["DockerRootDir"],
        "default runtime": info["DefaultRuntime"],
        "logging driver": info["LoggingDriver"],
    }
    report = {question: known[question] for question in given.asked.split(", ")}
    print("questions answered:", len(report))
    return report


@check(points=1)
def every_question(given: Given, answer):
    """The answer is a dict with one entry for each question."""
    expect_that(
        isinstance(answer, dict),
        "answer",
        expected="a dict, such as {'server version': …}",
        found=f"a {type(answer).__name__}",
        next_step="Each value needs the question that it answers as its key.",
    )
    left_out = [question for question in given.asked.split(", ") if question not in answer]
    expect_that(
        not left_out,
        "questions that have no entry in your dict",
        expected="none",
        found=", ".join(left_out),
        next_step="Spell the keys just as given.asked does.",
    )


@check(points=1, after="every_question")
def daemon_not_client(daemon: Daemon, answer):
    """The server version is the daemon's, not the client's."""
    said = str(answer["server version"])
    expect_that(
        said == daemon.engine.version,
        "server version",
        expected="the version that the daemon gives itself",
        found=_whose(said, daemon),
        see="docker version --format '{{.Server.Version}}'",
        next_step="Client and daemon are two programs, and each has a version.",
    )


@check(points=2, after="daemon_not_client")
def as_the_daemon_says(daemon: Daemon, given: Given, answer):
    """All other answers are what the daemon says."""
    truth = _truth(daemon)
    for question in given.asked.split(", ")[1:]:
        expect_that(
            str(answer[question]).strip() == str(truth[question]),
            question,
            expected="what the daemon says",
            found=answer[question],
            see="docker version; docker info",
            next_step="Copy nothing from a page: print client.info() and client.version().",
        )


def _truth(daemon: Daemon) -> dict[str, object]:
    about, info = daemon.client.version(), daemon.client.info()
    return {
        "newest API version": about.get("ApiVersion"),
        "oldest API version": about.get("MinAPIVersion"),
        "storage driver": info.get("Driver"),
        "kernel version": info.get("KernelVersion"),
        "operating system": info.get("OperatingSystem"),
        "processors": info.get("NCPU"),
        "host name": info.get("Name"),
        "root directory": info.get("DockerRootDir"),
        "default runtime": info.get("DefaultRuntime"),
        "logging driver": info.get("LoggingDriver"),
    }


def _whose(said: str, daemon: Daemon) -> str:
    if said == version("docker"):
        return "the version of the Python SDK, which is a client"
    if said == daemon.engine.api_version:
        return "the version of the API, which client and daemon speak"
    return said or "an empty text"


version_of_the_sdk = wrong(
    "Asked the library on this side of the socket, not the daemon.",
    fails="daemon_not_client",
    edit={
        "about, info =": "import docker\n\nabout, info =",
        'about["Version"]': "docker.__version__",
    },
)
version_of_the_api = wrong(
    "The first version in sight: that of the language, not of who speaks it.",
    fails="daemon_not_client",
    edit={'about["Version"]': 'about["ApiVersion"]'},
)
driver_from_a_tutorial = wrong(
    "An old page says that Docker on Ubuntu keeps its layers with aufs.",
    fails="as_the_daemon_says",
    edit={'info["Driver"]': '"aufs"'},
)
another_driver = wrong(
    "Took the first thing called driver, and that one writes logs.",
    fails="as_the_daemon_says",
    edit={'info["Driver"]': 'info["LoggingDriver"]'},
)
values_without_questions = wrong(
    "The right values in the right order, but nobody can tell which is which.",
    fails="every_question",
    edit={"answer = report": "answer = list(report.values())"},
)
only_the_first_two = wrong(
    "Two of the four questions were overlooked.",
    fails="every_question",
    edit={'.split(", ")': '.split(", ")[:2]'},
)
