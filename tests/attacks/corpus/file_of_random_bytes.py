"""Bytes that are no text. Must be refused in one line."""


def write(path):
    path.write_bytes(bytes(range(256)) * 100)


status, says = "did not run", "not JSON"
