"""Stops the daemon with SIGSTOP, so that every question to it would wait. Must end promptly."""


def attack(client, given):
    import subprocess

    subprocess.run(["pkill", "-STOP", "dockerd"])


status = "did not run"
says = "a process of the sandbox's own was stopped"
