"""Writes core_pattern, sysrq, modprobe and the clock of the host. Must be refused."""


def attack(client, given):
    import time

    for name in ("sys/kernel/core_pattern", "sysrq-trigger", "sys/kernel/modprobe"):
        try:
            with open(f"/proc/{name}", "w") as file:
                file.write("|/dy/intruder")
            print("ESCAPED", name)
        except OSError as error:
            print("refused", name, error.strerror)
    try:
        time.clock_settime(time.CLOCK_REALTIME, 0)
        print("ESCAPED clock")
    except OSError as error:
        print("refused clock", error.strerror)


prints = "refused clock"
