"""Containers and volumes with the labels and names that the grader gives its own.

They must not be taken for the grader's, inside or outside.
"""


def attack(client, given):
    labels = {"dockyard.sandbox": "/run/dockyard-0/intruder", "dockyard.lesson": "check"}
    for name in ("check", "probe", "dockyard", "sandbox"):
        client.containers.create("dockyard/busybox", name=name, labels=labels)
        client.volumes.create(name, labels=labels)
    client.images.get("dockyard/busybox").tag("dockyard/sandbox", "grading")
    print("tried")


prints = "tried"
