"""A named pipe, which would be waited for. Must be refused at once."""

import os


def write(path):
    os.mkfifo(path)


status, says = "did not run", "no ordinary file"
