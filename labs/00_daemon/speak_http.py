"""# Speak HTTP to the daemon

No `client.containers` this time: send the requests yourself, and read the status codes.

`given.requests` has seven lines, each with a method and a path, such as
`POST /containers/{name}/start`. For each line, in order:

1. put `given.container` in the place of `{name}`;
2. send the request to the daemon, once. Where the path holds `/create`, send the JSON text
   `given.body` with it, as `Content-Type: application/json`;
3. keep the status code of the answer.

Leave the seven codes in `answer`, as a list of numbers. Guess before you look: the same request
does not always get the same code.
"""

import json

from grader import Daemon, Given, check, expect, expect_that, labels, name, wrong

REQUESTS = {
    "inspect": "GET /containers/{name}/json",
    "create": "POST /containers/create?name={name}",
    "start": "POST /containers/{name}/start",
    "stop": "POST /containers/{name}/stop?t=0",
    "kill": "POST /containers/{name}/kill",
    "remove": "DELETE /containers/{name}",
}

OPENINGS = (
    ("inspect", "create", "start", "start"),
    ("start", "create", "create", "start"),
    ("create", "start", "start", "remove"),
    ("remove", "create", "start", "create"),
    ("create", "kill", "start", "kill"),
    ("create", "stop", "start", "remove"),
    ("kill", "create", "start", "stop"),
    ("create", "start", "stop", "stop"),
    ("stop", "create", "remove", "inspect"),
    ("create", "remove", "remove", "create"),
    ("inspect", "create", "create", "kill"),
    ("create", "start", "kill", "kill"),
)
"""How the seven may begin. The last three make sure that a container runs in the end."""

COMMAND = ("sleep", "600")


def _requests(entropy: bytes) -> str:
    opening = OPENINGS[entropy[0] % len(OPENINGS)]
    return "\n".join(REQUESTS[step] for step in (*opening, "create", "start", "inspect"))


def _body(of: dict[str, str]) -> str:
    body = {"Image": "dockyard/busybox", "Cmd": list(COMMAND), "Labels": of}
    return json.dumps(body)


OWN_LABELS = {labels.LESSON: "00_daemon", labels.EXERCISE: "00_daemon/speak_http"}

given = {
    "container": name("ship"),
    "requests": _requests,
    "body": lambda entropy: _body(OWN_LABELS),
}

hints = [
    "Every line is one HTTP request. You can open the socket yourself, as the cells above do. Or "
    "use the line that is open already: `client.api` is a session of the `requests` library that "
    "knows the way to the daemon, and it can send any request.",
    "`client.api.request(method, client.api.base_url + path)` sends a request, and what it gives "
    "back has a `.status_code`. A line of given.requests falls into method and path with "
    "`line.split()`. The daemon wants to be told that the body is JSON: "
    '`headers={"Content-Type": "application/json"}`.',
    "Start with `codes = []`. Then `for line in given.requests.splitlines():`, and in it "
    "`method, path = line.split()`, then "
    '`path = path.format(name=given.container)`, then `body = given.body if "/create" in path '
    "else None`, then `reply = client.api.request(method, client.api.base_url + path, data=body, "
    'headers={"Content-Type": "application/json"})`, and `codes.append(reply.status_code)`. Did '
    "you try things before? Run the whole cell again: it begins with no container.",
]


def starter(client, given):
    for line in given.requests.splitlines():
        print(line)

    codes = None  # ← the seven status codes, such as [200, 404, …]
    return codes


def solution(client, given):
    codes = []
    for line in given.requests.splitlines():
        method, path = line.split()
        path = path.format(name=given.container)
        # Only one request says *what* to make. The others act on what its path names.
        body = given.body if "/create" in path else None
        reply = client.api.request(
            method,
            client.api.base_url + path,
            data=body,
            headers={"Content-Type": "application/json"},
        )
        # 2xx: done. 304: it was so already. 404: no such thing. 409: not in this state.
        print(reply.status_code, line)
        codes.append(reply.status_code)
    return codes


