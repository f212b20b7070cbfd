"""The sample articles, searched without being published: publishing them takes longer than
most tests.
"""

from functools import cache

from aicc.testing.servers import ROOT
from chat.articles import article_files
from chat.assistant.retrieval import knowledge


@cache
def sample_articles() -> tuple:
    return tuple(
        entry.article
        for file in article_files.files_in(ROOT / "deploy" / "knowledge")
        for entry in article_files.read(file)
    )


def put_on_shelves() -> None:
    knowledge.load(sample_articles())
