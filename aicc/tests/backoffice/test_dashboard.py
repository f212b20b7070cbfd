"""The first page of supervisors: every figure is a plain count, and has its list behind it."""

import csv
import re
from datetime import date, datetime, timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from aicc.backoffice.dashboard import formatting, live
from aicc.backoffice.roles import make_roles
from chat.articles.article_files import ArticleText
from chat.assistant.retrieval import knowledge
from chat.models import Conversation, Feedback, GenerationSwitch, KnowledgeGap, Turn
from handover import reporting
from handover.models import AgentSegment, Handover
from handover.reporting import drilldown as behind_figures
from handover.tests import kept_month
from handover.tests.month import (
    FIRST,
    LAST,
    SEOUL,
    in_days,
    nearest_rank,
    plain_count,
)

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb, pytest.mark.clock]

INDEX = reverse("admin:index")
MONTH = f"from={FIRST}&to={LAST}"


def signed_in(role):
    make_roles()
    user = User.objects.create_user(f"{role}-1", password=None, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def sam_signed_in():
    return signed_in("supervisor")


@pytest.fixture
def month():
    return kept_month.month(36, counted=True)


def cards(client, asked=MONTH):
    page = client.get(f"{INDEX}?{asked}")
    return {card["name"]: card for _, group in page.context["groups"] for card in group}


def mean(sums, by):
    scores = {score: sums.get(f"score_{by}.{score}", 0) for score in range(1, 6)}
    return sum(score * n for score, n in scores.items()) / sum(scores.values())


def expected(first, last):
    """What each card has to say, from the plain count."""
    sums, times = plain_count(first, last)
    get = sums.get
    whole = {
        name: get(name, 0)
        for name in ("conversations", "questions", "unanswered", "wishes", "taken", "abandoned")
    } | {
        "transfers": get("transfers", 0),
        "thumbs_up": get("thumb.up", 0),
        "thumbs_down": get("thumb.down", 0),
        "apologies": get("turn.failed", 0),
        "open": get("wishes", 0) - get("ended", 0),
    }
    shares = {
        "contained": sums["contained"] / sums["conversations"],
        "first_replies_kept": sums["first_replies_kept"] / sums["first_replies"],
        "solved_kept": sums["solved_kept"] / sums["handled"],
    }
    medians = ("answer", "model", "waiting", "first_reply", "handling")
    return {
        **{name: formatting.whole(number) for name, number in whole.items()},
        **{name: formatting.share(share) for name, share in shares.items()},
        **{name: formatting.duration(nearest_rank(times[name], 0.5)) for name in medians},
        **{f"scored_{by}": formatting.score(mean(sums, by)) for by in ("assistant", "people")},
        "scored_nobody": formatting.score(mean(sums, "nobody")),
        "confidence": formatting.score(nearest_rank(times["confidence"], 0.5)),
        "cost": formatting.won(sums["cost_micro_won"] / 1_000_000),
    }


def test_every_figure_on_the_page_is_the_plain_count(sam_signed_in, month):
    with translation.override("en"):
        found = {name: card["value"] for name, card in cards(sam_signed_in).items()}

        assert found == expected(FIRST, LAST)


def test_the_page_is_compared_with_as_many_days_before(sam_signed_in, month):
    middle = FIRST + timedelta(days=10)
    asked = f"from={middle + timedelta(days=1)}&to={middle + timedelta(days=10)}"

    before = cards(sam_signed_in, asked)["conversations"]["change"]["before"]

    sums, _ = plain_count(middle - timedelta(days=9), middle)
    assert before == str(sums["conversations"])


def test_a_day_that_is_not_over_is_compared_up_to_the_same_hour(sam_signed_in, monkeypatch):
    noon = datetime(2026, 10, 15, 12, 30, tzinfo=SEOUL)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    yesterday = noon - timedelta(days=1)
    for number, moment in enumerate(
        (yesterday - timedelta(hours=1), yesterday, noon - timedelta(minutes=1))
    ):
        Conversation.objects.create(
            session_id=f"lin-{number}", started_at=moment, last_message_at=moment
        )
    yesterday_evening = yesterday + timedelta(hours=8)
    Conversation.objects.create(
        session_id="late", started_at=yesterday_evening, last_message_at=yesterday_evening
    )
    reporting.keep_up()

    card = cards(sam_signed_in, "from=2026-10-15&to=2026-10-15")["conversations"]

    assert (card["value"], card["change"]["before"]) == ("1", "1")


def behind(client, card):
    return list(client.get(card["link"]).context["cl"].queryset)


def test_the_list_behind_a_figure_of_wishes_holds_as_many(sam_signed_in, month):
    found = cards(sam_signed_in)

    for name in ("wishes", "taken", "abandoned", "open"):
        assert str(len(behind(sam_signed_in, found[name]))) == found[name]["value"], name
    assert len(behind(sam_signed_in, found["handling"])) == len(
        plain_count(FIRST, LAST)[1]["handling"]
    )
    assert all(row.transfers for row in behind(sam_signed_in, found["transfers"]))
    assert all(
        row.first_reply_kept is False for row in behind(sam_signed_in, found["first_replies_kept"])
    )
    assert all(row.resolution_kept is False for row in behind(sam_signed_in, found["solved_kept"]))


def asked_in_the_month(**conditions):
    turns = Turn.objects.filter(**conditions).exclude(engine="intake")
    return {t.conversation_id for t in turns if in_days(t.asked_at, FIRST, LAST)}


def thumbed(rating):
    judged = {
        (f.message.conversation_id, f.message.seq) for f in Feedback.objects.filter(rating=rating)
    }
    return {
        t.conversation_id
        for t in Turn.objects.all()
        if in_days(t.asked_at, FIRST, LAST) and (t.conversation_id, t.answer_seq) in judged
    }


def test_the_list_behind_a_figure_of_conversations_holds_them(sam_signed_in, month):
    found = cards(sam_signed_in)
    begun = [
        row
        for row in Conversation.objects.filter(last_message_at__isnull=False)
        if in_days(row.started_at, FIRST, LAST)
    ]
    wanted = set(Handover.objects.values_list("conversation_id", flat=True))
    helped = set(AgentSegment.objects.values_list("handover__conversation_id", flat=True))
    gaps = KnowledgeGap.objects.filter(kind="unanswered")
    lists = {
        "conversations": {row.pk for row in begun},
        "contained": {row.pk for row in begun} - wanted,
        "scored_assistant": {row.pk for row in begun if row.score} - wanted,
        "scored_people": {row.pk for row in begun if row.score} & helped,
        "scored_nobody": ({row.pk for row in begun if row.score} & wanted) - helped,
        "questions": asked_in_the_month(),
        "answer": asked_in_the_month(state="answered"),
        "model": asked_in_the_month(state="answered", engine="model"),
        "apologies": asked_in_the_month(state="failed"),
        "cost": asked_in_the_month(tokens_in__gt=0),
        "thumbs_up": thumbed("up"),
        "thumbs_down": thumbed("down"),
        "unanswered": {g.conversation_id for g in gaps if in_days(g.noted_at, FIRST, LAST)},
    }

    for name, expected_rows in lists.items():
        assert {row.pk for row in behind(sam_signed_in, found[name])} == expected_rows, name


def test_a_list_of_very_many_holds_the_newest_and_says_so(sam_signed_in, month, monkeypatch):
    monkeypatch.setattr(behind_figures, "MOST_RECORDS", 2)
    asked = Turn.objects.exclude(engine="intake").order_by("asked_at")
    turns = [t for t in asked if in_days(t.asked_at, FIRST, LAST)]

    page = sam_signed_in.get(cards(sam_signed_in)["questions"]["link"])

    shown_rows = {row.pk for row in page.context["cl"].queryset}
    assert shown_rows == {turn.conversation_id for turn in turns[-2:]}
    assert "a shorter period shows the others" in page.text


def test_every_bar_with_a_name_leads_to_its_list(sam_signed_in, month):
    page = sam_signed_in.get(f"{INDEX}?{MONTH}")
    charts = {chart.name: chart for chart in page.context["charts"]}

    for name in ("triggers", "outcomes", "categories"):
        for row in charts[name].rows:
            listed = sam_signed_in.get(row.link).context["cl"].queryset
            assert listed.count() == row.values[0], (name, row.label)
    assert {row.label for row in charts["engines"].rows} >= {"language model", "offline engine"}


def test_a_day_is_drawn_by_its_hours_and_a_month_by_its_days(sam_signed_in, month):
    day = FIRST + timedelta(days=14)

    by_hour = sam_signed_in.get(f"{INDEX}?from={day}&to={day}").context["charts"][0]
    by_day = sam_signed_in.get(f"{INDEX}?{MONTH}").context["charts"][0]

    assert (len(by_hour.rows), len(by_day.rows)) == (24, 31)
    # Two began around nine in the morning, on either side of midnight by UTC.
    assert (by_hour.rows[8].values[0], by_hour.rows[9].values[0]) >= (1, 1)
    total = sum(row.values[0] for row in by_day.rows)
    assert total == plain_count(FIRST, LAST)[0]["conversations"]


def test_the_table_for_other_programs_adds_up_to_the_same(sam_signed_in, month):
    url = reverse("admin:figures_csv")
    days = list(csv.DictReader(StringIO(sam_signed_in.get(f"{url}?{MONTH}").text)))
    hours = list(csv.DictReader(StringIO(sam_signed_in.get(f"{url}?{MONTH}&by=hour").text)))

    sums, _ = plain_count(FIRST, LAST)
    for name in ("conversations", "questions", "wishes", "trigger.asked", "category.cards"):
        assert sum(int(row[name]) for row in days) == sums[name]
        assert sum(int(row[name]) for row in hours) == sums[name]
    assert hours[0]["hour"].endswith("+09:00")


def test_the_present_is_told_without_loading_the_page_again(sam_signed_in):
    url = reverse("admin:figures_now")
    assert "nobody waits" in sam_signed_in.get(url).json()["html"]
    lin = Conversation.objects.create(session_id="lin", owner="queue")
    since = timezone.now() - timedelta(seconds=75)
    Handover.objects.create(conversation=lin, trigger="asked", requested_at=since)

    Turn.objects.create(conversation=lin, question_seq=1, state="thinking")
    (asking,) = sam_signed_in.get(live.state()["thinking_link"]).context["cl"].queryset
    assert asking == lin
    assert "the first for 1 min" in sam_signed_in.get(url).json()["html"]


def test_what_keeps_articles_from_being_found_by_meaning_is_told(sam_signed_in, ready_embedder):
    knowledge.load([ArticleText("atm", "ko", "fees", "수수료", "800원", date(2026, 1, 1), None)])
    count = knowledge.missing()

    def said():
        page = sam_signed_in.get("/admin/", headers={"accept-language": "ko"}).content.decode()
        return re.findall(r'data-name="search"[^>]*>([^<]*)<', page)

    while_missing = said()
    list(knowledge.embed_missing())
    whole = said()
    ready_embedder.state = "resting"

    assert while_missing == [f"벡터 {count}개 없음"]
    assert whole == []
    assert said() == ["임베더 다시 시작 중"]


def test_the_switch_is_turned_on_the_page_with_a_reason(sam_signed_in, settings):
    settings.AICC_ENGINE = "model"
    page = sam_signed_in.get(INDEX)
    assert "Switch off" in page.text
    url = reverse("admin:chat_generationswitch_add")

    assert sam_signed_in.post(url, {"reason": ""}).status_code == 200  # asked for a reason
    answer = sam_signed_in.post(url, {"reason": "Wrong rates"}, follow=True)

    assert answer.redirect_chain[-1][0] == INDEX
    assert "Wrong rates" in answer.text
    assert "Switch on" in answer.text
    assert not GenerationSwitch.objects.get().on
    sam_signed_in.post(url, {"reason": "Mended", "on": "on"})


def test_an_agent_has_another_first_page_and_no_figures(month):
    mei = signed_in("agent")

    page = mei.get(INDEX)

    assert page.status_code == 200
    assert "groups" not in page.context
    for name in ("figures_now", "figures_csv"):
        assert mei.get(reverse(f"admin:{name}")).status_code == 403


def test_the_page_costs_the_same_for_few_and_many(sam_signed_in, month):
    def queries(asked):
        with CaptureQueriesContext(connection) as seen:
            sam_signed_in.get(f"{INDEX}?{asked}")
        return len(seen)

    queries(MONTH)
    assert queries(MONTH) == queries(f"from={FIRST}&to={FIRST + timedelta(days=1)}")
    few = queries(MONTH)
    for session_id in ("a", "b", "c"):
        talk = Conversation.objects.create(session_id=session_id)
        Handover.objects.create(conversation=talk, trigger="asked")
        month.ask(talk, timezone.now())

    assert queries(MONTH) == few <= 24


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("", 7),
        ("from=2026-10-31&to=2026-10-01", 31),
        ("from=1999-01-01&to=2026-10-31", 7),
        ("from=2020-01-01&to=2026-10-31", 92),
        ("from=x&to=2026-10-31", 7),
    ],
)
def test_a_period_that_cannot_be_shown_is_made_one_that_can(sam_signed_in, asked, days):
    assert sam_signed_in.get(f"{INDEX}?{asked}").context["period"].days == days


def test_a_figure_that_nobody_knows_filters_nothing(sam_signed_in, month):
    url = reverse("admin:chat_conversation_changelist")

    for value in ("nonsense", "conversations,2026-10-01", "password,2026-10-01,2026-10-31"):
        assert sam_signed_in.get(url, {"figure": value}).status_code == 200
    card = cards(sam_signed_in)["contained"]
    assert parse_qs(urlsplit(card["link"]).query)["figure"] == [f"contained,{FIRST},{LAST}"]
    assert "Contained by the assistant: " in sam_signed_in.get(card["link"]).text
