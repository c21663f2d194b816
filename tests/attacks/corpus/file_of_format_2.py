"""Notebook format 2. Must be refused in one line."""


def write(path):
    path.write_text('{"nbformat": 2, "nbformat_minor": 0, "worksheets": []}')


status, says = "did not run", "notebook format 2"
