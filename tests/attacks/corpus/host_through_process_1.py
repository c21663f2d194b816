"""Looks for the host through /proc/1/root, /proc/1/cwd and the like. Must be refused."""


def attack(client, given):
    import os

    for path in ("/proc/1/root/etc", "/proc/1/cwd/", "/proc/1/task/1/cwd/"):
        try:
            print("ESCAPED", os.listdir(path))
        except OSError as error:
            print("refused", path, error.strerror)
    for path in ("/proc/1/environ", "/proc/1/mem", "/proc/1/exe", "/proc/1/fd/1"):
        try:
            print("ESCAPED", os.open(path, os.O_RDONLY))
        except OSError as error:
            print("refused", path, error.strerror)
    print("tried")


prints = "tried"
