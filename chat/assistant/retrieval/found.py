"""What a search brings."""

from dataclasses import dataclass, field

from aicc.platform.inference.embeddings import Vectors
from chat.assistant.retrieval.corpus import Passage, Published


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that may answer a question."""

    article: Published
    passage: Passage
    score: float  # 0 to 1
    fits: bool  # whether it speaks of the question, and not only better than others
    shared: float = 0.0  # the share of the question's words that it speaks of, 0 to 1
    likeness: float | None = None  # of its meaning to the question's; None: not known
    # The question's meaning, where it was searched for by it.
    vector: Vectors | None = field(default=None, compare=False, repr=False)

    @property
    def url(self) -> str:
        article = self.article
        return (
            f"/articles/{article.slug}/{article.language}/{article.version}#p{self.passage.page}"
        )
