"""A hundred thousand brackets. Must be refused in one line."""


def write(path):
    path.write_text("[" * 100_000 + "]" * 100_000)


status, says = "did not run", "nested too deep"
