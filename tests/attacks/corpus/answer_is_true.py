"""`answer` is `true`, which in Python equals 1, and the number of layers is not 1. Must fail."""


def attack(client, given):
    return True
