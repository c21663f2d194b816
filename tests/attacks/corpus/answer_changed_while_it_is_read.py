"""`answer` is a list whose JSON is another one at each look.

It must be read once, as data.
"""


def attack(client, given):
    class Moving(list):
        def __iter__(self):
            return iter([given.steps + 1])

        def __len__(self):
            return 1

    answer = Moving([0])  # noqa: F841
    print("tried")


prints = "tried"
