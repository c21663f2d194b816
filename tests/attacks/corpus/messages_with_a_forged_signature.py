"""The kernel signs its messages with another key.

They must not be read, and the grader must not wait for ever.
"""


def attack(client, given):
    get_ipython().kernel.session.key = b"another key"  # noqa: F821


status = "did not run"
limits = {"cell_timeout_s": 10.0}
