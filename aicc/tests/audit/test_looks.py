"""Whoever looks, searches, prints, exports or is refused in the back office is on record first."""

import json
from urllib.parse import unquote_plus, urlencode

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from aicc.audit import recording
from aicc.audit.models import AuditEvent
from aicc.platform.request_ids import login_name
from chat import transcript
from chat.models import Article, ArticleVersion, Conversation, Message
from chat.tests.backoffice.test_admin import signed_in
from handover.models import Team
from handover.queue import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]
User = get_user_model()


def told(*names, **wanted):
    """Of the newest entry of this kind."""
    event = AuditEvent.objects.filter(**wanted).order_by("-pk").first()
    assert event is not None, wanted
    return tuple(getattr(event, name) for name in names)


def details(**wanted):
    return json.loads(told("details", **wanted)[0])


def count(**wanted):
    return AuditEvent.objects.filter(**wanted).count()


def lins_conversation(words="대출 금리 알려 주세요"):
    conversation = Conversation.objects.create(session_id="lin", last_message_at=timezone.now())
    with transaction.atomic():
        locked = transcript.lock(conversation.pk)
        transcript.append(locked, Message.Sender.CUSTOMER, words)
    return conversation


@pytest.fixture
def lin():
    return lins_conversation()


@pytest.fixture
def sam():
    return signed_in("sam", "supervisor")


def address(name, *keys):
    return reverse(f"admin:{name}", args=keys)


def test_a_look_at_a_transcript_says_who_when_from_where_and_what(sam, lin):
    url = address("chat_conversation_change", lin.pk)

    assert sam.get(url, REMOTE_ADDR="203.0.113.5").status_code == 200

    key = sam.cookies["sessionid"].value
    names = ("actor_name", "address", "login", "object_type", "object_id")
    assert told(*names, action="view") == (
        *("sam", "203.0.113.5", login_name(key), "chat.conversation", str(lin.pk)),
    )


def test_a_list_says_whose_words_it_showed(sam, lin):
    sam.get(address("chat_conversation_changelist"), {"reviewed": "all"})

    wanted = {"action": "list", "object_type": "chat.conversation"}
    assert details(**wanted)["shown"] == [lin.pk]


def test_a_search_says_what_was_looked_for_and_masks_it(sam, lin):
    sam.get(address("chat_conversation_changelist"), {"q": "010-1234-5678"})

    asked = details(action="search")["asked"]
    assert "1234" not in asked["q"]
    assert asked["q"]


@pytest.mark.parametrize("number", ["kim@bank.example", "계좌 110 123 456789"])
def test_what_was_looked_for_before_a_page_is_masked_too(sam, lin, number):
    """It names the list that it was opened from by its address, where a search is escaped."""
    query = urlencode({"q": number})

    sam.get(address("chat_conversation_change", lin.pk), {"_changelist_filters": query})

    asked = details(action="view")["asked"]["_changelist_filters"]
    assert asked.startswith("q=")
    assert asked != query
    assert number not in unquote_plus(unquote_plus(asked))


@pytest.mark.parametrize(
    ("name", "object_type"),
    [
        ("handover_handover", "handover.handover"),
        ("handover_callback", "handover.callback"),
        ("chat_review", "chat.review"),
        ("chat_knowledgegap", "chat.knowledgegap"),
        ("chat_export", "chat.export"),
    ],
)
def test_every_list_of_customers_words_is_on_record(sam, name, object_type):
    sam.get(address(f"{name}_changelist"))

    assert count(action="list", object_type=object_type) == 1


def test_a_page_of_a_handover_and_what_is_said_while_it_is_open_are_on_record(sam, lin):
    handover, _ = queue.open_handover(lin.pk)
    sam.get(address("handover_handover_change", handover.pk))
    assert count(action="view", object_type="handover.handover") == 1

    news = address("handover_entries", handover.pk)
    sam.get(news, {"after": 0})
    sam.get(news, {"after": 999})  # nothing new: nothing was seen

    assert count(action="view", object_type="handover.handover") == 2


def test_what_is_no_look_leaves_no_entry(sam):
    before = count()

    for name in ("index", "figures_now", "handover_waiting", "handover_team_changelist"):
        sam.get(address(name))

    assert count() == before


def test_a_refusal_is_on_record(lin):
    mei = signed_in("mei", "agent")

    assert mei.get(address("audit_auditevent_changelist")).status_code == 403

    assert told("actor_name", "object_type", action="refused") == ("mei", "audit.auditevent")


# --- What leaves the house -----------------------------------------------------------------


def test_nothing_is_printed_without_a_reason(sam, lin):
    url = address("chat_conversation_print", lin.pk)

    asked = sam.get(url)
    hasty = sam.post(url, {"reason": "…"})

    assert (asked.status_code, hasty.status_code) == (200, 422)
    assert "대출 금리" not in asked.text + hasty.text
    assert count(action="print") == 0


def test_a_print_is_on_record_with_its_reason(sam, lin):
    page = sam.post(
        address("chat_conversation_print", lin.pk), {"reason": "customer asked for it"}
    )

    assert "대출 금리" in page.text
    names = ("actor_name", "object_id", "reason")
    assert told(*names, action="print") == ("sam", str(lin.pk), "customer asked for it")


