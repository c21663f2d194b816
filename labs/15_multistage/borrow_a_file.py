"""# Borrow one file from another image

Somebody else's image `given.lender` has a tool at `/opt/tool`, and a lot that you don't want,
in `/opt/ballast`. Make an image `given.image` that starts from `dockyard/busybox` and has the
tool, and only the tool, at `/usr/local/bin/tool`.
"""

from grader import Daemon, Given, build_image, check, expect, name, token, wrong

given = {"lender": name("lender"), "image": name("borrower")}

hints = [
    "`COPY` takes files from the build context. With one option it takes them from somewhere else.",
    "`COPY --from=…` takes the name of a stage, and just as well the name of any image. Only the "
    "path that you write is copied.",
    "Two lines: `FROM dockyard/busybox` and "
    "`COPY --from=LENDER /opt/tool /usr/local/bin/tool`, with the value of `given.lender` in place "
    "of LENDER (an f-string puts it there).",
]


def _secret(given: Given) -> str:
    return given.hidden("said", token(10))


def setup(client, given):
    dockerfile = f"""
FROM dockyard/busybox
RUN mkdir /opt && printf '#!/bin/sh\\necho {_secret(given)}\\n' > /opt/tool && chmod 755 /opt/tool
RUN head -c 500000 /dev/zero > /opt/ballast
"""
    build_image(client, dockerfile, tag=given.lender)


def starter(client, given):
    # Build given.image here.
    pass


def solution(client, given):
    import io

    # --from takes a stage or any image. FROM would have taken over all of the lender's layers;
    # COPY --from takes one file and puts it into one layer of ours.
    dockerfile = f"""
    FROM dockyard/busybox
    COPY --from={given.lender} /opt/tool /usr/local/bin/tool
    """
    client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True)
    print(client.containers.run(given.image, ["tool"], remove=True).decode())


@check(points=1)
def tool_runs(daemon: Daemon, given: Given):
    """In the image, /usr/local/bin/tool runs and says what the lender's tool says."""
    expect(
        "output of /usr/local/bin/tool",
        daemon.printed(given.image, "sh", "-c", "/usr/local/bin/tool || true"),
        daemon.run(given.lender, "/opt/tool").output.strip(),
        see=f"docker run --rm {given.image} /usr/local/bin/tool",
        next_step="Is the tool there, at that path, and may it be executed? It is a shell script: "
        "is there a shell?",
    )


@check(points=2, after="tool_runs")
def ballast_stayed(daemon: Daemon, given: Given):
    """No layer of the image holds the lender's ballast."""
    held = [
        f"{path} in layer {number}"
        for number, layer in enumerate(daemon.saved(given.image).layers, start=1)
        for path, entry in layer.entries.items()
        if path.endswith("/ballast") or entry.size_bytes == 500_000
    ]
    expect(
        "ballast in the layers",
        ", ".join(held) or "none",
        "none",
        see=f"docker history {given.image}",
        next_step="A layer holds what its line brought, whatever a later line removes. Which line "
        "brought this?",
    )


@check(points=1, after="ballast_stayed")
def starts_from_busybox(daemon: Daemon, given: Given):
    """The image starts from dockyard/busybox."""
    base, image = daemon.image("dockyard/busybox"), daemon.image(given.image)
    expect(
        "layers shared with dockyard/busybox",
        base.shared_layers(image),
        len(base.layers),
        see=f"docker image inspect --format '{{{{json .RootFS.Layers}}}}' {given.image}",
        next_step="Which image does its first line name?",
    )


COPY = "COPY --from={given.lender} /opt/tool /usr/local/bin/tool"
SHOWN = 'print(client.containers.run(given.image, ["tool"], remove=True).decode())'

from_nothing = wrong(
    "The tool alone in an empty image: it is a shell script, and there is no shell.",
    fails="tool_runs",
    edit={"FROM dockyard/busybox": "FROM scratch", SHOWN: ""},
)
from_the_lender = wrong(
    "FROM takes everything.",
    fails="ballast_stayed",
    edit={
        "FROM dockyard/busybox": "FROM {given.lender}",
        COPY: "RUN mkdir -p /usr/local/bin && cp /opt/tool /usr/local/bin/tool",
    },
)
copied_the_folder = wrong(
    "The whole folder is copied, and the rest removed afterwards.",
    fails="ballast_stayed",
    edit={
        COPY: "COPY --from={given.lender} /opt /opt\n"
        "RUN mkdir -p /usr/local/bin && mv /opt/tool /usr/local/bin/tool && rm -r /opt"
    },
)
into_another_place = wrong(
    "A target that ends in a slash is a folder; here it is the wrong one.",
    fails="tool_runs",
    edit={"/usr/local/bin/tool": "/usr/local/", SHOWN: ""},
)
linked = wrong(
    "A symbolic link to a file that only the lender has.",
    fails="tool_runs",
    edit={COPY: "RUN mkdir -p /usr/local/bin && ln -s /opt/tool /usr/local/bin/tool", SHOWN: ""},
)
from_scratch = wrong(
    "Everything of busybox copied into an empty image: the same files, and no shared layer.",
    fails="starts_from_busybox",
    edit={"FROM dockyard/busybox": "FROM scratch\nCOPY --from=dockyard/busybox / /"},
)
