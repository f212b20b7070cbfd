"""The analysis call's bodies as the OpenAPI document shows them."""

from rest_framework import serializers

from chat.api.serializers import free_text, session_name
from chat.protocol import incoming


class AnalyzeRequest(serializers.Serializer):
    session_id = session_name()
    trigger_reason = free_text(incoming.REASON_CHARACTERS, required=False, allow_null=True)


class Recommendation(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField()
    relevance_score = serializers.FloatField(help_text="0 to 1.")


class Analysis(serializers.Serializer):
    customer_sentiment = serializers.ChoiceField(["POSITIVE", "NEGATIVE", "NEUTRAL"])
    summary = serializers.CharField(help_text="Three lines.")
    extracted_keywords = serializers.ListField(child=serializers.CharField())
    kms_recommendations = Recommendation(many=True)


class AnalyzeAnswer(serializers.Serializer):
    status = serializers.ChoiceField(["success"])
    analysis_result = Analysis()