def test_an_export_is_on_record_with_reason_hash_and_rows(sam, lin):
    url = address("chat_conversation_export") + f"?ids={lin.pk}"

    sam.post(url, {"format": "jsonl", "reason": "asked by the regulator"})

    assert told("reason", action="export") == ("asked by the regulator",)
    assert details(action="export")["conversations"] == [lin.pk]


def test_a_hash_stays_whole_on_record_and_what_stands_beside_it_is_masked(db):
    # A SHA-256 in whose middle a telephone number seems to stand.
    digest = "a68b412c4282555f15546cf6e1fc42893b7e07f271557ceb021821098dd66c1b"
    told = f"9000 characters, SHA-256 {digest}, from 010-1234-5678"

    entry = recording.record("export", details={"sha256": digest, "changes": [told]})

    details = json.loads(entry.details)
    assert details["sha256"] == digest
    assert digest in details["changes"][0]
    assert "010-1234" not in details["changes"][0]


def test_the_figures_and_the_articles_leave_no_less_on_record(sam):
    now = timezone.now()
    article = Article.objects.create(slug="fee", language="ko", category="fees", title="수수료")
    ArticleVersion.objects.create(
        article=article, number=1, state="approved", title="수수료", body="없음",
        effective_from=now.date(), content_hash="", approved_at=now,
    )  # fmt: skip
    ticked = {"action": "export_selected", "_selected_action": [article.pk]}

    sam.get(address("figures_csv"))
    sam.get(address("chat_article_export"))
    sam.post(address("chat_article_changelist"), ticked)

    assert count(action="export", object_type="figures.csv") == 1
    assert count(action="export", object_type="chat.article") == 2


# --- Never one without the other -------------------------------------------------------------


@pytest.fixture
def no_entry_can_be_written(monkeypatch):
    def fail(self, *args, **kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(AuditEvent, "save", fail)


def test_what_cannot_be_recorded_is_not_shown(sam, lin, no_entry_can_be_written):
    sam.raise_request_exception = False

    for name in ("change", "print"):
        url = address(f"chat_conversation_{name}", lin.pk)
        answer = sam.get(url) if name == "change" else sam.post(url, {"reason": "for Lin"})

        assert answer.status_code == 500
        assert "대출 금리" not in answer.text


def test_what_cannot_be_recorded_is_not_changed(sam, no_entry_can_be_written):
    sam.raise_request_exception = False

    assert sam.post(address("handover_team_add"), {"name": "Loans"}).status_code == 500

    assert Team.objects.count() == 0


def test_a_server_that_dies_after_the_entry_has_shown_nothing(sam, lin, monkeypatch):
    """The entry is there before the answer leaves."""

    def die(*args, **kwargs):
        written(*args, **kwargs)
        raise KeyboardInterrupt

    written = recording.record
    monkeypatch.setattr("aicc.backoffice.audit_looks.record", die)

    with pytest.raises(KeyboardInterrupt):
        sam.get(address("chat_conversation_change", lin.pk))

    assert count(action="view", object_id=str(lin.pk)) == 1


# --- The auditor's own page ------------------------------------------------------------------


@pytest.fixture
def auditor():
    return signed_in("auditor", "auditor")


def test_the_auditor_reads_who_looked_and_finds_them_by_name_address_or_number(auditor, sam, lin):
    sam.get(address("chat_conversation_change", lin.pk), REMOTE_ADDR="203.0.113.5")
    url = address("audit_auditevent_changelist")

    for words in ("sam", "203.0.113.5", str(lin.pk)):
        rows = auditor.get(url, {"q": words, "action": "view"}).context_data["cl"].result_list
        assert [(row.actor_name, row.object_id) for row in rows] == [("sam", str(lin.pk))], words
    (row,) = rows
    assert "203.0.113.5" in auditor.get(address("audit_auditevent_change", row.pk)).text
    listed = auditor.get(url, {"action": "view"}, headers={"Accept-Language": "ko"}).text
    assert f"대화 {lin.pk}" in listed
    assert "조회" in listed


def test_looking_into_the_audit_log_is_on_record_too(auditor):
    auditor.get(address("audit_auditevent_changelist"))

    assert told("actor_name", object_type="audit.auditevent") == ("auditor",)


def test_the_auditor_takes_the_list_along_as_json_lines(auditor, sam, lin):
    sam.get(address("chat_conversation_change", lin.pk))
    url = address("audit_auditevent_export") + "?q=sam"

    assert auditor.post(url, {"reason": ""}).status_code == 422
    lines = auditor.post(url, {"reason": "yearly audit"}).content.splitlines()

    assert {json.loads(line)["actor"]["name"] for line in lines} == {"sam"}
    names = ("actor_name", "reason")
    assert told(*names, action="export") == ("auditor", "yearly audit")


@pytest.mark.parametrize("role", ["agent", "supervisor", "editor", "administrator"])
def test_nobody_else_reads_the_audit_log(role):
    person = signed_in(role, role)

    assert person.get(address("audit_auditevent_changelist")).status_code == 403
    assert person.post(address("audit_auditevent_export")).status_code == 403
