"""What the documents say to type works as it stands: each block is run, or looked at and said why
it is not run. A block that no rule knows fails, and so does a Korean page that lacks a name.
"""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from conftest import require
from deploy.tests.documents import (
    KINDS,
    LOOKED_AT,
    ROOT,
    RUN,
    Desk,
    blocks_of,
    commands_of,
    look_at_files,
    look_at_make,
)

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TWINS = [each for each in DOCUMENTS if each.name.endswith(".ko.md")]
BLOCKS = [block for document in DOCUMENTS for block in blocks_of(document)]
RULE = """
from chat.models import ReviewRule
ReviewRule.objects.create(name="위험 우선", sampling="risk")
"""


@pytest.fixture(scope="module")
def desk(aicc_servers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    server = aicc_servers(AICC_OPEN_SESSIONS="on", start=False)
    server.manage("import_knowledge", "deploy/knowledge/loans", "deploy/knowledge/cards")
    server.manage("shell", "-c", RULE)
    server.start()
    for name in ("manage.py", "deploy", "requirements.txt", ".env.example"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "var/backups").mkdir(parents=True)
    (folder / "var/backups/aicc-20260101-030000.sqlite3").touch()
    return Desk(server, folder)


@pytest.mark.servers
@pytest.mark.once
@pytest.mark.parametrize("block", BLOCKS, ids=[f"{b.document}:{b.line}" for b in BLOCKS])
def test_a_block_of_the_documents_works_as_it_stands(desk, block):
    assert block.kind in KINDS, f"No rule knows blocks of {block.kind}."
    if block.kind == "shell" and "curl " in block.text:
        require("curl")

    KINDS[block.kind](desk, block)


def test_every_rule_has_something_to_do():
    """A rule that no block needs any more would hide what comes in its place."""
    commands = [each for b in BLOCKS if b.kind == "shell" for each in commands_of(b.text)]
    for pattern in (*RUN, *LOOKED_AT):
        assert any(re.fullmatch(pattern, command) for command in commands), pattern


# --- What stands between the lines -------------------------------------------------


def spans_of(document: Path) -> set[str]:
    """Words between backticks, outside of blocks."""
    prose = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    return set(re.findall(r"`([^`\n]+)`", prose))


@pytest.mark.parametrize("document", DOCUMENTS, ids=[each.name for each in DOCUMENTS])
def test_what_a_sentence_names_is_there(document):
    for span in spans_of(document):
        if found := re.search(r"manage\.py ([a-z_]+)", span):
            assert found[1] in get_commands(), span
        if found := re.match(r"(?:[A-Z_]+=\S+ )*make ([a-z-]+)$", span):
            look_at_make(span)
        if re.match(r"(bash|sh) deploy/scripts/[\w.-]+\.sh", span):
            look_at_files(span)
        if re.fullmatch(
            r"(aicc|chat|handover|deploy|bench|docs|static|templates)/[a-z0-9_./-]+\.[a-z]+", span
        ):
            assert (ROOT / span).exists(), span


STEPS = ("README.md", "README.ko.md", "quick-start.md", "quick-start.ko.md", "installing.md",
         "installing.ko.md", "upgrading.md", "upgrading.ko.md")  # fmt: skip


@pytest.mark.parametrize("document", [each for each in DOCUMENTS if each.name in STEPS])
def test_a_step_names_the_interpreter(document):
    """Whoever follows these pages has no environment activated."""
    bare = [span for span in spans_of(document) if re.match(r"(python )?manage\.py ", span)]

    assert bare == []


def names_in(document: Path) -> set[str]:
    """Identifiers, codes and settings; not the words for what somebody fills in."""
    spans = " ".join(spans_of(document))
    return set(re.findall(r"[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]+|(?<=`)[a-z]+(?=`)", spans))


@pytest.mark.parametrize("korean", TWINS, ids=[each.name for each in TWINS])
def test_a_korean_page_names_all_that_its_twin_names(korean):
    english = korean.with_name(korean.name.replace(".ko.md", ".md"))

    assert names_in(english) - names_in(korean) == set()


@pytest.mark.parametrize("korean", TWINS, ids=[each.name for each in TWINS])
def test_both_languages_have_the_same_blocks(korean):
    english = korean.with_name(korean.name.replace(".ko.md", ".md"))
    both = [
        [command for block in BLOCKS if block.document == document.name and block.kind == "shell"
         for command in commands_of(block.text)]
        for document in (english, korean)
    ]  # fmt: skip

    assert both[0] == both[1]


# --- Coming from the first system --------------------------------------------------

FIRST_SYSTEM = ROOT / "docs/coming-from-the-first-system.md"
# Items that no test can show: why stands in their row.
SHOWN_BY_NONE = ("the database", "permessage-deflate", "`docker-compose up", "renewal by Let's")


def items_of(document: Path) -> list[list[str]]:
    """Rows of the tables that have a column `shown by`, which is their third."""
    tables = re.findall(r"(?:^\|.*\n?)+", document.read_text(), re.MULTILINE)
    rows = [
        [[cell.strip() for cell in row.split("|")[1:-1]] for row in t.splitlines()] for t in tables
    ]
    return [row for table in rows if "shown by" in table[0] for row in table[2:]]


def test_each_item_of_the_first_system_names_what_shows_it():
    items = items_of(FIRST_SYSTEM)
    bare = [
        item
        for item, _, shown, *_ in items
        if not (re.search(r"`(\w+/)*tests/(\w+/)*test_\w+\.py`|^the same|`make test`", shown))
        and not item.startswith(SHOWN_BY_NONE)
    ]

    assert len(items) > 30
    assert bare == []
