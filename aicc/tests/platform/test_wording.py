"""A particle goes by how the word before it is read."""

import re

import polib
import pytest
from django.conf import settings

from aicc.platform.wording.korean import CHOICES, filled, final_of, resolved
from chat.assistant.language import phrases, phrases_ko


@pytest.mark.parametrize(
    ("word", "read"),
    [
        # Hangul
        ("가온은행", "은 이 을 과 으로"),
        ("카드", "는 가 를 와 로"),
        ("서울", "은 이 을 과 로"),
        # digits: as numbers, and one by one
        ("0", "은 이 을 과 으로"),
        ("1", "은 이 을 과 로"),
        ("2", "는 가 를 와 로"),
        ("3", "은 이 을 과 으로"),
        ("6", "은 이 을 과 으로"),
        ("7", "은 이 을 과 로"),
        ("9", "는 가 를 와 로"),
        ("3.5", "는 가 를 와 로"),
        ("1,000", "은 이 을 과 으로"),
        ("50,000,000", "은 이 을 과 으로"),
        ("1,000,000,000,000", "는 가 를 와 로"),  # 일조
        ("1500-0000", "은 이 을 과 으로"),
        ("1500-0001", "은 이 을 과 로"),
        ("1588-2222", "는 가 를 와 로"),
        ("3.5%", "는 가 를 와 로"),
        ("09:00", "는 가 를 와 로"),
        ("09:30", "은 이 을 과 으로"),
        ("2026-11-30", "은 이 을 과 로"),
        # brackets and quotes are not read
        ("1500-0001(24시간, 무료)", "은 이 을 과 로"),
        ("“가온카드”", "는 가 를 와 로"),
        ("'정기예금'(12개월)", "은 이 을 과 으로"),
        ("금리(연 3.5%)[기본]", "는 가 를 와 로"),
        ("(무료)", "는 가 를 와 로"),
        # Latin letters: capitals one by one, words as they are written in Hangul
        ("ATM", "은 이 을 과 으로"),
        ("OTP", "는 가 를 와 로"),
        ("URL", "은 이 을 과 로"),
        ("PIN", "은 이 을 과 으로"),
        ("QR", "은 이 을 과 로"),
        ("email", "은 이 을 과 로"),
        ("Google", "은 이 을 과 로"),
        ("phone", "은 이 을 과 으로"),
        ("app", "은 이 을 과 으로"),
        ("chatbot", "은 이 을 과 으로"),
        ("server", "는 가 를 와 로"),
        ("check", "는 가 를 와 로"),
        ("/var/lib/aicc/data", "는 가 를 와 로"),
        ("Gaon Bank", "는 가 를 와 로"),
    ],
)
def test_the_form_that_a_word_asks_for(word, read):
    found = resolved(f"{word}은(는) {word}이(가) {word}을(를) {word}과(와) {word}(으)로")

    assert found == " ".join(f"{word}{form}" for form in read.split())


@pytest.mark.parametrize("written", CHOICES)
def test_every_particle_in_both_its_forms_has_one(written):
    assert "(" not in resolved(f"예금{written}") + resolved(f"카드{written}")


def test_what_nobody_can_read_keeps_both_forms():
    assert resolved("αβγ은(는) 없는 설정입니다") == "αβγ은(는) 없는 설정입니다"
    assert final_of("") is None


def test_words_that_are_put_in_stay_as_they_are():
    said = filled(
        "‘{text}’(이)라 {who}이(가) 적었습니다",
        lambda piece: piece.format(text="약관은(는) 어디에", who="Lin"),
    )

    assert said == "‘약관은(는) 어디에’라 Lin이 적었습니다"


@pytest.mark.parametrize(
    ("bank", "fraud", "words"),
    [
        ("가온은행", "1500-0001", "1500-0001(24시간, 무료)로 신고해"),
        ("가온카드", "1500-0000", "1500-0000(24시간, 무료)으로 신고해"),
    ],
)
def test_the_assistant_names_any_bank_and_number(settings, bank, fraud, words):
    settings.AICC_BANK_NAME_KO, settings.AICC_FRAUD_PHONE = bank, fraud

    assert words in phrases.say("card", "ko")
    assert phrases.say("bye", "ko").startswith(f"{bank}{'을' if bank == '가온은행' else '를'} ")


PLACE = r"(?:%\(\w+\)[sd]|\{\w+\})"
GUESSED = re.compile(
    PLACE + r"[\"”’'」]*(?:은|는|이|가|을|를|과|와|으로|로|이나|나|이라|라)(?=[ ,.?!\"”’']|$)"
)


def test_no_sentence_guesses_the_particle_of_a_word_that_it_does_not_know():
    catalogue = polib.pofile(
        str(settings.BASE_DIR / "aicc" / "locale" / "ko" / "LC_MESSAGES" / "django.po")
    )
    said = [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())]
    said += phrases_ko.PHRASES.values()

    assert [text for text in said if GUESSED.search(text)] == []


def test_every_sentence_about_a_number_has_its_plural_in_english():
    """A Korean sentence has one form; what is counted in English has two."""
    catalogue = polib.pofile(
        str(settings.BASE_DIR / "aicc" / "locale" / "ko" / "LC_MESSAGES" / "django.po")
    )
    counted = re.compile(r"(?:%\((?:count|value|lines|age)\)[sd]|\{(?:count|n)\}) [a-z]{3,}s\b")
    right = {
        "{count} tries",  # its singular stands beside it in the page's words
        "It must not be one of your last %(count)d passwords.",  # never one
    }

    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert [
        entry.msgid
        for entry in catalogue
        if counted.search(entry.msgid) and not entry.msgid_plural and entry.msgid not in right
    ] == []
