"""How much one session, one address and all together may ask, how many may sign in, and how
long a session's tokens count and records are kept.

A part of aicc.settings, which takes all of it over and has read `.env` before.
"""

from aicc import environment as read

# --- Limits ------------------------------------------------------------------------
AICC_RATE_LIMITS = read.switch("AICC_RATE_LIMITS", True)
AICC_RATE_LIMITS_WITHOUT_REDIS = read.choice(
    "AICC_RATE_LIMITS_WITHOUT_REDIS", "open", ("open", "closed")
)
# Of one session; of one address, 0: no limit; in total, 0: no limit.
AICC_MESSAGES_PER_MINUTE = read.number("AICC_MESSAGES_PER_MINUTE", 30, least=1, most=10_000)
AICC_ADDRESS_MESSAGES_PER_MINUTE = read.number(
    "AICC_ADDRESS_MESSAGES_PER_MINUTE", 600, least=0, most=1_000_000
)
AICC_TOTAL_MESSAGES_PER_MINUTE = read.number(
    "AICC_TOTAL_MESSAGES_PER_MINUTE", 6000, least=0, most=1_000_000
)
AICC_HANDOVERS_PER_HOUR = read.number("AICC_HANDOVERS_PER_HOUR", 20, least=1, most=10_000)
AICC_ADDRESS_HANDOVERS_PER_HOUR = read.number(
    "AICC_ADDRESS_HANDOVERS_PER_HOUR", 300, least=0, most=1_000_000
)
AICC_TOTAL_HANDOVERS_PER_HOUR = read.number(
    "AICC_TOTAL_HANDOVERS_PER_HOUR", 6000, least=0, most=1_000_000
)
AICC_ACTIONS_PER_MINUTE = read.number("AICC_ACTIONS_PER_MINUTE", 20, least=1, most=10_000)
AICC_ADDRESS_ACTIONS_PER_MINUTE = read.number(
    "AICC_ADDRESS_ACTIONS_PER_MINUTE", 600, least=0, most=1_000_000
)
AICC_TOTAL_ACTIONS_PER_MINUTE = read.number(
    "AICC_TOTAL_ACTIONS_PER_MINUTE", 6000, least=0, most=1_000_000
)
AICC_SESSIONS_PER_MINUTE = read.number("AICC_SESSIONS_PER_MINUTE", 60, least=1, most=100_000)
AICC_ADDRESS_SESSIONS_PER_MINUTE = read.number(
    "AICC_ADDRESS_SESSIONS_PER_MINUTE", 180, least=0, most=1_000_000
)
AICC_TOTAL_SESSIONS_PER_MINUTE = read.number(
    "AICC_TOTAL_SESSIONS_PER_MINUTE", 600, least=0, most=1_000_000
)
AICC_MODEL_TOKENS_PER_HOUR = read.number(
    "AICC_MODEL_TOKENS_PER_HOUR", 500_000, least=0, most=1_000_000_000
)
AICC_TOTAL_MODEL_TOKENS_PER_HOUR = read.number(
    "AICC_TOTAL_MODEL_TOKENS_PER_HOUR", 20_000_000, least=0, most=1_000_000_000
)
# Counted by each server for itself.
AICC_EMBEDDINGS_PER_MINUTE = read.number(
    "AICC_EMBEDDINGS_PER_MINUTE", 3000, least=0, most=1_000_000
)
AICC_FRAMES_PER_MINUTE = read.number("AICC_FRAMES_PER_MINUTE", 240, least=10, most=100_000)
AICC_ADDRESS_REQUESTS_PER_MINUTE = read.number(
    "AICC_ADDRESS_REQUESTS_PER_MINUTE", 6000, least=0, most=1_000_000
)
AICC_ADDRESS_PAGES_PER_MINUTE = read.number(
    "AICC_ADDRESS_PAGES_PER_MINUTE", 1200, least=0, most=1_000_000
)
AICC_SOCKETS_PER_SESSION = read.number("AICC_SOCKETS_PER_SESSION", 8, least=1, most=1000)
AICC_SOCKETS_PER_ADDRESS = read.number("AICC_SOCKETS_PER_ADDRESS", 500, least=1, most=100_000)
AICC_SOCKETS_PER_SERVER = read.number("AICC_SOCKETS_PER_SERVER", 5000, least=0, most=1_000_000)

# --- Signing in --------------------------------------------------------------------
AICC_SIGN_INS_PER_MINUTE = read.number("AICC_SIGN_INS_PER_MINUTE", 30, least=1, most=100_000)
AICC_TOTAL_SIGN_INS_PER_MINUTE = read.number(
    "AICC_TOTAL_SIGN_INS_PER_MINUTE", 120, least=0, most=1_000_000
)
AICC_SIGN_IN_FAILURES = read.number("AICC_SIGN_IN_FAILURES", 5, least=1, most=100)
AICC_PASSWORD_MEMORY_MIB = read.number("AICC_PASSWORD_MEMORY_MIB", 46, least=19, most=1024)
AICC_PASSWORD_THREADS = read.number("AICC_PASSWORD_THREADS", 2, least=1, most=32)
AICC_PASSWORDS_WAITING = read.number("AICC_PASSWORDS_WAITING", 16, least=1, most=1000)

# --- Traces ----------------------------------------------------------------------------
AICC_TRACES_URL = read.url("AICC_TRACES_URL", "http", "https")
AICC_TRACES_PERCENT = read.number("AICC_TRACES_PERCENT", 100, least=0, most=100)

# --- Retention: days, 0 for good ---------------------------------------------------
AICC_RETAIN_CONVERSATIONS_DAYS = read.number(
    "AICC_RETAIN_CONVERSATIONS_DAYS", 1825, least=0, most=36_500
)
AICC_RETAIN_CALL_BACKS_DAYS = read.number(
    "AICC_RETAIN_CALL_BACKS_DAYS", 1095, least=0, most=36_500
)
AICC_RETAIN_REVIEWS_DAYS = read.number("AICC_RETAIN_REVIEWS_DAYS", 1095, least=0, most=36_500)
AICC_RETAIN_PRESENCE_DAYS = read.number("AICC_RETAIN_PRESENCE_DAYS", 1095, least=0, most=36_500)
AICC_RETAIN_SIGN_INS_DAYS = read.number("AICC_RETAIN_SIGN_INS_DAYS", 730, least=0, most=36_500)
AICC_RETAIN_RECORDS_DAYS = read.number("AICC_RETAIN_RECORDS_DAYS", 1825, least=0, most=36_500)

# --- How long a session's tokens count ------------------------------------------------
AICC_TOKEN_HOURS = read.number("AICC_TOKEN_HOURS", 12, least=1, most=168)
AICC_RESUME_DAYS = read.number("AICC_RESUME_DAYS", 30, least=1, most=365)
AICC_SESSION_DAYS = read.number("AICC_SESSION_DAYS", 90, least=1, most=3650)
AICC_END_MINUTES = read.number("AICC_END_MINUTES", 15, least=0, most=1440)
