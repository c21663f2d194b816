"""The docker command that does what an API request does, for the requests of the course.

A request that is one half of a command says so; one that no command makes has none. Knows the
Engine API by heart (1.40 to 1.51) and no daemon.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any

from labkit.visual.wire.create import create_options

Query = Mapping[str, str]
Make = Callable[[str, Query, Any], str]


def command(method: str, path: str, query: Query, body: Any = None) -> str:
    """The command, or an empty string.

    Args:
        path: without the API's version.
        body: what JSON said.

    Example:
        >>> command("POST", "/containers/box/stop", {"t": "1"})
        'docker stop --time 1 box'
    """
    for verb, pattern, make in ROUTES:
        match = pattern.fullmatch(path)
        if verb == method and match:
            found = match.groups()
            return " ".join(make(found[0] if found else "", query, body or {}).split())
    return ""


def _plain(text: str) -> Make:
    """A command that needs no more than the object's name, `{}` in it."""
    return lambda name, query, body: text.format(name)


def _flags(query: Query, **flags: str) -> str:
    """The flags whose parameters are set: `1` and `true` alone, other values behind the flag."""
    said = []
    for parameter, flag in flags.items():
        value = query.get(parameter, "")
        if value.lower() in ("1", "true"):
            said.append(flag)
        elif value.lower() not in ("", "0", "false"):
            said.append(f"{flag} {shlex.quote(value)}")
    return " ".join(said)


def _value(query: Query, parameter: str, flag: str) -> str:
    return f"{flag} {shlex.quote(query[parameter])}" if query.get(parameter) else ""


def _filters(query: Query) -> str:
    found = json.loads(query.get("filters") or "{}")
    pairs = [(key, value) for key, values in found.items() for value in values]
    return " ".join(f"--filter {shlex.quote(f'{key}={value}')}" for key, value in pairs)


def _create(_: str, query: Query, body: Any) -> str:
    return f"docker create {_value(query, 'name', '--name')} {create_options(body)}"


def _list(_: str, query: Query, body: Any) -> str:
    return f"docker ps {_flags(query, all='--all')} {_filters(query)}"


def _remove(name: str, query: Query, body: Any) -> str:
    return f"docker rm {_flags(query, force='--force', v='--volumes')} {name}"


def _stop(name: str, query: Query, body: Any) -> str:
    return f"docker stop {_value(query, 't', '--time')} {name}"


def _kill(name: str, query: Query, body: Any) -> str:
    return f"docker kill {_value(query, 'signal', '--signal')} {name}"


def _logs(name: str, query: Query, body: Any) -> str:
    tail = "" if query.get("tail") == "all" else _value(query, "tail", "--tail")
    return (
        f"docker logs {_flags(query, follow='--follow', timestamps='--timestamps')} {tail} {name}"
    )


def _exec(name: str, _: Query, body: Any) -> str:
    words = shlex.join(body.get("Cmd") or [])
    flags = "-t" if body.get("Tty") else ""
    user = f"--user {body['User']}" if body.get("User") else ""
    return f"docker exec {flags} {user} {name} {words}"


def _commit(_: str, query: Query, body: Any) -> str:
    tag = ":".join(query[key] for key in ("repo", "tag") if query.get(key))
    options = f"{_value(query, 'changes', '--change')} {_value(query, 'comment', '--message')}"
    return f"docker commit {options} {query.get('container', '')} {tag}"


def _build(_: str, query: Query, body: Any) -> str:
    arguments = json.loads(query.get("buildargs") or "{}")
    said = " ".join(f"--build-arg {shlex.quote(f'{key}={arguments[key]}')}" for key in arguments)
    flags = _flags(query, nocache="--no-cache", pull="--pull")
    file = (
        "" if query.get("dockerfile") in (None, "Dockerfile") else f"--file {query['dockerfile']}"
    )
    options = f"{_value(query, 't', '--tag')} {_value(query, 'target', '--target')}"
    return f"docker build {options} {flags} {said} {file} ."


def _pull(_: str, query: Query, body: Any) -> str:
    if "fromImage" not in query:
        return f"docker import - {query.get('repo', '')}"
    tag = query.get("tag", "")
    return f"docker pull {query['fromImage']}" + (f":{tag}" if tag else " --all-tags")


def _tag(name: str, query: Query, body: Any) -> str:
    tag = f":{query['tag']}" if query.get("tag") else ""
    return f"docker tag {name} {query.get('repo', '')}{tag}"


def _make(kind: str) -> Make:
    """A network or a volume, whose name is in the body."""

    def make(_: str, __: Query, body: Any) -> str:
        options = [f"--driver {body['Driver']}"] if body.get("Driver") not in DEFAULTS else []
        options += ["--internal"] if body.get("Internal") else []
        return f"docker {kind} create {' '.join(options)} {body.get('Name') or ''}"

    return make


