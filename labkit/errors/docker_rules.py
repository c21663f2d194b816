"""The words of Docker daemons that a beginner meets, and what each means.

The first rule whose pattern is found in the words speaks, so the narrower come first. Every rule
was made from what a daemon really said; tests/daemon/test_docker_errors.py makes it say so again.
"""

from __future__ import annotations

import re

from grader.disk import NO_SPACE
from labkit.errors.docker_errors import Around, Rule, near, whose

NAME = "letters, digits and `_ . -`"
LIST = "Give a list of words: one text is split at its spaces, and only a shell knows `>` or `&&`."


def _image(match: re.Match[str], around: Around) -> str:
    name = match[1].removesuffix(":latest")
    away = " A sandbox has no network to fetch it by." if around.in_sandbox else ""
    return near("image", name, around) + away


def _images_here(_: re.Match[str], around: Around) -> str:
    away = "A sandbox has no network. " if around.in_sandbox else "Is there a network? "
    return away + near("image", "", around)


def _container(match: re.Match[str], around: Around) -> str:
    return f"{near('container', match[1], around)} `docker ps --all` lists them, ended ones too."


def _network(match: re.Match[str], around: Around) -> str:
    return near("network", match[1], around)


def _volume(match: re.Match[str], around: Around) -> str:
    return near("volume", match[1], around)


def _taken_container(match: re.Match[str], around: Around) -> str:
    return whose("container", match[1], around)


def _taken_network(match: re.Match[str], around: Around) -> str:
    return whose("network", match[1], around)


def _source(match: re.Match[str], around: Around) -> str:
    where = "in this sandbox" if around.in_sandbox else "on the daemon's machine"
    return f"The daemon looks for it {where}. Make it there first, or mount a volume by its name."


def _full(_: re.Match[str], around: Around) -> str:
    ours = "`docker system df` shows what takes the room. Remove what you no longer need"
    return f"{ours}, or restart the kernel: it gets a fresh daemon." if around.in_sandbox else ours


def _nobody(_: re.Match[str], around: Around) -> str:
    if around.in_sandbox:
        return "Restart the kernel: it gets a fresh daemon. (Or did this client get an address?)"
    return "Is Docker running? `./dockyard doctor` in a terminal says what it finds."


def _program(match: re.Match[str], _: Around) -> str:
    split = " ".join(match[1].split()[:1])
    if " " in match[1]:
        return f"This is one word with spaces in it. Did you mean `{split}` and its arguments?"
    return f"Is it in this image, and is it spelled so? {LIST}"


