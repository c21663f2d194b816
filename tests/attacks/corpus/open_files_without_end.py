"""Opens files without end. The process must reach its own limit, not the machine's."""


def attack(client, given):
    import os

    count = 0
    try:
        while True:
            os.open("/dev/null", os.O_RDONLY)
            count += 1
    except OSError as error:
        print("ESCAPED" if count > 20_000 else "limited", error.strerror)
    os.closerange(100, 20_000)


prints = "limited"
