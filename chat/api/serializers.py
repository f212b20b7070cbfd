"""The HTTP door's bodies as the OpenAPI document shows them; chat.protocol.incoming reads them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from chat.protocol import incoming
from chat.sessions.sessions import SESSION_CHARACTERS, SESSION_PATTERN

CLIENT_ID_CHARACTERS = 64
CLIENT_ID_PATTERN = f"^{incoming.CLIENT_ID.pattern}$"
QUOTED_ID_PATTERN = f'^"?{incoming.CLIENT_ID.pattern}"?$'  # a header's value is often in quotes
ASSERTION_CHARACTERS = 60_000  # the whole body is 64 KiB


def up_to(name: str, most: int) -> OpenApiParameter:
    """A whole number of the query, from 0."""
    return OpenApiParameter(name, {"type": "integer", "minimum": 0, "maximum": most})


def session_name() -> serializers.Field[Any, Any, Any, Any]:
    return serializers.RegexField(SESSION_PATTERN, max_length=SESSION_CHARACTERS)


class StartSession(serializers.Serializer):
    language = serializers.ChoiceField(["ko", "en"], required=False)
    customer = serializers.CharField(
        required=False,
        allow_null=True,
        max_length=ASSERTION_CHARACTERS,
        help_text="A JWT by which the bank's own site says who the customer is.",
    )


class Notice(serializers.Serializer):
    version = serializers.CharField()
    text = serializers.CharField()


class Started(serializers.Serializer):
    session_id = serializers.CharField()
    token = serializers.CharField()
    token_expires_at = serializers.DateTimeField()
    notice = Notice()
    greeting = serializers.CharField()
    owner = serializers.CharField()
    language = serializers.CharField()


class ChatMessage(serializers.Serializer):
    session_id = session_name()
    user_message = serializers.CharField(
        min_length=1, max_length=incoming.TEXT_CHARACTERS, help_text="After trimming."
    )
    client_message_id = serializers.RegexField(
        CLIENT_ID_PATTERN,
        required=False,
        allow_null=True,
        max_length=CLIENT_ID_CHARACTERS,
        help_text="Or the header Idempotency-Key.",
    )
    answers = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=incoming.MOST_ANSWERED,
        help_text="The `id` of the `question` that this message answers.",
    )


class SourceDocument(serializers.Serializer):
    source = serializers.CharField(help_text="The article's title.")
    page = serializers.IntegerField(help_text="The passage's number, from 1.")
    score = serializers.FloatField(help_text="0 to 1.")
    article_id = serializers.CharField()
    version = serializers.IntegerField()
    quote = serializers.CharField()
    url = serializers.CharField()


class Asked(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(["text", "choice"])
    text = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())
    skip = serializers.CharField(help_text="What to say instead of an answer.")


class Answer(serializers.Serializer):
    ai_message = serializers.CharField()
    intent = serializers.ChoiceField(["INFO_REQ", "COMPLAINT", "HUMAN_REQ"])
    suggested_action = serializers.ChoiceField(["CONTINUE", "HANDOVER"])
    source_documents = SourceDocument(many=True)
    triage = serializers.CharField(required=False)
    category = serializers.CharField(required=False)
    sender = serializers.CharField()
    ai_generated = serializers.BooleanField()
    engine = serializers.CharField(required=False)
    quick_replies = serializers.ListField(child=serializers.CharField(), required=False)
    handover_status = serializers.CharField(required=False, allow_null=True)
    question = Asked(
        required=False,
        allow_null=True,
        help_text="Asked while the customer waits for a person; null: nothing is asked any more.",
    )
    seq = serializers.IntegerField(required=False)
    epoch = serializers.CharField()
    reply_to = serializers.IntegerField()
    owner = serializers.CharField()


class Processing(serializers.Serializer):
    status = serializers.CharField()
    reply_to = serializers.IntegerField()


class Entry(serializers.Serializer):
    seq = serializers.IntegerField()
    sender = serializers.ChoiceField(["customer", "assistant", "agent", "system"])
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
    client_message_id = serializers.CharField(required=False)
    agent_name = serializers.CharField(required=False)
    data = serializers.DictField(required=False)
    feedback = serializers.ChoiceField(
        ["up", "down"], required=False, help_text="The customer's thumb on this answer."
    )


class Entries(serializers.Serializer):
    entries = Entry(many=True)
    head_seq = serializers.IntegerField()
    epoch = serializers.CharField()
    owner = serializers.CharField()
    rated = serializers.BooleanField(
        required=False, help_text="Of a closed one: the customer has said how it was."
    )


class TranscriptCopy(serializers.Serializer):
    text = serializers.CharField(help_text="All that was said, masked, to be kept as a file.")
    head_seq = serializers.IntegerField(help_text="The last entry in it.")
    sha256 = serializers.CharField(help_text="Of the entries as the bank keeps them.")
    taken_at = serializers.DateTimeField()


class WantHuman(serializers.Serializer):
    reason = serializers.CharField(
        required=False, allow_null=True, max_length=incoming.REASON_CHARACTERS
    )


class OwnerNow(serializers.Serializer):
    owner = serializers.CharField()
    rated = serializers.BooleanField(
        required=False, help_text="Of a closed one: the customer has said how it was."
    )
    position = serializers.IntegerField(
        required=False, help_text="The place in the queue, from 1; absent outside it."
    )
    estimated_wait_seconds = serializers.IntegerField(
        required=False, allow_null=True, help_text="null: nobody can say."
    )
    agents_present = serializers.BooleanField(required=False)
    opens_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="When the desk opens; null while it is open."
    )


class CallBackWindow(serializers.Serializer):
    def get_fields(self) -> dict[str, serializers.Field]:
        return {"from": serializers.DateTimeField(), "until": serializers.DateTimeField()}


class Consent(serializers.Serializer):
    version = serializers.CharField()
    text = serializers.CharField()


class CallBackNow(CallBackWindow):
    def get_fields(self) -> dict[str, serializers.Field]:
        return {
            "state": serializers.ChoiceField(["open", "taken"]),
            "phone": serializers.CharField(help_text="Its last four digits."),
            **super().get_fields(),
        }


class CallBackOffer(serializers.Serializer):
    windows = CallBackWindow(many=True)
    consent = Consent()
    call_back = CallBackNow(allow_null=True)


class CallBackWish(CallBackWindow):
    def get_fields(self) -> dict[str, serializers.Field]:
        return {
            "phone": serializers.CharField(max_length=incoming.PHONE_CHARACTERS),
            **super().get_fields(),
            "consent": serializers.CharField(
                max_length=incoming.CONSENT_CHARACTERS,
                help_text="The version of the sentence agreed to.",
            ),
        }


class Thumb(serializers.Serializer):
    seq = serializers.IntegerField(min_value=1, max_value=incoming.MOST_SEQ)
    rating = serializers.ChoiceField(["up", "down", "none"], help_text="none: takes it back.")
    comment = serializers.CharField(
        required=False, allow_null=True, max_length=incoming.COMMENT_CHARACTERS
    )


class Rating(serializers.Serializer):
    score = serializers.IntegerField(min_value=1, max_value=5)
    comment = serializers.CharField(
        required=False, allow_null=True, max_length=incoming.COMMENT_CHARACTERS
    )


class Failure(serializers.Serializer):
    detail = serializers.CharField(help_text="For a person.")
    code = serializers.CharField(help_text="For a program.")
    retryable = serializers.BooleanField()
