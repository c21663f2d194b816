"""Fills the daemon's disk. It must end at the limit, as the submission's own fault."""


def attack(client, given):
    import subprocess

    fill = "cat /dev/zero > /var/lib/docker/intruder; cat /dev/zero > /var/lib/docker/intruder2"
    subprocess.run(["sh", "-c", fill], capture_output=True)


limits = {"cell_timeout_s": 60.0}