@check(points=1)
def one_code_each(given: Given, answer):
    """The answer is a list with one status code for each request."""
    wanted = len(given.requests.splitlines())
    expect_that(
        isinstance(answer, list) and all(type(code) is int for code in answer),
        "answer",
        expected=f"a list of {wanted} numbers",
        found=repr(answer),
        next_step="Keep .status_code of every answer, and nothing else.",
    )
    expect(
        "status codes in your list",
        len(answer),
        wanted,
        next_step="Make the list before the loop, and put a code on it in every round.",
    )


@check(points=2, after="one_code_each")
def right_codes(daemon: Daemon, given: Given, answer):
    """They are the codes that the daemon answers to these requests in this order."""
    lines = given.requests.splitlines()
    truth = _replay(daemon, given)
    off = [place for place, code in enumerate(truth) if answer[place] != code]
    place = off[0] if off else 0
    expect_that(
        not off,
        f"code {place + 1}, of `{lines[place]}`",
        expected="what the daemon answers when all is sent in this order",
        found=answer[place],
        next_step=_advice(answer[place]),
    )


@check(points=1)
def really_sent(daemon: Daemon, given: Given):
    """The requests reached the daemon: in the end the container runs."""
    container = daemon.container(given.container)
    expect_that(
        container.is_running and container.argv == COMMAND,
        f"container {given.container} after the last request",
        expected=f"running `{' '.join(COMMAND)}`",
        found=f"{'running' if container.is_running else 'not running'}, made for "
        f"`{' '.join(container.argv)}`",
        see=f"docker ps --all --no-trunc --filter name={given.container}",
        next_step="Send every line of given.requests, and given.body with each `create`.",
    )


def _replay(daemon: Daemon, given: Given) -> list[int]:
    """The codes that the same requests get for a container of the check's own."""
    own = f"{given.container}-check"
    try:
        return [_send(daemon, line.format(name=own)) for line in given.requests.splitlines()]
    finally:
        _send(daemon, f"DELETE /containers/{own}?force=1")


def _send(daemon: Daemon, line: str) -> int:
    method, path = line.split()
    api = daemon.client.api
    body = _body({labels.LESSON: "check"}) if "/create" in path else None
    reply = api.request(
        method,
        api.base_url + path,
        data=body,
        headers={"Content-Type": "application/json"},
        timeout=30,
    )
    return int(reply.status_code)


def _advice(code: int) -> str:
    if code in (400, 415):
        return "The daemon did not understand the body. Is it JSON, and did you say so?"
    return "Was there a container at that moment, and did it run? Start over and send each once."


all_is_well = wrong(
    "Guessed: a request that works gets a 200.",
    fails="right_codes",
    edit={"answer = codes": "answer = [200] * 7"},
)
each_request_twice = wrong(
    "Sent once to print the code and once more to keep it; the second time finds it done.",
    fails="right_codes",
    edit={"reply = client": "for _ in range(2):\n        reply = client"},
)
only_the_last = wrong(
    "The list is made anew in every round, so one code is left.",
    fails="one_code_each",
    edit={"codes = []\n": "", "method, path =": "codes = []\n    method, path ="},
)
texts_for_numbers = wrong(
    "The codes as the first line of an answer spells them, with the reason behind.",
    fails="one_code_each",
    edit={"codes.append(reply.status_code)": 'codes.append(f"{reply.status_code} {reply.reason}")'},
)
practised_on_another_name = wrong(
    "The right codes, measured on a container of another name.",
    fails="really_sent",
    edit={"name=given.container": 'name=f"my-{given.container}"'},
)
body_not_called_json = wrong(
    "The right body without its Content-Type: the daemon refuses to read it.",
    fails="right_codes",
    edit={
        '    headers={"Content-Type": "application/json"},\n': "",
        "answer = codes": 'client.containers.run("dockyard/busybox", ["sleep", "600"], '
        "name=given.container, detach=True)\nanswer = codes",
    },
)
