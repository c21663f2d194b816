"""# Commit a web server

Make an image by hand, without a Dockerfile:

1. Run a container `given.container` from `dockyard/busybox`, with a command that lasts.
2. Write the file `/www/index.html` in it. It holds the word `given.word`.
3. Commit it as the image `given.image`, with the author `given.author`.

A container of the new image, started with **nothing behind the image's name**, must be a web
server: it answers on its port `given.port` with that page. In the base there is a program for it:
`httpd -f -p PORT -h FOLDER` serves a folder and stays in the foreground.
"""

import time

from grader import Daemon, Given, check, choice, expect, expect_that, name, number, word, wrong
from grader.daemon import Container

given = {
    "container": name("site"),
    "image": name("server"),
    "word": word(),
    "port": number(8001, 8999),
    "author": choice("Ada", "Grace", "Linus", "Margaret", "Niklaus", "Radia"),
}

hints = [
    "A commit takes over two things: the files of the container's own layer, and its config. What "
    "runs in it is not taken over. So first write the page, then say, in the commit, what the new "
    "image is to start.",
    'Start with `sleep 600`, write with `container.exec_run(["sh", "-c", "…"])`: `mkdir` the '
    "folder, `echo` the word into the file. The commit takes `author=` and `changes=`, and "
    "`changes` is a line as in a Dockerfile, a `CMD` here.",
    'The commit is `container.commit(given.image, author=given.author, changes=f\'CMD ["httpd", '
    '"-f", "-p", "{given.port}", "-h", "…"]\')`. Mind the quotes: single ones around the '
    "whole, double ones around every word.",
]


def starter(client, given):
    # Run given.container, write /www/index.html in it, commit it as given.image.
    pass


def solution(client, given):
    container = client.containers.run(
        "dockyard/busybox", ["sleep", "600"], name=given.container, detach=True
    )
    container.exec_run(["sh", "-c", f"mkdir /www && echo {given.word} > /www/index.html"])

    # Without `changes` the new image would start what the container was started with: sleep 600.
    # The words are JSON, so they need double quotes, and Python's own quotes are single ones.
    image = container.commit(
        given.image,
        author=given.author,
        changes=f'CMD ["httpd", "-f", "-p", "{given.port}", "-h", "/www"]',
    )
    print("the new image starts:", *image.attrs["Config"]["Cmd"])


@check(points=1)
def page_is_in_it(daemon: Daemon, given: Given):
    """In the image `/www/index.html` holds the word."""
    expect(
        f"/www/index.html in image {given.image}",
        daemon.saved(given.image).text("/www/index.html") or "no file",
        given.word,
        see=f"docker run --rm {given.image} cat /www/index.html",
        next_step="A commit takes what lies in the container's own layer at that moment.",
    )


@check(points=2, after="page_is_in_it")
def serves_the_page(daemon: Daemon, given: Given):
    """A container of it, with nothing behind the image's name, answers with the page."""
    from docker.errors import APIError

    page, fact, said = "", None, []
    try:
        with daemon.started(given.image) as container:
            page = _ask(daemon, container.id, given.port)
            fact = daemon.container(container.id)
            said = daemon.logs(container.id).strip().splitlines()
    except APIError as error:
        said = [str(error.explanation).split("exec: ")[-1].removesuffix(": unknown")]
    state = f"none; it {_state(fact)}: {said[-1] if said else 'it printed nothing'}"
    expect_that(
        given.word in page,
        f"answer on port {given.port} of a container of {given.image}",
        expected=f"a page with the word {given.word}",
        found=page.strip() if page.strip() and fact and fact.is_running else state,
        see=f"docker image inspect --format '{{{{json .Config.Cmd}}}}' {given.image}",
        next_step="Look at how the words of CMD arrived: as a list of words, or as one line?",
    )


@check(points=1, after="page_is_in_it")
def author_is_named(daemon: Daemon, given: Given):
    """The image names its author."""
    expect(
        f"author of {given.image}",
        daemon.image(given.image).author or "none",
        given.author,
        see=f"docker image inspect --format '{{{{.Author}}}}' {given.image}",
        next_step="The commit itself has an option for it.",
    )


def _state(fact: Container | None) -> str:
    if fact is None:
        return "could not start"
    return "is running" if fact.is_running else f"ended with exit code {fact.exit_code}"


def _ask(daemon: Daemon, container: str, port: int) -> str:
    """The page, asked for in the container itself; waits 3 s for the server."""
    from docker.errors import APIError

    url, said = f"http://127.0.0.1:{port}/", ""
    for _ in range(15):
        try:
            answer = daemon.execute(container, "wget", "-q", "-O", "-", url)
        except APIError:
            return said
        if answer.exit_code == 0 and answer.output:
            return answer.output
        said = answer.output
        time.sleep(0.2)
    return said


WORDS = '["httpd", "-f", "-p", "{given.port}", "-h", "/www"]'
CHANGES = f"changes=f'CMD {WORDS}',"
BY_HAND = 'container.exec_run(["httpd", "-p", str(given.port), "-h", "/www"])\n'

quotes_eaten = wrong(
    "The shell eats the inner quotes, so CMD is no list of words but a line for a shell.",
    fails="serves_the_page",
    edit={WORDS: "[httpd,-f,-p,{given.port},-h,/www]"},
)
server_started_by_hand = wrong(
    "The server runs in the container while it is committed; a process is in no image.",
    fails="serves_the_page",
    edit={
        CHANGES: "",
        "image = ": BY_HAND + "image = ",
    },
)
server_in_the_background = wrong(
    "Without `-f` httpd goes to the background, process 1 ends, and so does the container.",
    fails="serves_the_page",
    edit={'"-f", ': ""},
)
one_word_for_all = wrong(
    "In brackets, but the whole line is one word: no program has that name.",
    fails="serves_the_page",
    edit={WORDS: '["httpd -f -p {given.port} -h /www"]'},
)
page_on_a_volume = wrong(
    "The page was written, and was served, but on a volume: no commit takes that along.",
    fails="page_is_in_it",
    edit={"detach=True": 'detach=True, volumes=["/www"]', "mkdir /www && ": ""},
)
author_as_a_label = wrong(
    "The author is in a label, which is the better place; but `-a` was asked for here.",
    fails="author_is_named",
    edit={
        "author=given.author,": "",
        CHANGES: f"changes=[f'CMD {WORDS}', "
        'f"LABEL org.opencontainers.image.authors={given.author}"],',
    },
)
