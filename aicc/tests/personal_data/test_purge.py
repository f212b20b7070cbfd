"""What its time is over for goes, all of it and nothing else, also when it is broken off."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone, translation

from aicc.audit.models import AuditEvent
from aicc.doctor import backlog
from aicc.personal_data import deletion, holds, inventory, purge
from aicc.personal_data.retention import TREES, Kind
from aicc.testing.cast import person
from chat.backoffice import indexer, search
from chat.models import (
    ArticleUse,
    Conversation,
    GramBlock,
    LegalHold,
    Message,
    PurgeRun,
    Review,
)
from chat.tests.reviewing import judge, talk
from handover import reporting
from handover.models import (
    CallBack,
    CallBackLook,
    DayFigures,
    Handover,
    HourFigures,
    PresencePeriod,
    StaffSession,
)
from handover.queue import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


@pytest.fixture(autouse=True)
def kept_for_thirty_days(settings):
    for kind in Kind:
        setattr(settings, f"AICC_RETAIN_{kind.upper()}_DAYS", 0)
    settings.AICC_RETAIN_CONVERSATIONS_DAYS = 30


def said_days_ago(conversation, days):
    at = timezone.now() - timedelta(days=days)
    Conversation.objects.filter(pk=conversation.pk).update(started_at=at, last_message_at=at)
    return conversation


def old(session_id="lin", days=31, **fields):
    return said_days_ago(talk(session_id, **fields), days)


def purged(**options):
    said = StringIO()
    call_command("purge_conversations", as_json=True, rest=0, stdout=said, **options)
    return json.loads(said.getvalue())


def names():
    return set(Conversation.objects.values_list("session_id", flat=True))


def counted():
    """How many rows every table has."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label_lower: model._base_manager.count() for model in models}


# --- What goes -----------------------------------------------------------------------------


def test_what_was_last_said_before_the_cut_off_goes_and_the_rest_stays():
    old("long ago", days=31)
    old("lately", days=29)
    Conversation.objects.create(
        session_id="never spoke", started_at=timezone.now() - timedelta(days=31)
    )

    report = purged()

    assert names() == {"lately"}
    assert report["deleted"]["conversations"]["chat.conversation"] == 2
    assert report["deleted"]["conversations"]["chat.message"] == 2


def test_nothing_goes_where_days_are_nought(settings):
    settings.AICC_RETAIN_CONVERSATIONS_DAYS = 0
    old(days=20_000)

    assert purged()["deleted"] == {"swept": {
        "chat.gramblock": 0, "chat.articleuse": 0, "admin.logentry": 0,
    }}  # fmt: skip
    assert names() == {"lin"}


def test_every_table_that_refers_to_a_conversation_is_among_its_parts():
    """A new one is found here, from the models themselves."""
    found, ahead = set(), [Conversation]
    while ahead:
        for relation in ahead.pop()._meta.related_objects:
            model = relation.through if relation.many_to_many else relation.related_model
            if model not in found:
                found.add(model)
                ahead.append(model)

    parts = [part.label for part in inventory.OF_CONVERSATION]
    assert {model._meta.label_lower for model in found} == set(parts)
    assert len(parts) == len(set(parts))


def test_the_dry_run_tells_exactly_what_then_goes(settings):
    call_command("seed_conversations", conversations=60, messages=600, stdout=StringIO())
    settings.AICC_RETAIN_CALL_BACKS_DAYS = settings.AICC_RETAIN_REVIEWS_DAYS = 20
    settings.AICC_RETAIN_RECORDS_DAYS = 20
    holds.place(None, "A dispute about a fee", session_id=sorted(names())[0])

    told = purged(dry_run=True)
    before = counted()
    report = purged()
    after = counted()

    swept = report["deleted"].pop("swept")
    assert report["deleted"] == told["deleted"]
    assert report["kept"] == told["kept"]
    gone = dict.fromkeys(before, 0)
    for counts in report["deleted"].values():
        for label, number in counts.items():
            gone[label] += number
    gone["admin.logentry"] += swept["admin.logentry"]
    unlike = {
        label: (before[label] - after[label], number)
        for label, number in gone.items()
        if before[label] - after[label] != number
    }
    # The index is swept by bits, figures and the audit log grow.
    grow = {"chat.gramblock", "chat.purgerun", "audit.auditevent", "handover.hourfigures"}
    assert set(unlike) <= grow
    assert report["deleted"]["conversations"]["chat.message"] > 100
    assert report["deleted"]["conversations"]["handover.agentsegment"] > 0


