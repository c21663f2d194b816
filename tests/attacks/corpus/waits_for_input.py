"""Asks for input, which nobody types. It must not wait."""


def attack(client, given):
    input("your move: ")


prints = "input"
