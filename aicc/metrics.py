"""What Prometheus reads: bounded labels, nothing personal."""

from prometheus_client import Counter, Gauge, Histogram

SOCKETS = Gauge("aicc_sockets", "Open customer sockets")
TURNS = Counter("aicc_turns_total", "Turns closed", ["outcome", "engine"])
TURN_SECONDS = Histogram(
    "aicc_turn_seconds",
    "Seconds from the question's commit to the answer's",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
LAYER_FAILURES = Counter("aicc_layer_failures_total", "Hints the channel layer did not take")
ERRORS = Counter("aicc_errors_total", "Errors answered to customers", ["code"])
