"""The desk's page, and what it looks up beside its socket. For staff, by their session."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_safe

from aicc.audit.recording import Action, record
from aicc.platform import errors
from aicc.platform.connections import replica
from aicc.platform.db import in_db
from aicc.platform.errors import AiccError, Invalid, NotAllowed, NotFound
from aicc.server.page_bundles import page_files
from chat import transcript
from chat.backoffice.transcript_pages import CATEGORIES
from chat.models import Message
from chat.page_views import bank
from chat.protocol import outgoing as chat_frames
from chat.quality import coaching
from chat.sessions import rate_limits
from handover.briefing.offline import lines_of
from handover.desk import actions, rights, visibility
from handover.desk.lookups import article_search, going_on
from handover.desk.lookups.suggested_reply import suggest
from handover.models import AgentProfile, Handover
from handover.staff_sessions.staff_sessions import SignedOut

MOST_EARLIER = 20  # conversations of one customer
QUERY_CHARACTERS = 200
ASKED = ("q", "after", "before", "language")  # what look-ups read of an address
SNOOZES = (10, 30, 60, 120, 240, 480)  # minutes that the desk offers
NOT_LOOKS = {
    "articles",
    "coached",
    "canned",
    "receivers",
    "labels",
    "agents",
}  # show nothing of customers


@require_safe
async def desk_page(request: HttpRequest) -> HttpResponse:
    """The desk, or the way to the login."""
    try:
        viewer = await in_db(rights.sign_in)(request.session.session_key)
    except SignedOut:
        return redirect_to_login(request.get_full_path())
    except NotAllowed:
        raise PermissionDenied from None
    unread = await in_db(unread_notes)(viewer)
    context = {
        **bank(),
        "language": translation.get_language(),
        "unread": unread,
        "replica_seconds": replica.seconds_until_shown(),
        "messages": list(get_messages(request)),  # what failed since they last signed in
        "files": page_files("desk"),
        "categories": CATEGORIES.items(),
        "warnings": {code: warning_in(code) for code, _name in settings.LANGUAGES},
        "banks": {"ko": settings.AICC_BANK_NAME_KO, "en": settings.AICC_BANK_NAME_EN},
        "presences": AgentProfile.Presence.choices,
        "snoozes": [(minutes, spelt(minutes)) for minutes in SNOOZES],
        "outcomes": [(it.value, it.label) for it in Handover.Outcome if it in actions.OUTCOMES],
        "all_outcomes": Handover.Outcome.choices,
        "triggers": Handover.Trigger.choices,
        "priorities": Handover.Priority.choices,
    }
    response = render(request, "handover/page.html", context)
    response["Cache-Control"] = "no-store"
    return response


def spelt(minutes: int) -> str:
    hours = minutes // 60
    if hours:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def warning_in(language: str) -> str:
    """What a warned customer reads."""
    with translation.override(language):
        return str(actions.WARNED)


def looked_up(answer: Callable[..., Any]) -> Callable[..., Any]:
    """A look-up for whoever sits at a desk; its failures are errors of the one shape."""

    @require_GET
    async def view(request: HttpRequest, **places: int) -> JsonResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        try:
            viewer = await in_db(rights.sign_in)(key)
            found = await answer(request, viewer, **places)
            if not is_on_record(key, answer.__name__, request):
                await in_db(note_look)(answer.__name__, request, viewer, **places)
                going_on.tell(key, answer.__name__)
        except AiccError as error:
            body = errors.body(error.message, error.code, error.retryable)
            return JsonResponse(body, status=error.status, headers=errors.retry_after(error))
        return JsonResponse(found, headers={"Cache-Control": "no-store"})

    return view


def is_on_record(key: str | None, name: str, request: HttpRequest) -> bool:
    """Whether this look needs no entry: it shows no customer, or goes on from one that has it."""
    goes_on = not query_in(request) and not request.GET.get("after")
    return name in NOT_LOOKS or (goes_on and going_on.is_told(key, name))


def query_in(request: HttpRequest) -> str:
    """What is looked for; blank: nothing in particular."""
    return request.GET.get("q", "").strip()[:QUERY_CHARACTERS]


def key_in(request: HttpRequest, name: str) -> int | None:
    """A row's key in the query; None where there is none. Raises Invalid."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise Invalid
    return int(text)


