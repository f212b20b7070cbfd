"""One person's data is found wherever it can lie, taken along whole, and erased whole."""

import hashlib
import json
import stat
import zipfile
from datetime import date
from io import StringIO

import pytest
from asgiref.sync import sync_to_async
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command

from aicc.audit.models import AuditEvent
from aicc.personal_data import erasure, holds, inventory, subject
from aicc.testing.cast import person
from aicc.tests.personal_data import planted
from aicc.tests.personal_data.planted import CUSTOMER, NAME, PHONE, SESSION, every_row
from chat.articles import publishing
from chat.backoffice import indexer, search
from chat.models import (
    Article,
    ArticleUse,
    ArticleVersion,
    Conversation,
    ErasureCertificate,
    GramBlock,
    KnowledgeGap,
)
from chat.tests.reviewing import talk
from handover.queue import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]
WHY = "The customer asked for it in writing"


def erase(**given):
    return erasure.erase(subject.find(**given), WHY)


def exported(tmp_path, **given):
    path = tmp_path / "package.zip"
    given = {"session": [], "customer": "", "phone": ""} | given
    call_command("export_customer", output=str(path), reason=WHY, stdout=StringIO(), **given)
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


# --- Nothing is undecided -----------------------------------------------------------------


def test_somebody_has_decided_about_every_column_that_can_hold_a_text():
    undecided = []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if label in inventory.LABELS_OF_CONVERSATION:
            continue
        decided = {*inventory.MENTIONS.get(label, ()), *inventory.ELSEWHERE.get(label, {})}
        undecided += [
            f"{label}.{field.name}"
            for field in planted.text_columns(model)
            if field.name not in decided
        ]

    assert undecided == [], "say in aicc/personal_data/inventory.py whose data they hold"


def test_what_was_decided_is_about_columns_that_are_there():
    for table in (inventory.MENTIONS, inventory.ELSEWHERE):
        for label, columns in table.items():
            there = {field.name for field in planted.text_columns(inventory.model_of(label))}
            assert set(columns) <= there, label
    for label, columns in inventory.MENTIONS.items():
        assert not set(columns) & set(inventory.ELSEWHERE.get(label, {})), label


# --- All of it ----------------------------------------------------------------------------


def test_a_person_in_every_column_is_exported_whole_and_erased_whole(tmp_path):
    conversation, words = planted.plant_in_own_tables()
    mentions = planted.plant_mentions()
    kind = ContentType.objects.get_for_model(Conversation)
    LogEntry.objects.create(
        user=person("mei"),
        content_type=kind,
        object_id=str(conversation.pk),
        object_repr=SESSION,
        action_flag=2,
    )
    planned_words = [word for some in words.values() for word in some]
    assert len(planned_words) > 40
    assert {label for label, some in words.items() if some} >= {
        "chat.message", "chat.turn", "chat.review", "handover.note", "handover.callback",
        "handover.writtenbriefing", "handover.intakeanswer", "chat.evaluationcase",
    }  # fmt: skip

    files = exported(tmp_path, customer=CUSTOMER)
    everything = files["data.json"].decode()
    assert [word for word in planned_words if word not in everything] == []
    told = json.loads(everything)
    assert {(each["table"], each["column"]) for each in told["mentions"]} >= set(mentions)
    assert all(len(told["tables"][label]) == 1 for label in inventory.LABELS_OF_CONVERSATION)
    assert PHONE not in everything

    certificate = erase(customer=CUSTOMER)

    left = every_row(without=planted.AUDIT)
    needles = (planted.WORD, CUSTOMER, NAME, SESSION, PHONE)
    assert [row for row in left if any(needle in row for needle in needles)] == []
    content = json.loads(certificate.content)
    for label in inventory.LABELS_OF_CONVERSATION:
        assert content["rows"][label] == 1, label
    assert content["rows"]["admin.logentry"] == 1
    assert len(content["written_over"]) == len(mentions)


