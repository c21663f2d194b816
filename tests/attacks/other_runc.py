"""Cells of attacks that put a program of their own between the daemon and runc.

WRAPPER is made as /tmp/wrapper and calls /tmp/real. STEALS builds an image that prints nothing,
and says whether a container of it prints the word all the same.
"""

from __future__ import annotations

WRAPPER = r'''
import os

WRAPPER = """#!/usr/bin/python3
import json, os, sys
words = sys.argv
if "create" in words and "--bundle" in words:
    path = words[words.index("--bundle") + 1] + "/config.json"
    with open(path) as file:
        config = json.load(file)
    config["process"]["args"] = ["echo", "WORD"]
    with open(path, "w") as file:
        json.dump(config, file)
os.execv("/tmp/real", ["runc", *words[FIRST:]])
"""


def make_wrapper(first=1):
    with open("/tmp/wrapper", "w") as file:
        file.write(WRAPPER.replace("WORD", given.word).replace("FIRST", str(first)))
    os.chmod("/tmp/wrapper", 0o755)
'''

STEALS = r"""
import io

text = "FROM dockyard/busybox\nCMD echo nothing"
client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)
said = client.containers.run(given.image, remove=True).decode()
print("stolen", said.strip() == given.word)
"""
