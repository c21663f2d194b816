"""# Ship the program, leave the compiler

The Dockerfile in the next cell works: it compiles a small C program that prints
`given.word`. But its image carries a compiler, headers and the source.

Turn it into **two stages** and build it as `given.image`, so that

- `docker run` of the image, with no arguments, prints `given.word`;
- no layer of the image holds a compiler or a C source;
- the image is smaller than 3 MB.
"""

from grader import Daemon, Given, check, expect, expect_that, name, word, wrong

given = {"image": name("shipped"), "word": word()}

hints = [
    "Removing the compiler in a later line hides it and no more: the layer below still has it "
    "(lesson 03). The last image must be one that never had a compiler.",
    "Every `FROM` starts a new, empty-handed stage. Name the first one: "
    "`FROM dockyard/compiler AS build`. Then write a second `FROM`, and take over one file with "
    "`COPY --from=build …`.",
    "Second stage, three lines: `FROM scratch`, `COPY --from=build /hello /hello`, "
    '`CMD ["/hello"]`. The program was linked with `-static`, so it needs nothing else. Build '
    "with `client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=given.image)`.",
]

LIMIT_BYTES = 3_000_000


def starter(client, given):
    dockerfile = f"""
    FROM dockyard/compiler
    RUN echo 'int puts(char *); int main() {{ return puts("{given.word}") < 0; }}' > /hello.c
    RUN cc -static -o /hello /hello.c
    CMD ["/hello"]
    """
    # Make two stages of it, then build it as given.image.


def solution(client, given):
    import io

    # Stage 1 has all that it takes to compile. Nothing of it is in the image but what a later
    # stage copies out of it by name.
    # Stage 2 is the image: it starts from nothing and takes one file.
    dockerfile = f"""
    FROM dockyard/compiler AS build
    RUN echo 'int puts(char *); int main() {{ return puts("{given.word}") < 0; }}' > /hello.c
    RUN cc -static -o /hello /hello.c

    FROM scratch
    COPY --from=build /hello /hello
    CMD ["/hello"]
    """
    image, _ = client.images.build(
        fileobj=io.BytesIO(dockerfile.encode()), tag=given.image, rm=True
    )
    print("layers:", len(image.attrs["RootFS"]["Layers"]))
    print("under 20 kB:", image.attrs["Size"] < 20_000)


@check(points=1)
def prints_the_word(daemon: Daemon, given: Given):
    """Run with no arguments, the image prints the word."""
    expect(
        f"output of {given.image}",
        daemon.printed(given.image),
        given.word,
        see=f"docker run --rm {given.image}",
        next_step="What does the last stage start, and is that file in it, at that path?",
    )


@check(points=1, after="prints_the_word")
def is_a_compiled_program(daemon: Daemon, given: Given):
    """What prints it is a compiled program, in the image."""
    programs = [
        path
        for path, entry in daemon.saved(given.image).files.items()
        if entry.content is not None
        and entry.content.startswith(b"\x7fELF")
        and given.word.encode() in entry.content
    ]
    expect_that(
        bool(programs),
        "compiled program with the word in it",
        expected="a file in the image",
        found="none",
        see=f"docker save {given.image} | tar --list",
        next_step="Copy what the compiler made, not what was given to it.",
    )


@check(points=2, after="is_a_compiled_program")
def no_layer_has_a_compiler(daemon: Daemon, given: Given):
    """No layer of the image holds a compiler or a C source."""
    held = [
        f"{path} in layer {number}"
        for number, layer in enumerate(daemon.saved(given.image).layers, start=1)
        for path, entry in layer.entries.items()
        if not entry.is_dir
        and (path.rsplit("/", 1)[-1] in ("tcc", "cc", "gcc") or path.endswith(".c"))
    ]
    expect(
        "compilers and C sources in the layers",
        ", ".join(sorted(held)[:3]) or "none",
        "none",
        see=f"docker save {given.image} --output image.tar, and look into each layer",
        next_step="A layer below keeps what a later line removes. Which FROM does the last stage "
        "start with, and what does it copy?",
    )


@check(points=1, after="no_layer_has_a_compiler")
def small(daemon: Daemon, given: Given):
    """The image is smaller than 3 MB."""
    size_bytes = sum(layer.size_bytes for layer in daemon.saved(given.image).layers)
    expect_that(
        size_bytes < LIMIT_BYTES,
        "size of all files in its layers",
        expected="less than 3 MB",
        found=f"{size_bytes / 1e6:.1f} MB",
        see=f"docker history {given.image}",
        next_step="A program linked with -static needs no other file at all.",
    )


COPY = "COPY --from=build /hello /hello"

one_stage = wrong(
    "Built as it stood: the compiler is shipped.",
    fails="no_layer_has_a_compiler",
    edit={"FROM scratch": "", COPY: ""},
)
removed_in_the_end = wrong(
    "The compiler is removed by a last line, which only hides it.",
    fails="no_layer_has_a_compiler",
    edit={"FROM scratch": "", COPY: "RUN rm -r /hello.c /bin/tcc /bin/cc /usr/include"},
)
second_stage_on_the_compiler = wrong(
    "There are two stages, but the second starts from the compiler again.",
    fails="no_layer_has_a_compiler",
    edit={"FROM scratch": "FROM dockyard/compiler"},
)
nothing_copied = wrong(
    "The second stage expects the file to be there by itself.",
    fails="prints_the_word",
    edit={"FROM scratch": "FROM dockyard/busybox", COPY: ""},
)
echoed = wrong(
    "The right word, from a shell: nothing was compiled.",
    fails="is_a_compiled_program",
    edit={
        "FROM scratch": "FROM dockyard/busybox",
        COPY: "",
        'CMD ["/hello"]': 'CMD ["echo", "{given.word}"]',
    },
)
copied_the_folder_too = wrong(
    "The program, and with it all headers and libraries, to be on the safe side.",
    fails="small",
    edit={
        COPY: COPY + "\nCOPY --from=build /usr/lib /usr/lib"
        "\nCOPY --from=build /usr/include /usr/include"
    },
)
