"""Ten megabytes of zeros, packed. Nothing is ever unpacked: must be refused in one line."""

import gzip


def write(path):
    path.write_bytes(gzip.compress(b"\0" * 10_000_000))


status, says = "did not run", "not JSON"
