"""Every page of the back office in Chromium keeps to its policy, and axe minds nothing on it."""

from itertools import cycle

import pytest

from aicc.testing.servers import AiccServer
from aicc.tests.backoffice.test_roles import PAGES, address, record_pages
from chat.tests.browser.axe import faults

pytestmark = pytest.mark.browser

# What answers with data, with a file, or with another page's address.
NO_PAGES = {
    *("app_list", "language", "jsi18n", "autocomplete", "search"),
    *("chat_article_export", "figures_now", "figures_csv"),
    *("handover_waiting", "handover_entries"),
}


ONE_OF_EACH = {
    *("chat_conversation_history", "handover_team_delete"),
    *("chat_article_add", "chat_generationswitch_add", "auth_user_add"),
}


def every_page(keys: dict[str, int]) -> list[str]:
    """The addresses of the back office, each with a record that is there.

    Django makes the pages that tell a record's history, or ask before it is deleted, of one
    template for all records, and a new record's form is the one that it is changed with: one
    of each is enough.
    """
    pages = {name: [keys[of]] if of else [] for name, of, who in record_pages() if who}
    alike = [name for name in pages if name.endswith(("_history", "_delete", "_add"))]
    for name in set(alike) - ONE_OF_EACH:
        del pages[name]
    for name, (who, given) in PAGES.items():
        if who and name not in NO_PAGES:
            pages[name] = [keys.get(part, part) for part in given]
    return [address(name, *given) for name, given in pages.items()]


def test_every_page_keeps_to_its_policy_and_axe_finds_nothing_serious(
    signs_in, bank, office
) -> None:
    root = signs_in("root")
    page, wrong = root.page, []
    page.on("request", lambda it: wrong.append(it.url) if is_elsewhere(it.url, bank) else None)
    page.on("response", lambda it: wrong.append(it.url) if it.status >= 400 else None)
    looks = cycle([("light", 390), ("dark", 1440), ("dark", 390), ("light", 1440)])

    for place, (scheme, width) in zip(every_page(office.keys), looks, strict=False):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(bank.url + place)
        wrong += faults(page)

    assert not wrong, "\n".join(wrong)


def is_elsewhere(url: str, bank: AiccServer) -> bool:
    return not url.startswith((bank.url + "/", "data:", "blob:"))
