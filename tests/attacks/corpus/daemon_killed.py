"""Kills the sandbox's daemon. That must be the submission's fault, not a broken lab."""


def attack(client, given):
    import subprocess
    import time

    subprocess.run(["pkill", "-9", "dockerd"])
    time.sleep(1)
    print("tried")


status = "did not run"
says = "the submission itself did this"
