"""Hundreds of widgets and messages between them. They must not be kept."""


def attack(client, given):
    import ipywidgets

    for number in range(200):
        ipywidgets.IntSlider(value=number % 100, description="x" * 1000)
    print("tried")


prints = "tried"
