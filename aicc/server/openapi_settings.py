"""What drf-spectacular is told of our OpenAPI document."""

from typing import Any

# A list of choices that has no name here gets one made of its field's, or of a hash of its
# labels, which are in the reader's language: a client that was generated would not fit. And where
# two lists stand under one field's name, one of them is shown for both.
CHOICES = {
    "AnalysisStatusEnum": ["success"],
    "AnswerSenderEnum": ["assistant", "system"],
    "ChannelLayerEnum": ["connected", "disconnected", "deaf"],
    "CustomerSentimentEnum": ["POSITIVE", "NEGATIVE", "NEUTRAL"],
    "DatabaseEnum": ["connected", "disconnected"],
    "EmbedderEnum": ["ready", "starting", "resting", "off", "not installed"],
    "EngineEnum": ["offline", "model", "canned", "rules"],
    "EngineSettingEnum": ["auto", "offline", "model", "canned"],
    "HandoverStatusEnum": ["offered", "pending", "accepted", "declined", "timeout", "closed"],
    "IntentEnum": ["INFO_REQ", "COMPLAINT", "HUMAN_REQ"],
    "KindEnum": ["text", "choice"],
    "KnowledgeEnum": ["loaded", "loading"],
    "LanguageEnum": ["ko", "en"],
    "OwnerEnum": ["assistant", "queue", "agent", "closed"],
    "ProcessingStatusEnum": ["processing"],
    "RatingEnum": ["up", "down"],
    "ReadyDatabaseEnum": ["connected", "disconnected", "unmigrated", "no_quorum"],
    "SearchEnum": ["words", "words and meaning"],
    "SenderEnum": ["customer", "assistant", "agent", "system"],
    "StateEnum": ["open", "taken"],
    "StatusEnum": ["healthy", "unhealthy"],
    "StorageEnum": ["writable", "full", "read_only", "failing"],
    "SuggestedActionEnum": ["CONTINUE", "HANDOVER"],
    "ThumbEnum": ["up", "down", "none"],
    "TriageEnum": ["SIMPLE_ANSWER", "AUTO_ANSWER", "NEED_MORE_INFO", "HUMAN_REQUIRED"],
}


def configuration(*, server: str) -> dict[str, Any]:
    """server: where the document's paths begin, without a slash at its end unless it is one."""
    return {
        "TITLE": "Bank AICC",
        "DESCRIPTION": "The HTTP door of the contact centre. The socket's frames are in the docs.",
        "VERSION": "1",
        "SCHEMA_PATH_PREFIX": "/api/v1/",
        "SERVERS": [{"url": server, "description": "Where this document was read."}],
        "SECURITY": [{"sessionToken": []}],
        "APPEND_COMPONENTS": {
            "securitySchemes": {
                "sessionToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The `token` that began the session; a browser sends it as the "
                    "cookie that came with it. An open session has none.",
                }
            }
        },
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "aicc.server.openapi.complete",
        ],
        "ENUM_NAME_OVERRIDES": CHOICES,
        "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,  # `nullable` says it
        "SERVE_INCLUDE_SCHEMA": False,
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        "REDOC_DIST": "SIDECAR",
    }
