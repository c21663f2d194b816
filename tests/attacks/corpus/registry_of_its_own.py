"""A registry of its own on the sandbox's loopback, from which it pulls a forged base image.

Checks must look at layers, not at names.
"""


def attack(client, given):
    import subprocess

    subprocess.Popen(["python3", "-m", "http.server", "5000"], stderr=subprocess.DEVNULL)
    try:
        client.images.pull("127.0.0.1:5000/dockyard/busybox", tag="latest")
    except Exception as error:
        print(type(error).__name__)
    client.images.get("dockyard/busybox").tag("127.0.0.1:5000/dockyard/busybox")
    client.images.get("dockyard/busybox").tag(given.image)
    print("tried")


prints = "tried"
