"""Judging what was said: scorecards and reviews, who reviews what, and what comes of it."""

from chat.reviews.writing import review

__all__ = ["review"]