RULES = (
    # Images and registries
    Rule(r"no such image: ([^\s\"]+)", "There is no image `{0}` here.", _image),
    Rule(
        r"failed to resolve reference \"(?:docker\.io/)?(?:library/)?([^\"]+)\"",
        "There is no image `{0}` here, and no registry could be asked for it.",
        _image,
    ),
    Rule(
        r"(?:pull access denied for|manifest for|repository) ([^\s,]+)(?:,| not found)",
        "There is no image `{0}` here, and the registry gave none.",
        _image,
    ),
    Rule(
        r"unauthorized|authentication required|access to the resource is denied",
        "The registry wants to know who asks.",
        _images_here,
    ),
    Rule(
        r"(?:registry-1\.docker\.io|/v[12]/).*(?:dial tcp|lookup|timeout|refused|unreachable)",
        "A registry had to be asked, and it cannot be reached.",
        _images_here,
    ),
    Rule(
        r"invalid reference format",
        "That is no name that an image can have.",
        "Only small letters, digits and `. _ - /`; then perhaps a colon and a tag.",
    ),
    Rule(
        r"image is being used by \w+ container (\w+)|\(must force\) - container (\w+) is using",
        "A container still needs this image.",
        "Remove the container first: `docker rm --force {0}{1}`. An ended one counts as well.",
    ),
    Rule(
        r"\(must be forced\) - image is referenced in multiple",
        "This image has more than one name.",
        "Remove it by its names, one after the other, or with `force=True`.",
    ),
    # Names
    Rule(
        r"container name \"/?([^\"]+)\" is already in use",
        "The name `{0}` is taken by another container.",
        _taken_container,
    ),
    Rule(r"network with name (\S+) already exists", "The name `{0}` is taken.", _taken_network),
    Rule(
        r"invalid container name \(([^)]+)\)",
        "`{0}` is no name that a container can have.",
        f"Only {NAME}, and a letter or digit first.",
    ),
    Rule(
        r"\"([^\"]+)\" includes invalid characters for a local volume name",
        "`{0}` was taken for a volume's name, and is none.",
        "A folder of the host is given by its whole path, which begins with `/`.",
    ),
    # A container and its state
    Rule(
        r"cannot remove (?:a running )?container",
        "It still runs.",
        "Stop it first, or `remove(force=True)`.",
    ),
    Rule(
        r"is not running",
        "The container does not run: it has ended, or was never started.",
        "`container.start()` starts it. Ended too early? `container.logs()` has its last words; "
        "a container runs only as long as its main process.",
    ),
    Rule(
        r"container (\w+) is paused",
        "The container stands still: it is paused.",
        "`container.unpause()` lets it go on.",
    ),
    Rule(
        r"could not find the file (\S+) in container",
        "There is no `{0}` in this container.",
        "`docker exec NAME ls` shows what there is. The folder that one copies to must exist.",
    ),
    Rule(r"no such container: (\S+)", "There is no container `{0}`.", _container),
    # Networks, ports, volumes
    Rule(
        r":(\d+) failed: port is already allocated|tcp\d? \S+:(\d+): bind: address already in use",
        "That port of the host is taken.",
        "`docker ps` shows who has it. Take another, or let the daemon choose: "
        "`ports={{'80/tcp': None}}`, then `container.reload()` and `container.ports`.",
    ),
    Rule(
        r"cannot assign requested address",
        "The host has no such address to listen on.",
        "127.0.0.1 is reached from this machine alone, 0.0.0.0 from everywhere.",
    ),
    Rule(
        r"network (\S+) id \w+ has active endpoints|network (\S+) has active endpoints",
        "Containers are still connected to this network.",
        "Remove them, or `network.disconnect(container)` each; "
        "`docker network inspect NAME` lists them.",
    ),
    Rule(
        r"endpoint with name (\S+) already exists in network (\S+)",
        "`{0}` is connected to `{1}` already.",
        "There is nothing to do, or `network.disconnect(…)` first.",
    ),
    Rule(r"network (\S+) not found", "There is no network `{0}`.", _network),
    Rule(
        r"pool overlaps",
        "Another network has these addresses already.",
        "Name another subnet, or none: the daemon then takes a free one.",
    ),
    Rule(
        r"(?:remove )?(\S+): volume is in use - \[?(\w{12})",
        "A container still has the volume `{0}`.",
        "Remove the container first: `docker rm --force {1}`. An ended one counts as well.",
    ),
    Rule(r"get (\S+): no such volume", "There is no volume `{0}`.", _volume),
    Rule(r"bind source path does not exist: (\S+)", "There is no `{0}` to mount.", _source),
    # What a container was to run
    Rule(
        r"error mounting \"([^\"]+)\" to rootfs at \"([^\"]+)\".*not a directory",
        "`{0}` cannot be mounted on `{1}`: one is a file, the other a folder.",
        "Mount a file on a file, a folder on a folder. Is the path what you think it is?",
    ),
    Rule(
        r"exec: \"([^\"]+)\": executable file not found",
        "There is no program `{0}` on the image's PATH.",
        _program,
    ),
    Rule(
        r"exec: \"([^\"]+)\": stat .*no such file or directory",
        "There is no file `{0}` in this image.",
        _program,
    ),
    Rule(
        r"exec: \"([^\"]+)\": is a directory",
        "`{0}` is a folder, and a folder cannot be run.",
        "Name a program in it.",
    ),
    Rule(
        r"exec: \"([^\"]+)\": stat .*not a directory",
        "`{0}` leads through a file as if that were a folder.",
        "Look at the path part by part: `docker run --rm IMAGE ls -l /`.",
    ),
    Rule(
        r"exec: \"([^\"]+)\": permission denied",
        "`{0}` is there, and may not be executed.",
        "Is it a program? Then it lacks the right: `chmod +x`, or `COPY --chmod=755`.",
    ),
    Rule(
        r"no command specified",
        "Nobody has said what to run: the image has no CMD and no ENTRYPOINT.",
        "Name a command in this call, or give the image a `CMD`.",
    ),
    Rule(
        r"unable to find user ([^:\s]+)",
        "There is no user `{0}` in this image.",
        'Its `/etc/passwd` lists the names. A number needs no entry: `user="1000"`.',
    ),
    Rule(
        r"cgroup",
        "The daemon cannot set limits, or hold a container still, here.",
        "A daemon in a sandbox has no cgroups of its own. On an engine of yours it works.",
    ),
    # Building
    Rule(
        r"parse error on line (\d+): unknown instruction: (\S+)",
        "Line {0} of the Dockerfile: `{1}` is no instruction.",
        "A line begins with FROM, RUN, COPY, CMD, …; a long line goes on after a `\\`.",
    ),
    Rule(
        r"parse error on line (\d+)",
        "Line {0} of the Dockerfile cannot be read.",
        "Look at that line, and at the one before it.",
    ),
    Rule(
        r"cannot be empty|cannot locate specified Dockerfile",
        "There is no Dockerfile in what was sent.",
        "Its first line is `FROM …`. `path=` is the folder that holds it.",
    ),
    Rule(
        r"(?:COPY|ADD) failed: .*?stat ([^\s:]+)|failed to compute cache key.*\"([^\"]+)\"",
        "What is to be copied is not in the build context.",
        "Only what lies in the folder that is sent can be copied. With `fileobj=` nothing is sent "
        "but the Dockerfile. Does `.dockerignore` leave it out?",
    ),
    Rule(
        r"returned a non-zero code: 127",
        "There is no such command in this image.",
        "Is it installed in an earlier line, and is it spelled so?",
    ),
    Rule(
        r"returned a non-zero code: (\d+)",
        "Its command ended with exit code {0}.",
        "What it printed says why. Try it in the image before: `docker run --rm -it IMAGE sh`.",
    ),
    # The machine
    Rule(NO_SPACE, "The daemon's disk is full.", _full),
    Rule(
        r"timed out",
        "The daemon did not answer in the time that it was given.",
        "It may still be at it. Does what you wait for ever end? Else give more time: `timeout=`.",
    ),
    Rule(
        r"permission denied|PermissionError",
        "This user may not talk to the daemon.",
        "`./dockyard doctor` in a terminal says what to do.",
    ),
    Rule(
        r"connection aborted|connection refused|FileNotFoundError|max retries|remote end closed",
        "No daemon answers at this address.",
        _nobody,
    ),
)
