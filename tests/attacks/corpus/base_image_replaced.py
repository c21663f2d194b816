"""The base image's name goes to an image of the submission's own with more layers.

`count_the_layers` then needs fewer of its own. The check counts all layers of the result: it must
still have as many as asked for, and the answer must be the right number.
"""


def attack(client, given):
    import io

    text = "FROM dockyard/busybox\nENTRYPOINT echo passed; true"
    client.images.build(fileobj=io.BytesIO(text.encode()), tag="dockyard/busybox", rm=True)
    client.images.get("dockyard/busybox").tag(given.image)
    print("tried")
    return "passed"


prints = "tried"
