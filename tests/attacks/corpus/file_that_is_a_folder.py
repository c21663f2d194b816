"""A folder called like a notebook. Must be refused."""


def write(path):
    path.mkdir()


status = "did not run"
