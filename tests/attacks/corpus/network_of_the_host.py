"""Containers with the host's network, and abstract sockets of the host. Must be the sandbox's."""


def attack(client, given):
    said = client.containers.run("dockyard/busybox", "ip -o link", network_mode="host")
    names = [line.split(":")[1].strip().split("@")[0] for line in said.decode().splitlines()]
    outside = [name for name in names if name.startswith(("eth", "ens", "wl", "tun"))]
    print("ESCAPED" if outside else "own", names)
    with open("/proc/net/unix") as sockets:
        abstract = [line.split()[-1] for line in sockets if "@" in line.split()[-1]]
    print("ESCAPED" if any("containerd-shim" in name for name in abstract) else "none", abstract)


prints = "own"
