"""`answer` is a list in a list, 800 deep, to make a check fail on our side when it prints it.

It must be no answer, and never a broken lab.
"""


def attack(client, given):
    answer = []
    for _ in range(800):
        answer = [answer]
    return answer
