"""Mounts programs of its own over those that the grader uses in a sandbox.

The grader's must come from the read-only image, in mounts that a submission does not reach.
"""


def attack(client, given):
    import os
    import subprocess

    fake = '#!/bin/sh\necho \'{"listener": null, "ESCAPED": true}\'\n'
    with open("/tmp/fake", "w") as file:
        file.write(fake)
    os.chmod("/tmp/fake", 0o755)
    for path in ("/usr/bin/python3", "/usr/bin/nsenter", "/bin/sh", "/opt/dockyard/sandbox-enter"):
        subprocess.run(["mount", "--bind", "/tmp/fake", os.path.realpath(path)])
    print("tried")


prints = "tried"
status = "did not run"
says = "mounted over the programs"
