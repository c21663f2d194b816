"""An answer as a sequence of tokens that says what it does and not how it is written.

Comments and layout are dropped, names that the learner made up become v1, v2 …, given values
become their keys, and lines of the starter are left out. The text is a submission's own: it is
cut into tokens, never parsed or compiled, for a compiler can be made to fall over.
"""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from collections.abc import Container, Iterator, Mapping, Sequence

from grader.results.likeness.variants import WORDS

LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
PIECES = re.compile(r"\w+|[^\w\s]")
OPENING, CLOSING = "([{", ")]}"
COURSE_NAMES = {"answer", "given", "client"}

Tokens = tuple[str, ...]


def program(source: str, values: Mapping[str, str], starter: Container[Tokens] = ()) -> Tokens:
    """What of an answer is compared.

    Args:
        values: given values, and the keys that they were given as.
        starter: lines that everybody has.

    Example:
        >>> program("n = 3  # three\\nprint(n)", {})
        ('v1', '=', '3', 'print', '(', 'v1', ')')
    """
    lines = [line for line in lines_of(source, values) if line not in starter]
    made_up = {name for line in lines for name in _made_up(line)} - COURSE_NAMES
    order: dict[str, str] = {}
    for token in (token for line in lines for token in line):
        if token in made_up:
            order.setdefault(token, f"v{len(order) + 1}")
    return tuple(order.get(token, token) for line in lines for token in line)


def lines_of(source: str, values: Mapping[str, str]) -> list[Tokens]:
    """The tokens of each logical line."""
    source = WORDS.sub(lambda word: values.get(word[0], word[0]), source)
    try:
        return list(_python_lines(source))
    except (tokenize.TokenError, SyntaxError, ValueError):
        # No Python, or a command of IPython's: words are better than nothing.
        return [tuple(PIECES.findall(line)) for line in source.splitlines() if line.strip()]


def _python_lines(source: str) -> Iterator[Tokens]:
    line: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NEWLINE:
            yield tuple(line)
            line = []
        elif token.type not in LAYOUT:
            # A Dockerfile is one text to Python; a changed word in it is not all of it.
            line += PIECES.findall(token.string)


def _made_up(line: Sequence[str]) -> Iterator[str]:
    """The names that a line assigns, loops over, imports as, or defines."""
    depth, before = 0, ""
    target: list[str] = []
    loop = False
    for token in line:
        depth += (token in OPENING) - (token in CLOSING)
        is_name = token.isidentifier() and not keyword.iskeyword(token) and before != "."
        if is_name and (before in ("as", "def", "class") or loop):
            yield token
        elif is_name and depth == 0:
            target.append(token)
        if token == "=" and depth == 0 and before not in ("=", "!", "<", ">"):
            yield from target
        loop = token == "for" or (loop and token != "in")
        before = token
