"""Each role opens its own pages of the back office, and gets 403 at every other address.

A new page needs a line in RECORDS or PAGES, or the first test fails.
"""

from datetime import date, time, timedelta

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from aicc.backoffice.roles import ROLES, make_roles
from chat import transcript
from chat.backoffice import exports
from chat.models import (
    Article,
    ArticleVersion,
    Assignment,
    CoachingNote,
    Conversation,
    EvaluationCase,
    GenerationSwitch,
    KnowledgeGap,
    Message,
    ReviewDraw,
    ReviewRule,
)
from chat.tests.reviewing import judge
from handover.models import (
    AgentProfile,
    BusinessHours,
    CallBack,
    CannedReply,
    IntakeQuestion,
    SpecialDay,
    Team,
)
from handover.queue import queue

pytestmark = pytest.mark.django_db

EVERYBODY = set(ROLES)
NONE = 0  # the key of no row: whoever may look is told so, whoever may not gets 403
NOBODY = set()
DESK = {"supervisor", "administrator"}
READERS = {"agent", "supervisor", "auditor"}
JUDGES = {"supervisor", "auditor"}
WRITERS = {"supervisor", "editor"}
DESK_READERS = DESK | {"auditor"}

# Who reads the list and the pages, who adds, who changes, who deletes.
RECORDS = {
    "chat_article": (READERS | {"editor"}, WRITERS, NOBODY, NOBODY),
    "chat_assignment": (JUDGES, NOBODY, JUDGES, NOBODY),  # its page leads on to the review
    "chat_coachingnote": (READERS, NOBODY, {"agent", "supervisor"}, NOBODY),
    "chat_conversation": (READERS, NOBODY, NOBODY, NOBODY),
    "chat_evaluationcase": (JUDGES, NOBODY, {"supervisor"}, NOBODY),
    "chat_export": (JUDGES, NOBODY, NOBODY, NOBODY),
    "chat_generationswitch": (JUDGES, {"supervisor"}, NOBODY, NOBODY),
    "chat_knowledgegap": ({"supervisor", "auditor", "editor"}, NOBODY, NOBODY, NOBODY),
    "chat_review": (JUDGES, NOBODY, NOBODY, NOBODY),
    "chat_reviewrule": (JUDGES, {"supervisor"}, {"supervisor"}, NOBODY),
    "chat_scorecardversion": (JUDGES, NOBODY, NOBODY, NOBODY),  # a draft is tried below
    "handover_callback": (READERS, NOBODY, NOBODY, NOBODY),
    "handover_intakequestion": (DESK_READERS, DESK, DESK, DESK),
    "handover_handover": (READERS, NOBODY, NOBODY, NOBODY),
    "handover_team": (DESK_READERS, DESK, DESK, DESK),
    "handover_agentprofile": (DESK_READERS, DESK, DESK, DESK),
    "handover_cannedreply": (DESK_READERS, DESK, DESK, DESK),
    "handover_businesshours": (DESK_READERS, DESK, DESK, DESK),
    "handover_specialday": (DESK_READERS, DESK, DESK, DESK),
    "auth_user": ({"auditor", "administrator"}, {"administrator"}, {"administrator"}, NOBODY),
    "auth_group": ({"auditor", "administrator"}, NOBODY, NOBODY, NOBODY),
}
# Every other page: who may, and with what it is asked.
PAGES = {
    "index": (EVERYBODY, []),
    "app_list": (EVERYBODY, ["chat"]),
    "language": (EVERYBODY, []),
    "search": (EVERYBODY, []),
    "login": (EVERYBODY, []),
    "jsi18n": (EVERYBODY, []),
    "password_change": (EVERYBODY, []),
    "password_change_done": (EVERYBODY, []),
    "autocomplete": (NOBODY, []),  # allowed with the name of a field that one may see
    "chat_conversation_export": (JUDGES, []),
    "chat_review_write": ({"supervisor"}, ["chat_conversation"]),
    "chat_conversation_print": (JUDGES, ["chat_conversation"]),
    "chat_article_edit": (WRITERS, ["version"]),
    "chat_article_changes": (WRITERS | {"auditor"}, ["version"]),
    "chat_article_trial": (WRITERS, ["version"]),
    "chat_article_import": (WRITERS, []),
    "chat_article_export": (WRITERS, []),
    "figures_now": (JUDGES, []),
    "figures_csv": (JUDGES, []),
    "chat_knowledgegap_groups": (WRITERS, []),
    "handover_waiting": (READERS, []),
    "handover_entries": (READERS, ["handover_handover"]),
    "auth_user_password_change": ({"administrator"}, ["auth_user"]),
}
# Deeds that are posted: who may, and of which record.
DEEDS = {
    "chat_conversation_reviewed": ({"supervisor"}, ["chat_conversation"]),
    "chat_conversation_not_reviewed": ({"supervisor"}, ["chat_conversation"]),
    "chat_article_new_version": (WRITERS, ["chat_article"]),
    "chat_article_preview": (WRITERS, []),
    "chat_review_knowledge": ({"supervisor"}, ["chat_review"]),
    "chat_scorecardversion_edit": ({"supervisor"}, ["chat_scorecardversion"]),
    "chat_view_save": (READERS, []),
    "chat_view_forget": (READERS, [0]),  # there is none: nothing happens
}
POSTED = {"logout", "chat_article_deed"}  # tried below, each in its own way
EMPTY = {"view_on_site"}  # nothing of ours has a page on the site: 404 for everybody
# What may be done with rows that are ticked in a list.
DELETE = {"delete_selected": DESK}
ACTIONS = {
    "chat_article": {"export_selected": WRITERS},
    "handover_intakequestion": DELETE,
    "chat_conversation": {
        "mark_selected": {"supervisor"},
        "unmark_selected": {"supervisor"},
        "export_selected": JUDGES,
        "put_in_queue": {"supervisor"},
    },
    "handover_team": DELETE,
    "handover_agentprofile": DELETE,
    "handover_cannedreply": DELETE,
    "handover_businesshours": DELETE,
    "handover_specialday": DELETE,
}


