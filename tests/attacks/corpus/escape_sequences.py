"""Prints escape sequences and HTML, and leaves them as its answer and as an exception.

They are evidence in the notebook; a report must hold none that a terminal obeys.
"""


def attack(client, given):
    evil = "\x1b]0;owned\x07\x1b[2J<script>alert(1)</script>"
    print(evil)
    answer = evil  # noqa: F841
    raise RuntimeError(evil)


prints = "owned"
