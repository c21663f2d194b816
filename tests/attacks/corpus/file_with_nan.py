"""NaN and infinity in the metadata, which JSON does not know. Must do no harm."""

import nbformat

from tests.daemon.handed_in import solved


def write(path):
    text = nbformat.writes(solved())
    path.write_text(text.replace('"course_version": "0.1.0"', '"x": NaN, "y": -Infinity'))


points = 5
