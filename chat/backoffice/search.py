"""Search in what was said, also in Korean: an index of pairs of characters, kept by ourselves.

A text is read without blanks, marks and case, so `카드 분실` finds `카드분실`. Every pair of
neighbouring characters is a gram; for each gram and each block of 1,024 conversations there is
one row of 128 bytes, a bit for each conversation. A word's candidates are the conversations
with all its grams; their words, as masked, are then read to keep those that really hold it.
Works alike on SQLite, MariaDB and MySQL, whose own searches of Korean text differ.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet

from chat.models import Conversation, GramBlock, Message

BLOCK = 1024  # conversations in a row of the index
MOST_FOUND = 500  # conversations that a search shows, the newest first
MOST_READ = 200  # candidates whose words are read, the newest first
MOST_CANDIDATES = 20_000  # that are put to the other filters, the newest first
MOST_GRAMS = 60  # of a search
AT_ONCE = 250  # rows of the index in a transaction: on SQLite every turn waits for its end
BESIDE = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    return BESIDE.sub("", unicodedata.normalize("NFKC", text).casefold())


def grams_of(text: str) -> set[str]:
    tight = plain(text)
    return {tight[at : at + 2] for at in range(len(tight) - 1)}


def words_of(query: str) -> list[str]:
    """What is looked for: each word of two characters or more; all must be there."""
    return [word for part in query.split() if len(word := plain(part)) > 1]


# --- Keeping the index ---------------------------------------------------------------


def add(said: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Note the grams of these conversations' new words. Harmless to repeat.

    Reads rows and writes them back changed: one server at a time, see `chat.backoffice.indexer`.
    """
    news: dict[tuple[str, int], int] = defaultdict(int)
    for pk, texts in said:
        block, place = divmod(pk, BLOCK)
        for gram in set().union(*map(grams_of, texts)) if texts else ():
            news[gram, block] |= 1 << place
    rows = sorted(news.items())
    for start in range(0, len(rows), AT_ONCE):
        merge(dict(rows[start : start + AT_ONCE]))


def merge(news: dict[tuple[str, int], int]) -> None:
    grams, blocks = {gram for gram, _ in news}, {block for _, block in news}
    known = GramBlock.objects.filter(gram__in=grams, block__in=blocks)
    there = {
        (gram, block): number(bits)
        for gram, block, bits in known.values_list("gram", "block", "bits")
    }
    changed = [
        GramBlock(gram=gram, block=block, bits=written(there.get((gram, block), 0) | bits))
        for (gram, block), bits in news.items()
        if bits & ~there.get((gram, block), 0)
    ]
    target = connection.features.supports_update_conflicts_with_target
    with transaction.atomic():
        GramBlock.objects.bulk_create(
            changed,
            batch_size=AT_ONCE,
            update_conflicts=True,
            update_fields=["bits"],
            unique_fields=["gram", "block"] if target else None,
        )


def number(bits: bytes | memoryview) -> int:
    return int.from_bytes(bits, "little")


def written(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


# --- Searching -----------------------------------------------------------------------


def find(query: str, among: QuerySet[Conversation]) -> tuple[list[int], bool]:
    """The conversations of `among` in which every word was said, the newest first, at most
    MOST_FOUND, and whether older ones may hold them too. Three queries, however many
    conversations there are.

    A word of two characters is its own gram, so its candidates need no reading; with a longer
    one, MOST_READ of them are read. Nothing where no word has two characters.
    """
    words = words_of(query)
    if not words:
        return [], False
    candidates = having(set().union(*map(grams_of, words)))[:MOST_CANDIDATES]
    certain = all(len(word) == 2 for word in words)
    newest_first = among.filter(pk__in=candidates).order_by("-pk").values_list("pk", flat=True)
    most = MOST_FOUND if certain else MOST_READ
    ids = list(newest_first[:most])
    more = len(ids) == most
    if certain:
        return ids, more
    said = words_said(ids)
    found = [pk for pk in ids if all(any(word in text for text in said[pk]) for word in words)]
    return found, more


def having(grams: set[str]) -> list[int]:
    """The conversations with all these grams, the newest first."""
    wanted = sorted(grams)[:MOST_GRAMS]
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for gram, block, bits in GramBlock.objects.filter(gram__in=wanted).values_list(
        "gram", "block", "bits"
    ):
        found[block][gram] = number(bits)
    return list(newest(found, len(wanted)))


def newest(found: dict[int, dict[str, int]], grams: int) -> Iterator[int]:
    for block in sorted(found, reverse=True):
        if len(found[block]) < grams:
            continue
        common = (1 << BLOCK) - 1
        for bits in found[block].values():
            common &= bits
        while common:
            place = common.bit_length() - 1
            yield block * BLOCK + place
            common ^= 1 << place


def words_said(ids: list[int]) -> dict[int, list[str]]:
    said: dict[int, list[str]] = defaultdict(list)
    for pk, text in (
        Message.objects.filter(conversation__in=ids).order_by().values_list("conversation", "text")
    ):
        said[pk].append(plain(text))
    return said
