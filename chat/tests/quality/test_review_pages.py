"""Reviews in the back office: written by supervisors, read by auditors, coaching by its agent."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chat.models import (
    Article,
    CoachingNote,
    Criterion,
    EvaluationCase,
    Message,
    PinnedComment,
    Review,
    ReviewRule,
    Scorecard,
    ScorecardVersion,
)
from chat.quality import assignments
from chat.tests.reviewing import client_of, full, in_force, judge, person, talk

pytestmark = pytest.mark.django_db

Sender = Message.Sender
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def sam():
    return person("sam", "supervisor")


@pytest.fixture
def mei():
    return person("mei", "agent")


@pytest.fixture
def auditor():
    """Somebody who may look at everything of reviews and change none of it."""
    user = get_user_model().objects.create_user("ana", password=None, is_staff=True)
    names = (
        *("view_conversation", "view_review", "view_assignment", "view_coachingnote"),
        *("view_scorecardversion", "view_reviewrule", "view_evaluationcase", "view_article"),
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def write_page(conversation, seq=None):
    url = reverse("admin:chat_review_write", args=[conversation.pk])
    return f"{url}?seq={seq}" if seq else url


def filled(version, **fields):
    points = {
        name: "na" if each is None else str(each)
        for name, each in full(version, **fields.pop("points", {})).items()
    }
    return {"version": version.pk, "whose": "assistant", **points} | fields


def handed_over(mei, session_id="handed-over"):
    lines = (Sender.CUSTOMER, "상담원이요"), (Sender.AGENT, "네"), (Sender.CUSTOMER, "고마워요")
    return talk(session_id, *lines, agent=mei)


# --- Writing ---------------------------------------------------------------------------


def test_a_supervisor_writes_a_review_beside_the_transcript(sam):
    conversation, version = talk(), in_force()
    client = client_of(sam)

    page = client.get(write_page(conversation), headers=ENGLISH)
    answer = client.post(
        write_page(conversation), filled(version, comment="정확합니다", **{"pin-2": "출처가 없음"})
    )

    assert "Understood what the customer wanted" in page.text
    assert "연 3.0%입니다." in page.text
    written = Review.objects.get()
    assert answer.url == reverse("admin:chat_review_change", args=[written.pk])
    assert (written.reviewer, written.score, written.comment) == (sam, 100, "정확합니다")
    assert PinnedComment.objects.get().seq == 2


def test_what_is_missing_is_said_and_nothing_written_is_lost(sam):
    conversation, version = talk(), in_force()
    form = filled(version, comment="거의 다 썼습니다", **{"pin-2": "출처가 없음"})
    del form["solved"]

    answer = client_of(sam).post(write_page(conversation), form)

    assert answer.status_code == 422
    assert "거의 다 썼습니다" in answer.text
    assert "출처가 없음" in answer.text
    assert not Review.objects.exists()


def test_one_message_is_judged_by_its_own_scorecard(sam, mei):
    conversation = handed_over(mei)
    version = in_force(Scorecard.Subject.MESSAGE)
    client = client_of(sam)

    page = client.get(write_page(conversation, 2), headers=ENGLISH)
    client.post(write_page(conversation, 2), filled(version, coaching="먼저 인사해 주세요."))

    assert "Review of message 2" in page.text
    assert (Review.objects.get().seq, Review.objects.get().agent) == (2, mei)
    assert CoachingNote.objects.get().agent == mei


def test_a_customers_message_is_not_judged(sam):
    assert client_of(sam).get(write_page(talk(), 1)).status_code == 302


def test_ones_own_words_are_not_judged(sam):
    conversation = handed_over(sam)
    form = filled(in_force(), whose=str(sam.pk))

    answer = client_of(sam).post(write_page(conversation), form)

    assert answer.status_code == 422
    assert not Review.objects.exists()


def test_a_review_begun_before_a_publication_is_kept_by_the_version_it_was_asked(sam):
    from_before = in_force()
    client = client_of(sam)
    page = {"edit": reverse("admin:chat_scorecardversion_edit", args=[from_before.pk])}
    client.post(page["edit"])
    ScorecardVersion.objects.filter(number=2).update(published_at=timezone.now())

    client.post(write_page(talk()), filled(from_before))

    assert Review.objects.get().version == from_before


# --- Corrections -----------------------------------------------------------------------


def test_one_click_makes_a_correction_a_draft_and_a_case(sam):
    form = filled(
        in_force(), question_seq="1", corrected_answer="연 3.2%입니다.", to_knowledge="1"
    )
    sam, page = client_of(sam), write_page(talk())

    unsaid = sam.post(page, form)
    sam.post(page, form | {"into": "new"})

    assert unsaid.status_code == 422
    assert Review.objects.count() == 1
    case = EvaluationCase.objects.get()
    assert case.draft.state == "draft"
    assert case.draft.author.username == "sam"


def test_an_earlier_correction_is_sent_on_from_its_review(sam):
    written = judge(talk(), sam, question_seq=1, corrected_answer="연 3.2%입니다.")
    url = reverse("admin:chat_review_knowledge", args=[written.pk])
    client = client_of(sam)

    for _ in range(2):
        client.post(url, {"into": "new"})

    page = client.get(reverse("admin:chat_review_change", args=[written.pk]))
    assert Article.objects.count() == 1
    assert reverse("admin:chat_article_change", args=[Article.objects.get().pk]) in page.text


# --- Who may ---------------------------------------------------------------------------


def pages(conversation, review, note):
    """Every page of reviews, by its name."""
    lists = ("review", "assignment", "scorecardversion", "reviewrule", "evaluationcase")
    return {
        **{name: reverse(f"admin:chat_{name}_changelist") for name in lists},
        "write": write_page(conversation),
        "one review": reverse("admin:chat_review_change", args=[review.pk]),
        "one scorecard": reverse("admin:chat_scorecardversion_change", args=[review.version_id]),
        "coaching": reverse("admin:chat_coachingnote_changelist"),
        "one note": reverse("admin:chat_coachingnote_change", args=[note.pk]),
    }


def posts(review):
    return {
        "knowledge": reverse("admin:chat_review_knowledge", args=[review.pk]),
        "edit": reverse("admin:chat_scorecardversion_edit", args=[review.version_id]),
        "write": write_page(review.conversation),
    }


@pytest.fixture
def judged(sam, mei):
    return judge(
        handed_over(mei),
        sam,
        agent_id=mei.pk,
        coaching="먼저 인사해 주세요.",
        question_seq=1,
        corrected_answer="잠시만 기다려 주십시오.",
    )


def test_a_supervisor_opens_every_page(sam, judged):
    client = client_of(sam)
    for name, url in pages(judged.conversation, judged, CoachingNote.objects.get()).items():
        assert client.get(url).status_code == 200, name


def test_an_auditor_reads_every_page_and_writes_none(auditor, judged):
    client = client_of(auditor)
    refused = {
        name
        for name, url in pages(judged.conversation, judged, CoachingNote.objects.get()).items()
        if client.get(url).status_code == 403
    }

    assert refused == {"write"}
    for name, url in posts(judged).items():
        assert client.post(url).status_code == 403, name
    add = client.get(reverse("admin:chat_reviewrule_add"))
    assert add.status_code == 403


def test_an_agent_sees_their_own_coaching_and_nothing_else(mei, judged):
    client = client_of(mei)
    found = {
        name: client.get(url).status_code
        for name, url in pages(judged.conversation, judged, CoachingNote.objects.get()).items()
    }

    assert {name for name, status in found.items() if status == 200} == {"coaching", "one note"}
    assert set(found.values()) == {200, 403}
    for name, url in posts(judged).items():
        assert client.post(url).status_code == 403, name


def test_a_colleagues_coaching_is_not_there(judged):
    raj = client_of(person("raj", "agent"))
    note = CoachingNote.objects.get()

    listed = raj.get(reverse("admin:chat_coachingnote_changelist"))
    opened = raj.get(reverse("admin:chat_coachingnote_change", args=[note.pk]))
    answered = raj.post(
        reverse("admin:chat_coachingnote_change", args=[note.pk]), {"text": "저도요"}
    )

    assert "먼저 인사해" not in listed.text
    assert opened.status_code == answered.status_code == 302
    assert not note.replies.exists()


def test_nothing_of_a_review_is_changed_or_deleted(sam, judged):
    client = client_of(sam)

    for name in ("review", "assignment", "scorecardversion", "reviewrule", "evaluationcase"):
        pk = judged.version_id if name == "scorecardversion" else judged.pk
        gone = client.post(reverse(f"admin:chat_{name}_delete", args=[pk]), {"post": "yes"})
        assert gone.status_code in (302, 403), name
    assert Review.objects.count() == 1
    assert ScorecardVersion.objects.filter(pk=judged.version_id).exists()


# --- Coaching --------------------------------------------------------------------------


def test_an_agent_reads_a_note_and_answers_it(mei, sam, judged):
    note = CoachingNote.objects.get()
    url = reverse("admin:chat_coachingnote_change", args=[note.pk])
    client_of(sam).get(url)
    note.refresh_from_db()
    assert note.read_at is None  # a supervisor's look is not the agent's

    client = client_of(mei)
    page = client.get(url)
    client.post(url, {"text": "다음부터 그렇게 하겠습니다. 010-1234-5678"})

    note.refresh_from_db()
    assert "먼저 인사해 주세요." in page.text
    assert note.read_at is not None
    assert note.replies.get().text.startswith("다음부터 그렇게 하겠습니다.")
    assert "1234-5678" not in note.replies.get().text
    assert "다음부터" in client_of(sam).get(url).text


# --- Scorecards and rules --------------------------------------------------------------


def test_a_supervisor_edits_and_publishes_a_scorecard(sam):
    first = in_force()
    client = client_of(sam)
    client.post(reverse("admin:chat_scorecardversion_edit", args=[first.pk]))
    draft = ScorecardVersion.objects.get(number=2)
    url = reverse("admin:chat_scorecardversion_change", args=[draft.pk])
    page = client.get(url)
    criterion = draft.criteria.all()[0]

    answer = client.post(url, inlines(draft) | {"criteria-0-weight": "40", "_publish": "1"})

    assert page.status_code == 200
    assert answer.status_code == 302, answer.context["errors"]
    draft.refresh_from_db()
    criterion.refresh_from_db()
    assert (criterion.weight, draft.published_at is not None) == (40, True)
    assert client.get(url).status_code == 200  # read from now on
    client.post(url, inlines(draft) | {"criteria-0-weight": "1"})
    criterion.refresh_from_db()
    assert criterion.weight == 40


def inlines(version):
    """A draft's page as the browser would send it back."""
    criteria = list(version.criteria.all())
    sent = {
        "criteria-TOTAL_FORMS": len(criteria),
        "criteria-INITIAL_FORMS": len(criteria),
        "criteria-MIN_NUM_FORMS": 0,
        "criteria-MAX_NUM_FORMS": 1000,
    }
    names = [each.name for each in Criterion._meta.fields if each.name not in ("id", "version")]
    for number, each in enumerate(criteria):
        prefix = f"criteria-{number}"
        sent |= {f"{prefix}-id": each.pk, f"{prefix}-version": version.pk}
        for name in names:
            value = getattr(each, name)
            if value is not False:
                sent[f"{prefix}-{name}"] = "on" if value is True else value
    return sent


