"""Usefulness is judged by what the customer reads, rule by rule."""

import pytest

from chat.assistant.types import Action, Intent, Reply, Source, Triage
from chat.evaluation.cases import BadCases, read
from chat.evaluation.usefulness import asking_of, faults_of


def asking(**fields):
    return asking_of({"kind": "aspect", "turns": ["수수료 얼마예요"]} | fields)


def reply(text="수수료는 5,000원입니다.", slug="fees", **fields):
    sources = (Source("제목", 1, 1.0, slug, 1, text, "/a"),) if slug else ()
    plain = {
        "language": "ko",
        "intent": Intent.INFO,
        "triage": Triage.AUTO_ANSWER,
        "action": Action.CONTINUE,
        "engine": "offline",
        "sources": sources,
    }
    return Reply(text=text, **plain | fields)


def faults(case, answer, before=(), language="ko"):
    return faults_of(case, language, list(before), answer)


def test_what_is_said_whole_is_useful():
    case = asking(must=[["5000", "오천"]], sources_any=["fees"], action="answer")

    assert faults(case, reply()) == []


@pytest.mark.parametrize(
    ("fields", "answer", "fault"),
    [
        ({"must": [["6000"]]}, reply(), "must[0]"),
        ({"must_not": ["5000"]}, reply(), "must_not[0]"),
        ({"sources_any": ["other"]}, reply(), "source"),
        ({"action": "answer"}, reply(handover_status="pending"), "action"),
        ({"action": "refuse"}, reply(), "action"),
        ({"action": "emergency"}, reply(), "action"),
        ({}, reply("It costs KRW 5,000."), "language"),
        ({}, reply("가" * 1001), "dump"),
        ({"kind": "smalltalk_offtopic"}, reply(), "smalltalk"),
    ],
)
def test_each_rule_finds_its_fault(fields, answer, fault):
    assert fault in faults(asking(**fields), answer)


def test_an_answer_over_again_is_no_answer_to_a_follow_up():
    case = asking(kind="followup", turns=["수수료 얼마예요", "그럼 기간은요?"])

    assert "repeat" in faults(case, reply(), before=[reply().text])
    assert faults(case, reply("3일 걸립니다."), before=[reply().text]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "- {id: a, lang: ko, kind: nothing, turns: [안녕]}",
        "- {id: a, lang: ko, kind: aspect, turns: []}",
        "- {id: a, lang: ko, kind: aspect, turns: [안녕], must: [['(']]}",
        "- {id: a, lang: ko, kind: aspect, turns: [안녕], action: dance}",
        "- {id: a, lang: ko, kind: aspect, turns: [안녕], wanted: 1}",
    ],
)
def test_a_wrong_case_is_named_and_not_taken(tmp_path, wrong):
    (tmp_path / "cases.yaml").write_text(wrong, encoding="utf-8")

    with pytest.raises(BadCases, match="case a"):
        read([tmp_path])


def test_a_bare_list_of_conversations_is_read(tmp_path):
    (tmp_path / "cases.yaml").write_text(
        "- {id: a, lang: en, kind: multi, turns: [fee and limit], must: [[x], [y, z]]}",
        encoding="utf-8",
    )

    [case] = read([tmp_path])

    assert (case.kind, case.language, len(case.asking.must)) == ("useful", "en", 2)
