"""Grading a submission: reading it, running it in a sandbox, checking it from outside."""

import sys

# nbformat imports jsonschema, and that rfc3987_syntax where it is installed (JupyterLab brings
# it), which takes most of a second to build a parser for a format that no notebook's schema asks
# for. With None in its place the import fails at once, and jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
