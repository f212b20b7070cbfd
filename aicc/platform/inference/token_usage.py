"""What the language model consumed for one turn, in tokens and in money."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from aicc.platform import metrics

BYTES_PER_TOKEN = 3  # of UTF-8: a Korean syllable, rather too many tokens than too few
MICRO = 1_000_000
MOST_TOKENS = 2**31 - 1  # that a PositiveIntegerField holds on every database
# A service that counts more of one call does not count: no token is shorter than a byte, a chat
# template adds some hundred, and no answer of ours is a book, its reasoning included.
TEMPLATE_TOKENS = 4_000
MOST_WRITTEN_TOKENS = 200_000


@dataclass(slots=True)
class Usage:
    """Of every call that was made for a turn, also of those whose answer nobody saw.

    Always whole numbers from 0 to MOST_TOKENS, whatever a service says.
    estimated: one of them ended before the service had counted its tokens, or it counted what
        cannot be.
    may_ask, may_embed: whether the model, and the embedder, may be asked at all; not where the
        limits of the hour or minute are spent.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = False
    may_ask: bool = True
    may_embed: bool = True

    @property
    def cost_micro_won(self) -> int:
        """In millionths of a won, by the prices that are set; 0 where none is."""
        return (
            self.tokens_in * settings.AICC_MODEL_COST_INPUT_WON_PER_MILLION
            + self.tokens_out * settings.AICC_MODEL_COST_OUTPUT_WON_PER_MILLION
        )

    def add(self, tokens_in: int, tokens_out: int) -> None:
        before = self.cost_micro_won
        self.tokens_in = min(self.tokens_in + tokens_in, MOST_TOKENS)
        self.tokens_out = min(self.tokens_out + tokens_out, MOST_TOKENS)
        metrics.MODEL_TOKENS.labels("sent").inc(tokens_in)
        metrics.MODEL_TOKENS.labels("written").inc(tokens_out)
        metrics.MODEL_COST_WON.inc((self.cost_micro_won - before) / MICRO)

    def count(self, counted: Any, sent: str, written: str) -> None:
        """Add what the service counted of a call, or an estimate where that cannot be.

        counted: `input_tokens` and `output_tokens` as the service gave them; anything at all.
        """
        known = counted if isinstance(counted, dict) else {}
        most_sent = len(sent.encode()) + TEMPLATE_TOKENS
        tokens_in = whole_number(known.get("input_tokens"), most_sent)
        tokens_out = whole_number(known.get("output_tokens"), MOST_WRITTEN_TOKENS)
        # Services that do not count say 0 of both.
        if tokens_in and tokens_out is not None:
            self.add(tokens_in, tokens_out)
        else:
            self.estimate(sent, written)

    def estimate(self, sent: str, written: str) -> None:
        """Add what a call probably cost that ended before its tokens were counted."""
        self.estimated = True
        self.add(tokens_of(sent), tokens_of(written))


def whole_number(value: Any, most: int) -> int | None:
    """`value` where it is a whole number from 0 to `most`, also as 12.0; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 <= value <= most or value != int(value):  # NaN is not between them
        return None
    return int(value)


def tokens_of(text: str) -> int:
    return -(-len(text.encode()) // BYTES_PER_TOKEN)
