"""# One recipe, two folders

The cell below makes three folders side by side:

- `shop` and `office`, each with a text `sign` and a `Dockerfile` of its own;
- `recipes`, with the Dockerfile `given.recipe` (and an old `sign` that nobody wants).

Build two images, **both with the recipe** `recipes/…`, in which `/sign` is the sign

- of the folder `shop`, in the image `given.first`;
- of the folder `office`, in the image `given.second`.

Leave the files and folders as they are: nothing is to be copied, moved or edited.
"""

from grader import Daemon, Given, check, expect, name, wrong


def _recipe(entropy: bytes) -> str:
    return f"{name('recipe')(entropy)}.Dockerfile"


given = {
    "first": name("shop"),
    "second": name("office"),
    "recipe": _recipe,
    "by": name("by"),
    "first_sign": name("sign-one"),
    "second_sign": name("sign-two"),
}

hints = [
    "A build needs two things, and they need not lie together: a Dockerfile, and a context, the "
    "folder that `COPY` takes its files from.",
    "On the command line `-f` (`--file`) names the Dockerfile, and the last word is the context. "
    "In the SDK they are called `dockerfile=` and `path=`.",
    'For each of the two: `client.images.build(path=str(root / "shop"), dockerfile=str(root / '
    '"recipes" / given.recipe), tag=…, rm=True)`. The path of the Dockerfile is absolute, since '
    "it lies outside the context.",
]


def starter(client, given):
    import tempfile
    from pathlib import Path

    root = Path(tempfile.mkdtemp())
    own = "FROM dockyard/busybox\nRUN echo the-folder > /made-by\nCOPY sign /sign\n"
    tree = {
        "shop/sign": given.first_sign,
        "shop/Dockerfile": own,
        "office/sign": given.second_sign,
        "office/Dockerfile": own,
        "recipes/sign": "an old sign",
        f"recipes/{given.recipe}": own.replace("the-folder", given.by),
    }
    for path, text in tree.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)
    print(*tree, sep="\n")

    # Build given.first and given.second here; the folders lie in root.


def solution(client, given):
    import tempfile
    from pathlib import Path

    root = Path(tempfile.mkdtemp())
    own = "FROM dockyard/busybox\nRUN echo the-folder > /made-by\nCOPY sign /sign\n"
    tree = {
        "shop/sign": given.first_sign,
        "shop/Dockerfile": own,
        "office/sign": given.second_sign,
        "office/Dockerfile": own,
        "recipes/sign": "an old sign",
        f"recipes/{given.recipe}": own.replace("the-folder", given.by),
    }
    for path, text in tree.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)

    # The path is the context, the place that COPY knows. The Dockerfile may lie anywhere: it is
    # sent along. The same as: docker build -f recipes/… shop
    for folder, tag in [("shop", given.first), ("office", given.second)]:
        client.images.build(
            path=str(root / folder),
            dockerfile=str(root / "recipes" / given.recipe),
            tag=tag,
            rm=True,
        )
        print(client.containers.run(tag, ["cat", "/made-by", "/sign"], remove=True).decode())


@check(points=1)
def by_the_recipe(daemon: Daemon, given: Given):
    """Both images are made by the recipe."""
    for image in (given.first, given.second):
        expect(
            f"/made-by in image {image}",
            _text(daemon, image, "/made-by"),
            given.by,
            see=f"docker run --rm {image} cat /made-by",
            next_step="With nothing said, the Dockerfile is the one in the context.",
        )


@check(points=1, after="by_the_recipe")
def from_the_folder(daemon: Daemon, given: Given):
    """Each has the sign of its own folder."""
    for image, sign in ((given.first, given.first_sign), (given.second, given.second_sign)):
        expect(
            f"/sign in image {image}",
            _text(daemon, image, "/sign"),
            sign,
            see=f"docker run --rm {image} cat /sign",
            next_step="`COPY` takes files from the context. Which folder was that?",
        )


def _text(daemon: Daemon, image: str, path: str) -> str:
    entry = daemon.saved(image).files.get(path)
    return (entry.content or b"").decode(errors="replace").strip() if entry else "no such file"


@wrong(fails="by_the_recipe")
def only_the_folder(client, given):
    """The folder is named and the recipe is not: the folder's own Dockerfile is used."""
    import tempfile
    from pathlib import Path

    root = Path(tempfile.mkdtemp())
    own = "FROM dockyard/busybox\nRUN echo the-folder > /made-by\nCOPY sign /sign\n"
    for folder, sign, tag in [
        ("shop", given.first_sign, given.first),
        ("office", given.second_sign, given.second),
    ]:
        (root / folder).mkdir()
        (root / folder / "sign").write_text(sign)
        (root / folder / "Dockerfile").write_text(own)
        client.images.build(path=str(root / folder), tag=tag, rm=True)


@wrong(fails="from_the_folder")
def recipes_as_the_context(client, given):
    """Takes the recipe's folder for the context, so `COPY` finds the old sign there."""
    import tempfile
    from pathlib import Path

    root = Path(tempfile.mkdtemp())
    own = f"FROM dockyard/busybox\nRUN echo {given.by} > /made-by\nCOPY sign /sign\n"
    (root / given.recipe).write_text(own)
    (root / "sign").write_text("an old sign")
    for tag in (given.first, given.second):
        client.images.build(path=str(root), dockerfile=given.recipe, tag=tag, rm=True)


@wrong(fails="from_the_folder")
def the_same_folder_twice(client, given):
    """One build and two names: both images have the shop's sign."""
    import tempfile
    from pathlib import Path

    root = Path(tempfile.mkdtemp())
    own = f"FROM dockyard/busybox\nRUN echo {given.by} > /made-by\nCOPY sign /sign\n"
    (root / "shop").mkdir()
    (root / "shop" / "sign").write_text(given.first_sign)
    (root / given.recipe).write_text(own)
    image, _ = client.images.build(
        path=str(root / "shop"), dockerfile=str(root / given.recipe), tag=given.first, rm=True
    )
    image.tag(given.second)


@wrong(fails="from_the_folder")
def signs_swapped(client, given):
    """Right recipe, right folders, and the two names swapped."""
    import tempfile
    from pathlib import Path

    root = Path(tempfile.mkdtemp())
    own = f"FROM dockyard/busybox\nRUN echo {given.by} > /made-by\nCOPY sign /sign\n"
    (root / given.recipe).write_text(own)
    for folder, sign, tag in [
        ("office", given.second_sign, given.first),
        ("shop", given.first_sign, given.second),
    ]:
        (root / folder).mkdir()
        (root / folder / "sign").write_text(sign)
        client.images.build(
            path=str(root / folder), dockerfile=str(root / given.recipe), tag=tag, rm=True
        )
