"""Takes the daemon's socket away and listens in its place. Must be noticed."""


def attack(client, given):
    import os
    import subprocess
    import sys
    import time

    code = (
        "import os, socket, time; os.unlink('/dy/docker.sock')\n"
        "s = socket.socket(socket.AF_UNIX); s.bind('/dy/docker.sock'); s.listen()\n"
        "open('/tmp/bound', 'w').close(); time.sleep(1000)"
    )
    subprocess.Popen([sys.executable, "-c", code])
    while not os.path.exists("/tmp/bound"):
        time.sleep(0.05)


status = "did not run"
says = "another process listens"
