"""`answer` is a text of ten megabytes. More than 64 KiB must not be read."""


def attack(client, given):
    return "x" * 10_000_000
