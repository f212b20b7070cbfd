#!/bin/sh
# lingua-language-detector 2.1.1: "OTP 분실" is English with a confidence of 1.0, of Korean 0.0.
#
# Hangul is written by Korean alone, so a detector of Korean and English looks safe: "카드 분실" and
# "OTP를 분실" are Korean. But words are counted by script, and where neither has more of them, the
# letters decide among the languages of the Latin ones: one abbreviation beside one Korean word, as
# customers type (ATM 수수료, PIN 오류, 비밀번호 reset), goes to the English desk, and a threshold does
# not help, since the confidence is full. With all languages loaded it is Croatian. Any Hangul
# syllable is the better sign.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet lingua-language-detector==2.1.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from lingua import Language, LanguageDetectorBuilder

told = {
    "OTP 분실": ("ENGLISH", 1.0),
    "PIN 오류": ("ENGLISH", 1.0),
    "ATM 수수료": ("ENGLISH", 1.0),
    "비밀번호 reset": ("ENGLISH", 1.0),
    "OTP를 분실": ("KOREAN", 1.0),
    "OTP 분실 신고": ("KOREAN", 1.0),
    "카드 분실": ("KOREAN", 1.0),
}
both = LanguageDetectorBuilder.from_languages(Language.KOREAN, Language.ENGLISH).build()


def first(text):
    best = both.compute_language_confidence_values(text)[0]
    assert best.language == both.detect_language_of(text)
    return best.language.name, round(best.value, 2)


got = {text: first(text) for text in told}
every = LanguageDetectorBuilder.from_all_languages().build().detect_language_of("OTP 분실").name
print("lingua", version("lingua-language-detector"), got, "of all:", every)
assert got == told
assert every == "CROATIAN"
PYTHON