def test_a_dry_run_changes_nothing():
    old()
    before = counted()

    purged(dry_run=True)

    assert counted() == before


# --- What keeps it --------------------------------------------------------------------------


def test_a_hold_on_a_conversation_keeps_it_until_it_is_lifted():
    old("held")
    old("other")
    hold = holds.place(None, "A dispute about a fee", session_id="held")

    assert purged()["kept"] == {"held": 1, "in_use": 0}
    assert names() == {"held"}

    holds.lift(hold.pk, None, "The dispute is settled")
    purged()
    assert names() == set()
    assert not LegalHold.objects.exists()


def test_a_hold_on_a_customer_keeps_all_of_theirs():
    old("one", customer_id="C-1")
    old("two", customer_id="C-1")
    old("other", customer_id="C-2")
    old("guest")
    holds.place(None, "An inquiry by the supervisor", customer_id="C-1")

    assert purged()["kept"]["held"] == 2
    assert names() == {"one", "two"}


def test_a_hold_that_came_after_the_batch_was_chosen_is_respected():
    conversation = old()
    current = purge.begin(timezone.now(), purge.COUNTED)
    cutoff = timezone.now() - timedelta(days=30)
    holds.place(None, "A dispute about a fee", session_id="lin")

    assert purge.purge_batch(current.pk, TREES[0], [conversation.pk], cutoff) == 0
    assert names() == {"lin"}


def test_what_somebody_is_at_work_on_stays():
    waiting, asked, to_call = old("waiting"), old("asked"), old("to call")
    queue.open_handover(waiting.pk)
    Conversation.objects.filter(pk=asked.pk).update(open_turns=1)
    now = timezone.now()
    CallBack.objects.create(conversation=to_call, window_from=now, window_until=now)
    for each in (waiting, asked, to_call):
        said_days_ago(each, 31)

    assert purged()["kept"] == {"held": 0, "in_use": 3}
    assert names() == {"waiting", "asked", "to call"}


def test_a_hold_keeps_reviews_and_call_backs_too(settings):
    settings.AICC_RETAIN_CONVERSATIONS_DAYS = 0
    settings.AICC_RETAIN_REVIEWS_DAYS = settings.AICC_RETAIN_CALL_BACKS_DAYS = 30
    long_ago = timezone.now() - timedelta(days=31)
    sam = person("sam")
    for name in ("held", "free"):
        conversation = talk(name)
        judge(conversation, sam, comment="Well said")
        row = CallBack.objects.create(
            conversation=conversation,
            state="reached",
            window_from=long_ago,
            window_until=long_ago,
            ended_at=long_ago,
        )
        CallBackLook.objects.create(call_back=row, user=sam, user_name="Sam")
    Review.objects.update(created_at=long_ago)
    holds.place(None, "A dispute about a call", session_id="held")

    report = purged()

    assert report["deleted"]["reviews"]["chat.review"] == 1
    assert report["deleted"]["call_backs"] == {"handover.callback": 1, "handover.callbacklook": 1}
    assert [review.conversation.session_id for review in Review.objects.all()] == ["held"]
    assert [row.conversation.session_id for row in CallBack.objects.all()] == ["held"]
    assert names() == {"held", "free"}


def test_presence_and_sign_ins_end_by_their_own_classes(settings):
    settings.AICC_RETAIN_PRESENCE_DAYS = settings.AICC_RETAIN_SIGN_INS_DAYS = 30
    mei, now = person("mei"), timezone.now()
    for days in (31, 29):
        at = now - timedelta(days=days)
        PresencePeriod.objects.create(agent=mei, presence="online", began_at=at, ended_at=at)
        StaffSession.objects.create(user=mei, session_key=f"{days}", began_at=at)
    PresencePeriod.objects.create(
        agent=mei, presence="away", began_at=now - timedelta(days=40), ended_at=None
    )

    report = purged(kinds=["presence", "sign_ins"])

    assert report["deleted"]["presence"] == {"handover.presenceperiod": 1}
    assert report["deleted"]["sign_ins"]["handover.staffsession"] == 1
    assert PresencePeriod.objects.count() == 2


@pytest.mark.parametrize(("days", "told"), [(31, 0), (38, 1)])
def test_the_doctor_tells_when_nothing_purges(days, told):
    old(days=days)

    with translation.override("en"):
        found = [each for each in backlog.examine() if "retention was over" in each.text]

    assert len(found) == told


# --- What stays right ---------------------------------------------------------------------


def figures():
    while reporting.keep_up(every=timedelta(0)):
        pass
    rows = [*HourFigures.objects.all(), *DayFigures.objects.all()]
    return {row.pk: (row.counts, row.spreads) for row in rows if row.counts or row.spreads}


