"""Enters the namespaces of the sandbox's first process, outside its user namespace. Must fail."""


def attack(client, given):
    import subprocess

    for kind in ("--mount", "--user", "--net", "--pid", "--uts", "--ipc"):
        done = subprocess.run(["nsenter", "--target", "1", kind, "true"], capture_output=True)
        print("refused" if done.returncode else "ESCAPED", kind)


prints = "refused --mount"
