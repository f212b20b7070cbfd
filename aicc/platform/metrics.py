"""What Prometheus reads: bounded labels, nothing personal. docs/monitoring.md explains each."""

from prometheus_client import Counter, Gauge, Histogram

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
PATIENT = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

SOCKETS = Gauge("aicc_sockets", "Open customer sockets")
TURNS = Counter("aicc_turns_total", "Turns closed", ["outcome", "engine"])
FIRST_TOKEN_SECONDS = Histogram(
    "aicc_first_token_seconds",
    "Seconds from the question's commit to the first piece of an answer told in pieces",
    buckets=PATIENT,
)
TURN_SECONDS = Histogram(
    "aicc_turn_seconds", "Seconds from the question's commit to the answer's", buckets=PATIENT
)
MODEL_ERRORS = Counter("aicc_model_errors_total", "Answers the model failed to give", ["reason"])
MODEL_TRIAGE = Counter(
    "aicc_model_triage_total", "Messages that the model was asked to sort", ["outcome"]
)
MODEL_BRIEFINGS = Counter(
    "aicc_model_briefings_total", "Briefings that the model was asked to write", ["outcome"]
)
MODEL_TOKENS = Counter(
    "aicc_model_tokens_total", "Tokens of every call of the model", ["direction"]
)
MODEL_COST_WON = Counter("aicc_model_cost_won_total", "What those tokens cost, in won")
EMBEDDINGS = Counter("aicc_embeddings_total", "Questions whose vector was asked for", ["outcome"])
EMBEDDER_UP = Gauge("aicc_embedder_up", "Whether the embedder's process is ready")
EMBEDDER_DEATHS = Counter(
    "aicc_embedder_deaths_total", "Ends of the embedder's process before its time", ["reason"]
)
VECTORS_MISSING = Gauge("aicc_vectors_missing", "Passages in force that have no vector")
TURNS_RETAKEN = Counter(
    "aicc_turns_retaken_total", "Turns thought again after a server did not finish them"
)
AGENTS_PRESENT = Gauge("aicc_agents_present", "Agents at the desk who take conversations")
QUEUE_WAITING = Gauge("aicc_queue_waiting", "Customers who wait for a person")
QUEUE_LONGEST_SECONDS = Gauge(
    "aicc_queue_longest_wait_seconds", "How long the first of them has waited"
)
LAYER_FAILURES = Counter("aicc_layer_failures_total", "Hints the channel layer did not take")
LAYER_REJOINS = Counter(
    "aicc_layer_rejoins_total", "Times the layer brought nothing back and was joined anew"
)
LATE_READINGS = Counter(
    "aicc_late_readings_total", "Readings that did not find what a hint had told of"
)
DATABASE_WRITABLE = Gauge(
    "aicc_database_writable", "Whether the database's tables can be read and written"
)
DATABASE_SECONDS = Histogram(
    "aicc_database_seconds",
    "Seconds of one hop to the database, repetitions included",
    ["hop"],
    buckets=QUICK,
)
DATABASE_WAIT_SECONDS = Histogram(
    "aicc_database_wait_seconds", "Seconds a hop waits for one of our threads", buckets=QUICK
)
DATABASE_REPEATS = Counter(
    "aicc_database_repeats_total", "Transactions begun again after a deadlock or a lost connection"
)
DATABASE_CONFLICTS = Counter(
    "aicc_database_conflicts_total", "Transactions that another one, on whichever member, beat"
)
DATABASE_MOVES = Counter(
    "aicc_database_moves_total", "Times that another member of the database was written to"
)
DATABASE_FIRST = Gauge(
    "aicc_database_first", "Whether the member named first in DATABASE_URL is written to"
)
DATABASE_FIRST.set(1)
REPLICA_LAG_SECONDS = Gauge(
    "aicc_replica_lag_seconds", "How far the office's replica is behind, while anybody looks"
)
LOOP_LAG_SECONDS = Histogram(
    "aicc_loop_lag_seconds", "Seconds by which the event loop came too late", buckets=QUICK
)
REQUEST_SECONDS = Histogram(
    "aicc_request_seconds",
    "Seconds from an HTTP request to the end of its answer",
    ["status"],
    buckets=PATIENT,
)
DOOR_WAIT_SECONDS = Histogram(
    "aicc_door_wait_seconds",
    "Seconds that a request or a handshake waits to be let in",
    buckets=QUICK,
)
THINKING_WAIT_SECONDS = Histogram(
    "aicc_thinking_wait_seconds", "Seconds that a question waits to be thought", buckets=QUICK
)
REFUSED_AGAIN = Counter(
    "aicc_refused_again_total", "Calls refused from memory: they came before a limit's time"
)
ERRORS = Counter("aicc_errors_total", "Errors answered to customers", ["code"])
FRAMES_TOO_LARGE = Counter(
    "aicc_frames_too_large_total", "Frames of ours that were too large to be sent", ["type"]
)
RATE_LIMITED = Counter(
    "aicc_rate_limited_total",
    "What a limit refused, by limit and whom it counts",
    ["limit", "scope"],
)
RATE_LIMIT_FAILURES = Counter("aicc_rate_limit_failures_total", "Counts that Redis did not take")
SIGN_INS = Counter("aicc_sign_ins_total", "Tries to sign in, by what became of them", ["outcome"])
PASSWORD_SECONDS = Histogram(
    "aicc_password_seconds",
    "Seconds that a password waits for the pool and is hashed",
    buckets=QUICK,
)


