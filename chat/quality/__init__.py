"""Judging what was said: scorecards and reviews, who reviews what, and what comes of it."""

from chat.quality.reviewing import submit_review

__all__ = ["submit_review"]