def patterns(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def admin_patterns():
    (site,) = (p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "admin")
    return list(patterns(site))


def page_names():
    return {pattern.name for pattern in admin_patterns() if pattern.name}


def records():
    """Those that have pages."""
    names = page_names()
    return {name: roles for name, roles in RECORDS.items() if f"{name}_changelist" in names}


def record_pages():
    """(name, record, roles) of each page that Django makes for a record."""
    for record, (read, add, _change, delete) in records().items():
        yield f"{record}_changelist", None, read
        yield f"{record}_add", None, add
        yield f"{record}_change", record, read
        yield f"{record}_history", record, read
        yield f"{record}_delete", record, delete


def test_somebody_has_decided_who_may_open_each_page():
    decided = {name for name, _, _ in record_pages()} | set(PAGES) | set(DEEDS) | POSTED | EMPTY

    assert page_names() - decided == set(), "new pages: give them a line in RECORDS or PAGES"
    assert decided - page_names() == set(), "pages that are gone: take their lines away"
    nameless = {str(p.pattern) for p in admin_patterns() if not p.name}
    assert nameless == {"<path:object_id>/", "(?P<url>.*)$"}  # Django's own redirects


def one_of_each():
    """A record of each kind, all of them in everybody's sight: {record: its key}."""
    raj = get_user_model().objects.create_user("raj", password=None, is_staff=True)
    conversation = Conversation.objects.create(session_id="lin")
    with transaction.atomic():
        locked = transcript.lock(conversation.pk)
        transcript.append(locked, Message.Sender.CUSTOMER, "대출 상담 부탁드려요")
    handover, _ = queue.open_handover(conversation.pk)
    article = Article.objects.create(slug="fee", language="ko", category="fees", title="수수료")
    version = ArticleVersion.objects.create(
        article=article,
        number=1,
        state="draft",
        title="수수료",
        body="없음",
        effective_from=date(2026, 1, 1),
        content_hash="",
    )
    review = judge(conversation, raj)
    rule = ReviewRule.objects.create(name="All")
    now = timezone.now()
    draw = ReviewDraw.objects.create(rule=rule, since=now, until=now, seed=1, wanted=1)
    words = {"question_seq": 1, "question": "?", "language": "ko"}
    rows = {
        "chat_article": article,
        "version": version,
        "chat_assignment": Assignment.objects.create(
            draw=draw, place=0, conversation=conversation, reviewer=raj
        ),
        "chat_coachingnote": CoachingNote.objects.create(
            agent=raj, author=raj, conversation=conversation, review=review, text="Well done"
        ),
        "chat_conversation": conversation,
        "chat_evaluationcase": EvaluationCase.objects.create(question="?", review=review),
        "chat_export": exports.record([conversation.pk], raj, "print", ""),
        "chat_generationswitch": GenerationSwitch.objects.create(reason="trial"),
        "chat_knowledgegap": KnowledgeGap.objects.create(
            kind="unanswered", conversation=conversation, **words
        ),
        "chat_review": review,
        "chat_reviewrule": rule,
        "chat_scorecardversion": review.version,
        "handover_handover": handover,
        "handover_team": Team.objects.create(name="Loans"),
        "handover_agentprofile": AgentProfile.objects.create(user=raj),
        "handover_cannedreply": CannedReply.objects.create(shortcut="hello", text="안녕하세요"),
        "handover_callback": CallBack.objects.create(
            conversation=conversation, window_from=now, window_until=now + timedelta(hours=1)
        ),
        "handover_intakequestion": IntakeQuestion.objects.create(text_ko="?", text_en="?"),
        "handover_businesshours": BusinessHours.objects.create(
            weekday=0, opens=time(9), closes=time(18)
        ),
        "handover_specialday": SpecialDay.objects.create(day=date(2026, 1, 2), name="Trial"),
        "auth_user": raj,
        "auth_group": Group.objects.get(name="agent"),
    }
    return {name: row.pk for name, row in rows.items()}


def signed_in(role, name="mei"):
    make_roles()
    user = get_user_model().objects.create_user(name, password=None, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def address(name, *given):
    return reverse(f"admin:{name}", args=given)


def wrong(client, method, url, allowed, role):
    """What is wrong with the answer; blank where nothing is."""
    status = getattr(client, method)(url).status_code
    expected = (200, 302, 422) if role in allowed else (403,)
    return f"{role} {method} {url}: {status}" if status not in expected else ""


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_own_pages_and_no_other(role):
    client, keys = signed_in(role), one_of_each()

    wrongs = []
    for name, record, allowed in record_pages():
        url = address(name, *([keys.get(record, NONE)] if record else []))
        wrongs.append(wrong(client, "get", url, allowed, role))
    for name in page_names() & set(PAGES):
        allowed, given = PAGES[name]
        url = address(name, *(keys.get(part, part) for part in given))
        wrongs.append(wrong(client, "get", url, allowed, role))
    for name in EMPTY:
        assert client.get(address(name, 1, 1)).status_code == 404

    assert [each for each in wrongs if each] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_writes_what_it_may_and_nothing_else(role):
    client, keys = signed_in(role), one_of_each()

    wrongs = []
    for record, (_read, add, change, delete) in records().items():
        wrongs += [
            wrong(client, "post", address(f"{record}_add"), add, role),
            wrong(
                client, "post", address(f"{record}_change", keys.get(record, NONE)), change, role
            ),
            wrong(
                client, "post", address(f"{record}_delete", keys.get(record, NONE)), delete, role
            ),
        ]
    for name, (allowed, given) in DEEDS.items():
        url = address(name, *(keys.get(part, part) for part in given))
        wrongs.append(wrong(client, "post", url, allowed, role))

    assert [each for each in wrongs if each] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_its_own_actions_and_refused_all_others(role):
    client, keys = signed_in(role), one_of_each()
    rooms = {
        f"{m._meta.app_label}_{m._meta.model_name}": r for m, r in admin.site._registry.items()
    }

    for record, room in rooms.items():
        request = client.get(address("index")).wsgi_request
        offered = {name for name, allowed in ACTIONS.get(record, {}).items() if role in allowed}
        assert set(room.get_actions(request)) == offered, record
        for name in set(ACTIONS.get(record, {})) | {"delete_selected"} - offered:
            body = {"action": name, "_selected_action": [keys.get(record, NONE)]}
            answer = client.post(address(f"{record}_changelist"), body)
            expected = (200, 302) if name in offered else (403,)
            assert answer.status_code in expected, (record, name)


@pytest.mark.parametrize("role", ROLES)
def test_an_article_is_sent_to_review_by_editors_and_supervisors_alone(role):
    client, keys = signed_in(role), one_of_each()
    version = ArticleVersion.objects.get(article=keys["chat_article"])

    answer = client.post(address("chat_article_deed", version.pk), {"deed": "submit"})

    assert answer.status_code == (302 if role in ("editor", "supervisor") else 403)


def test_whoever_is_not_signed_in_is_sent_to_the_door():
    stranger, keys = Client(), one_of_each()

    for name, record, _ in record_pages():
        answer = stranger.get(address(name, *([keys.get(record, NONE)] if record else [])))
        assert answer["Location"].startswith("/admin/login/"), name


def test_staff_without_a_role_opens_nothing_but_the_front_page():
    keys = one_of_each()
    nobody = Client()
    nobody.force_login(get_user_model().objects.create_user("sam", is_staff=True))

    for name, record, _ in record_pages():
        url = address(name, *([keys.get(record, NONE)] if record else []))
        assert nobody.get(url).status_code == 403, name
    assert nobody.get(address("index")).status_code == 200


def test_an_administrator_makes_no_superuser_and_gives_themselves_nothing():
    client = signed_in("administrator")
    people = get_user_model().objects
    mei, editor = people.get(username="mei"), Group.objects.get(name="editor")
    sam = people.create_superuser("sam", password=None)

    body = {"username": "mei", "groups": [editor.pk], "is_superuser": "on", "is_staff": "on"}
    client.post(address("auth_user_change", mei.pk), body)

    mei = people.get(pk=mei.pk)
    assert not mei.is_superuser
    assert [group.name for group in mei.groups.all()] == ["administrator"]
    assert client.post(address("auth_user_change", sam.pk), body).status_code == 403
    assert client.post(address("auth_user_password_change", sam.pk)).status_code == 403


def test_an_administrator_gives_somebody_else_a_role():
    client = signed_in("administrator")
    raj = get_user_model().objects.create_user("raj", is_staff=True)
    editor = Group.objects.get(name="editor")

    body = {"username": "raj", "groups": [editor.pk], "is_staff": "on", "is_active": "on"}
    answer = client.post(address("auth_user_change", raj.pk), body)

    assert answer.status_code == 302
    assert list(raj.groups.all()) == [editor]


def test_roles_are_made_again_as_they_are_written():
    make_roles()
    agent = Group.objects.get(name="agent")
    agent.permissions.clear()

    make_roles()
    make_roles()

    assert agent.permissions.count() == len(ROLES["agent"])
    assert Group.objects.count() == len(ROLES)
