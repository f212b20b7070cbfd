"""The addresses of the back office's pages, for the tests that walk over all of them."""

from aicc.tests.backoffice.test_roles import PAGES, address, record_pages

# What answers with data, with a file, or with another page's address.
NO_PAGES = {
    *("app_list", "language", "jsi18n", "autocomplete", "search"),
    *("chat_article_export", "figures_now", "figures_csv"),
    *("handover_waiting", "handover_entries", "chat_datarequest_certificate_file"),
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