def test_another_customers_data_stays_as_it_is():
    theirs = talk("theirs", customer_id="C-770123456", customer_name="김길순")
    planted.conversation_with_everything()
    indexer.keep_up()
    before = [row for row in every_row() if "theirs" in row or "김길순" in row]

    erase(customer=CUSTOMER)

    assert [row for row in every_row() if "theirs" in row or "김길순" in row] == before
    assert search.find("정기예금", Conversation.objects.all())[0] == [theirs.pk]


def test_neither_index_nor_articles_lead_to_them_any_more():
    mine = talk(SESSION, customer_id=CUSTOMER)
    article = Article.objects.create(slug="fee", language="ko", category="fees", title="수수료")
    use = ArticleUse.objects.create(article=article, cited=3, helped=2, recent=[[mine.pk, 1]])
    indexer.keep_up()
    assert GramBlock.objects.exists()

    erase(customer=CUSTOMER)

    use.refresh_from_db()
    assert not GramBlock.objects.exists()
    assert (use.cited, use.helped, use.recent) == (3, 2, [])


def draft_of(question, state="draft"):
    article = Article.objects.create(slug="q", language="ko", category="fees", title=question)
    return ArticleVersion.objects.create(
        article=article,
        number=1,
        state=state,
        title=question,
        body=f"## {question}\n",
        effective_from=date(2026, 1, 1),
        content_hash="",
    )


@pytest.mark.parametrize(("state", "kept"), [("draft", False), ("approved", True)])
def test_a_draft_that_was_begun_with_their_question_loses_it_and_an_approved_one_stays(
    state, kept
):
    question = "제 사촌 박가온의 대출은 왜 거절되었나요?"
    version = draft_of(question, state)
    mine = talk(SESSION, customer_id=CUSTOMER)
    KnowledgeGap.objects.create(
        kind="unanswered",
        conversation=mine,
        question_seq=1,
        question=question,
        language="ko",
        version=version,
    )

    erase(customer=CUSTOMER)

    version.refresh_from_db()
    assert (question in version.body) is kept
    assert (version.title == question) is kept
    assert (Article.objects.get().title == question) is kept
    if not kept:
        assert version.content_hash == publishing.content_hash(version)


# --- By what a person is found --------------------------------------------------------------


@pytest.mark.parametrize(
    "given", [{"customer": CUSTOMER}, {"sessions": (SESSION,)}, {"phone": "010-9876-5432"}]
)
def test_a_person_is_found_by_number_session_or_telephone(given):
    mine = planted.conversation_with_everything()
    talk("theirs")

    assert subject.find(**given).ids == [mine.pk]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"customer": "C-0000"}, "not_found"),
        ({"phone": "010-1111-2222"}, "not_found"),
        ({"phone": "12"}, "bad_phone"),
        ({}, "invalid"),
    ],
)
def test_nobody_is_told_apart_from_a_mistake(given, code):
    talk("theirs")
    given = {"session": [], "customer": "", "phone": ""} | given

    with pytest.raises(CommandError, match=f"^{code}: "):
        call_command("erase_customer", reason=WHY, yes=True, **given)


def test_one_session_of_a_customer_goes_without_the_others():
    talk("one", customer_id=CUSTOMER, customer_name=NAME)
    talk("two", customer_id=CUSTOMER, customer_name=NAME)

    erase(sessions=("one",))

    assert list(Conversation.objects.values_list("session_id", flat=True)) == ["two"]


# --- What is refused ------------------------------------------------------------------------


@pytest.mark.parametrize("hold", [{"session_id": SESSION}, {"customer_id": CUSTOMER}])
def test_what_a_legal_hold_keeps_is_not_erased(hold):
    talk(SESSION, customer_id=CUSTOMER)
    placed = holds.place(None, "A dispute about a fee", **hold)

    with pytest.raises(holds.Held):
        erase(customer=CUSTOMER)
    assert Conversation.objects.exists()

    holds.lift(placed.pk, None, "The dispute is settled")
    erase(customer=CUSTOMER)
    assert not Conversation.objects.exists()


