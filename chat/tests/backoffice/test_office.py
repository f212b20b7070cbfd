"""A supervisor works through the list, keeps views of it, searches it, and takes some along."""

import csv
import hashlib
import io
import json
from urllib.parse import unquote_plus, urlencode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aicc.backoffice.roles import make_roles
from chat import transcript
from chat.admin.said import marked
from chat.backoffice import indexer, search
from chat.models import Conversation, Export, Message, SavedView, Turn
from handover.desk import actions
from handover.models import AgentProfile
from handover.queue import queue

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb, pytest.mark.clock]

LIST = "/admin/chat/conversation/"
CITED = {
    "article_id": "fee",
    "version": 3,
    "page": 1,
    "score": 0.5,
    "quote": "없음",
    "source": "수수료",
    "url": "/articles/fee/ko/3#p1",
}
TRACE = {
    "passages": [{"article": "fee", "page": 1, "score": 0.53}],
    "asked_of_model": {"system": "Be kind.", "user": "<question>?", "said": "없음 [1]"},
    "need": "question",
    "left_out": 2,
}


def signed_in(name, role):
    make_roles()
    user = get_user_model().objects.create_user(name, password=None, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def sam():
    return signed_in("sam", "supervisor")


def said(session_id, *texts, **fields):
    conversation = Conversation.objects.create(session_id=session_id)
    for text in texts or ("수수료가 얼마인가요?",):
        with transaction.atomic():
            locked = transcript.lock(conversation.pk)
            question = transcript.append(locked, Message.Sender.CUSTOMER, text)
            data = {"source_documents": [CITED]}
            answer = transcript.append(locked, Message.Sender.ASSISTANT, "없습니다.", data=data)
        Turn.objects.create(
            conversation=conversation,
            question_seq=question.seq,
            answer_seq=answer.seq,
            state=Turn.State.ANSWERED,
            engine="model",
            trace=TRACE,
        )
    indexer.keep_up()
    Conversation.objects.filter(pk=conversation.pk).update(**fields)
    return conversation


def shown(client, query=""):
    answer = client.get(f"{LIST}?{query}")
    return [row.session_id for row in answer.context["cl"].result_list]


def page(conversation):
    return reverse("admin:chat_conversation_change", args=[conversation.pk])


def test_the_gravest_that_nobody_reviewed_stands_first(sam):
    said("calm")
    said("upset", "정말 최악이네요")
    said("worse", "정말 최악이네요", "제 번호는 010-1234-5678입니다")

    assert shown(sam) == ["worse", "upset"]
    assert shown(sam, "reviewed=all") == ["worse", "upset", "calm"]  # the newest first


def test_a_search_finds_words_names_and_sessions_and_keeps_to_the_filters(sam):
    said("lost", "카드를 분실했어요")
    said("loan", "대출 금리가 궁금해요", customer_name="분실이", language="en")

    assert shown(sam, "q=분실") == ["loan", "lost"]
    assert shown(sam, "q=카드를+분실") == ["lost"]
    assert shown(sam, "q=lo") == ["loan", "lost"]
    assert shown(sam, "q=분실&language=ko") == ["lost"]
    assert shown(sam, "q=환율") == []


def test_the_list_shows_what_was_asked_and_said_last_with_the_searched_words_marked(sam):
    said("lost", "카드를 <b>분실</b>했어요", "재발급은 얼마나 걸려요?")

    html = sam.get(f"{LIST}?q=재발급").text

    assert "카드를 &lt;b&gt;분실&lt;/b&gt;했어요" in html
    assert "<mark>재발급</mark>은 얼마나 걸려요?" in html
    assert "없습니다." in sam.get(f"{LIST}?q=분실").text  # said last, by the assistant
    assert "<mark>분실</mark>" in sam.get(f"{LIST}?q=분실").text


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("카드를 잃었어요", "", "카드를 잃었어요"),
        ("Lost CARD", "card", "Lost <mark>CARD</mark>"),
        ("a" * 100 + " 카드", "카드", "…" + "a" * 19 + " <mark>카드</mark>"),
        ("<ii>", "ii", "&lt;<mark>ii</mark>&gt;"),
        ("카드 분실했어요", "카드를 분실", "카드 <mark>분실</mark>했어요"),
        (
            "카드를 분실, 또 분실",
            "분실 카드",
            "<mark>카드</mark>를 <mark>분실</mark>, 또 <mark>분실</mark>",
        ),
        ("재 발급은요?", "재발급", "<mark>재 발급</mark>은요?"),
        ("ＤＥＢＩＴ card", "debit", "<mark>ＤＥＢＩＴ</mark> card"),
        ("카드", "카", "카드"),  # one character is not searched for
    ],
)
def test_searched_words_are_shown_where_they_stand(text, query, shown):
    html = marked(text, search.words_of(query))

    assert html.removeprefix('<span class="said">').removesuffix("</span>") == shown