def _connect(name: str, _: Query, body: Any) -> str:
    aliases = (body.get("EndpointConfig") or {}).get("Aliases") or []
    said = " ".join(f"--alias {alias}" for alias in aliases)
    return f"docker network connect {said} {name} {body.get('Container', '')}"


def _disconnect(name: str, _: Query, body: Any) -> str:
    return f"docker network disconnect {name} {body.get('Container', '')}"


DEFAULTS = (None, "", "bridge", "local")
SECOND_PART = "`docker exec`, its second part: runs what the first made ready"
THIRD_PART = "`docker exec`, its third part: which exit code it had"
PARTS = (SECOND_PART, THIRD_PART)
"""What is no command, and what a command does behind another request."""

_ROUTES: tuple[tuple[str, str, Make], ...] = (
    ("GET", "/version", _plain("docker version")),
    ("GET", "/info", _plain("docker info")),
    ("GET", "/events", lambda _, query, body: f"docker events {_filters(query)}"),
    ("GET", "/system/df", _plain("docker system df")),
    ("POST", "/containers/create", _create),
    ("GET", "/containers/json", _list),
    ("POST", "/containers/prune", _plain("docker container prune")),
    ("GET", "/containers/([^/]+)/json", _plain("docker inspect {}")),
    ("GET", "/containers/([^/]+)/logs", _logs),
    ("GET", "/containers/([^/]+)/top", _plain("docker top {}")),
    ("GET", "/containers/([^/]+)/changes", _plain("docker diff {}")),
    ("GET", "/containers/([^/]+)/stats", _plain("docker stats {}")),
    ("GET", "/containers/([^/]+)/export", _plain("docker export {}")),
    ("GET", "/containers/([^/]+)/archive", lambda n, q, b: f"docker cp {n}:{q.get('path', '')} -"),
    ("PUT", "/containers/([^/]+)/archive", lambda n, q, b: f"docker cp - {n}:{q.get('path', '')}"),
    ("POST", "/containers/([^/]+)/start", _plain("docker start {}")),
    ("POST", "/containers/([^/]+)/stop", _stop),
    ("POST", "/containers/([^/]+)/restart", _plain("docker restart {}")),
    ("POST", "/containers/([^/]+)/kill", _kill),
    ("POST", "/containers/([^/]+)/pause", _plain("docker pause {}")),
    ("POST", "/containers/([^/]+)/unpause", _plain("docker unpause {}")),
    ("POST", "/containers/([^/]+)/wait", _plain("docker wait {}")),
    ("POST", "/containers/([^/]+)/attach", _plain("docker attach {}")),
    (
        "POST",
        "/containers/([^/]+)/rename",
        lambda n, q, b: f"docker rename {n} {q.get('name', '')}",
    ),
    ("POST", "/containers/([^/]+)/exec", _exec),
    ("POST", "/exec/([^/]+)/start", _plain(SECOND_PART)),
    ("GET", "/exec/([^/]+)/json", _plain(THIRD_PART)),
    ("DELETE", "/containers/([^/]+)", _remove),
    ("POST", "/commit", _commit),
    ("POST", "/build", _build),
    ("POST", "/build/prune", _plain("docker builder prune")),
    (
        "GET",
        "/images/json",
        lambda _, q, b: f"docker images {_flags(q, all='--all')} {_filters(q)}",
    ),
    ("POST", "/images/create", _pull),
    ("POST", "/images/load", _plain("docker load")),
    ("POST", "/images/prune", _plain("docker image prune")),
    ("GET", "/images/search", lambda _, q, b: f"docker search {q.get('term', '')}"),
    ("GET", "/images/(.+)/json", _plain("docker image inspect {}")),
    ("GET", "/images/(.+)/history", _plain("docker history {}")),
    ("GET", "/images/(.+)/get", _plain("docker save {}")),
    ("POST", "/images/(.+)/tag", _tag),
    ("POST", "/images/(.+)/push", _plain("docker push {}")),
    ("DELETE", "/images/(.+)", lambda n, q, b: f"docker rmi {_flags(q, force='--force')} {n}"),
    ("GET", "/networks", lambda _, q, b: f"docker network ls {_filters(q)}"),
    ("POST", "/networks/create", _make("network")),
    ("POST", "/networks/prune", _plain("docker network prune")),
    ("POST", "/networks/([^/]+)/connect", _connect),
    ("POST", "/networks/([^/]+)/disconnect", _disconnect),
    ("GET", "/networks/([^/]+)", _plain("docker network inspect {}")),
    ("DELETE", "/networks/([^/]+)", _plain("docker network rm {}")),
    ("GET", "/volumes", lambda _, q, b: f"docker volume ls {_filters(q)}"),
    ("POST", "/volumes/create", _make("volume")),
    ("POST", "/volumes/prune", _plain("docker volume prune")),
    ("GET", "/volumes/([^/]+)", _plain("docker volume inspect {}")),
    ("DELETE", "/volumes/([^/]+)", _plain("docker volume rm {}")),
)
ROUTES = tuple((verb, re.compile(pattern), make) for verb, pattern, make in _ROUTES)
