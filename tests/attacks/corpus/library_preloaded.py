"""LD_PRELOAD and a docker command of its own, first in the path, for whoever runs it next.

Must reach nothing but what the submission itself starts.
"""


def attack(client, given):
    import os

    os.makedirs("/tmp/bin", exist_ok=True)
    with open("/tmp/bin/docker", "w") as file:
        file.write("#!/bin/sh\necho passed\n")
    os.chmod("/tmp/bin/docker", 0o755)
    os.environ["PATH"] = "/tmp/bin:" + os.environ["PATH"]
    os.environ["LD_PRELOAD"] = "/tmp/intruder.so"
    try:
        os.open("/opt/venv/bin/docker", os.O_CREAT | os.O_WRONLY)
        print("ESCAPED")
    except OSError as error:
        print("refused:", error.strerror)
    print("tried")


prints = "refused: Read-only file system"
