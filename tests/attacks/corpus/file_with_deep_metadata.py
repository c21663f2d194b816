"""A notebook whose metadata is nested 900 deep: JSON reads it, what comes after may not.

Must do no harm, run or not.
"""

import nbformat

from tests.daemon.handed_in import solved


def write(path):
    text = nbformat.writes(solved())
    deep = '{"d":' * 900 + "1" + "}" * 900
    path.write_text(text.replace('"course_version": "0.1.0"', f'"course_version": {deep}'))


status = "did not run"
