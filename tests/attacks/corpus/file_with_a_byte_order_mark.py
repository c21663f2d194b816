"""A byte order mark in front, as some editors write it. Must be graded as without."""

import nbformat

from tests.daemon.handed_in import solved


def write(path):
    path.write_bytes(b"\xef\xbb\xbf" + nbformat.writes(solved()).encode())


points = 5
