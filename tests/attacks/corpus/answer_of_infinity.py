"""`answer` is infinity, which is more than anything that a check asks for.

It must not come through: JSON has no such number, though Python's reader takes it.
"""


def attack(client, given):
    return float("inf")