def note_look(name: str, request: HttpRequest, viewer: visibility.Viewer, **places: int) -> None:
    """Who looked up what, before it is answered. Whatever else stands in the address is nobody's:
    it would tell of another page, or be so long that nothing is told.
    """
    query = request.GET.get("q", "")
    asked = {word: request.GET[word][:QUERY_CHARACTERS] for word in ASKED if word in request.GET}
    key = places.get("conversation", places.get("handover"))
    record(
        Action.SEARCH if query else Action.VIEW,
        "chat.conversation" if "conversation" in places else "handover.handover",
        key or "",
        user=viewer.user,
        details={"page": f"desk {name}", **places, **asked},
    )


@looked_up
async def articles(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """The passages that fit `?q=`, best first."""
    if visibility.READS_ARTICLES not in viewer.rights:
        raise NotAllowed
    query = query_in(request)
    language = request.GET.get("language", "ko")
    if language not in dict(settings.LANGUAGES):
        raise Invalid
    return {"articles": await in_db(article_search.search)(query, language)}


def unread_notes(viewer: visibility.Viewer) -> int | None:
    """Coaching notes to this agent that they have not opened; None: nobody coaches them."""
    may = visibility.IS_COACHED in viewer.rights
    return coaching.unread_count(viewer.user) if may else None


@looked_up
async def coached(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """How many coaching notes wait for this agent. They are read and answered in the office."""
    unread = await in_db(unread_notes)(viewer)
    if unread is None:
        raise NotAllowed
    return {"unread": unread}


@looked_up
async def suggestion(
    request: HttpRequest, viewer: visibility.Viewer, handover: int
) -> dict[str, Any]:
    """A reply to what the customer said last, for the agent to send or not."""
    row = await in_db(visibility.find)(viewer, handover)
    lines = await in_db(lines_of)(row.conversation_id)
    await rate_limits.suggestion(viewer.user.pk)
    usage = await rate_limits.allowance(row.conversation_id)
    try:
        return {"suggestion": await suggest(lines, row.conversation.language, usage)}
    finally:
        await rate_limits.note_usage(row.conversation_id, usage)


@looked_up
async def messages(
    request: HttpRequest, viewer: visibility.Viewer, handover: int
) -> dict[str, Any]:
    """The entries before `?before=`, at most 200, oldest first."""
    before = request.GET.get("before", "")
    if not (before.isascii() and before.isdigit() and len(before) < 11):
        raise Invalid
    row = await in_db(visibility.find)(viewer, handover)
    start = max(0, int(before) - 1 - transcript.PAGE)
    reading = await in_db(transcript.since)(row.conversation_id, start)
    entries = [entry for entry in reading.entries if entry.seq < int(before)]
    return {"entries": [chat_frames.listed(entry) for entry in entries]}


@looked_up
async def earlier(
    request: HttpRequest, viewer: visibility.Viewer, handover: int
) -> dict[str, Any]:
    """Earlier conversations of the same customer, where the bank has said who that is.

    All of them for the agent who has the customer now; before, those that they may read anyway.
    """
    return {"conversations": await in_db(earlier_of)(viewer, handover)}


def earlier_of(viewer: visibility.Viewer, handover: int) -> list[dict[str, Any]]:
    row = visibility.find(viewer, handover)
    customer = row.conversation.customer_id
    if not customer:
        return []
    rows = visibility.conversations(viewer).filter(customer_id=customer)
    rows = rows.exclude(pk=row.conversation_id)
    return [
        {
            "conversation": each.pk,
            "started_at": chat_frames.iso(each.started_at),
            "category": each.category,
            "owner": each.owner,
            "score": each.score,
        }
        for each in rows.order_by("-started_at")[:MOST_EARLIER]
    ]


@looked_up
async def earlier_messages(
    request: HttpRequest, viewer: visibility.Viewer, handover: int, conversation: int
) -> dict[str, Any]:
    """What was said in one of them: its last 200 entries."""
    return {"entries": await in_db(entries_of_earlier)(viewer, handover, conversation)}


def entries_of_earlier(
    viewer: visibility.Viewer, handover: int, conversation: int
) -> list[dict[str, Any]]:
    if not any(each["conversation"] == conversation for each in earlier_of(viewer, handover)):
        raise NotFound
    newest = Message.objects.filter(conversation=conversation).order_by("-seq")
    return [chat_frames.listed(entry) for entry in reversed(newest[: transcript.PAGE])]
