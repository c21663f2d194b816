"""Mounts the host's disks, its /proc and its cgroups, with every capability that it has.

Must be refused, or show nothing of the host.
"""


def attack(client, given):
    import os
    import subprocess

    os.makedirs("/tmp/m", exist_ok=True)
    for source, kind in (
        ("/dev/vda", "ext4"), ("/dev/sda1", "ext4"), ("none", "debugfs"), ("none", "securityfs"),
        ("none", "cgroup"), ("none", "tracefs"), ("none", "devtmpfs"), ("none", "bpf"),
    ):  # fmt: skip
        done = subprocess.run(["mount", "-t", kind, source, "/tmp/m"], capture_output=True)
        print("ESCAPED" if done.returncode == 0 and kind != "bpf" else "refused", kind)


prints = "refused ext4"
