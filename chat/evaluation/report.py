"""What a run found: a table for the terminal, JSON for the next run, a page for people."""

import html
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chat.evaluation.consumption import Consumption, consumption
from chat.evaluation.measures import Measure
from chat.evaluation.scoring import Outcome

SHOWN = "tune"  # the half whose failures may be read by whoever tunes


def table(measures: list[Measure], halves: Iterable[str]) -> str:
    """The figures in columns, half by half."""
    lines = []
    for half in halves:
        rows = [row for row in measures if row.half == half]
        lines += ["", f"{half:<44}{'':>8}  {'95% interval':<15} cases"]
        lines += [f"{row.name:<44}{_percent(row.value):>8}  {_interval(row):<15} {_of(row)}"
                  for row in rows]  # fmt: skip
    return "\n".join(lines[1:])


def consumed(outcomes: Iterable[Outcome]) -> Consumption:
    """What the answers of a run took."""
    return consumption(one.answered for one in outcomes if one.answered)


def markdown(measures: list[Measure]) -> str:
    """The figures as the table that docs/evaluation.md shows."""
    lines = ["| | figure | 95% interval | cases |", "|---|---|---|---|"]
    for row in measures:
        name = f"&nbsp;&nbsp;{row.name.strip()}" if row.name.startswith(" ") else row.name
        lines.append(f"| {name} | {_percent(row.value)} | {_interval(row)} | {_of(row)} |")
    return "\n".join(lines)


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _interval(row: Measure) -> str:
    if row.low is None or row.high is None:
        return ""
    return f"{row.low:.1%}–{row.high:.1%}"


def _of(row: Measure) -> str:
    return f"{row.right}/{row.total}"


def failing(outcomes: Iterable[Outcome]) -> set[str]:
    return {outcome.case.id for outcome in outcomes if outcome.faults}


def as_data(
    measures: list[Measure], outcomes: list[Outcome], about: dict[str, str]
) -> dict[str, Any]:
    """A run for a file. It names the held half's failures by their ids alone."""
    return {
        "about": about,
        "consumption": consumed(outcomes).as_data(),
        "measures": [row.as_data() for row in measures],
        "cases": sorted(outcome.case.id for outcome in outcomes),
        "failing": sorted(failing(outcomes)),
    }


def page(
    measures: list[Measure],
    outcomes: list[Outcome],
    about: dict[str, str],
    *,
    made_at: datetime,
    show_held: bool,
) -> str:
    """One HTML file that needs nothing else: figures, their intervals as bars, the failures.

    show_held: also what was asked in the held half, for whoever does not tune.
    """
    told = [*about.items(), *consumed(outcomes).rows()]
    facts = "".join(f"<dt>{_safe(name)}<dd>{_safe(value)}" for name, value in told)
    halves = dict.fromkeys(row.half for row in measures)
    tables = "".join(_figures(half, [r for r in measures if r.half == half]) for half in halves)
    readable = [one for one in outcomes if one.faults and (show_held or one.case.half == SHOWN)]
    hidden = len(failing(outcomes)) - len(readable)
    note = f"<p>{hidden} failures of the held half are not shown." if hidden else ""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width'><title>Evaluation</title>"
        f"<style>{STYLE}</style><main><h1>Evaluation</h1>"
        f"<dl><dt>made<dd>{made_at:%Y-%m-%d %H:%M %Z}{facts}</dl>{tables}"
        f"<h2>Failures</h2>{note}{''.join(map(_failure, readable))}</main></html>"
    )


def _figures(half: str, rows: list[Measure]) -> str:
    lines = "".join(
        f"<tr><th>{_safe(row.name)}<td>{_percent(row.value)}<td>{_bar(row)}"
        f"<td>{_interval(row)}<td>{_of(row)}{' ↓' if row.fewer_is_better else ''}"
        for row in rows
    )
    head = "<tr><th>figure<td><td><td>95% interval<td>cases"
    return f"<h2>{_safe(half)}</h2><div class=wide><table>{head}{lines}</table></div>"


def _bar(row: Measure) -> str:
    """The interval as a band and the figure as a line on a scale from 0 to 1."""
    band = ""
    if row.low is not None and row.high is not None:
        wide = 200 * (row.high - row.low)
        band = f"<rect x={200 * row.low:.1f} y=2 width={wide:.1f} height=10 class=band />"
    at = 200 * row.value
    return (
        f"<svg width=202 height=14 role=img aria-label='{_percent(row.value)}'>"
        f"<rect y=6 width=200 height=2 class=scale />{band}"
        f"<rect x={at:.1f} width=2 height=14 class=value /></svg>"
    )


def _failure(outcome: Outcome) -> str:
    case = outcome.case
    before = "".join(
        f"<p class=before>{_safe(line.sender)}: {_safe(line.text)}" for line in case.turns
    )
    asked = case.question or " → ".join(case.asking.turns if case.asking else ())
    faults = "".join(f"<li>{_safe(fault)}" for fault in outcome.faults)
    said = f"<blockquote>{_safe(outcome.said)}</blockquote>" if outcome.said else ""
    return (
        f"<article><h3>{_safe(case.id)} <small>{_safe(case.kind)}, {case.half}</small></h3>"
        f"{before}<p>{_safe(asked)}<ul>{faults}</ul>{said}</article>"
    )


def _safe(text: object) -> str:
    return html.escape(str(text))


STYLE = """
:root { color-scheme: light dark; --line: #8886; --band: #4a7fd088; --value: #c2410c }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 }
main { max-width: 60rem; margin: auto; padding: 1rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem } dd { margin: 0 }
.wide { overflow-x: auto } table { border-collapse: collapse; white-space: pre }
th { text-align: start; font-weight: normal } td { padding: 0 .6rem }
td { font-variant-numeric: tabular-nums }
tr + tr > * { border-top: 1px solid var(--line) } svg { vertical-align: middle }
.scale { fill: var(--line) } .band { fill: var(--band) } .value { fill: var(--value) }
article { border-top: 1px solid var(--line) }
h3 { margin: .6rem 0 0 } .before { opacity: .7; margin: 0 }
p { overflow-wrap: anywhere } blockquote { white-space: pre-wrap; margin: .4rem 0 }
blockquote { border-left: 3px solid var(--line); padding-left: .8rem }
"""
