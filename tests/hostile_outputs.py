"""Outputs that try to act in the browser of whoever reads the feedback on a submission."""

from __future__ import annotations

import base64

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).decode()

HOSTILE_HTML = (
    "<script>alert(1)</script>",
    "<table><tr><td onclick=alert(1) style='background:url(//evil)'>x</td></tr></table>",
    "<img src=x onerror=alert(1)><svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>go</a><base href='//evil'><meta http-equiv=refresh content=0>",
    "<iframe src='//evil'></iframe><object data='//evil'></object><embed src='//evil'>",
    "<link rel=stylesheet href='//evil'><style>@import '//evil'</style>",
    "</style></pre></code><form action='//evil'><button formaction='//evil'>x</button></form>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;<img src onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<div>" * 15_000,
)


def notebook_of(html: str) -> NotebookNode:
    """A notebook that has it as prose, as code, and as an output of every kind."""
    shown = {"text/html": html, "image/svg+xml": html, "application/javascript": html}
    outputs = [
        new_output("display_data", {"text/html": f"<table><tr><td>{html}"}),
        new_output("display_data", shown),
        new_output("display_data", {"image/png": html, "text/markdown": html}),
        new_output("display_data", {"text/latex": html}),
        new_output("stream", text=html),
        new_output("error", ename=html, evalue=html, traceback=[html]),
    ]
    return new_notebook(cells=[new_markdown_cell(html), new_code_cell(html, outputs=outputs)])
