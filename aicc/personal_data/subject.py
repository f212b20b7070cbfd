"""One person: their conversations, and where else somebody has named them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from django.db.models import Model, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from aicc.personal_data.inventory import mention_columns
from aicc.platform import encryption
from aicc.platform.errors import Invalid, NotFound
from chat.models import Article, ArticleVersion, Conversation, EvaluationCase, KnowledgeGap
from chat.models.knowledge import EVER_APPROVED
from chat.sessions.customer_assertion import known_as
from handover.callbacks.requests import canonical
from handover.models import CallBack

SHORTEST = 4  # characters of a reference that is looked for inside of texts
SHORTEST_NAME = 3  # a shorter one is also a word


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is found by: the bank's number of the customer, sessions, a telephone."""

    customer: str = ""
    sessions: tuple[str, ...] = ()
    phone: str = ""

    def mark(self) -> str:
        """A keyed hash of it, by which a certificate is found again."""
        told = "\n".join([self.customer, *sorted(self.sessions), self.phone])
        return salted_hmac("aicc.personal_data.subject", told, algorithm="sha256").hexdigest()

    def references(self) -> tuple[str, ...]:
        """What stands in the rows for the bank's number of the customer."""
        return known_as(self.customer) if self.customer else ()

    def kinds(self) -> list[str]:
        return [name for name in ("customer", "sessions", "phone") if getattr(self, name)]


@dataclass(frozen=True, slots=True)
class Subject:
    """ids: their conversations. needles: what is looked for in texts elsewhere."""

    asked: Asked
    ids: list[int]
    needles: list[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A text elsewhere that names the person. without: the same with that written over."""

    model: type[Model]
    column: str
    pk: Any
    text: str
    without: str


def find(customer: str = "", sessions: tuple[str, ...] = (), phone: str = "") -> Subject:
    """Raises Invalid where nothing is given, BadPhone, NotFound where nobody is found."""
    if not (customer or sessions or phone):
        raise Invalid(_("Give a customer, a session or a telephone number."))
    asked = Asked(customer, tuple(sessions), canonical(phone) if phone else "")
    ids = ids_of(asked)
    subject = Subject(asked, ids, needles_of(asked, ids))
    if not ids and next(mentions(subject), None) is None:
        raise NotFound
    return subject


def ids_of(asked: Asked) -> list[int]:
    wanted = Q(session_id__in=asked.sessions)
    if asked.customer:
        wanted |= Q(customer_id__in=asked.references())
    if asked.phone:
        wanted |= Q(pk__in=called_on(asked.phone))
    return list(Conversation.objects.filter(wanted).order_by("pk").values_list("pk", flat=True))


def called_on(phone: str) -> list[int]:
    """The conversations with a call-back on this number; an erased number leads nowhere."""
    rows = CallBack.objects.filter(number_end=phone[-4:]).exclude(number_sealed="")
    return [
        conversation
        for conversation, sealed in rows.values_list("conversation", "number_sealed")
        if opened(sealed) == phone
    ]


def opened(sealed: str) -> str:
    try:
        return encryption.decrypt(sealed)
    except encryption.Unreadable:
        return ""


def needles_of(asked: Asked, ids: list[int]) -> list[str]:
    """The longest first, so that none is left in pieces."""
    rows = Conversation.objects.filter(pk__in=ids)
    found = set(rows.values_list("session_id", flat=True)) | set(asked.sessions) | {asked.phone}
    if asked.customer:  # whose every conversation goes
        names = rows.values_list("customer_name", flat=True)
        found |= {name for name in names if len(name) >= SHORTEST_NAME}
        found |= {each for each in asked.references() if len(each) >= SHORTEST}
    found.discard("")
    written = {form for each in found for form in (each, quote(each), quote_plus(each))}
    return sorted(written, key=lambda each: (-len(each), each))


def mentions(subject: Subject) -> Iterator[Mention]:
    """Texts beside the conversations that name the person."""
    for model, column in mention_columns():
        if column == "customer_id":
            yield from whole(model, column, subject.asked.references())
        elif subject.needles:
            yield from inside(model, column, subject.needles)
    yield from drafts(subject)


def whole(model: type[Model], column: str, customers: tuple[str, ...]) -> Iterator[Mention]:
    rows = model._base_manager.filter(**{f"{column}__in": customers}).order_by("pk")
    for pk, customer in rows.values_list("pk", column):
        yield Mention(model, column, pk, customer, ERASED)


def inside(model: type[Model], column: str, needles: list[str]) -> Iterator[Mention]:
    holds_one = Q()
    for needle in needles:
        holds_one |= Q(**{f"{column}__contains": needle})
    rows = changeable(model).filter(holds_one).order_by("pk")
    for pk, text in rows.values_list("pk", column):
        without = written_over(text, needles)
        if without != text:
            yield Mention(model, column, pk, text, without)


ERASED = "[erased]"


def written_over(text: str, needles: list[str]) -> str:
    for needle in needles:
        text = text.replace(needle, ERASED)
    return text


def changeable(model: type[Model]) -> QuerySet[Any]:
    """Without what was once approved: that is the bank's word, read by a second person for whether
    anybody's data stands in it, and cited as it is.
    """
    if model is ArticleVersion:
        return ArticleVersion.objects.exclude(EVER_APPROVED)
    if model is Article:
        approved = ArticleVersion.objects.filter(EVER_APPROVED).values("article")
        return Article.objects.exclude(pk__in=approved)
    return model._base_manager.all()


def drafts(subject: Subject) -> Iterator[Mention]:
    """Drafts that were begun with a question of theirs as title or heading."""
    gaps = KnowledgeGap.objects.filter(conversation__in=subject.ids, version__isnull=False)
    cases = EvaluationCase.objects.filter(
        review__conversation__in=subject.ids, draft__isnull=False
    )
    pairs = [*gaps.values_list("version", "question"), *cases.values_list("draft", "question")]
    for pk, question in pairs:
        version = changeable(ArticleVersion).select_related("article").filter(pk=pk).first()
        if version is None:
            continue
        asked = " ".join(question.split())
        for row in (version, version.article):
            if begins(row.title, asked):
                yield Mention(type(row), "title", row.pk, row.title, ERASED)
        if asked and asked in version.body:
            without = version.body.replace(asked, ERASED)
            yield Mention(ArticleVersion, "body", version.pk, version.body, without)


def begins(title: str, question: str) -> bool:
    """Whether a title is the question, perhaps cut off."""
    cut = title.removesuffix("…")
    return bool(cut) and question.startswith(cut)
