"""What drf-spectacular is told of our OpenAPI document."""

from typing import Any


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
        # A list of choices that has no name here gets one made of its field's, or of a hash of its
        # labels, which are in the reader's language: a client that was generated would not fit.
        "ENUM_NAME_OVERRIDES": {
            "CustomerSentimentEnum": ["POSITIVE", "NEGATIVE", "NEUTRAL"],
            "DatabaseEnum": ["connected", "disconnected"],
            "IntentEnum": ["INFO_REQ", "COMPLAINT", "HUMAN_REQ"],
            "KindEnum": ["text", "choice"],
            "LanguageEnum": ["ko", "en"],
            "RatingEnum": ["up", "down"],
            "SenderEnum": ["customer", "assistant", "agent", "system"],
            "StateEnum": ["open", "taken"],
            "StatusEnum": ["healthy", "unhealthy"],
            "SuggestedActionEnum": ["CONTINUE", "HANDOVER"],
        },
        "SERVE_INCLUDE_SCHEMA": False,
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        "REDOC_DIST": "SIDECAR",
    }
