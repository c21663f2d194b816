"""What an exercise gives to one learner: names, numbers and tokens drawn from a seed.

Two learners get different values, and a grader that knows the seed derives the same ones again.
Each value depends on the seed and its own key alone, so an exercise may gain a value without
changing the others.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Value = str | int
Draw = Callable[[bytes], Value]
"""Turns 32 random-looking bytes into one value."""

LETTERS = "bcdfghjkmnpqrstvwxz"
"""No vowels, so that no word comes out; no letter that reads like a digit."""

WORDS = (
    "amber", "anchor", "basalt", "beacon", "birch", "cedar", "cobalt", "comet", "copper", "coral",
    "delta", "ember", "fjord", "garnet", "harbour", "hazel", "indigo", "ivory", "jasper", "maple",
    "lagoon", "lantern", "linen", "marble", "mint", "meadow", "nickel", "onyx", "opal", "pebble",
    "quartz", "raven", "saffron", "slate", "spruce", "tundra", "umber", "velvet", "willow",
)  # fmt: skip


SELF_PACED = "self-paced"
"""The course run of everybody who belongs to none."""


def seed(learner: str, exercise: str, *, course_run: str = SELF_PACED, attempt: int = 1) -> bytes:
    """The 32 bytes that all of a learner's values for one exercise come from.

    Args:
        course_run: a name such as "autumn-2026". No secret: every learner's kernel draws by it.
        attempt: 1 for the first.
    """
    # Counted from 0 here, so that values drawn before there were attempts stay what they are.
    message = f"{learner}\0{exercise}\0{attempt - 1}".encode()
    return hmac.new(course_run.encode(), message, hashlib.sha256).digest()


def name(stem: str) -> Draw:
    """A name for a container, image, network or volume: `stem-xxxx`."""

    def draw(entropy: bytes) -> str:
        return f"{stem}-" + "".join(LETTERS[byte % len(LETTERS)] for byte in entropy[:4])

    return draw


def number(low: int, high: int) -> Draw:
    """A whole number from `low` to `high`, both included."""
    return lambda entropy: low + int.from_bytes(entropy[:8], "big") % (high - low + 1)


def token(digits: int = 12) -> Draw:
    """A string of hexadecimal digits that nobody types by chance."""
    return lambda entropy: entropy.hex()[:digits]


def word() -> Draw:
    """A plain English word."""
    return lambda entropy: WORDS[int.from_bytes(entropy[:8], "big") % len(WORDS)]


def choice(*values: Value) -> Draw:
    """One of the values."""
    return lambda entropy: values[int.from_bytes(entropy[:8], "big") % len(values)]


class Given(Mapping[str, Value]):
    """The values of one exercise for one learner, as attributes: `given.image`."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)

    def __getattr__(self, key: str) -> Any:
        try:
            return self.__dict__["_values"][key]
        except KeyError:
            known = ", ".join(self.__dict__.get("_values", {})) or "none"
            raise AttributeError(f"nothing is given as {key!r}; given are: {known}") from None

    def hidden(self, key: str, draw: Draw) -> Any:
        """A value that is not told, so that it must be found: drawn from all that are.

        Args:
            key: tells the hidden values of one exercise apart.

        Example:
            >>> Given({"image": "cellar-gjwg"}).hidden("code", token(8))
            '3de356a0'
        """
        told = json.dumps(self._values, sort_keys=True)
        return draw(hmac.new(told.encode(), key.encode(), hashlib.sha256).digest())

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return "\n".join(f"given.{key} = {value!r}" for key, value in self._values.items())


def draw(spec: Mapping[str, Draw], seed_bytes: bytes) -> Given:
    """The values that a spec gives under a seed.

    Example:
        >>> draw({"copies": number(2, 4)}, seed("ada", "03_layers/share")).copies in (2, 3, 4)
        True
    """
    return Given(
        {
            key: one(hmac.new(seed_bytes, key.encode(), hashlib.sha256).digest())
            for key, one in spec.items()
        }
    )
