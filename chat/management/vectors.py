"""The vectors of what is in force, made by a command, with a bar where somebody watches."""

import sys

from tqdm import tqdm

from chat.assistant.retrieval import knowledge


def make_missing() -> int:
    """Make what is missing; how many texts are without a vector after that."""
    left = len(knowledge.missing_vectors())
    quiet = not left or not sys.stderr.isatty()
    with tqdm(total=left, unit="text", desc="vectors", disable=quiet, leave=False) as bar:
        for number in knowledge.embed_missing():
            bar.update(number)
    return knowledge.missing()
