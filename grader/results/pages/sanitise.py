"""Takes the harm out of what a submission printed, before a person's browser shows it.

Text loses what a terminal would obey. HTML keeps tables and plain mark-up, and nothing that loads,
runs, links or styles. Images are PNG or JPEG by their first bytes, not by their name.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TEXT_LIMIT = 20_000
"""Characters of one output."""

PROSE_LIMIT = 6_000
"""Of one cell: the time to read Markdown can grow with the square of its length."""

HTML_LIMIT = 100_000
DEEPEST = 500
TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr"}
IMAGE_LIMIT_BYTES = 2 * 1024 * 1024

ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|[\]PX^_].*?(?:\x07|\x1b\\|\Z)"  # titles, links, device strings
    r"|[ -/]*[0-~])",
    re.DOTALL,
)
MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}

TAGS = {
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "p", "br", "hr", "div"),
    *("span", "pre", "code", "kbd", "samp", "b", "strong", "i", "em", "u", "s", "sub", "sup"),
    *("ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
}
WITH_ALL_IN_IT = {
    *("script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object"),
    *("embed", "noembed", "noframes", "textarea", "select", "audio", "video", "canvas"),
}
"""What goes with its content: the text in it is none for a reader."""

MARKDOWN = MarkdownIt("commonmark").enable("table")
MARKDOWN.add_render_rule("heading_open", lambda *_: "<p><strong>")
MARKDOWN.add_render_rule("heading_close", lambda *_: "</strong></p>\n")


def clean_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """What a terminal would show in the end; what it would obey is dropped or written out.

    Example:
        >>> clean_text("\\x1b[31m10%\\r100%\\x1b[0m\\x00")
        '100%\\\\x00'
    """
    # Twice the limit: colours can be as long as what they colour.
    shown = ANSI.sub("", text[: 2 * limit]).replace("\r\n", "\n")
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in shown.split("\n"))
    kept = "\n".join(line if line.isprintable() else _written_out(line) for line in lines)
    left = len(text) - limit
    if len(kept) <= limit and left <= limit:
        return kept
    return f"{kept[:limit]}\n[{max(left, len(kept) - limit)} more characters are left out]"


def clean_html(html: str) -> Markup:
    """Tables and plain mark-up, as HTML that can stand anywhere in a page; else the source."""
    if len(html) > HTML_LIMIT or _is_nested_too_deep(html):
        return Markup("<pre>{}</pre>").format(clean_text(html))
    return Markup(
        nh3.clean(
            html,
            tags=TAGS,
            clean_content_tags=WITH_ALL_IN_IT,
            attributes={"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}},
            attribute_filter=_small,
            url_schemes=set(),
            link_rel=None,
        )
    )


def clean_markdown(source: str) -> Markup:
    """Prose: its headings become bold lines, for the page has headings of its own."""
    html = MARKDOWN.render(source[:PROSE_LIMIT])
    if len(source) > PROSE_LIMIT:
        html += f"<p>[{len(source) - PROSE_LIMIT} more characters are left out]</p>"
    return clean_html(html)


def image_source(mime: str, data: object) -> str:
    """An image as a `data:` address, empty when it is not the image that it is said to be."""
    magic = MAGIC.get(mime)
    if magic is None or not isinstance(data, str) or len(data) > IMAGE_LIMIT_BYTES * 4 // 3:
        return ""
    try:
        content = base64.b64decode(data.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not content.startswith(magic):
        return ""
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"


def _written_out(line: str) -> str:
    return "".join(
        one if one.isprintable() or one == "\t" else one.encode("unicode_escape").decode()
        for one in line
    )


def _is_nested_too_deep(html: str) -> bool:
    """Whether more elements are open at once than any honest output has.

    The time that a parser takes grows with the square of that.
    """
    depth: Counter[str] = Counter()
    for closing, name in TAG.findall(html):
        if closing:
            depth[name.lower()] = max(depth[name.lower()] - 1, 0)
        elif name.lower() not in VOID:
            depth[name.lower()] += 1
            if depth.total() > DEEPEST:
                return True
    return False


def _small(_tag: str, attribute: str, value: str) -> str | None:
    """No cell of a table spans more than 99 others."""
    if attribute == "scope":
        return value if value in ("row", "col") else None
    return value if re.fullmatch(r"[1-9][0-9]?", value) else None
