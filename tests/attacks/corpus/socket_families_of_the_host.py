"""Sockets of families that have the host's kernel load modules. Must be refused."""


def attack(client, given):
    import errno
    import socket

    families = {"AF_X25": 9, "AF_RDS": 21, "AF_CAN": 29, "AF_TIPC": 30, "AF_ALG": 38, "AF_XDP": 44}
    for name, number in families.items():
        for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
            try:
                socket.socket(number, kind).close()
                print("ESCAPED", name)
            except OSError as error:
                refused = error.errno in (errno.EPERM, errno.ENOSYS)
                print("refused" if refused else "ESCAPED", name, error.strerror)


prints = "refused AF_ALG"