def test_what_was_said_in_the_middle_is_shown_where_it_was_found(sam):
    said("lost", "안녕하세요", "어제 카드를 분실했어요", "고맙습니다")

    html = sam.get(f"{LIST}?q=카드+분실").text

    assert "어제 <mark>카드</mark>를 <mark>분실</mark>했어요" in html


def test_an_agent_finds_nothing_of_what_is_not_theirs():
    mei = signed_in("mei", "agent")
    said("theirs", "카드를 분실했어요")
    queue.open_handover(said("waits", "카드를 분실했어요").pk)

    assert shown(mei, "q=분실") == ["waits"]


def test_whoever_had_a_conversation_is_found_by_name(sam):
    mei = get_user_model().objects.create_user("mei")
    AgentProfile.objects.create(user=mei)
    had = said("had")
    said("other")
    queue.claim(queue.open_handover(had.pk)[0].pk, mei)
    actions.close(had.pk, mei)

    assert shown(sam, f"reviewed=all&agent={mei.pk}") == ["had"]


def test_the_page_leads_on_through_the_list_it_was_opened_from(sam):
    first, second, third = (said(name, "정말 최악이네요") for name in ("a", "b", "c"))
    calm = said("calm")

    text = sam.get(page(second)).text
    assert f'href="{page(third)}" data-key="k"' in text
    assert f'href="{page(first)}" data-key="j"' in text

    opened_from = "?_changelist_filters=reviewed%3Dall"
    text = sam.get(page(third) + opened_from).text
    assert f'href="{page(calm)}{opened_from}" data-key="k"' in text


def test_what_is_marked_as_reviewed_gives_way_to_the_next(sam):
    first, second, third = (said(name, "정말 최악이네요") for name in ("a", "b", "c"))

    answer = sam.post(reverse("admin:chat_conversation_reviewed", args=[second.pk]))

    assert answer["Location"] == page(first)
    assert shown(sam) == ["c", "a"]
    history = sam.get(reverse("admin:chat_conversation_history", args=[second.pk])).text
    assert "marked as reviewed" in history
    last = sam.post(reverse("admin:chat_conversation_reviewed", args=[first.pk]))
    assert last["Location"] == f"{LIST}?"
    assert third.session_id == "c"


def test_a_mark_is_taken_back_on_the_page_that_was_left(sam):
    first, second = (said(name, "정말 최악이네요") for name in ("a", "b"))
    marked = reverse("admin:chat_conversation_reviewed", args=[second.pk])
    assert f'<a href="{page(second)}">b</a>' in sam.post(marked, follow=True).text
    assert shown(sam) == ["a"]

    undo = reverse("admin:chat_conversation_not_reviewed", args=[second.pk])
    assert undo in sam.get(page(second)).text
    assert undo not in sam.get(page(first)).text
    answer = sam.post(undo)

    assert answer["Location"] == page(second)
    assert shown(sam) == ["b", "a"]
    history = sam.get(reverse("admin:chat_conversation_history", args=[second.pk])).text
    assert "marked as not reviewed" in history


def test_ticked_conversations_are_marked_together_and_back(sam):
    ids = [said(name, "정말 최악이네요").pk for name in ("a", "b", "c")]

    sam.post(LIST, {"action": "mark_selected", "_selected_action": ids[:2]})
    assert shown(sam) == ["c"]

    sam.post(f"{LIST}?reviewed=yes", {"action": "unmark_selected", "_selected_action": ids[:1]})
    assert shown(sam) == ["c", "a"]


def test_the_page_shows_what_stands_behind_an_answer(sam):
    text = sam.get(page(said("lin"))).text

    assert "/articles/fee/ko/3#p1" in text  # the version that it was drawn from
    assert "0.530" in text
    assert "Be kind." in text
    assert "&lt;question&gt;?" in text
    assert "없음 [1]" in text


def test_the_trace_is_told_in_the_readers_language(sam):
    text = sam.get(page(said("lin")), headers={"Accept-Language": "ko"}).text

    assert "<dt>고객이 원하는 것</dt><dd>답변</dd>" in text
    assert "<dt>제외한 문장 수</dt><dd>2</dd>" in text


def test_an_agent_does_not_see_what_the_assistant_thought():
    mei = signed_in("mei", "agent")
    conversation = said("lin", "정말 최악이네요")
    queue.open_handover(conversation.pk)

    text = mei.get(page(conversation)).text

    assert "Be kind." not in text
    assert "upset" not in text.partition("Timeline")[0].partition("Conversation")[0]


def test_the_timeline_tells_of_handovers_segments_and_notes(sam):
    mei = get_user_model().objects.create_user("mei", first_name="Mei")
    conversation = said("lin")
    handover, _ = queue.open_handover(conversation.pk, reason="금리 상담")
    queue.claim(handover.pk, mei)
    actions.say(conversation.pk, mei, "안녕하세요", "m1")
    actions.note(handover.pk, mei, "서류를 기다림", "n1")
    actions.close(conversation.pk, mei, wrap_up="안내함")

    answer = sam.get(page(conversation))

    told = [(event.what, event.who, event.words) for event in answer.context["events"]]
    assert told == [
        ("Begun", "", ""),
        ("Handover requested: asked for", "", "금리 상담"),
        ("Taken", "Mei", ""),
        ("First reply", "Mei", ""),
        ("Note", "Mei", "서류를 기다림"),
        ("Handover ended: resolved", "", "안내함"),
    ]


