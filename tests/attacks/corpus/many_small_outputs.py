"""Twenty thousand outputs of a few bytes each. They must be cut."""


def attack(client, given):
    from IPython.display import display

    for number in range(20_000):
        display(number)
    print("tried")


prints = "the rest is left out"
