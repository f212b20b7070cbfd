"""The OpenAPI document is enough to build a client from, and the same for every reader."""

import re

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


async def document(client, language="ko"):
    return (await client.get("/openapi.json", headers={"Accept-Language": language})).json()


async def test_every_reader_gets_the_same_names(async_client):
    korean, english = [await document(async_client, language) for language in ("ko", "en")]

    assert set(korean["components"]["schemas"]) == set(english["components"]["schemas"])
    assert korean["paths"].keys() == english["paths"].keys()


async def test_every_list_of_choices_has_a_name_of_ours(async_client, settings):
    schemas = (await document(async_client))["components"]["schemas"]

    named = settings.SPECTACULAR_SETTINGS["ENUM_NAME_OVERRIDES"]
    assert {name: each["enum"] for name, each in schemas.items() if "enum" in each} == named


async def test_a_client_learns_where_to_call_and_by_which_key(async_client):
    found = await document(async_client)

    assert found["servers"][0]["url"] == "/"
    scheme = found["components"]["securitySchemes"]["sessionToken"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    keyless = {
        name for name, operation in operations(found).items() if operation["security"] == []
    }
    assert keyless == {"start_session", "health", "health_live", "health_ready"}


def operations(found):
    return {
        operation["operationId"]: operation
        for path in found["paths"].values()
        for operation in path.values()
    }


async def test_where_sessions_are_open_a_key_may_be_left_out(async_client, settings):
    settings.AICC_OPEN_SESSIONS = True
    found = operations(await document(async_client))
    settings.AICC_OPEN_SESSIONS = False
    sealed = operations(await document(async_client))

    assert found["send_message"]["security"] == [{"sessionToken": []}, {}]
    assert found["renew_token"]["security"] == [{"sessionToken": []}]
    assert sealed["send_message"]["security"] == [{"sessionToken": []}]


async def test_a_client_learns_what_it_may_leave_out_and_take_back(async_client):
    found = await document(async_client)
    calls, schemas = operations(found), found["components"]["schemas"]

    assert calls["start_session"]["requestBody"]["required"] is True  # JSON, `{}` at least
    assert schemas["StartSession"]["properties"]["language"]["nullable"] is True
    asked = calls["list_messages"]["parameters"] + calls["call_back_offer"]["parameters"]
    assert {each["name"] for each in asked if each.get("allowEmptyValue")} == {
        *("after_seq", "limit", "language"),
    }
    thumb = schemas["Thumb"]["properties"]["rating"]["allOf"]
    assert thumb == [{"$ref": "#/components/schemas/ThumbEnum"}]


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("안녕", True),
        (" x\n", True),
        ("", False),
        (" \n", False),
        ("\u200b", False),
        ("a\0", False),
    ],
)
async def test_a_client_learns_which_words_say_something(async_client, text, is_taken):
    schemas = (await document(async_client))["components"]["schemas"]
    pattern = schemas["ChatMessage"]["properties"]["user_message"]["pattern"]

    assert bool(re.search(pattern, text)) is is_taken


async def test_a_client_learns_every_limit_of_what_it_sends(async_client):
    found = await document(async_client)
    schemas = found["components"]["schemas"]
    bodies = {
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
        for path in found["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    }

    open_ended = [
        f"{body}.{name}"
        for body in bodies
        for name, field in schemas[body]["properties"].items()
        if field.get("type") == "string" and not {"maxLength", "format"} & set(field)
    ]
    message = schemas["ChatMessage"]["properties"]
    assert not open_ended
    assert re.fullmatch(message["session_id"]["pattern"], "test_001")
    assert not re.fullmatch(message["session_id"]["pattern"], "-x")
    assert message["client_message_id"]["pattern"] == "^[A-Za-z0-9_.:-]{1,64}$"
    assert (message["user_message"]["minLength"], message["user_message"]["maxLength"]) == (
        1,
        2000,
    )


async def test_a_client_learns_what_a_sessions_name_looks_like_in_an_address(async_client):
    paths = (await document(async_client))["paths"]

    names = [
        parameter["schema"]
        for address, path in paths.items()
        for operation in path.values()
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "session_id"
    ]
    assert len(names) >= 10
    assert {(name["maxLength"], name["pattern"]) for name in names} == {
        (64, "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
    }
    [after, limit] = paths["/api/v1/chat/sessions/{session_id}/messages"]["get"]["parameters"][:2]
    assert (after["name"], after["schema"]["minimum"]) == ("after_seq", 0)
    assert (limit["name"], limit["schema"]["maximum"]) == ("limit", 200)
