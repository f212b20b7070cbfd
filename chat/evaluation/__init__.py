"""Measuring the assistant: cases in, figures out.

`cases` reads what must happen, `judging` lets it happen, `measures` counts, `report` shows,
and `baseline` says whether it was better before. docs/evaluation.md describes the cases.
"""
