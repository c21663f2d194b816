"""A notebook of 25 MiB. Must be refused without reading it to its end."""


def write(path):
    path.write_text('{"cells": ["' + "x" * (25 * 1024**2) + '"]}')


status, says = "did not run", "larger than 20 MiB"
