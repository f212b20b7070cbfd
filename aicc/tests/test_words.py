"""One word for one thing, the one that the field uses: CONTRIBUTING's glossary, held.

Left out of AVOIDED are words that the glossary avoids for one thing and that are right for
another: an event, a document, a request, a lock.
"""

import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.utils.text import camel_case_to_spaces
from django.utils.translation import override

ROOT = Path(settings.BASE_DIR)
KOREAN = ROOT / "aicc" / "locale" / "ko" / "LC_MESSAGES" / "django.po"
TOP = ("aicc", "bench", "chat", "deploy", "docs", "handover", "static", "templates")
NOT_OURS = ("knowledge", "evaluation", "migrations", "locale", "images", "node_modules")

# What is said instead, by the words that are not.
AVOIDED = {
    r"deeds?": "action, command or event",
    r"wish(es)?": "handover request, action or query",
    r"signs?(?![- ]?(in|ins|out|up)\b)": "risk flag",
    r"marks?(?! as\b)": "pseudonym, cursor, score or flag",
    r"stints?": "agent segment",
    r"standing": "queue position",
    r"(?<!small )talks?(?! to\b)": "conversation",
    r"(shelf|shelves)": "index or corpus",
    r"knocks?": "handshake",
    r"(workshop|reading room|post room)": "registry, read-only admin, event relay",
    r"(put aside|put away)": "discard",
    r"(needs eyes|written anew|came about by|thought again)": "needs attention, edited, trigger",
    r"(while waiting|special days?|name in addresses|looks? at numbers?)": "intake, holiday, slug",
    r"(first words?|passed on|lapsed|whose hand|draws?|drawn)": "first reply, transferred, sample",
    r"troubles?": "problem",
}
AVOIDED_IN_KOREAN = {
    "상담사": "상담원",
    "징후": "위험 플래그",
    "바로잡은 답변": "정정 답변",
    "고친 답변": "정정 답변",
    "특별 운영일": "휴무일 및 예외",
    "브리핑": "상담 요약",
    "슈퍼바이저": "상담 관리자",
    "전달함": "이관",
    "을/를": "a sentence that needs no particle",
    "를(을)": "a sentence that needs no particle",
    "이/가": "a sentence that needs no particle",
}


def avoided_in(text: str) -> list[str]:
    return [
        f"{text!r}: {said}"
        for word, said in AVOIDED.items()
        if re.search(rf"\b{word}\b", text, re.IGNORECASE)
    ]


def labels() -> set[str]:
    """Names of our models and their fields and choices, in English, and all that is translated."""
    found = {entry.msgid for entry in polib.pofile(str(KOREAN))}
    with override("en"):
        for model in apps.get_models():
            if model._meta.app_label not in ("chat", "handover"):
                continue
            # What Django makes of a class or a column's name is nobody's choice of a label.
            if str(model._meta.verbose_name) != camel_case_to_spaces(model.__name__):
                found |= {str(model._meta.verbose_name), str(model._meta.verbose_name_plural)}
            for field in model._meta.get_fields():
                named = str(getattr(field, "verbose_name", ""))
                found |= {named} if named != field.name.replace("_", " ") else set()
                choices = getattr(field, "choices", None) or ()
                found |= {str(label) for _, label in choices}
    return found


def files() -> list[str]:
    paths = (path for top in TOP for path in (ROOT / top).rglob("*") if path.is_file())
    return [
        str(path.relative_to(ROOT))
        for path in paths
        if not {*NOT_OURS, "__pycache__"} & set(path.relative_to(ROOT).parts)
    ]


def test_no_label_says_a_word_that_the_glossary_avoids():
    assert [told for label in sorted(labels()) for told in avoided_in(label)] == []


def test_no_file_is_named_by_a_word_that_the_glossary_avoids():
    told = [
        f"{path}: {found}"
        for path in files()
        for found in avoided_in(re.sub(r"[_.-]", " ", Path(path).stem))
    ]

    assert told == []


@pytest.mark.parametrize("word", AVOIDED_IN_KOREAN)
def test_the_korean_says_each_thing_by_its_one_word(word):
    texts = [
        text
        for entry in polib.pofile(str(KOREAN))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]
    pages = [path.read_text() for path in (ROOT / "docs").glob("*.ko.md")]

    assert [text for text in (*texts, *pages) if word in text] == [], AVOIDED_IN_KOREAN[word]


def test_the_words_avoided_here_are_those_of_the_glossary():

    glossary = (ROOT / "CONTRIBUTING.md").read_text().partition("## Glossary")[2]
    rows = [line.split("|")[1:4] for line in glossary.splitlines() if line.startswith("| ")]
    avoided = {word.strip() for _, _, words in rows[1:] for word in words.split(",")}

    for word in ("deed", "wish", "sign", "mark", "stint", "standing", "talk", "knock", "shelf"):
        assert word in avoided, f"the glossary does not avoid {word}"
        assert avoided_in(word), word
