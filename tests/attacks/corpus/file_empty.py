"""An empty file. Must be refused in one line."""


def write(path):
    path.write_bytes(b"")


status, says = "did not run", "the file is empty"
