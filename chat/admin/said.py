"""What was said, in lists: first question, last words, and what is searched for in them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponseBase
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from chat.backoffice import search
from chat.models import Conversation, Message
from chat.sessions.customer_assertion import stored_subject
from handover.desk import visibility

LONGEST_SHOWN = 2_000  # characters of an entry that are looked through for the searched words
MOST_SHOWN = 60  # characters in a column
LONGEST_QUERY = 200  # characters that are searched for
NOTHING = "–"
LAST = "\U0010ffff"  # no character comes after it


class SaidColumns(ReadOnlyModelAdmin):
    """A list whose rows are conversations, or belong to one.

    conversation: the field that leads to it; blank where the row is one.
    """

    conversation = "conversation"
    search_fields: tuple[str, ...] = ("conversation__session_id__startswith",)
    search_help_text = gettext_lazy(
        "What was said, the beginning of the session or of the customer's name, or their id"
    )

    class Media:
        css = {"all": ["admin_pages/list.css"]}

    def with_words(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what the columns show; only the rows of a page are read with it."""
        said = Message.objects.filter(
            conversation=OuterRef(f"{self.conversation}_id" if self.conversation else "pk")
        ).annotate(beginning=Substr("text", 1, LONGEST_SHOWN))
        asked = said.filter(sender=Message.Sender.CUSTOMER).order_by("seq")
        last = said.exclude(sender=Message.Sender.SYSTEM).order_by("-seq")
        return rows.annotate(
            asked=Subquery(asked.values("beginning")[:1]),
            last_said=Subquery(last.values("beginning")[:1]),
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Django's; in a search each row is told what was searched for, and where it was said."""
        answer: Any = super().changelist_view(request, extra_context)
        cl = (getattr(answer, "context_data", None) or {}).get("cl")
        if cl is not None and (words := words_asked(request)):
            cl.result_list = list(cl.result_list)
            self.find_words(cl.result_list, words)
        return answer

    def find_words(self, rows: list[Any], words: list[str]) -> None:
        """Where neither column holds the words, the entry that does stands in the second. One
        query for a page.
        """
        elsewhere: dict[int, list[Any]] = {}
        for row in rows:
            row.words = words
            if not any(spans(text or "", words) for text in (row.asked, row.last_said)):
                elsewhere.setdefault(self.conversation_of(row), []).append(row)
        if not elsewhere:
            return
        entries = Message.objects.filter(conversation__in=elsewhere).exclude(
            sender=Message.Sender.SYSTEM
        )
        texts = entries.order_by("-seq").values_list("conversation", "text")
        for pk, text in texts.iterator():
            if not elsewhere:
                return
            if pk in elsewhere and spans(text, words):
                for row in elsewhere.pop(pk):
                    row.last_said = text

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By session, customer, or what was said, besides the list's own fields."""
        user: Any = request.user
        found, _more = conversations_found(
            search_term, visibility.conversations(visibility.viewer_of(user))
        )
        if found is None:
            return queryset, False
        by_words = queryset.filter(**{f"{self.conversation}__in": found})
        if not self.get_search_fields(request):
            return by_words, False
        own, may_repeat = super().get_search_results(request, queryset, search_term)
        return by_words | own, may_repeat

    def conversation_of(self, row: Any) -> int:
        key: int = getattr(row, f"{self.conversation}_id") if self.conversation else row.pk
        return key

    @display(description=gettext_lazy("customer"))
    def session(self, row: Any) -> str:
        """By name; whoever gave none, by the session."""
        conversation = getattr(row, self.conversation) if self.conversation else row
        return conversation.customer_name or Truncator(conversation.session_id).chars(20)

    @display(description=gettext_lazy("first question"))
    def first_question(self, row: Any) -> SafeString | str:
        return marked(row.asked or "", getattr(row, "words", ())) or NOTHING

    @display(description=gettext_lazy("last words"))
    def last_words(self, row: Any) -> SafeString | str:
        return marked(row.last_said or "", getattr(row, "words", ())) or NOTHING


def conversations_found(
    search_term: str, among: QuerySet[Conversation]
) -> tuple[set[int] | None, int]:
    """The conversations of `among` by session, customer, or what was said, None where nothing
    is searched for; and, where older ones may hold the words too, how many of them hold these.
    """
    query = search_term.strip()[:LONGEST_QUERY]
    if not query:
        return None, 0
    ids: set[int] = set()
    for condition in named(query):
        rows = among.filter(condition).order_by("-pk").values_list("pk", flat=True)
        ids.update(rows[: search.MOST_FOUND])
    said, more = search.find(query, among)
    return ids.union(said), len(said) if more else 0


def named(query: str) -> Iterator[Q]:
    """Three ways to be called so, each to be found by an index of its own."""
    yield Q(session_id__gte=query, session_id__lt=f"{query}{LAST}")  # that begin with it
    yield Q(customer_id=stored_subject(query))
    yield Q(customer_name__istartswith=query)


def words_asked(request: HttpRequest) -> list[str]:
    """The words that are searched for, as search takes them."""
    return search.words_of(request.GET.get(SEARCH_VAR, "").strip()[:LONGEST_QUERY])


def spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where in a text these words stand, however they are spaced, as search finds them.

    In order; what overlaps is one.
    """
    tight, places = "", []
    for at, character in enumerate(text):
        plain = search.plain(character)
        tight += plain
        places += [at] * len(plain)
    found = []
    for word in words:
        at = tight.find(word)
        while at >= 0:
            found.append((places[at], places[at + len(word) - 1] + 1))
            at = tight.find(word, at + len(word))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked(text: str, words: Iterable[str]) -> SafeString:
    """The beginning of a text, or the part of it around the words, each of them marked."""
    line = " ".join(text.split())
    found = spans(line, words)
    if not found:
        return format_html("{}", Truncator(line).chars(MOST_SHOWN))
    start = max(0, found[0][0] - MOST_SHOWN // 3)
    end = max(found[0][1], start + 2 * MOST_SHOWN)
    pieces: list[tuple[str, str]] = []
    at = start
    for first, last in found:
        if last > end:
            break
        pieces.append((line[at:first], line[first:last]))
        at = last
    # One element: in a narrow list a cell puts its pieces side by side.
    return format_html(
        '<span class="said">{}{}{}</span>',
        "…" if start else "",
        format_html_join("", "{}<mark>{}</mark>", pieces),
        Truncator(line[at:]).chars(max(1, end - at)),
    )