def test_a_view_is_kept_for_its_owner_alone_and_let_go(sam):
    sam.post(reverse("admin:chat_view_save"), {"name": "Loans", "query": "category=loans&p=3"})
    sam.post(
        reverse("admin:chat_view_save"), {"name": "Loans", "query": "category=loans&when=week"}
    )
    other = signed_in("kim", "supervisor")

    view = SavedView.objects.get()
    assert view.query == "category=loans&when=week"
    assert "?category=loans&amp;when=week" in sam.get(LIST).text
    assert "category=loans" not in other.get(LIST).text
    other.post(reverse("admin:chat_view_forget", args=[view.pk]))
    assert SavedView.objects.exists()
    sam.post(reverse("admin:chat_view_forget", args=[view.pk]))
    assert not SavedView.objects.exists()


def export(client, query, **given):
    body = {"format": "jsonl", "reason": "Asked for by the auditors"} | given
    return client.post(f"{LIST}export/?{query}", body)


def test_an_export_names_its_reason_and_stays_on_record(sam):
    lin = said("lin", "제 번호는 010-1234-5678입니다")
    said("raj")

    answer = export(sam, f"ids={lin.pk}")

    line = json.loads(answer.content)
    record = Export.objects.get()
    assert [entry["text"] for entry in line["entries"]] == [
        "제 번호는 [전화 ****-5678]입니다",
        "없습니다.",
    ]
    assert line["entries"][1]["sources"][0]["version"] == 3
    assert "lin" not in answer.text  # the session's name is not the world's to know
    assert (record.by.username, record.conversations, record.count) == ("sam", [lin.pk], 1)
    assert record.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert record.reason == "Asked for by the auditors"


def test_without_a_reason_nothing_leaves(sam):
    lin = said("lin")

    assert export(sam, f"ids={lin.pk}", reason="").status_code == 422
    assert not Export.objects.exists()


def test_a_list_is_exported_as_it_is_shown(sam):
    said("calm")
    upset = said("upset", "정말 최악이네요")

    answer = export(sam, "reviewed=no&sign=negative")

    assert [json.loads(line)["conversation"] for line in answer.content.splitlines()] == [upset.pk]
    assert Export.objects.get().selection == "reviewed=no&sign=negative"


@pytest.mark.parametrize("number", ["kim@bank.example", "계좌 110 123 456789"])
def test_the_record_of_an_export_holds_no_number_that_was_searched_for(sam, number):
    said("lin", number)

    export(sam, urlencode({"reviewed": "all", "q": number}))

    selection = Export.objects.get().selection
    assert selection.startswith("reviewed=all&q=")
    assert number not in unquote_plus(selection)


def test_a_spreadsheet_runs_nothing_of_the_customers(sam):
    lin = said("lin", '=HYPERLINK("http://x")')

    answer = export(sam, f"ids={lin.pk}", format="csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["text"] == '\'=HYPERLINK("http://x")'
    assert rows[1]["sources"] == "fee v3"


def test_nobody_takes_along_what_they_may_not_read():
    auditor = signed_in("kim", "auditor")
    mei = signed_in("mei", "agent")
    lin = said("lin")

    assert export(auditor, f"ids={lin.pk}").status_code == 200
    assert export(mei, f"ids={lin.pk}").status_code == 403


def test_a_printed_page_bears_the_hash_that_an_export_names(sam):
    lin = said("lin")
    line = json.loads(export(sam, f"ids={lin.pk}").content)

    url = reverse("admin:chat_conversation_print", args=[lin.pk])
    text = sam.post(url, {"reason": "Lin asked for it"}).text

    assert line["sha256"] in text
    printed = Export.objects.get(format="print")
    assert (printed.conversations, printed.sha256) == ([lin.pk], line["sha256"])


@pytest.mark.parametrize(
    "query", ["", "reviewed=all", "q=수수료", "reviewed=all&sign=negative&when=month&outcome=none"]
)
def test_list_and_page_cost_the_same_for_few_and_many(sam, query):
    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            assert sam.get(url).status_code == 200
        return len(captured)

    first, *_ = [said(f"few-{number}", "수수료가 최악이네요") for number in range(3)]
    urls = (f"{LIST}?{query}", f"{page(first)}?_changelist_filters={query.replace('&', '%26')}")
    for url in urls:
        queries(url)
    few = [queries(url) for url in urls]
    for number in range(30):
        said(f"many-{number}", "수수료가 최악이네요")

    assert [queries(url) for url in urls] == few
