"""The kernel's own `json` module says of every value that it is `true`.

Its messages are then no messages, and the run must end there.
"""


def attack(client, given):
    import json

    json.dumps = lambda *_, **__: "true"
    print("tried")
    return 0


status = "did not run"
