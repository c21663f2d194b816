"""A shell magic that prints for ever, beside a script cell that leaves a child behind.

Both must end with the sandbox.
"""

cells = [
    "%%script bash --bg\nexec -a intruder sleep 100000",
    "!yes intruder",
]
status = "did not run"
says = "it still ran after"
limits = {"cell_timeout_s": 10.0}
