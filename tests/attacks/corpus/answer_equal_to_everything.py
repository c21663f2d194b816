"""An object that equals everything is left as `answer`.

Answers cross the wall as JSON text: this must be no answer at all.
"""


def attack(client, given):
    class Equal:
        def __eq__(self, other):
            return True

        def __hash__(self):
            return 0

    answer = Equal()  # noqa: F841
    print("tried")


prints = "tried"
