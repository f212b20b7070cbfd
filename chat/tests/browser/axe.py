"""What axe-core finds on a page that has come to rest."""

import pytest
from playwright.sync_api import Page

from conftest import REQUIRED

if not REQUIRED:
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from axe_playwright_python.sync_playwright import Axe

# The rules whose breach is serious or worse; the others would be run and thrown away.
SERIOUS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "rules": {name: {"enabled": True} for name in ("label-title-only", "tabindex", "accesskeys")},
    "resultTypes": ["violations"],
    # Read beforehand, sheets that sheets import are put into the page, which its policy refuses.
    "preload": False,
}
# A list's rows are made by one template: five of them show what a hundred would.
ROWS = {"exclude": [["#result_list tbody tr:nth-child(n+6)"]]}


def violations(page: Page) -> list[str]:
    """The breaches of serious or critical rules, with the elements that make them.

    Motion is switched off first: a message that is still fading in has the contrast of a ghost.
    """
    page.emulate_media(reduced_motion="reduce")
    return [
        f"{it['id']} ({it['impact']}): {[node['target'] for node in it['nodes']]}"
        for it in Axe().run(page, context=ROWS, options=SERIOUS).response["violations"]
        if it["impact"] in ("serious", "critical")
    ]


def looks_well(page: Page) -> None:
    # A click waits for the next page's address alone; its colours come with its scripts.
    page.wait_for_load_state("load")
    assert faults(page) == []


def faults(page: Page) -> list[str]:
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = [f"{page.url} {fault}" for fault in violations(page)]
    return [*found, f"{page.url} is wider than the screen"] if too_wide else found
