"""What a process of ours leaves out when it imports nbformat."""

from __future__ import annotations

import sys


def leave_out_iri_grammar() -> None:
    """Must come before nbformat is imported.

    nbformat imports jsonschema, and that rfc3987_syntax where it is installed (JupyterLab brings
    it), which takes most of a second to build a parser for a format that no notebook's schema
    asks for. With None in its place the import fails at once, and jsonschema does without.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
