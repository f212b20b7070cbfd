"""What the language model consumed for one turn, in tokens and in money."""

from dataclasses import dataclass

from django.conf import settings

from aicc.platform import metrics

BYTES_PER_TOKEN = 3  # of UTF-8: a Korean syllable, rather too many tokens than too few
MICRO = 1_000_000


@dataclass(slots=True)
class Usage:
    """Of every call that was made for a turn, also of those whose answer nobody saw.

    estimated: one of them ended before the service had counted its tokens.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = False

    @property
    def cost_micro_won(self) -> int:
        """In millionths of a won, by the prices that are set; 0 where none is."""
        return (
            self.tokens_in * settings.AICC_MODEL_COST_INPUT_WON_PER_MILLION
            + self.tokens_out * settings.AICC_MODEL_COST_OUTPUT_WON_PER_MILLION
        )

    def add(self, tokens_in: int, tokens_out: int) -> None:
        before = self.cost_micro_won
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        metrics.MODEL_TOKENS.labels("sent").inc(tokens_in)
        metrics.MODEL_TOKENS.labels("written").inc(tokens_out)
        metrics.MODEL_COST_WON.inc((self.cost_micro_won - before) / MICRO)

    def estimate(self, sent: str, written: str) -> None:
        """Add what a call probably cost that ended before its tokens were counted."""
        self.estimated = True
        self.add(tokens_of(sent), tokens_of(written))


def tokens_of(text: str) -> int:
    return -(-len(text.encode()) // BYTES_PER_TOKEN)
