"""How records are called in the back office: in the bank's time and the reader's language."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.utils import translation

from chat.models import Export, GenerationSwitch


def test_an_export_is_named_by_the_banks_time():
    sam = get_user_model()(username="sam")
    export = Export(by=sam, at=datetime(2026, 11, 29, 15, 58, tzinfo=UTC), format="print")

    with translation.override("ko"):
        assert str(export) == "인쇄용 화면, 2026-11-30 00:58"
    with translation.override("en"):
        assert str(export) == "printable page, 30 Nov 2026, 00:58"


def test_a_turn_of_the_switch_is_named_in_the_readers_language():
    turn = GenerationSwitch(on=False, reason="점검")

    with translation.override("ko"):
        assert str(turn) == "답변 생성 끔: 점검"
    with translation.override("en"):
        assert str(turn) == "Generation off: 점검"
