"""Takes memory without end. The sandbox's limit must stop it, not the machine's."""


def attack(client, given):
    hoard = []
    while True:
        hoard.append(bytearray(64 * 1024**2))


status = "did not run"
says = "MiB of memory"
