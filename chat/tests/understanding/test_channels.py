"""By which way in a question asks, and which ones a sentence names."""

import pytest

from chat.assistant.language.channels import asked_by, told_by


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("앱으로도 되나요?", {"app"}),
        ("전화로도 됩니까", {"telephone"}),
        ("영업점에서도 돼요?", {"branch"}),
        ("창구는요?", {"branch"}),
        ("앱은요?", {"app"}),
        ("Can I do that at a branch?", {"branch"}),
        ("앱 비밀번호를 잊었어요", set()),  # a thing, and no way in
        ("I forgot my app PIN", set()),
        ("수수료가 얼마예요?", set()),
    ],
)
def test_a_question_names_the_way_in_that_it_asks_for(question, asked):
    assert asked_by(question) == asked


def test_who_will_not_come_to_a_branch_asks_for_the_other_ways():
    assert "branch" not in asked_by("지점 안 가고도 돼요?")
    assert "app" in asked_by("Can I get it without visiting a branch?")


def test_a_sentence_names_its_ways_in():
    assert told_by("가온뱅크 앱이나 영업점에서 신청합니다.") == {"app", "branch"}
    assert told_by("전화로는 1500-0002에 연락합니다.") == {"telephone"}
