"""The Ed25519 keys that records are signed and checked with.

A private key is made on first use and lies where only its owner can read it; a public key goes
beside the records and is named by its fingerprint.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from grader.errors import DockyardError
from grader.places import data_dir

VARIABLE = "DOCKYARD_SIGNING_KEY"


def key_path() -> Path:
    """Where this user's private key lies, or will."""
    said = os.environ.get(VARIABLE)
    return Path(said) if said else data_dir() / "signing.key"


def signing_key() -> Ed25519PrivateKey:
    """This user's private key, made when there is none.

    Raises:
        DockyardError: it cannot be read or made, others may read it, or it is of another kind.
    """
    path = key_path()
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise _unusable(path, "others may read this private key", f"chmod 600 {path}")
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        why = f"the signing key cannot be used: {error.strerror}"
        raise _unusable(path, why, f"set {VARIABLE} to a file of yours") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _not_ed25519(path, "private") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _not_ed25519(path, "private")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file.

    Raises:
        DockyardError: the file cannot be read or holds no such key.
    """
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except OSError as error:
        why = f"this public key cannot be read: {error.strerror}"
        raise _unusable(path, why, f"ls {path.parent}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _not_ed25519(path, "public") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _not_ed25519(path, "public")
    return key


def public_pem(key: Ed25519PublicKey) -> str:
    """The text of a public key's file."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def fingerprint(key: Ed25519PublicKey) -> str:
    """32 hexadecimal digits of the SHA-256 of the key's 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32]


def is_signed(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    # A link, for it fails where a rename would replace the key that another run has just made.
    with contextlib.suppress(FileExistsError):
        os.link(temporary, path)
    temporary.unlink()


def _not_ed25519(path: Path, kind: str) -> DockyardError:
    return _unusable(
        path, f"this file holds no Ed25519 {kind} key in PEM", "name the file that does"
    )


def _unusable(path: Path, what: str, next_step: str) -> DockyardError:
    return DockyardError(what, where=str(path), next_step=next_step)
