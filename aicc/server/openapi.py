"""What the OpenAPI document says beyond the calls' own shapes."""

from typing import Any

from chat.sessions.sessions import SESSION_CHARACTERS, SESSION_PATTERN

# By operation: calls that need no session, and so no key.
WITHOUT_KEY = {"start_session", "health", "health_live", "health_ready"}


def complete(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """drf-spectacular's hook: which calls need a key, and what a session's name looks like."""
    for path in result["paths"].values():
        for operation in path.values():
            if operation["operationId"] in WITHOUT_KEY:
                operation["security"] = []
            for parameter in operation.get("parameters", ()):
                if (parameter["in"], parameter["name"]) == ("path", "session_id"):
                    parameter["schema"] |= {
                        "pattern": SESSION_PATTERN,
                        "maxLength": SESSION_CHARACTERS,
                    }
    return result
