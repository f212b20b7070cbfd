"""The peers and their load: everybody answers, and the tables say what was measured."""

import pytest

from bench.peers import __main__ as peers
from bench.peers import report
from bench.peers.contestants import CONTESTANTS

NAMES = ("ours, uvicorn", "bare echo", "Channels tuned, daphne", "Channels by its docs, daphne")
MODES = ("turns@3", "ping@3", "connect@2", "http@3")


@pytest.mark.servers
@pytest.mark.once
def test_ours_and_its_peers_answer_each_load_without_an_error():
    runs = peers.play([CONTESTANTS[name] for name in NAMES], MODES, repeats=1, seconds=0.3)

    assert len(runs) == 4 * len(MODES) - 1  # an echo has no HTTP
    assert [run for run in runs if run.errors or not run.answered] == []


def run_of(who, cpu, mode="turns@50"):
    return report.Run(who=who, mode=mode, answered=9, errors=0, cpu=cpu, p50=1.0, p99=2.0)


def test_a_ratio_over_its_goal_is_told_as_missed():
    tuned = [run_of(report.TUNED["daphne"], cpu) for cpu in (0.1, 0.2, 0.9)]
    ours = [run_of("ours, daphne", cpu) for cpu in (0.3, 0.5, 0.4)]

    assert report.ratios([*tuned, *ours])[-1].endswith("| ≤ 1.7 | **missed**: 2.00 |")
    assert report.ratios([*tuned, run_of("ours, daphne", 0.2)])[-1].endswith("| 1.00 |")
    assert report.spread(tuned) == "0.200 (0.100–0.900)"


def test_the_tables_stand_between_their_marks(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(f"before\n\n{report.BEGIN}\n\nold\n\n{report.END}\n\nafter\n")

    report.write(report.text_of([run_of("ours, daphne", 0.25)]), document)

    text = document.read_text()
    assert text.startswith("before\n\n")
    assert text.endswith("\n\nafter\n")
    assert "| ours, daphne | 0.250 (0.250–0.250) |" in text
    assert "old" not in text


def test_a_document_without_marks_is_left_as_it_was(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text("nothing here")

    with pytest.raises(ValueError, match="no place for the tables"):
        report.write("text", document)

    assert document.read_text() == "nothing here"
