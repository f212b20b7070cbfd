"""Who saw or changed what: recorded once, chained by hash, verified by whoever doubts it."""
