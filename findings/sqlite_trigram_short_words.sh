#!/bin/sh
# SQLite 3.54.1: with the trigram tokenizer, 적금 (a savings plan) is found in no article at all.
#
# FTS5 has this tokenizer for languages that do not part words by blanks, and it is at hand for
# Korean. One would guess that it finds whatever LIKE '%적금%' does. It keeps runs of three
# characters, and a word of fewer matches nothing, without an error; an English word seldom is so
# short, and most Korean nouns, 적금, 대출, 카드, 한도, have two syllables. Beside a longer word such a one
# is not looked for: 정기적금 해지, how to close a plan, finds how to open one. LIKE on the same table
# finds them, by reading all of it. Keep two syllables as words, in a column of one's own.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet apsw==3.54.1.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import apsw

ARTICLES = ["적금 금리 안내", "정기적금 가입", "대출 한도 조회"]
database = apsw.Connection(":memory:")
database.execute("CREATE VIRTUAL TABLE article USING fts5(title, tokenize='trigram')")
for title in ARTICLES:
    database.execute("INSERT INTO article VALUES (?)", (title,))


def rows(condition, words):
    found = database.execute(f"SELECT title FROM article WHERE title {condition} ?", (words,))
    return [title for (title,) in found]


got = {words: rows("MATCH", words) for words in ("적금", "대출 한도", "정기적금", "정기적금 해지")}
by_like = rows("LIKE", "%적금%")
print("SQLite", apsw.sqlite_lib_version(), "expected", by_like, "seen", got)
assert by_like == ARTICLES[:2]
opening = ARTICLES[1:2]
assert got == {"적금": [], "대출 한도": [], "정기적금": opening, "정기적금 해지": opening}
PYTHON
