"""Half of a surrogate pair in a cell. Must be refused in one line."""


def write(path):
    path.write_text(
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {"a": "\\ud800"}, "cells": []}'
    )


status, says = "did not run", "not JSON"
