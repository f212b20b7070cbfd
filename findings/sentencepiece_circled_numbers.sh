#!/bin/sh
# sentencepiece 0.2.3: a model that reads "수수료 500①원" is given 5001원, and of 3.5²% 3.52%.
#
# One would guess that pieces joined again are the text; the package calls itself lossless. It is,
# of a text that was normalized before, by NFKC unless a model is trained otherwise: a circled or
# raised figure, by which banks point to a footnote, becomes a figure of the number beside it, ⑩ is
# 10, and the mark cannot be told from the amount. Many multilingual models, for embeddings among
# them, are trained so. A fee of 500 won is ten times as high to whatever ranks, translates or
# answers, while the text in the database is right. Take such marks out, or set a blank before them,
# ahead of the model.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet sentencepiece==0.2.3
"$folder/venv/bin/python" - <<'PYTHON'
import io
from importlib.metadata import version

import sentencepiece

LINES = ["수수료는 500원 입니다", "금리는 연 3.5% 입니다", "한도는 10,000원", "1 2 3 4 5 6 7 8 9 0"]
TEXTS = ["수수료 500①원", "금리 연 3.5²%", "한도 10,000⑩원"]


def read(**options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter((LINES + TEXTS) * 20),
        model_writer=model,
        vocab_size=80,
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
        **options,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [processor.decode(processor.encode(text)) for text in TEXTS]


plain, identity = read(), read(normalization_rule_name="identity")
print("sentencepiece", version("sentencepiece"), TEXTS, plain, identity)
assert plain == ["수수료 5001원", "금리 연 3.52%", "한도 10,00010원"]
assert identity == TEXTS
PYTHON
