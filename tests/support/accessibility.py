"""What axe-core finds on a page, or in a part of it: the script goes in once, and only what it finds comes back."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

COLOURS = ("color-contrast", "link-in-text-block")  # the rules that a theme can break
WIDTHS = (*COLOURS, "target-size", "scrollable-region-focusable")  # and those that a width can
RUN = """([part, rules]) => axe.run(part || document, {
    resultTypes: ['violations'], preload: false,
    ...(rules ? {runOnly: {type: 'rule', values: rules}} : {}),
}).then(found => found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 150))]))"""


def violations(page: Page, part: str | None = None, rules: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    """Each rule that is broken, with the elements that break it. ``rules``: only these; by default all."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [(rule, nodes) for rule, nodes in page.evaluate(RUN, [part, list(rules) or None])]
