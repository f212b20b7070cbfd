"""Every server gives the same answer to the same question."""

import os
import subprocess
import sys

import pytest

from aicc.testing.servers import ROOT

pytestmark = [pytest.mark.servers, pytest.mark.once]

ANSWERS = """
import asyncio, hashlib, pathlib, django, yaml
django.setup()
from chat import assistant
from chat.articles import article_files
from chat.assistant.retrieval import knowledge
from chat.assistant.types import Question

files = article_files.files_in(pathlib.Path("deploy/knowledge"))
knowledge.load([entry.article for file in files for entry in article_files.read(file)])

async def answers():
    found = hashlib.sha256()
    for half in ("tune", "held"):
        cases = yaml.safe_load(open(f"deploy/evaluation/{half}/answerable.yaml"))["cases"]
        for case in cases[::3]:
            reply = await assistant.reply_to(Question(case["question"], language=case["language"]))
            found.update(reply.text.encode())
    return found.hexdigest()

print(asyncio.run(answers()))
"""


def test_an_answer_does_not_depend_on_the_order_of_a_process_s_sets():
    answers = set()
    for seed in ("0", "6"):  # with these, sums in the order of a set once differed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "AICC_SEMANTIC": "off"}
        done = subprocess.run(
            [sys.executable, "-c", ANSWERS],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        answers.add(done.stdout)

    assert len(answers) == 1
