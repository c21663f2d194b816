"""A line of text as HTML: escaped, and what stands in backticks is code."""

from __future__ import annotations

import re
from html import escape

CODE = re.compile(r"`([^`]+)`")


def inline(text: str) -> str:
    """A line as HTML: escaped, and in it `this` is code.

    Example:
        >>> inline("`a` < b")
        '<code>a</code> &lt; b'
    """
    escaped = escape(text)
    return CODE.sub(r"<code>\1</code>", escaped) if "`" in escaped else escaped
