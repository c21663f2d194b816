"""Makes files without end in /dy. Must be ended from outside."""


def attack(client, given):
    number = 0
    while True:
        number += 1
        open(f"/dy/intruder{number}", "w").close()


status = "did not run"
says = "into /dy"
