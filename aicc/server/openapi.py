"""What the OpenAPI document says beyond the calls' own shapes."""

from typing import Any

from django.conf import settings

from chat.sessions.sessions import SESSION_CHARACTERS, SESSION_PATTERN

# By operation.
WITHOUT_KEY = {"start_session", "health", "health_live", "health_ready"}  # of no session
OF_A_KEY = {"renew_token"}  # even where sessions are open
OF_JSON = {"start_session"}  # with nothing to say it still brings `{}`, as no form can
FAILURE = "#/components/schemas/Failure"
RETRY_AFTER = {
    "Retry-After": {
        "required": True,
        "description": "In so many seconds it is worth another try.",
        "schema": {"type": "integer", "minimum": 1},
    }
}


def complete(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """drf-spectacular's hook: which calls need a key, what a session's name looks like, what a
    blank parameter means, and when a call that was refused may come again.
    """
    for path in result["paths"].values():
        for operation in path.values():
            complete_security(operation)
            if operation["operationId"] in OF_JSON:
                operation["requestBody"]["required"] = True
            for parameter in operation.get("parameters", ()):
                complete_parameter(parameter)
            for status, response in operation["responses"].items():
                if status in ("429", "503") and is_failure(response):
                    response["headers"] = RETRY_AFTER
    return result


def complete_security(operation: dict[str, Any]) -> None:
    if operation["operationId"] in WITHOUT_KEY:
        operation["security"] = []
    elif settings.AICC_OPEN_SESSIONS and operation["operationId"] not in OF_A_KEY:
        operation["security"] = [*operation["security"], {}]


def complete_parameter(parameter: dict[str, Any]) -> None:
    if (parameter["in"], parameter["name"]) == ("path", "session_id"):
        parameter["schema"] |= {"pattern": SESSION_PATTERN, "maxLength": SESSION_CHARACTERS}
    if parameter["in"] == "query":  # `?after_seq=` is as if it were absent
        parameter["allowEmptyValue"] = True


def is_failure(response: dict[str, Any]) -> bool:
    """Whether it has the shape of an error; of a probe it has another."""
    bodies = response.get("content", {}).values()
    return any(body["schema"].get("$ref") == FAILURE for body in bodies)
