"""A thread and a child process go on after the cell, to change what the check looks at.

Both must stand still while it looks. What they did before is the submission's work.
"""


def attack(client, given):
    import os
    import subprocess
    import threading

    image = client.images.get("dockyard/busybox")

    def work():
        while True:
            image.tag(given.image)
            client.images.remove(given.image)

    threading.Thread(target=work, daemon=True).start()
    subprocess.Popen(
        ["sh", "-c", "trap '' STOP CONT; while true; do :; done"], preexec_fn=os.setsid
    )
    print("tried")


prints = "tried"
