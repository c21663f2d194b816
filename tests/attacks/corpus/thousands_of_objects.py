"""Makes networks, volumes and tags by the hundred. All must be gone with the sandbox."""


def attack(client, given):
    image = client.images.get("dockyard/busybox")
    for number in range(300):
        client.volumes.create(f"intruder{number}")
        image.tag("intruder", str(number))
    for number in range(10):
        client.networks.create(f"intruder{number}")
        client.containers.create("dockyard/busybox", name=f"intruder{number}")
    print("tried")


prints = "tried"
