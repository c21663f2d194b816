"""A container registry on loopback that holds one image: real HTTP for a real engine's pull.

Serves what pulling needs of the distribution API (OCI Distribution Specification 1.1, "Pull").
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import docker

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar"
UNKNOWN = b'{"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]}'


@dataclass(frozen=True)
class Served:
    """Where the registry is, and the digest of the one image in it."""

    address: str
    digest: str


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def blobs_of(client: docker.DockerClient, tag: str) -> tuple[dict[str, bytes], str]:
    """An image's blobs by digest, and the digest of its manifest."""
    archive = io.BytesIO(b"".join(client.api.get_image(tag)))
    with tarfile.open(fileobj=archive) as tar:
        read = lambda name: tar.extractfile(name).read()  # type: ignore[union-attr]  # noqa: E731
        listed = json.loads(read("manifest.json"))[0]
        config, layers = read(listed["Config"]), [read(name) for name in listed["Layers"]]

    def descriptor(kind: str, content: bytes) -> dict[str, object]:
        return {"mediaType": kind, "size": len(content), "digest": digest_of(content)}

    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": descriptor(CONFIG, config),
            "layers": [descriptor(LAYER, layer) for layer in layers],
        }
    ).encode()
    return {digest_of(blob): blob for blob in (config, manifest, *layers)}, digest_of(manifest)


@contextmanager
def registry_with(client: docker.DockerClient, tag: str) -> Iterator[Served]:
    """A registry that serves the image `tag` of `client` under any name."""
    blobs, manifest = blobs_of(client, tag)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            found = b"{}" if self.path == "/v2/" else blobs.get(name)
            kind = MANIFEST if "/manifests/" in self.path else "application/octet-stream"
            self.send_response(200 if found is not None else 404)
            self.send_header("Content-Type", kind if found is not None else "application/json")
            self.send_header("Content-Length", str(len(UNKNOWN if found is None else found)))
            self.send_header("Docker-Content-Digest", name)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(UNKNOWN if found is None else found)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """A test's output is not the place for an access log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Served(f"127.0.0.1:{server.server_address[1]}", manifest)
    finally:
        server.shutdown()
        server.server_close()