def test_the_figures_of_what_is_gone_stay_also_when_they_are_counted_anew():
    call_command("seed_conversations", conversations=60, messages=600, stdout=StringIO())
    before = figures()
    assert sum(counts.get("conversations", 0) for counts, _ in before.values())

    purged()
    assert figures() == before
    reporting.count_again(timezone.now() - timedelta(days=90), timezone.now())
    assert figures() == before


def test_what_goes_before_it_was_ever_counted_is_counted_all_the_same():
    old("one")
    old("two", days=29)
    purged()

    counts = [counts for counts, _ in figures().values()]

    assert sum(each.get("conversations", 0) for each in counts) == 4  # an hour and a day each


def test_the_search_and_the_articles_name_nobody_who_is_gone(settings):
    call_command("seed_conversations", conversations=60, messages=600, stdout=StringIO())
    uses = {use.pk: (use.cited, use.helped) for use in ArticleUse.objects.all()}

    purged()

    there = set(Conversation.objects.values_list("pk", flat=True))
    for row in GramBlock.objects.all():
        bits = search.number(row.bits)
        assert bits
        first = row.block * search.BLOCK
        assert {first + n for n in range(search.BLOCK) if bits >> n & 1} <= there
    for use in ArticleUse.objects.all():
        assert {pair[0] for pair in use.recent} <= there
        assert uses[use.pk] == (use.cited, use.helped)


def test_what_is_still_there_is_still_found():
    old("gone")
    stays = old("stays", days=2)
    indexer.keep_up()

    purged()

    assert search.find("정기예금", Conversation.objects.all())[0] == [stays.pk]


# --- Broken off, and on record -------------------------------------------------------------


class Killed(BaseException):
    """As SIGKILL: nothing that catches errors catches it."""


def test_a_run_that_was_killed_goes_on_and_its_report_is_exact(monkeypatch):
    for number in range(50):
        old(f"c{number}")
    whole, batches = deletion.delete_conversations, []

    def killed_in_the_second(ids):
        batches.append(ids)
        gone = whole(ids)
        if len(batches) == 2:
            raise Killed
        return gone

    monkeypatch.setattr(deletion, "delete_conversations", killed_in_the_second)
    with pytest.raises(Killed):
        purged()
    assert Conversation.objects.count() == 30  # the second batch was undone
    assert PurgeRun.objects.get().ended_at is None

    report = purged()

    assert report["deleted"]["conversations"]["chat.conversation"] == 50
    assert report["deleted"]["conversations"]["chat.message"] == 100
    assert PurgeRun.objects.get().ended_at is not None


def test_a_run_that_was_killed_before_its_sweep_sweeps_when_it_goes_on(monkeypatch):
    old("gone")
    indexer.keep_up()
    assert GramBlock.objects.exists()
    monkeypatch.setattr(purge, "sweep", lambda run_id: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        purged()
    monkeypatch.undo()

    purged()

    assert not GramBlock.objects.exists()


def test_what_is_kept_longer_by_now_is_not_purged_by_an_older_run(settings):
    old(days=40)
    purge.begin(timezone.now(), purge.COUNTED)
    settings.AICC_RETAIN_CONVERSATIONS_DAYS = 60

    purged()

    assert names() == {"lin"}


def test_a_purge_is_on_record_with_its_counts():
    old()

    run = PurgeRun.objects.get(pk=purged()["run"])

    began, ended = AuditEvent.objects.filter(object_type="chat.purgerun").order_by("pk")
    assert json.loads(began.details)["said"] == "a purge began"
    told = json.loads(ended.details)
    assert told["deleted"]["conversations"]["chat.conversation"] == 1
    assert ended.object_id == str(run.pk)


def test_long_transcripts_go_in_batches_of_their_own():
    for name in ("a", "b", "c"):
        Conversation.objects.filter(pk=old(name).pk).update(head_seq=300)
    due = TREES[0].due(timezone.now() - timedelta(days=30))

    top = max(Conversation.objects.values_list("pk", flat=True))
    assert len(purge.next_batch(TREES[0], due, None, top)) == 1


def test_the_report_is_told_in_words():
    old()
    said = StringIO()

    call_command("purge_conversations", rest=0, stdout=said)

    assert "conversations, older than 30 days: 1 chat.conversation, 2 chat.message went" in (
        said.getvalue()
    )
    assert "reviews: kept for good" in said.getvalue()
    assert not Message.objects.exists()
    assert not Handover.objects.exists()