def test_a_rule_is_made_and_its_draws_are_read_with_their_seeds(sam):
    client = client_of(sam)
    client.post(
        reverse("admin:chat_reviewrule_add"),
        {"name": "매일", "sampling": "risk", "partner": "any", "quota": "3", "active": "on"},
    )
    rule = ReviewRule.objects.get()
    now = timezone.now()
    assignments.assign(rule, now - timedelta(days=1), now, seed=424242)

    page = client.get(reverse("admin:chat_reviewrule_change", args=[rule.pk]))

    assert "424242" in page.text


def test_an_assignment_leads_to_the_form_and_then_to_the_review(sam):
    conversation = talk()
    rule = ReviewRule.objects.create(name="daily", quota=1)
    now = timezone.now()
    hour = timedelta(hours=1)
    made = assignments.assign(rule, now - hour, now + hour)
    row = reverse("admin:chat_assignment_change", args=[made.assignments.get().pk])
    client = client_of(sam)

    assert client.get(row).url == write_page(conversation)
    written = judge(conversation, sam)
    assert client.get(row).url == reverse("admin:chat_review_change", args=[written.pk])


def test_after_a_review_the_next_assigned_one_is_a_key_away(sam):
    first, second = talk("first"), talk("second")
    now, hour = timezone.now(), timedelta(hours=1)
    assignments.assign(ReviewRule.objects.create(name="daily"), now - hour, now + hour)
    client = client_of(sam)

    page = client.get(reverse("admin:chat_review_change", args=[judge(first, sam).pk]))
    done = client.get(reverse("admin:chat_review_change", args=[judge(second, sam).pk]))

    assert f'id="next" href="{write_page(second)}"' in page.text
    assert 'id="next"' not in done.text