# A counter that is first seen when something happens shows a panel nothing until then, and an
# increase from nothing to one is none: every label's values are there from the start.
# A test compares them with docs/monitoring.md.
OUTCOMES = ("answered", "failed", "left")
ENGINES = ("offline", "model", "rules", "canned")
SERVICE_FAILURES = (
    "key", "rate", "server", "request", "time", "unreachable", "malformed", "cut", "resting",
    "budget", "other",
)  # fmt: skip
UNUSABLE = ("empty", "long")  # said nothing, or did not end
UNTRUE = ("ungrounded", "unfounded", "contradicts", "instructions")  # of whatever it writes
WITHHELD = (*UNTRUE, "unsourced", "oversteps", "forbidden", "language", "reasoning")
NO_VECTOR = ("full", "busy", "time", "died", "starting", "resting", "failed")
for outcome in ("made", "kept", *NO_VECTOR):
    EMBEDDINGS.labels(outcome)
for reason in ("died", "time"):
    EMBEDDER_DEATHS.labels(reason)
for outcome in OUTCOMES:
    for engine in ENGINES:
        TURNS.labels(outcome, engine)
for reason in (*SERVICE_FAILURES, *UNUSABLE, *WITHHELD):
    MODEL_ERRORS.labels(reason)
for outcome in ("sorted", *SERVICE_FAILURES, *UNUSABLE, "schema"):
    MODEL_TRIAGE.labels(outcome)
for outcome in ("written", *SERVICE_FAILURES, *UNUSABLE, "schema", *UNTRUE):
    MODEL_BRIEFINGS.labels(outcome)
for direction in ("sent", "written"):
    MODEL_TOKENS.labels(direction)
for status in ("1xx", "2xx", "3xx", "4xx", "5xx"):
    REQUEST_SECONDS.labels(status)
REFUSALS = (
    *((action, scope)
      for action in ("message", "queue", "feedback", "rating", "token", "call_back", "withdrawal",
                   "analysis")
      for scope in ("session", "account", "address", "total", "newcomers")),
    *(("queue_burst", scope) for scope in ("session", "total", "newcomers")),
    ("frame", "session"), ("bad_frame", "session"),
    *(("session", scope) for scope in ("browser", "address", "total", "newcomers")),
    *(("socket", scope) for scope in ("session", "address", "server")),
    ("request", "address"), ("page", "address"), ("suggestion", "account"),
    *(("sign_in", scope) for scope in ("account", "address", "total")),
    ("model_tokens", "session"), ("model_tokens", "total"), ("embedding", "server"),
)  # fmt: skip
SIGN_IN_OUTCOMES = ("let_in", "wrong", "locked", "limited", "busy")
for limit, scope in REFUSALS:
    RATE_LIMITED.labels(limit, scope)
for outcome in SIGN_IN_OUTCOMES:
    SIGN_INS.labels(outcome)
for code in ("internal", "unavailable", "rate_limited", "busy"):
    ERRORS.labels(code)
for kind in ("queue", "handover", "response", "entry", "desk", "call_backs"):
    FRAMES_TOO_LARGE.labels(kind)