def test_an_open_conversation_is_not_erased_and_the_others_stay_with_it():
    talk("ended", customer_id=CUSTOMER)
    queue.open_handover(talk("open", customer_id=CUSTOMER).pk)

    with pytest.raises(erasure.InUse):
        erase(customer=CUSTOMER)
    assert Conversation.objects.count() == 2


def test_without_yes_nothing_is_erased_and_without_a_reason_neither():
    talk(SESSION, customer_id=CUSTOMER)
    given = {"customer": CUSTOMER, "session": [], "phone": ""}
    said = StringIO()

    call_command("erase_customer", stdout=said, **given)
    with pytest.raises(CommandError, match=r"^invalid: "):
        call_command("erase_customer", yes=True, reason="", **given)

    assert "chat.message: 2 rows would go" in said.getvalue()
    assert Conversation.objects.count() == 1


async def test_a_page_that_is_open_on_an_erased_conversation_is_told_and_comes_back_to_nothing(
    lin,
):
    socket = await lin.connects()
    await socket.says("정기예금 금리가 얼마예요?")

    await sync_to_async(erase)(sessions=("lin",))

    while (heard := await socket.next())["type"] != "closed":
        pass
    assert heard["code"] == 4401
    assert await lin.transcript() == []


# --- Certificate, package and record ----------------------------------------------------------


def test_an_erasure_leaves_a_certificate_that_names_nobody_and_is_on_record(tmp_path):
    talk(SESSION, customer_id=CUSTOMER, customer_name=NAME)
    path = tmp_path / "certificate.json"
    mark = subject.Asked(customer=CUSTOMER).mark()

    call_command(
        "erase_customer",
        *("--customer", CUSTOMER, "--reason", WHY, "--yes", "--output", str(path)),
        stdout=StringIO(),
    )

    certificate = ErasureCertificate.objects.get()
    written = path.read_bytes()
    assert certificate.sha256 == hashlib.sha256(written).hexdigest()
    assert certificate.subject == mark
    content = json.loads(written)
    assert content["rows"]["chat.message"] == 2
    assert {CUSTOMER, NAME, SESSION} & set(written.decode().split('"')) == set()
    entry = AuditEvent.objects.get(object_type="chat.erasurecertificate")
    assert json.loads(entry.details)["sha256"] == certificate.sha256
    assert entry.reason == WHY


def test_what_the_audit_log_still_holds_of_them_is_counted_in_the_certificate():
    mine = talk(SESSION, customer_id=CUSTOMER)
    AuditEvent(
        event_id="1",
        actor_name="Sam",
        action="view",
        object_type="chat.conversation",
        object_id=str(mine.pk),
        key_id="",
        mac="",
    ).save()

    stays = json.loads(erase(customer=CUSTOMER).content)["stays"]["audit.auditevent"]

    assert stays["entries"] == 1


def test_a_package_can_be_read_and_checked_and_is_its_owners_alone(tmp_path):
    talk(SESSION, customer_id=CUSTOMER)

    files = exported(tmp_path, customer=CUSTOMER)

    manifest = json.loads(files["manifest.json"])
    for name, told in manifest["files"].items():
        assert told == {
            "bytes": len(files[name]),
            "sha256": hashlib.sha256(files[name]).hexdigest(),
        }
    assert "정기예금 금리가 얼마예요?" in files["transcript.txt"].decode()
    assert manifest["rows"]["chat.message"] == 2
    assert stat.S_IMODE((tmp_path / "package.zip").stat().st_mode) == 0o600
    entry = AuditEvent.objects.get(action="export")
    whole = hashlib.sha256((tmp_path / "package.zip").read_bytes()).hexdigest()
    assert json.loads(entry.details)["sha256"] == whole


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    talk(SESSION, customer_id=CUSTOMER)
    (tmp_path / "package.zip").write_text("mine")

    with pytest.raises(CommandError, match="cannot be written"):
        exported(tmp_path, customer=CUSTOMER)
