"""Reaches for the Internet, the host's bridge, its loopback and a name server. Must fail."""


def attack(client, given):
    import socket

    targets = (
        ("1.1.1.1", 53), ("93.184.216.34", 80), ("172.17.0.1", 22), ("172.17.0.1", 2375),
        ("169.254.169.254", 80), ("10.0.0.1", 53), ("192.168.0.1", 80), ("100.100.100.100", 80),
    )  # fmt: skip
    for target in targets:
        try:
            socket.create_connection(target, timeout=1).close()
            print("ESCAPED", target)
        except OSError as error:
            print("refused", target[0], error)
    try:
        print("ESCAPED", socket.getaddrinfo("example.org", 443))
    except OSError as error:
        print("refused name", error)


prints = "refused name"
