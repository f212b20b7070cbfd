"""Each role opens its own pages of the back office, and gets 403 at every other address.

A new page needs a line in aicc/testing/decisions.py, or the first test fails.
"""

import sqlite3
from contextlib import closing
from datetime import date, time, timedelta

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from aicc.audit import recording
from aicc.backoffice.roles import ROLES, make_roles
from aicc.personal_data import erasure, holds
from aicc.personal_data.subject import Asked, Subject
from aicc.testing.decisions import (
    ACTIONS,
    BY_LINK,
    BY_PASSWORD,
    BY_PROVIDER,
    EMPTY,
    FORM_POSTS,
    NONE,
    PAGES,
    POSTED,
    RECORDS,
)
from chat import transcript
from chat.backoffice import exports
from chat.models import (
    Article,
    ArticleVersion,
    Assignment,
    CoachingNote,
    Conversation,
    DataRequest,
    EvaluationCase,
    GenerationSwitch,
    KnowledgeGap,
    Message,
    ReviewDraw,
    ReviewRule,
)
from chat.tests.reviewing import judge
from handover.models import (
    AccessChange,
    AgentProfile,
    BusinessHours,
    CallBack,
    CannedReply,
    IntakeQuestion,
    Label,
    SignInFailures,
    SpecialDay,
    Team,
)
from handover.queue import queue

pytestmark = pytest.mark.django_db
User = get_user_model()
# One role's walk is the quick part's; the others are as long and try the same doors.
EACH_ROLE = [
    role if role == "agent" else pytest.param(role, marks=pytest.mark.long) for role in ROLES
]


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
    made = {name for name, _, _ in record_pages()}
    decided = (
        made | set(PAGES) | set(FORM_POSTS) | POSTED | EMPTY | BY_LINK | BY_PASSWORD | BY_PROVIDER
    )

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
        transcript.append(locked, Message.Sender.ASSISTANT, "어떤 대출을 찾으세요?")
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
    nobody = Subject(Asked(customer="C-1"), ids=[], needles=[])
    certificate = erasure.erase_now(nobody, "trial", "17")
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
        "chat_legalhold": holds.place(raj, "수수료 분쟁", session_id="lin"),
        "chat_datarequest": DataRequest.objects.create(
            kind="erase", reason="trial", requested_by=raj, certificate=certificate
        ),
        "chat_review": review,
        "chat_reviewrule": rule,
        "chat_scorecardversion": review.version,
        "handover_handover": handover,
        "handover_team": Team.objects.create(name="Loans"),
        "handover_agentprofile": AgentProfile.objects.create(user=raj),
        "handover_cannedreply": CannedReply.objects.create(shortcut="hello", text="안녕하세요"),
        "handover_label": Label.objects.create(name="VIP"),
        "handover_callback": CallBack.objects.create(
            conversation=conversation, window_from=now, window_until=now + timedelta(hours=1)
        ),
        "handover_intakequestion": IntakeQuestion.objects.create(text_ko="?", text_en="?"),
        "handover_businesshours": BusinessHours.objects.create(
            weekday=0, opens=time(9), closes=time(18)
        ),
        "handover_specialday": SpecialDay.objects.create(day=date(2026, 1, 2), name="Trial"),
        "handover_signinfailures": SignInFailures.objects.create(
            user=raj, account="raj", place="192.0.2.1", last_failure_at=now
        ),
        "auth_user": raj,
        "handover_accesschange": AccessChange.objects.create(user=raj, requested_by=raj),
        "auth_group": Group.objects.get(name="agent"),
        "audit_auditevent": recording.record("view", "chat.conversation", conversation.pk),
    }
    return {name: row.pk for name, row in rows.items()}


def signed_in(role):
    """Somebody who had every other role as well, until a second ago and without a signal."""
    make_roles()
    user = get_user_model().objects.create_user("mei", password=None, is_staff=True)
    user.groups.set(Group.objects.all())
    client = Client()
    client.force_login(user)
    assert client.get(address("index")).status_code == 200
    User.groups.through.objects.filter(user=user).exclude(group__name=role).delete()
    return client


def address(name, *given):
    return reverse(f"admin:{name}", args=given)


def wrong(client, method, url, allowed, role):
    """What is wrong with the answer; blank where nothing is."""
    status = getattr(client, method)(url).status_code
    expected = (200, 302, 422) if role in allowed else (403,)
    return f"{role} {method} {url}: {status}" if status not in expected else ""


@pytest.mark.parametrize("role", EACH_ROLE)
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


@pytest.mark.parametrize("role", EACH_ROLE)
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
    for name, (allowed, given) in FORM_POSTS.items():
        url = address(name, *(keys.get(part, part) for part in given))
        wrongs.append(wrong(client, "post", url, allowed, role))

    assert [each for each in wrongs if each] == []


@pytest.mark.parametrize("role", EACH_ROLE)
def test_a_role_is_offered_its_own_actions_and_refused_all_others(role):
    client, keys = signed_in(role), one_of_each()
    rooms = {
        f"{m._meta.app_label}_{m._meta.model_name}": r for m, r in admin.site._registry.items()
    }
    request = client.get(address("index")).wsgi_request

    for record, room in rooms.items():
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

    answer = client.post(address("chat_article_action", version.pk), {"action": "submit"})

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


def test_roles_are_made_again_as_they_are_written():
    make_roles()
    agent = Group.objects.get(name="agent")
    agent.permissions.clear()

    make_roles()
    make_roles()

    assert agent.permissions.count() == len(ROLES["agent"])
    assert Group.objects.count() == len(ROLES)


@pytest.mark.once
def test_one_migration_gives_each_role_all_that_it_may(migrated_sqlite):
    """The permissions of an application are there after its own turn: roles come after all."""
    with closing(sqlite3.connect(migrated_sqlite)) as fresh:
        held = fresh.execute(
            "SELECT g.name, t.app_label || '.' || p.codename FROM auth_group_permissions gp"
            " JOIN auth_group g ON g.id = gp.group_id"
            " JOIN auth_permission p ON p.id = gp.permission_id"
            " JOIN django_content_type t ON t.id = p.content_type_id"
        ).fetchall()

    assert {role: {name for group, name in held if group == role} for role in ROLES} == {
        role: set(names) for role, names in ROLES.items()
    }
