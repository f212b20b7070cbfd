"""What a run's answers took: who gave them, in what time, with how many tokens, for how much."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from aicc.platform.inference.token_usage import MICRO, Usage
from aicc.platform.percentiles import ranked
from chat.assistant.types import Reply


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. failure: the code of why the model did not give it; blank where it did."""

    engine: str
    seconds: float
    usage: Usage
    failure: str = ""


def answered(reply: Reply, seconds: float, usage: Usage) -> Answered:
    code = reply.trace.get("model_failure_code") or reply.trace.get("withheld") or ""
    return Answered(reply.engine, seconds, usage, str(code))


@dataclass(frozen=True, slots=True)
class Consumption:
    """Of many answers. Seconds are None where nothing was answered."""

    answers: int
    engines: dict[str, int]
    failures: dict[str, int]
    p50_seconds: float | None
    p95_seconds: float | None
    longest_seconds: float | None
    tokens_in: int
    tokens_out: int
    estimated: int  # answers whose tokens are an estimate
    cost_won: float
    model_answers: int  # for which a model was asked

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    def rows(self) -> list[tuple[str, str]]:
        """Each figure with its name, for people; tokens and money where a model was asked."""
        rows = [("answered by", _counts(self.engines))]
        if self.failures:
            rows.append(("model failed", _counts(self.failures)))
        if self.p50_seconds is not None:
            rows.append(("seconds an answer: p50", f"{self.p50_seconds:.3f}"))
            rows.append(("seconds an answer: p95", f"{self.p95_seconds:.3f}"))
            rows.append(("seconds an answer: longest", f"{self.longest_seconds:.3f}"))
        if self.model_answers:
            rows += self._paid()
        return rows

    def _paid(self) -> list[tuple[str, str]]:
        each = self.model_answers
        cost = f"{self.cost_won:,.2f} won ({self.cost_won / each:,.4f} an answer)"
        if self.estimated:
            cost += f", {self.estimated} answers estimated"
        return [
            ("tokens sent", f"{self.tokens_in:,} ({self.tokens_in / each:,.0f} an answer)"),
            ("tokens written", f"{self.tokens_out:,} ({self.tokens_out / each:,.0f} an answer)"),
            ("cost", cost),
        ]


def consumption(answers: Iterable[Answered]) -> Consumption:
    """The figures of these answers. Percentiles are by nearest rank: each one really happened."""
    found = list(answers)
    seconds = sorted(each.seconds for each in found)
    asked = [each for each in found if each.usage.tokens_in]
    return Consumption(
        answers=len(found),
        engines=dict(Counter(each.engine for each in found).most_common()),
        failures=dict(Counter(each.failure for each in found if each.failure).most_common()),
        p50_seconds=ranked(seconds, 0.5) if seconds else None,
        p95_seconds=ranked(seconds, 0.95) if seconds else None,
        longest_seconds=seconds[-1] if seconds else None,
        tokens_in=sum(each.usage.tokens_in for each in asked),
        tokens_out=sum(each.usage.tokens_out for each in asked),
        estimated=sum(each.usage.estimated for each in asked),
        cost_won=sum(each.usage.cost_micro_won for each in asked) / MICRO,
        model_answers=len(asked),
    )


def _counts(found: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in found.items())
