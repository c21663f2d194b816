"""Makes device nodes of disks and of memory, in the kernel and in containers, and opens them.

Must be refused.
"""


def attack(client, given):
    import os
    import stat

    for number in (os.makedev(8, 0), os.makedev(254, 0), os.makedev(1, 1), os.makedev(10, 229)):
        try:
            os.mknod("/tmp/intruder", 0o666 | stat.S_IFBLK, number)
            os.open("/tmp/intruder", os.O_RDONLY)
            print("ESCAPED", number)
        except OSError as error:
            print("refused", error.strerror)
    script = "mknod /d b 254 0 && head -c 1 /d && echo ESC''APED; mknod /e b 8 0; echo done"
    said = client.containers.run(
        "dockyard/busybox", ["sh", "-c", script], cap_add=["MKNOD", "SYS_ADMIN", "SYS_RAWIO"]
    )
    print(said.decode())


prints = "refused"
