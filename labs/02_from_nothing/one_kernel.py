"""# Two worlds, one kernel

Show that two systems which have no file in common run on one kernel. Run `uname -r`

- in a container `given.small` of `dockyard/busybox`,
- in a container `given.large` of `dockyard/debian`,

each as its main process, and leave both containers there, stopped. In `answer`, leave the version
of the kernel that both printed.
"""

from grader import Daemon, Given, check, expect_that, name, wrong

given = {"small": name("small"), "large": name("large")}

hints = [
    "`uname -r` prints the version of the kernel that runs it. A container brings its own files, "
    "and no kernel.",
    "`client.containers.run(image, command, name=…)` waits for the end and returns what was "
    "printed. With `remove=True` the container would be gone afterwards; here it is to stay.",
    '`small = client.containers.run("dockyard/busybox", ["uname", "-r"], name=given.small)`, the '
    "same for `dockyard/debian` with `given.large`, and `kernel = small.decode().strip()`.",
]


def starter(client, given):
    kernel = None  # ← what both print
    return kernel


def solution(client, given):
    # One world is 2 MB with one program, the other a whole Debian. Both ask the same kernel.
    small = client.containers.run("dockyard/busybox", ["uname", "-r"], name=given.small)
    large = client.containers.run("dockyard/debian", ["uname", "-r"], name=given.large)
    print("the same kernel:", small == large)
    kernel = small.decode().strip()
    return kernel


@check(points=1)
def two_worlds(daemon: Daemon, given: Given):
    """One container is of dockyard/busybox, the other of dockyard/debian."""
    for called, image in ((given.small, "dockyard/busybox"), (given.large, "dockyard/debian")):
        expect_that(
            daemon.container(called).image_id == daemon.image(image).id,
            f"image of container {called}",
            expected=image,
            found="another image",
            see=f"docker ps --all --filter name={called}",
            next_step="Which image was it started from?",
        )


@check(points=1, after="two_worlds")
def both_asked(daemon: Daemon, given: Given):
    """Each container's main process printed the version of its kernel."""
    kernel = _kernel(daemon)
    for called in (given.small, given.large):
        printed = daemon.logs(called).strip()
        expect_that(
            printed == kernel,
            f"what container {called} printed",
            expected="the kernel's version",
            found=_told(printed, kernel),
            see=f"docker logs {called}",
            next_step="Which command is the container's own, and what does it print?",
        )


@check(points=1)
def answer_is_the_kernel(daemon: Daemon, answer):
    """The answer is the version of the kernel that runs the containers."""
    kernel = _kernel(daemon)
    expect_that(
        str(answer).strip() == kernel,
        "answer",
        expected="the kernel's version, such as uname -r prints it",
        found=_told(str(answer).strip(), kernel),
        see="docker run --rm dockyard/busybox uname -r",
        next_step="A container prints bytes: decode them, and strip the end of the line.",
    )


def _kernel(daemon: Daemon) -> str:
    return daemon.run("dockyard/busybox", "uname", "-r").output.strip()


def _told(text: str, kernel: str) -> str:
    if kernel in text:
        return "the version, with more around it"
    return text or "nothing"


twice_the_same_world = wrong(
    "Both containers come from one image.",
    fails="two_worlds",
    edit={"dockyard/debian": "dockyard/busybox"},
)
asked_for_the_distribution = wrong(
    "What the files say of themselves, not the kernel: this differs from image to image.",
    fails="both_asked",
    edit={
        '"dockyard/debian", ["uname", "-r"]': '"dockyard/debian", '
        '["sh", "-c", ". /etc/os-release; echo $ID"]'
    },
)
bytes_as_text = wrong(
    "The bytes were turned into text as Python shows them, quotes and all.",
    fails="answer_is_the_kernel",
    edit={"small.decode().strip()": "str(small)"},
)
operating_system = wrong(
    "The name of the kernel instead of its version.",
    fails="answer_is_the_kernel",
    edit={
        "kernel = small": 'uname = client.containers.run("dockyard/busybox", ["uname"])\n'
        "kernel = uname"
    },
)
