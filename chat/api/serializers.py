"""The HTTP door's bodies as the OpenAPI document shows them; chat.protocol.incoming reads them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from chat.protocol import incoming
from chat.sessions.sessions import SESSION_CHARACTERS, SESSION_PATTERN

CLIENT_ID_CHARACTERS = 64
CLIENT_ID_PATTERN = f"^{incoming.CLIENT_ID.pattern}$"
# A header's value is often in quotes.
QUOTED_ID_PATTERN = f'^(?:{incoming.CLIENT_ID.pattern}|"{incoming.CLIENT_ID.pattern}")$'
# Of a text that is free: what cannot be stored, and something to see. More is invisible than a
# pattern can say that every language reads.
TEXT_PATTERN = r"^[^\u0000]*$"
UNSEEN = r"\s\u0000-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF"
SEEN_PATTERN = rf"^[^\u0000]*[^{UNSEEN}][^\u0000]*$"
ASSERTION_CHARACTERS = 60_000  # the whole body is 64 KiB
OWNERS = ["assistant", "queue", "agent", "closed"]


def up_to(name: str, most: int) -> OpenApiParameter:
    """A whole number of the query, from 0."""
    return OpenApiParameter(name, {"type": "integer", "minimum": 0, "maximum": most})


def owner() -> serializers.Field[Any, Any, Any, Any]:
    return serializers.ChoiceField(OWNERS, help_text="Who looks after the conversation.")


def free_text(most: int, **fields: Any) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.RegexField(TEXT_PATTERN, max_length=most, **fields)


def session_name() -> serializers.Field[Any, Any, Any, Any]:
    return serializers.RegexField(SESSION_PATTERN, max_length=SESSION_CHARACTERS)


class StartSession(serializers.Serializer):
    language = serializers.ChoiceField(
        ["ko", "en"], required=False, allow_null=True, help_text="Of the bank's words; else ko."
    )
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
    owner = owner()
    language = serializers.ChoiceField(["ko", "en"])


class ChatMessage(serializers.Serializer):
    session_id = session_name()
    user_message = serializers.RegexField(
        SEEN_PATTERN,
        min_length=1,
        max_length=incoming.TEXT_CHARACTERS,
        help_text="After trimming and composing (NFC).",
    )
    client_message_id = serializers.RegexField(
        CLIENT_ID_PATTERN,
        required=False,
        allow_null=True,
        max_length=CLIENT_ID_CHARACTERS,
        help_text="Or the header Idempotency-Key, where it is absent or null.",
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


class AnswerData(serializers.Serializer):
    """What the assistant said, and what it makes of the question."""

    ai_message = serializers.CharField()
    intent = serializers.ChoiceField(["INFO_REQ", "COMPLAINT", "HUMAN_REQ"])
    suggested_action = serializers.ChoiceField(["CONTINUE", "HANDOVER"])
    source_documents = SourceDocument(many=True)
    triage = serializers.ChoiceField(
        ["SIMPLE_ANSWER", "AUTO_ANSWER", "NEED_MORE_INFO", "HUMAN_REQUIRED"], required=False
    )
    category = serializers.CharField(required=False)
    sender = serializers.ChoiceField(["assistant", "system"])
    ai_generated = serializers.BooleanField()
    engine = serializers.ChoiceField(["offline", "model", "canned", "rules"], required=False)
    language = serializers.ChoiceField(
        ["ko", "en"], required=False, help_text="Of this answer; absent of a notice."
    )
    quick_replies = serializers.ListField(child=serializers.CharField(), required=False)
    handover_status = serializers.ChoiceField(
        ["offered", "pending", "accepted", "declined", "timeout", "closed"],
        required=False,
        allow_null=True,
    )
    is_human_required_flow = serializers.BooleanField(required=False)
    info_collection_complete = serializers.BooleanField(required=False)
    is_session_end = serializers.BooleanField(required=False)
    question = Asked(
        required=False,
        allow_null=True,
        help_text="Asked while the customer waits for a person; null: nothing is asked any more.",
    )


class Answer(AnswerData):
    seq = serializers.IntegerField(
        required=False, help_text="Absent of a notice, which is not stored."
    )
    epoch = serializers.CharField()
    reply_to = serializers.IntegerField(help_text="The question's `seq`.")
    owner = owner()


class Processing(serializers.Serializer):
    status = serializers.ChoiceField(["processing"])
    reply_to = serializers.IntegerField()


class Entry(serializers.Serializer):
    seq = serializers.IntegerField()
    sender = serializers.ChoiceField(["customer", "assistant", "agent", "system"])
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
    client_message_id = serializers.CharField(required=False)
    agent_name = serializers.CharField(required=False)
    data = AnswerData(required=False, help_text="Of the assistant's.")
    reply_to = serializers.IntegerField(
        required=False, allow_null=True, help_text="Beside `data`: the question's `seq`."
    )
    feedback = serializers.ChoiceField(
        ["up", "down"], required=False, help_text="The customer's thumb on this answer."
    )


class Entries(serializers.Serializer):
    entries = Entry(many=True)
    head_seq = serializers.IntegerField()
    epoch = serializers.CharField()
    owner = owner()
    rated = serializers.BooleanField(
        required=False, help_text="Of a closed one: the customer has said how it was."
    )


class TranscriptCopy(serializers.Serializer):
    text = serializers.CharField(help_text="All that was said, masked, to be kept as a file.")
    head_seq = serializers.IntegerField(help_text="The last entry in it.")
    sha256 = serializers.CharField(help_text="Of the entries as the bank keeps them.")
    taken_at = serializers.DateTimeField()


class WantHuman(serializers.Serializer):
    reason = free_text(incoming.REASON_CHARACTERS, required=False, allow_null=True)


class OwnerNow(serializers.Serializer):
    owner = owner()
    head_seq = serializers.IntegerField()
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
            "phone": free_text(incoming.PHONE_CHARACTERS, min_length=1),
            **super().get_fields(),
            "consent": free_text(
                incoming.CONSENT_CHARACTERS,
                min_length=1,
                help_text="The version of the sentence agreed to.",
            ),
        }


class Thumb(serializers.Serializer):
    seq = serializers.IntegerField(min_value=1, max_value=incoming.MOST_SEQ)
    rating = serializers.ChoiceField(["up", "down", "none"], help_text="none: takes it back.")
    comment = free_text(incoming.COMMENT_CHARACTERS, required=False, allow_null=True)


class Rating(serializers.Serializer):
    score = serializers.IntegerField(min_value=1, max_value=5)
    comment = free_text(incoming.COMMENT_CHARACTERS, required=False, allow_null=True)


class Failure(serializers.Serializer):
    detail = serializers.CharField(help_text="For a person.")
    code = serializers.CharField(help_text="For a program.")
    retryable = serializers.BooleanField()


# By what a call can be refused: one that reads, and one that writes.
READ_FAILURES = dict.fromkeys((400, 401, 429, 503), Failure)
FAILURES = READ_FAILURES | dict.fromkeys((403, 413, 415), Failure)
