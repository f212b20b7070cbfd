"""Links to the articles that answers cite.

They are stored as the path below the base and leave with it, so that they go on working when
AICC_BASE_PATH becomes another.
"""

from typing import Any

from django.conf import settings


def address(url: str) -> str:
    """Of an article, as a reader's browser opens it. What is no path of ours stays as it is."""
    return settings.AICC_BASE_PATH + url.removeprefix("/") if is_ours(url) else url


def is_ours(url: str) -> bool:
    return url.startswith("/articles/")


def addressed(data: dict[str, Any]) -> dict[str, Any]:
    """An answer's data with the addresses of its sources."""
    sources = data.get("source_documents")
    if not sources or settings.AICC_BASE_PATH == "/":
        return data
    complete = [source | {"url": address(str(source.get("url", "")))} for source in sources]
    return data | {"source_documents": complete}
