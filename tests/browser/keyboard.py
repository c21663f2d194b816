"""A live view without a mouse: Tab reaches all that can be used, and its use keeps the focus."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

CONTROLS = "[data-act], [data-field], a[data-notebook], summary"
KEYS = {"SELECT": "ArrowDown"}
"""Element → the key that uses it, where that is not Enter."""

MARK = "keyboard-starts-here"
BEGIN = f"""el => {{
    const start = document.createElement('button');
    start.id = '{MARK}';
    el.before(start);
    start.focus();
}}"""
SEEN = f"""el => [...el.querySelectorAll('{CONTROLS}')]
    .map((one, at) => [at, one.outerHTML.slice(0, 80), one.checkVisibility()])
    .filter(([, , isSeen]) => isSeen)"""
FOCUSED = f"""el => {{
    const now = document.activeElement;
    if (!el.contains(now)) return null;
    const style = getComputedStyle(now);
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return ring ? [...el.querySelectorAll('{CONTROLS}')].indexOf(now) : -1;
}}"""
"""The number of the control that has the focus for all to see; null when the view has it not."""


def out_of_reach(page: Page, view: Locator) -> list[str]:
    """The controls in sight that Tab does not come to, or whose focus cannot be seen."""
    wanted = view.evaluate(SEEN)
    view.evaluate(BEGIN)
    reached = set()
    page.keyboard.press("Tab")
    while (focused := view.evaluate(FOCUSED)) is not None:
        reached.add(focused)
        page.keyboard.press("Tab")
    view.evaluate(f"() => document.getElementById('{MARK}').remove()")
    return [html for at, html, _ in wanted if at not in reached]


def lost_focus(view: Locator) -> list[str]:
    """The acts after whose use the focus is not where one goes on. Uses one control an act."""
    acts: list[str] = view.evaluate(
        "el => [...new Set([...el.querySelectorAll('[data-act]')]"
        ".filter(one => one.checkVisibility()).map(one => one.dataset.act))]"
    )
    return [act for act in acts if not _keeps_focus(view, act)]


def _keeps_focus(view: Locator, act: str) -> bool:
    """Whether the same control has the focus, or another where it is gone."""
    control = view.locator(f'[data-act="{act}"]').first
    if control.count() == 0:
        return True  # an earlier act took it away
    control.focus()
    control.press(KEYS.get(control.evaluate("one => one.tagName"), "Enter"))
    expect(view).not_to_have_attribute("aria-busy", "true", timeout=60_000)
    now = view.evaluate(
        "el => el.contains(document.activeElement) ? document.activeElement.dataset.act : null"
    )
    return bool(now == act or (now and control.count() == 0))
