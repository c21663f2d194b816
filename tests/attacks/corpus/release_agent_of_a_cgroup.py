"""Has the host run a program when a cgroup empties (`release_agent`). Must be refused."""


def attack(client, given):
    import glob
    from pathlib import Path

    for path in glob.glob("/sys/fs/cgroup/**/release_agent", recursive=True):
        try:
            Path(path).write_text("/dy/intruder")
            print("ESCAPED", path)
        except OSError as error:
            print("refused", error.strerror)
    for path in glob.glob("/sys/fs/cgroup/*/"):
        try:
            Path(path, "cgroup.procs").write_text("1")
            print("ESCAPED", path)
        except OSError as error:
            print("refused", error.strerror)
    print("tried")


prints = "tried"
