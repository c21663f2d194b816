"""Reads the value that a learner's cell left as `answer`: as data, never as an object.

The kernel belongs to the submission and may reply anything, or nothing. What is not short, flat
JSON text is no answer: a check must be able to compare and to print what it gets.
"""

from __future__ import annotations

import ast
import json
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_core.utils import run_sync

LIMIT_CHARACTERS = 64 * 1024
LIMIT_DEPTH = 32
EXPRESSION = "__import__('json').dumps(answer)"


def read_answer(kernel: AsyncKernelClient, timeout_s: float = 5) -> object:
    """The answer as plain JSON data; None when there is none that can be read."""
    try:
        reply = run_sync(_reply)(kernel, timeout_s)
        return parse_answer(reply["user_expressions"]["answer"]["data"]["text/plain"])
    except Exception:
        # A forged reply fails in Jupyter's hands, with whatever comes of it.
        return None


def parse_answer(shown: object) -> object:
    """The data in what a kernel shows for a string of JSON.

    Example:
        >>> parse_answer("'[1, 2]'"), parse_answer("no JSON")
        ([1, 2], None)
    """
    if not isinstance(shown, str) or len(shown) > LIMIT_CHARACTERS:
        return None
    try:
        answer = json.loads(ast.literal_eval(shown))
        # Infinity is greater than all that a check could ask for, NaN equals nothing.
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
    return answer if _depth(answer) <= LIMIT_DEPTH else None


def _depth(value: object) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [inner for one in level for inner in _inside(one)]
    return depth


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


async def _reply(kernel: AsyncKernelClient, timeout_s: float) -> dict[str, Any]:
    asked = kernel.execute(
        "",
        silent=True,
        store_history=False,
        user_expressions={"answer": EXPRESSION},
        allow_stdin=False,
    )
    deadline = time.monotonic() + timeout_s
    while (left_s := deadline - time.monotonic()) > 0:
        try:
            message = await kernel.shell_channel.get_msg(timeout=left_s)
        except Empty:
            break
        if message["parent_header"].get("msg_id") == asked:
            content: dict[str, Any] = message["content"]
            return content
    return {}
