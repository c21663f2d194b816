"""Puts a program of its own in the place of the grader's look, by every way there is from inside.

The look that runs must be the image's, which then sees the attempt.
"""


def attack(client, given):
    import os
    import subprocess

    folder = "/opt/dockyard/course/grader/grading/freeze"
    os.mkdir("/tmp/look")
    with open("/tmp/look/__main__.py", "w") as file:
        file.write("print('{}')\n")
    for command in (
        f"cp /tmp/look/__main__.py {folder}",
        f"mount -o remount,rw / && cp /tmp/look/__main__.py {folder}",
        f"nsenter --target 1 --mount mount --bind /tmp/look {folder}",
    ):
        done = subprocess.run(["sh", "-c", command], capture_output=True)
        print("refused" if done.returncode else "ESCAPED")
    subprocess.run(["mount", "--bind", "/tmp/look", folder], check=True)
    print("tried", os.listdir(folder))


prints = "tried ['__main__.py']"
status = "did not run"
says = "mounted over the programs"
