"""docs/gallery.md: what an exhibit of it is, and how the page is written from the exhibits.

tests/browser/exhibits.py has them; tests/browser/test_gallery.py runs their cells in one notebook,
holds each view to the rules for all visuals, and with --update-gallery takes the pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "gallery.md"
PICTURES = ROOT / "docs" / "pictures"
PICTURE_LIMIT_BYTES = 150_000

HEAD = """\
# Gallery

What a notebook can show of its daemon. Every picture is of real data: these cells ran in
JupyterLab, in a sandbox. With buttons where the notebook is live, as text and a table where it is
not; by mouse, by keyboard and with a screen reader; in a light theme and in a dark one.

`client` is what `open_lesson` gives; `from labkit import see` comes first. Page and pictures are
made by `./dockyard test --update-gallery tests/browser/test_gallery.py`.
"""


@dataclass(frozen=True)
class Exhibit:
    """One visual.

    Args:
        name: of the picture's file.
        sentence: what it shows.
        alt: what there is to see in the picture.
        code: the cell that makes it.
        before: a cell that makes what there is to look at.
        acts: `data-act` and value of what is used in the view before the picture is taken.
        themes: the pictures in the gallery.
        store: where the daemon of its notebook keeps images.
    """

    name: str
    title: str
    sentence: str
    alt: str
    code: str
    before: str = ""
    acts: tuple[tuple[str, str], ...] = ()
    themes: tuple[str, ...] = ("light",)
    store: str = "containerd"

    def picture(self, theme: str) -> Path:
        return PICTURES / f"{self.name}{'' if theme == 'light' else '-dark'}.png"


def page_text(exhibits: Sequence[Exhibit]) -> str:
    """docs/gallery.md."""
    return HEAD + "".join(map(_section, exhibits))


def _section(exhibit: Exhibit) -> str:
    pictures = "".join(
        f"![{exhibit.alt if theme == 'light' else 'The same in a dark theme.'}]"
        f"({exhibit.picture(theme).relative_to(PAGE.parent)})\n\n"
        for theme in exhibit.themes
    )
    cells = "\n".join(filter(None, [exhibit.before, exhibit.code])).rstrip("\n")
    return (
        f"\n## {exhibit.title}\n{exhibit.sentence}\n\n{pictures}"
        f"<details><summary>The cell</summary>\n\n```python\n{cells}\n```\n\n</details>\n"
    )
