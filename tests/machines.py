"""Machines that are not this one, made of a folder."""

from __future__ import annotations

from pathlib import Path

from labkit.machine import MachineFacts, System


def bare(folder: Path, *, is_root: bool = False) -> MachineFacts:
    """A machine without an engine and without systemd; its programs are in the folder."""
    return MachineFacts(
        System.DEBIAN,
        is_root=is_root,
        runs_systemd=False,
        path=str(folder),
        socket=folder / "docker.sock",
    )


def command(machine: MachineFacts, name: str, script: str) -> None:
    """Puts a program on a machine: a script of the shell."""
    path = Path(machine.path) / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
