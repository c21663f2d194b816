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
            daemon.saved(image).text("/made-by") or "no such file",
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
            daemon.saved(image).text("/sign") or "no such file",
            sign,
            see=f"docker run --rm {image} cat /sign",
            next_step="`COPY` takes files from the context. Which folder was that?",
        )


CONTEXT = "path=str(root / folder)"

only_the_folder = wrong(
    "The folder is named and the recipe is not: the folder's own Dockerfile is used.",
    fails="by_the_recipe",
    edit={'dockerfile=str(root / "recipes" / given.recipe),': ""},
)
recipes_as_the_context = wrong(
    "Takes the recipe's folder for the context, so `COPY` finds the old sign there.",
    fails="from_the_folder",
    edit={CONTEXT: 'path=str(root / "recipes")'},
)
the_same_folder_twice = wrong(
    "One build and two names: both images have the shop's sign.",
    fails="from_the_folder",
    edit={CONTEXT: 'path=str(root / "shop")'},
)
signs_swapped = wrong(
    "Right recipe, right folders, and the two names swapped.",
    fails="from_the_folder",
    edit={
        '("shop", given.first)': '("office", given.first)',
        '("office", given.second)': '("shop", given.second)',
    },
)
