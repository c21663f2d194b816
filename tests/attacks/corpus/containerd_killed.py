"""Kills containerd under the daemon's feet. Must be the submission's fault."""


def attack(client, given):
    import subprocess
    import time

    subprocess.run(["pkill", "-9", "-x", "containerd"])
    time.sleep(1)


status = "did not run"
says = "a process of the sandbox's own was ended"
