"""Every kind that masking writes is said in both languages."""

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from chat.pii import PLACEHOLDER

WORD = re.compile(r'data-word="masked-([^"]+)">([^<]+)<')
KINDS = re.compile(r'const KINDS =\s*"([^"]+)"')


def test_each_kind_has_its_word_and_korean_is_as_it_is_stored():
    script = (settings.BASE_DIR / "static" / "chat" / "masked.js").read_text()
    kinds = KINDS.search(script)[1].split("|")

    with override("ko"):
        korean = dict(WORD.findall(render_to_string("chat/common_words.html")))
    with override("en"):
        english = dict(WORD.findall(render_to_string("chat/common_words.html")))

    assert korean == {kind: kind for kind in kinds}
    assert sorted(english) == sorted(kinds)
    assert all(word.isascii() for word in english.values())
    assert set(re.findall(r"[가-힣]+|CVC", PLACEHOLDER.pattern)) - {
        "주민",
        "외국인",
        "등록번호",
    } == (set(kinds) - {"주민등록번호", "외국인등록번호"})