def test_the_side_bar_counts_what_waits_for_whoever_is_signed_in(sam, mei, judged):
    talk("to review")
    now, hour = timezone.now(), timedelta(hours=1)
    assignments.assign(ReviewRule.objects.create(name="daily"), now - hour, now + hour)

    def waits(user, name):
        page = client_of(user).get(reverse("admin:index"))
        groups = page.context["sidebar_navigation"]
        items = {item["link"]: item for group in groups for item in group["items"]}
        return items[reverse(f"admin:chat_{name}_changelist")].get("badge")

    assert (waits(sam, "assignment"), waits(sam, "coachingnote")) == (1, 0)
    assert (waits(mei, "assignment"), waits(mei, "coachingnote")) == (None, 1)


# --- Queries ---------------------------------------------------------------------------


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def coached(sam, mei, number):
    judge(handed_over(mei, f"talk-{number}"), sam, agent_id=mei.pk, coaching="좋습니다")


@pytest.mark.parametrize("name", ["review", "coachingnote", "scorecardversion", "assignment"])
def test_a_list_costs_the_same_for_few_and_many(sam, mei, name):
    in_force()
    client, url = client_of(sam), reverse(f"admin:chat_{name}_changelist") + "?whose=all"
    if name != "assignment":
        url = reverse(f"admin:chat_{name}_changelist")
    rule, now = ReviewRule.objects.create(name="daily", quota=100), timezone.now()

    def more(first, last):
        for number in range(first, last):
            coached(sam, mei, number)
            talk(f"unreviewed-{number}")
        period = now - timedelta(days=last), timezone.now()
        assignments.assign(rule, *period)

    more(0, 2)
    few = queries(client, url)
    more(2, 8)

    assert queries(client, url) == few


def test_the_form_costs_the_same_beside_a_long_conversation(sam):
    client = client_of(sam)
    in_force()
    short = talk("short")
    long = talk("long", *[(Sender.CUSTOMER, "?"), (Sender.ASSISTANT, "!")] * 20)

    assert queries(client, write_page(long)) == queries(client, write_page(short))
