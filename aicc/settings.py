"""Every setting of the contact centre, read here and nowhere else.

Names that begin with AICC_ are ours and carry their unit; the first system's names
(DATABASE_URL, OPENAI_API_KEY, MYSQL_ROOT_PASSWORD) mean what they meant. A wrong value
stops the start with one sentence. The table in docs/configuration.md is compared with
this file by a test.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from aicc import database_url
from aicc import environment as read
from aicc.platform import logging
from aicc.platform.connections import redis_client
from aicc.server import openapi_settings

BASE_DIR = Path(__file__).resolve().parent.parent
read.env.read_file(read.env.str("AICC_ENV_FILE", "") or BASE_DIR / ".env")
from aicc.limit_settings import *  # noqa: E402, F403  (once the file above is read)
from aicc.staff_settings import *  # noqa: E402, F403  (as well)

# --- How it runs -------------------------------------------------------------------
AICC_PRODUCTION = read.switch("AICC_PRODUCTION", False)
AICC_DATA_DIR = read.data_dir("AICC_DATA_DIR", BASE_DIR / "var")
SECRET_KEY = read.secret_key("AICC_SECRET_KEY", AICC_DATA_DIR)
DEBUG = read.switch("AICC_DEBUG", False)
ALLOWED_HOSTS = read.words("AICC_ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]")
AICC_ALLOWED_ORIGINS = read.origins("AICC_ALLOWED_ORIGINS")
AICC_BASE_PATH = read.base_path("AICC_BASE_PATH", "/")
AICC_LINK_SITES = read.sites("AICC_LINK_SITES")
AICC_TRUSTED_PROXIES = read.networks("AICC_TRUSTED_PROXIES")
AICC_TLS = read.choice("AICC_TLS", "off", ("off", "on", "elsewhere"))
AICC_SERVER = read.choice("AICC_SERVER", "daphne", ("daphne", "uvicorn"))
AICC_STATIC_DIR = read.static_dir("AICC_STATIC_DIR")
AICC_LOG_LEVEL = read.choice("AICC_LOG_LEVEL", "info", logging.LEVELS).upper()
AICC_LOG_FORMAT = read.choice("AICC_LOG_FORMAT", "auto", ("auto", "json", "console"))

# --- Sessions ----------------------------------------------------------------------
AICC_OPEN_SESSIONS = read.switch("AICC_OPEN_SESSIONS", False)
AICC_CUSTOMER_KEY = read.secret("AICC_CUSTOMER_KEY").replace("\\n", "\n")
AICC_CUSTOMER_AUDIENCE = read.env.str("AICC_CUSTOMER_AUDIENCE", "").strip()
AICC_CUSTOMER_ISSUER = read.env.str("AICC_CUSTOMER_ISSUER", "").strip()
AICC_CUSTOMER_SECONDS = read.number("AICC_CUSTOMER_SECONDS", 3600, least=30, most=86_400)
AICC_MASK_NAMES = read.switch("AICC_MASK_NAMES", False)
# Roles whose second factor is asked for; `all`: everybody's.
AICC_SECOND_FACTOR_ROLES = read.words("AICC_SECOND_FACTOR_ROLES", "all" if AICC_PRODUCTION else "")

# --- Turns and the assistant -------------------------------------------------------
AICC_TURN_SECONDS = read.number("AICC_TURN_SECONDS", 60, least=2, most=280)
AICC_DRAIN_SECONDS = read.number("AICC_DRAIN_SECONDS", AICC_TURN_SECONDS, least=0, most=600)
AICC_DRAIN_DELAY_SECONDS = read.number("AICC_DRAIN_DELAY_SECONDS", 0, least=0, most=300)
AICC_ENGINE = read.choice("AICC_ENGINE", "auto", ("auto", "offline", "model", "canned"))
OPENAI_API_KEY = read.secret("OPENAI_API_KEY")
OPENAI_BASE_URL = read.url("OPENAI_BASE_URL", "http", "https")
AICC_MODEL = read.env.str("AICC_MODEL", "gpt-4o-mini")
AICC_MODEL_SECONDS = read.number("AICC_MODEL_SECONDS", 20, least=1, most=270)
AICC_MODEL_FIRST_TOKEN_SECONDS = read.number(
    "AICC_MODEL_FIRST_TOKEN_SECONDS", 8, least=1, most=270
)
AICC_MODEL_TRIAGE_SECONDS = read.number("AICC_MODEL_TRIAGE_SECONDS", 3, least=0, most=30)
AICC_MODEL_MAX_TOKENS = read.number("AICC_MODEL_MAX_TOKENS", 1000, least=100, most=32_000)
AICC_MODEL_COST_INPUT_WON_PER_MILLION = read.number(
    "AICC_MODEL_COST_INPUT_WON_PER_MILLION", 0, least=0, most=10_000_000
)
AICC_MODEL_COST_OUTPUT_WON_PER_MILLION = read.number(
    "AICC_MODEL_COST_OUTPUT_WON_PER_MILLION", 0, least=0, most=10_000_000
)
AICC_SEMANTIC = read.choice("AICC_SEMANTIC", "auto", ("auto", "off"))
AICC_EMBEDDINGS_URL = read.url("AICC_EMBEDDINGS_URL", "http", "https")
AICC_EMBEDDINGS_MODEL = read.env.str("AICC_EMBEDDINGS_MODEL", "text-embedding-3-small")
AICC_EMBEDDINGS_KEY = read.secret("AICC_EMBEDDINGS_KEY")
AICC_SAMPLE_KNOWLEDGE = read.switch("AICC_SAMPLE_KNOWLEDGE", True)
AICC_BANK_NAME_KO = read.env.str("AICC_BANK_NAME_KO", "가온은행")
AICC_BANK_NAME_EN = read.env.str("AICC_BANK_NAME_EN", "Gaon Bank")
AICC_BANK_PHONE = read.env.str("AICC_BANK_PHONE", "1500-0000")
AICC_FRAUD_PHONE = read.env.str("AICC_FRAUD_PHONE", "1500-0001")  # losses and fraud, 24 hours

# --- The desk ----------------------------------------------------------------------
AICC_CLAIM_SECONDS = read.number("AICC_CLAIM_SECONDS", 120, least=5, most=3600)
AICC_AGENT_AWAY_SECONDS = read.number("AICC_AGENT_AWAY_SECONDS", 90, least=10, most=3600)
AICC_ASSIGNMENT = read.choice("AICC_ASSIGNMENT", "pull", ("pull", "least_busy"))
AICC_FIRST_REPLY_SECONDS = read.number("AICC_FIRST_REPLY_SECONDS", 180, least=10, most=86_400)
AICC_NEXT_REPLY_SECONDS = read.number("AICC_NEXT_REPLY_SECONDS", 300, least=10, most=86_400)
AICC_RESOLUTION_MINUTES = read.number("AICC_RESOLUTION_MINUTES", 480, least=1, most=43_200)
AICC_CALL_BACK_KEYS = read.secret_list("AICC_CALL_BACK_KEYS")
AICC_CALL_BACK_DAYS = read.number("AICC_CALL_BACK_DAYS", 30, least=1, most=365)
AICC_CALL_BACK_ATTEMPTS = read.number("AICC_CALL_BACK_ATTEMPTS", 3, least=1, most=20)
AICC_CALL_BACK_RETRY_MINUTES = read.number(
    "AICC_CALL_BACK_RETRY_MINUTES", 60, least=1, most=10_080
)

# --- The audit log -----------------------------------------------------------------
AICC_AUDIT_KEYS = read.secret_list("AICC_AUDIT_KEYS")

# --- Records -----------------------------------------------------------------------
AICC_DB_CONNECT_SECONDS = read.number("AICC_DB_CONNECT_SECONDS", 5, least=1, most=60)
# Above the ten seconds that a row's lock is waited for.
AICC_DB_SECONDS = read.number("AICC_DB_SECONDS", 12, least=11, most=600)
AICC_DB_REPORT_SECONDS = read.number("AICC_DB_REPORT_SECONDS", 300, least=11, most=86_400)
AICC_DATABASE_REPLICA_SECONDS = read.number("AICC_DATABASE_REPLICA_SECONDS", 10, least=2, most=300)
DATABASES = database_url.databases(AICC_DATA_DIR, AICC_DB_CONNECT_SECONDS)
DATABASE_ROUTERS = ["aicc.platform.connections.replica.Router"] if "replica" in DATABASES else []
AICC_DB_THREADS = read.number("AICC_DB_THREADS", 4, least=1, most=64)
AICC_REDIS_URL = read.redis_url("AICC_REDIS_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if AICC_REDIS_URL:
    CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_client.pool_options(AICC_REDIS_URL)]},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# --- Django ------------------------------------------------------------------------
INSTALLED_APPS = [
    # Not beside uvicorn, for it takes tens of MiB; `runserver` is daphne's own command.
    *(["daphne"] if AICC_SERVER == "daphne" or "runserver" in sys.argv[:2] else []),
    "unfold.apps.BasicAppConfig",  # without a site of its own: ours is in aicc.backoffice.site
    "aicc.apps.AiccAdminConfig",
    "aicc.apps.AiccConfig",  # before Django's, for its `createsuperuser` is in place of theirs
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "chat.apps.ChatConfig",
    "handover.apps.HandoverConfig",
    "aicc.audit.apps.AuditConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "aicc.server.health.probes",
    "aicc.server.static_files.StaticFiles",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "aicc.server.entry.admission.admission",
    "handover.staff_sessions.former_cookies.former_cookies",
    "aicc.platform.request_ids.remember_origin",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "aicc.platform.text_normalization.composed_forms",
    "chat.backoffice.masked_forms.masked_forms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "handover.staff_sessions.session_store.keep_in_use",
    "aicc.backoffice.replica_reads.replica_reads",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handover.staff_sessions.networks.keep_to_networks",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Without a request too: links that commands print begin with it. None is Django's "nowhere else".
FORCE_SCRIPT_NAME = AICC_BASE_PATH.removesuffix("/") or None
ROOT_URLCONF = "aicc.urls"
ASGI_APPLICATION = "aicc.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "aicc" / "locale"]
FORMAT_MODULE_PATH = "aicc.formats"
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
USE_I18N = True

STATIC_URL = f"{AICC_BASE_PATH}static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = AICC_STATIC_DIR or AICC_DATA_DIR / "static"
# Collected files carry a hash of their content in their names; without a collection they
# are served from where they lie, under their plain names.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "aicc.server.static_files.HashedStorage"
        if AICC_STATIC_DIR
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
SERVESTATIC_USE_FINDERS = not AICC_STATIC_DIR
SERVESTATIC_AUTOREFRESH = DEBUG
SERVESTATIC_MAX_AGE = 0  # seconds for plain names: asked about each time, mostly answered by 304

PASSWORD_HASHERS = [
    "aicc.platform.passwords.PooledArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["handover.staff_sessions.sign_in.LockOutBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "handover.staff_sessions.password_rules.NotGuessable"},
    {"NAME": "handover.staff_sessions.password_rules.NotTrivial"},
    {"NAME": "handover.staff_sessions.password_rules.NotUsedBefore"},
]

# --- Security ----------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "handover.staff_sessions.session_store"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = AICC_BASE_PATH
if AICC_BASE_PATH != "/":
    # Other programs of this host send theirs along, and the last of one name would count.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "aicc_sessionid", "aicc_csrftoken"
    LANGUAGE_COOKIE_NAME = "aicc_language"
    MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Where nothing else of the host is in the way, names that a browser takes from this host alone,
# over TLS: no neighbour on another name of the domain plants one.
HOST_COOKIES = AICC_PRODUCTION and AICC_BASE_PATH == "/"
if HOST_COOKIES:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_AGE = AICC_STAFF_SESSION_HOURS * 60 * 60  # seconds  # noqa: F405
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = AICC_PRODUCTION
SECURE_SSL_REDIRECT = AICC_PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if AICC_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = AICC_PRODUCTION
SECURE_REDIRECT_EXEMPT = [rf"^{re.escape(AICC_BASE_PATH[1:])}(health|metrics$)"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "aicc.server.error_pages.stale_form"
CSRF_TRUSTED_ORIGINS = list(AICC_ALLOWED_ORIGINS)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

CORS_ALLOWED_ORIGINS = AICC_ALLOWED_ORIGINS
CORS_URLS_REGEX = r"^/api/v1/chat/.*$"
CORS_ALLOW_HEADERS = ["authorization", "content-type", "idempotency-key", "prefer"]
CORS_EXPOSE_HEADERS = ["retry-after", "x-request-id"]

# --- The HTTP door -----------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["aicc.server.entry.json_body.JsonBody"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "aicc.server.entry.negotiation.WhatThereIs",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is no parameter of ours
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "aicc.platform.errors.answer_http",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = openapi_settings.configuration(server=FORCE_SCRIPT_NAME or "/")

LOGGING = logging.configuration(level=AICC_LOG_LEVEL, form=AICC_LOG_FORMAT)

# langsmith comes with langchain and would send prompts away if the shell asked it to.
os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "false"
# A search multiplies one small matrix: more threads than one only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
