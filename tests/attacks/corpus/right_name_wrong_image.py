"""The right tag and every label that the course uses, on an image that has not the layers.

Behaviour is graded: nothing must be earned.
"""


def attack(client, given):
    import io

    labels = (
        "dockyard.lesson=01_tiny dockyard.exercise=01_tiny/count_the_layers dockyard.content=ok"
    )
    text = f"FROM dockyard/busybox\nLABEL {labels} passed=true points=2"
    client.images.build(fileobj=io.BytesIO(text.encode()), tag=given.image, rm=True)
    print("tried")
    return 0


prints = "tried"
