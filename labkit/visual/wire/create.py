"""What the body of `POST /containers/create` says, as options of `docker create`.

What it says beyond the options that are known here is named, so that nothing is passed over.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

OURS = "dockyard."
"""Labels that clean-up goes by; no learner would type them."""

ON_OR_OFF = {"Tty": "--tty", "OpenStdin": "--interactive"}
WITH_VALUE = {
    "Hostname": "--hostname",
    "User": "--user",
    "WorkingDir": "--workdir",
    "StopSignal": "--stop-signal",
}
HOST_ON_OR_OFF = {
    "AutoRemove": "--rm",
    "Privileged": "--privileged",
    "ReadonlyRootfs": "--read-only",
    "PublishAllPorts": "--publish-all",
    "Init": "--init",
}
HOST_WITH_VALUE = {
    "NetworkMode": "--network",
    "PidMode": "--pid",
    "IpcMode": "--ipc",
    "Memory": "--memory",
    "PidsLimit": "--pids-limit",
    "NanoCpus": "--cpus",
}
HOST_LISTS = {
    "Binds": "--volume",
    "CapAdd": "--cap-add",
    "CapDrop": "--cap-drop",
    "SecurityOpt": "--security-opt",
    "VolumesFrom": "--volumes-from",
    "ExtraHosts": "--add-host",
    "Dns": "--dns",
}
# What docker-py sets beside what was asked for, and what the command sets by itself.
PASSED_OVER = {
    *("Image", "Cmd", "Entrypoint", "Env", "Labels", "HostConfig", "AttachStdout", "AttachStderr"),
    *("AttachStdin", "StdinOnce", "NetworkDisabled", "ExposedPorts", "NetworkingConfig", "Volumes"),
}
HOST_HANDLED = {
    *HOST_ON_OR_OFF,
    *HOST_WITH_VALUE,
    *HOST_LISTS,
    *("PortBindings", "RestartPolicy", "Mounts", "Tmpfs", "LogConfig"),
}


def create_options(body: Mapping[str, Any]) -> str:
    """Options, image and words.

    Example:
        >>> create_options({"Image": "box", "Cmd": ["sleep", "9"], "Tty": True})
        '--tty box sleep 9'
    """
    host = body.get("HostConfig") or {}
    options = [*_own(body), *_host(host), *_entrypoint(body)]
    words = [*(body.get("Entrypoint") or [])[1:], *(body.get("Cmd") or [])]
    line = " ".join([*options, str(body.get("Image", "")), *map(shlex.quote, words)])
    beyond = sorted(_beyond(body, host))
    return f"{line} (and: {', '.join(beyond)})" if beyond else line


def _own(body: Mapping[str, Any]) -> Iterator[str]:
    yield from (flag for key, flag in ON_OR_OFF.items() if body.get(key))
    yield from (f"{flag} {body[key]}" for key, flag in WITH_VALUE.items() if body.get(key))
    yield from (f"--env {shlex.quote(pair)}" for pair in body.get("Env") or [])
    labels = body.get("Labels") or {}
    own = {key: value for key, value in labels.items() if not key.startswith(OURS)}
    yield from (f"--label {shlex.quote(f'{key}={value}')}" for key, value in own.items())


def _host(host: Mapping[str, Any]) -> Iterator[str]:
    yield from (flag for key, flag in HOST_ON_OR_OFF.items() if host.get(key))
    for key, flag in HOST_WITH_VALUE.items():
        if host.get(key) not in (None, "", 0, "default"):
            yield f"{flag} {_amount(key, host[key])}"
    for key, flag in HOST_LISTS.items():
        yield from (f"{flag} {shlex.quote(str(one))}" for one in host.get(key) or [])
    yield from _ports(host.get("PortBindings") or {})
    yield from (f"--tmpfs {path}" for path in host.get("Tmpfs") or {})
    yield from map(_mount, host.get("Mounts") or [])
    policy = (host.get("RestartPolicy") or {}).get("Name")
    yield from [f"--restart {policy}"] if policy not in (None, "", "no") else []


def _amount(key: str, value: Any) -> str:
    return f"{value / 1e9:g}" if key == "NanoCpus" else str(value)


def _ports(bindings: Mapping[str, Any]) -> Iterator[str]:
    for port, places in bindings.items():
        inner = port.removesuffix("/tcp")
        for place in places or [{}]:
            host, ip = place.get("HostPort") or "", place.get("HostIp") or ""
            outer = f"{ip}:{host}:" if ip else f"{host}:" if host else ""
            yield f"--publish {outer}{inner}"


def _mount(raw: Mapping[str, Any]) -> str:
    known = {"Type": "type", "Source": "source", "Target": "target"}
    said = ",".join(f"{name}={raw[key]}" for key, name in known.items() if raw.get(key))
    return f"--mount {said}{',readonly' if raw.get('ReadOnly') else ''}"


def _entrypoint(body: Mapping[str, Any]) -> list[str]:
    words = body.get("Entrypoint") or []
    return [f"--entrypoint {shlex.quote(words[0])}"] if words else []


def _beyond(body: Mapping[str, Any], host: Mapping[str, Any]) -> Iterator[str]:
    known = {*PASSED_OVER, *ON_OR_OFF, *WITH_VALUE}
    yield from (key for key, value in body.items() if value and key not in known)
    yield from (key for key, value in host.items() if value and key not in HOST_HANDLED)
