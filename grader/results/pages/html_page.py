"""The HTML pages that grading leaves: self-contained, and with nothing in them that runs.

Templates escape all that is put into them; a Content-Security-Policy in each page lets a browser
load and run nothing, should something slip through.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.report import inline, plain, points_text

TEMPLATES = Path(__file__).parent / "templates"


def percent(share: float | None) -> str:
    """Example:
    >>> percent(0.125), percent(None)
    ('12 %', '–')
    """
    return "–" if share is None else f"{100 * share:.0f} %"


def figure(value: float | None) -> str:
    """Example:
    >>> figure(1.0), figure(0.333), figure(None)
    ('1', '0.33', '–')
    """
    return "–" if value is None else f"{round(value, 2):g}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "inline": lambda text: Markup(inline(plain(text))),
        "plain": plain,
        "percent": percent,
        "figure": figure,
    }
    environment.globals["points_text"] = points_text
    return environment


ENVIRONMENT = _environment()


def render(template: str, **values: object) -> str:
    """The page that a template makes of the values."""
    return ENVIRONMENT.get_template(template).render(**values)
