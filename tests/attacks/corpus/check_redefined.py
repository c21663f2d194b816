"""`check` and all of labkit are replaced by things that say "passed".

Checks run outside: what is called `check` in the kernel must count for nothing.
"""


def attack(client, given):
    import sys

    import labkit.lesson.graded_notebook

    def passed(*_, **__):
        print("✓ passed, 2 of 2 points")
        return True

    labkit.check = labkit.lesson.graded_notebook.check = passed
    sys.modules["__main__"].check = passed
    passed()


prints = "passed, 2 of 2 points"
