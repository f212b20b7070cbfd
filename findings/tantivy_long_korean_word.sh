#!/bin/sh
# tantivy 0.27.0: a Korean word of 14 syllables is not indexed; one of 13 is found.
#
# The default analyzer leaves out words of 40 and more, meant for junk such as keys. It counts bytes
# of UTF-8, and a syllable has three: where an English word may have 39 letters, a Korean one may
# have 13 syllables, and the names of forms and laws are written without blanks. The same limit
# takes the word out of the query, which then finds nothing, without an error. A field needs a
# TextAnalyzer of its own, with Filter.remove_long(120).
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tantivy==0.27.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

WORDS = ("개인신용정보수집이용동의서를", "개인신용정보수집이용동의서", "a" * 39)


def found(tokenizer):
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("body", stored=True, tokenizer_name=tokenizer)
    index = tantivy.Index(schema.build())
    longer = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(120))
    index.register_tokenizer("longer", longer.build())
    writer = index.writer()
    for word in WORDS:
        writer.add_document(tantivy.Document(body=word))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    return {word: searcher.search(index.parse_query(word, ["body"])).count for word in WORDS}


default, longer = found("default"), found("longer")
print("tantivy", version("tantivy"), "default:", default, "with remove_long(120):", longer)
assert [len(word) for word in WORDS] == [14, 13, 39]
assert list(default.values()) == [0, 1, 1]
assert list(longer.values()) == [1, 1, 1]
PYTHON
