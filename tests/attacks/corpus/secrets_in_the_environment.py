"""Reads the environment, command lines and open files of every process that it sees.

The grader's own must not be among them.
"""


def attack(client, given):
    import glob
    import os

    text = repr(dict(os.environ))
    for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as file:
                text += repr(file.read())
        except OSError:
            continue
    for word in ("SEED_OF_" + "OTHERS", "must-not-" + "see-this", "pytest", "DOCKYARD_COURSE_RUN"):
        if word in text:
            print("ESCAPED", word)
    print("tried")


prints = "tried"
