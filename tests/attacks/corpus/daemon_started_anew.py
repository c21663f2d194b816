"""Kills the daemon and starts one of its own on the same socket.

The daemon that answers must be the one that the grader's sandbox started.
"""


def attack(client, given):
    import os
    import subprocess
    import time

    with open("/proc/" + open("/run/docker.pid").read().strip() + "/cmdline") as line:
        argv = line.read().rstrip("\0").split("\0")
    subprocess.run(["pkill", "-9", "dockerd"])
    time.sleep(0.5)
    for name in ("/run/docker.pid", "/dy/docker.sock", "/run/docker.sock"):
        if os.path.exists(name):
            os.unlink(name)
    environment = {**os.environ, "ROOTLESSKIT_STATE_DIR": "/run/rootlesskit"}
    subprocess.Popen(argv, env=environment, stderr=subprocess.DEVNULL)
    while not os.path.exists("/dy/docker.sock"):
        time.sleep(0.1)
    time.sleep(1)
    print("tried")


status = "did not run"
limits = {"cell_timeout_s": 20.0}
