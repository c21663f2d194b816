"""`answer` is half of a surrogate pair, which no file can hold.

It must be no answer, and the report must be written.
"""


def attack(client, given):
    return "\ud800"
