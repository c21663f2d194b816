"""What BuildKit reports while it builds: its vertexes, what they do and what they print.

The Engine API (`POST /build?version=2`) carries BuildKit's own status messages, protobuf in
base64; `docker buildx build --progress=rawjson` writes the same as JSON. Of the protobuf only the
fields that are read here are described; all others, older and newer, are passed over.

Source: `StatusResponse` in BuildKit's api/services/control/control.proto.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

Field = descriptor_pb2.FieldDescriptorProto
PACKAGE = "dockyard.buildkit"
TRACE = "moby.buildkit.trace"

MESSAGES: dict[str, dict[str, tuple[int, str]]] = {
    "Time": {"seconds": (1, "int64"), "nanos": (2, "int32")},
    "Vertex": {
        "digest": (1, "string"),
        "inputs": (2, "string*"),
        "name": (3, "string"),
        "cached": (4, "bool"),
        "started": (5, "Time"),
        "completed": (6, "Time"),
        "error": (7, "string"),
    },
    "Log": {"vertex": (1, "string"), "msg": (4, "bytes")},
    "StatusResponse": {"vertexes": (1, "Vertex*"), "logs": (3, "Log*")},
}
"""Message → field → its number and type; `*` for a repeated one."""

SCALARS = {
    "bool": Field.TYPE_BOOL,
    "bytes": Field.TYPE_BYTES,
    "int32": Field.TYPE_INT32,
    "int64": Field.TYPE_INT64,
    "string": Field.TYPE_STRING,
}


@dataclass(frozen=True)
class Vertex:
    """A step of BuildKit's as it is now. Times are Unix time; None before they are known."""

    digest: str
    inputs: tuple[str, ...]
    name: str
    cached: bool
    started_s: float | None
    completed_s: float | None
    error: str


@dataclass(frozen=True)
class Report:
    """Something heard: vertexes that changed, what was printed in which, or how it ended."""

    vertexes: tuple[Vertex, ...] = ()
    logs: tuple[tuple[str, str], ...] = ()
    error: str = ""
    image: str = ""


def of_message(message: Mapping[str, Any]) -> Report:
    """A message of the Engine API. Raises: ValueError, when its trace cannot be read."""
    if message.get("error"):
        return Report(error=str(message["error"]))
    if message.get("id") == "moby.image.id":
        return Report(image=str(message["aux"].get("ID", "")))
    return _of_trace(str(message["aux"])) if message.get("id") == TRACE else Report()


def of_status(status: Mapping[str, Any]) -> Report:
    """A line of `docker buildx build --progress=rawjson`."""
    return Report(
        tuple(_of_json(one) for one in status.get("vertexes") or ()),
        tuple(
            (one["vertex"], base64.b64decode(one.get("data") or "").decode(errors="replace"))
            for one in status.get("logs") or ()
        ),
    )


def _of_trace(aux: str) -> Report:
    response: Any = _STATUS_RESPONSE()
    try:
        response.ParseFromString(base64.b64decode(aux))
    except (binascii.Error, DecodeError) as error:
        raise ValueError(f"BuildKit's report cannot be read: {error}") from error
    return Report(
        tuple(_vertex(one) for one in response.vertexes),
        tuple((one.vertex, one.msg.decode(errors="replace")) for one in response.logs),
    )


def _of_json(raw: Mapping[str, Any]) -> Vertex:
    return Vertex(
        digest=raw["digest"],
        inputs=tuple(raw.get("inputs") or ()),
        name=raw.get("name") or "",
        cached=bool(raw.get("cached")),
        started_s=_moment(raw.get("started")),
        completed_s=_moment(raw.get("completed")),
        error=raw.get("error") or "",
    )


def _moment(said: str | None) -> float | None:
    return datetime.fromisoformat(said).timestamp() if said else None


def _vertex(raw: Any) -> Vertex:
    return Vertex(
        digest=raw.digest,
        inputs=tuple(raw.inputs),
        name=raw.name,
        cached=raw.cached,
        started_s=_time(raw, "started"),
        completed_s=_time(raw, "completed"),
        error=raw.error,
    )


def _time(raw: Any, field: str) -> float | None:
    if not raw.HasField(field):
        return None
    said = getattr(raw, field)
    return float(said.seconds + said.nanos / 1e9)


def _message(name: str, fields: dict[str, tuple[int, str]]) -> descriptor_pb2.DescriptorProto:
    message = descriptor_pb2.DescriptorProto(name=name)
    for field, (number, kind) in fields.items():
        plain = kind.removesuffix("*")
        message.field.add(
            name=field,
            number=number,
            label=Field.LABEL_REPEATED if kind.endswith("*") else Field.LABEL_OPTIONAL,
            type=SCALARS.get(plain, Field.TYPE_MESSAGE),
            type_name=None if plain in SCALARS else f".{PACKAGE}.{plain}",
        )
    return message


def _status_response() -> type:
    file = descriptor_pb2.FileDescriptorProto(
        name="dockyard/buildkit.proto",
        package=PACKAGE,
        syntax="proto3",
        message_type=[_message(name, fields) for name, fields in MESSAGES.items()],
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.StatusResponse"))


_STATUS_RESPONSE = _status_response()
