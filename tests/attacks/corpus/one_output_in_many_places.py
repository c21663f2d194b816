"""One output is shown in hundreds of places and then grows to megabytes in all of them.

What is kept must count every place: the executed notebook must stay small.
"""


def attack(client, given):
    from IPython.display import display, update_display

    for _ in range(300):
        display("small", display_id="intruder")
    update_display("x" * 6_000_000, display_id="intruder")
    print("tried")


prints = "the rest is left out"
