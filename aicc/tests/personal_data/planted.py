"""One person in every text column that can hold one, made from the models themselves."""

from datetime import date

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone

from aicc.personal_data.inventory import CONVERSATION, MENTIONS, OF_CONVERSATION, model_of
from aicc.platform import encryption
from aicc.testing.cast import person
from chat.models import (
    Article,
    ArticleVersion,
    Assignment,
    CoachingNote,
    CoachingReply,
    Conversation,
    DataRequest,
    EvaluationCase,
    Export,
    Feedback,
    GenerationSwitch,
    KnowledgeGap,
    LegalHold,
    Message,
    PinnedComment,
    ReviewDraw,
    ReviewRule,
    SavedView,
    Turn,
)
from chat.tests.reviewing import judge, talk
from handover.models import (
    AccessChange,
    AgentSegment,
    CallBack,
    CallBackLook,
    CannedReply,
    Handover,
    IntakeAnswer,
    IntakeQuestion,
    Label,
    Note,
    WrittenBriefing,
)

CUSTOMER, NAME, SESSION, PHONE = "C-77012345", "홍길순", "lin-of-seventy-seven", "01098765432"
WORD = "kanarie"
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def text_columns(model):
    """Fields that hold text, as far as nothing says what they may hold."""
    return [field for field in model._meta.concrete_fields if isinstance(field, TEXTS)]


def is_free(field):
    """Whether anything may stand there: no choice of ours, and long enough for a word."""
    if field.choices or field.primary_key:
        return False
    return not field.max_length or field.max_length >= 30


def word_of(label, field):
    return f"{WORD}-{label}-{field.name}"[: field.max_length or 99]


def plant_words(label, rows):
    """A word that names its column into each free column; the words that were planted."""
    words = []
    for field in text_columns(model_of(label)):
        named = (label, field.name)
        if not is_free(field) or named in KEPT:
            continue
        word = word_of(label, field)
        value = {"said": [word]} if isinstance(field, models.JSONField) else word
        assert rows.update(**{field.name: value}) == 1, named
        words.append(word)
    return words


# What the person is found by stays as it is, and so does what is sealed.
KEPT = {
    (CONVERSATION, "session_id"),
    (CONVERSATION, "customer_id"),
    (CONVERSATION, "customer_name"),
    (CONVERSATION, "category"),  # of the bank's articles; figures are counted by it
    ("handover.callback", "number_sealed"),
    ("chat.legalhold", "customer_id"),  # blank: the hold is one conversation's
}


def conversation_with_everything():
    """A row in every table that belongs to a conversation."""
    raj, now = person("raj", first_name="Raj"), timezone.now()
    conversation = talk(SESSION, customer_id=CUSTOMER, customer_name=NAME)
    question, answer = Message.objects.filter(conversation=conversation).order_by("seq")
    Message.objects.filter(pk=answer.pk).delete()
    Turn.objects.create(conversation=conversation, question_seq=1, state="answered")
    Feedback.objects.create(message=question, rating="down")
    review = judge(conversation, raj)
    review.answers.exclude(pk=review.answers.order_by("pk").first().pk).delete()
    PinnedComment.objects.create(review=review, seq=1, text="x")
    EvaluationCase.objects.create(review=review, question="x", language="ko")
    note = CoachingNote.objects.create(
        agent=raj, author=raj, conversation=conversation, review=review, text="x"
    )
    CoachingReply.objects.create(note=note, author=raj, text="x")
    rule = ReviewRule.objects.create(name="All")
    draw = ReviewDraw.objects.create(rule=rule, since=now, until=now, seed=1, wanted=1)
    Assignment.objects.create(draw=draw, place=0, conversation=conversation, reviewer=raj)
    KnowledgeGap.objects.create(
        kind="unanswered", conversation=conversation, question_seq=1, question="x", language="ko"
    )
    handover = Handover.objects.create(
        conversation=conversation, status="closed", trigger="asked", ended_at=now
    )
    IntakeAnswer.objects.create(handover=handover, text="x", state="answered")
    AgentSegment.objects.create(handover=handover, agent=raj, began_at=now, ended_at=now)
    Note.objects.create(handover=handover, author=raj, text="x", client_message_id="n1")
    WrittenBriefing.objects.create(handover=handover)
    call = CallBack.objects.create(
        conversation=conversation,
        state="reached",
        number_sealed=encryption.encrypt(PHONE),
        number_end=PHONE[-4:],
        window_from=now,
        window_until=now,
        ended_at=now,
    )
    CallBackLook.objects.create(call_back=call, user=raj, user_name="Raj")
    Label.objects.create(name="VIP").conversations.add(conversation)
    LegalHold.objects.create(conversation=conversation, reason="x", lifted_at=now)
    return Conversation.objects.get(pk=conversation.pk)


def plant_in_own_tables():
    """The words in the tables of the conversation, by table."""
    conversation = conversation_with_everything()
    words = {CONVERSATION: plant_words(CONVERSATION, Conversation.objects.all())}
    for part in OF_CONVERSATION:
        rows = part.rows([conversation.pk])
        words[part.label] = plant_words(
            part.label,
            part.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))),
        )
    return conversation, words


def rows_elsewhere():
    """One row of each table outside in which staff may name a customer."""
    sam, now = person("sam"), timezone.now()
    article = Article.objects.create(slug="fee", language="ko", category="fees", title="수수료")
    kind = ContentType.objects.get_for_model(Article)
    version = ArticleVersion.objects.create(
        article=article,
        number=1,
        title="수수료",
        body="없음",
        effective_from=date(2026, 1, 1),
        content_hash="",
    )
    made = [
        LogEntry.objects.create(user=sam, content_type=kind, object_id="1", action_flag=2),
        Export.objects.create(by=sam, format="csv", conversations=[], count=0),
        SavedView.objects.create(owner=sam, name="Mine", query="q=x"),
        LegalHold.objects.create(customer_id="C-0", reason="x", lifted_at=now),
        version.events.create(action="drafted", by=sam),
        version,
        article,
        GenerationSwitch.objects.create(reason="x"),
        DataRequest.objects.create(kind="export", reason="x", requested_by=sam, state="done"),
        AccessChange.objects.create(user=sam, requested_by=sam, reason="x"),
        CannedReply.objects.create(shortcut="hello", text="x"),
        IntakeQuestion.objects.create(text_ko="x", text_en="x"),
        Label.objects.create(name="Other"),
    ]
    return {row._meta.label_lower: row for row in made}


def plant_mentions():
    """The customer's number into each column elsewhere; how many columns."""
    rows, planted = rows_elsewhere(), []
    assert set(rows) == set(MENTIONS)
    for label, columns in MENTIONS.items():
        for column in columns:
            text = CUSTOMER if column == "customer_id" else f"About {CUSTOMER}"
            model_of(label)._base_manager.filter(pk=rows[label].pk).update(**{column: text})
            planted.append((label, column))
    return planted


def every_row(without=()):
    """Every row of every table as the database holds it, as text."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in without:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told += [" | ".join(map(str, [table, *row])) for row in cursor.fetchall()]
    return told


AUDIT = ("audit_auditevent", "audit_auditbatch", "audit_auditanchor")
