"""Headless half of Dockyard: exercises, facts of a daemon, checks, sandboxes, grading.

A lab file imports what it needs from here, and from nowhere else. Each name is loaded on first
use: a kernel that is graded needs none of them, and waits for all that it imports.
"""

import sys

import lazy_loader

from grader.daemon import exec_output, run_output

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

exec_output.mend()
run_output.mend()

# nbformat imports jsonschema, and that rfc3987_syntax where it is installed (JupyterLab brings
# it), which takes most of a second to build a parser for a format that no notebook's schema asks
# for. With None in its place the import fails at once, and jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
