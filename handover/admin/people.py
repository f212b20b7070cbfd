"""Teams, the agents in them, and their canned replies."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from aicc.backoffice.dashboard import formatting
from aicc.backoffice.dashboard.drilldown import HANDOVERS, link
from aicc.backoffice.dashboard.labels import OF_AN_AGENT
from handover.admin.access import tell_held
from handover.admin.filters import PresenceFilter
from handover.models import AgentProfile, CannedReply, Handover, Label, Team
from handover.queue import presence, presence_periods
from handover.reporting import Period, agent_figures
from handover.reporting.period import DAY, today

WEEKS = 28 * DAY
STATES: dict[str, str] = {"online": "here", "away": "away"}


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    search_fields = ("name",)


@admin.register(AgentProfile)
class AgentProfileAdmin(ModelAdmin):
    """Team and capacity, and how it goes. Presence is the agent's own to say, at the desk."""

    list_display = ("user", "team", "there", "in_hand", "seen_at")
    list_filter = ("team", PresenceFilter)
    list_select_related = ("user", "team")
    search_fields = ("user__username", "user__first_name", "user__last_name")
    readonly_fields = ("there_now", "in_hand", "seen_at")
    fields = ("user", "team", "capacity", "there_now", "in_hand", "seen_at")
    change_form_outer_before_template = "admin/agent.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgentProfile]:
        claimed = (
            Handover.objects.filter(agent=OuterRef("user"), status=Handover.Status.CLAIMED)
            .order_by()
            .values("agent")
            .annotate(number=Count("pk"))
            .values("number")
        )
        heard = presence.at_desks().filter(pk=OuterRef("pk"))
        rows = super().get_queryset(request)
        return rows.annotate(load=Coalesce(Subquery(claimed), 0), heard=Exists(heard))

    @display(
        description=gettext_lazy("presence"),
        ordering="presence",
        label={"here": "success", "away": "neutral", "busy": "warning"},
    )
    def there(self, row: Any) -> tuple[str, str]:
        """As the queue takes it: a desk that is not heard of any more is away."""
        state = row.presence if row.heard else AgentProfile.Presence.AWAY
        words = str(AgentProfile.Presence(state).label)
        if row.heard and row.presence_since:
            words = f"{words} · {timesince(row.presence_since, depth=1)}"
        return (STATES.get(state, "busy"), words)

    @display(description=gettext_lazy("presence"))
    def there_now(self, row: Any) -> str:
        # A new one's form has no row of the list's.
        row.heard = getattr(row, "heard", False)
        return self.there(row)[1]

    @display(description=gettext_lazy("current and concurrent conversations"), ordering="load")
    def in_hand(self, row: Any) -> str:
        return f"{getattr(row, 'load', 0)} / {row.capacity}"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        profile = self.get_object(request, object_id)
        shows = profile is not None and request.user.has_perm("handover.view_dashboard")
        context = about(profile, request) if shows and profile else {}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        profile = self.get_object(request, object_id)
        if profile is not None and request.method == "GET":
            tell_held(request, profile.user)
        return super().delete_view(request, object_id, extra_context)


def about(profile: AgentProfile, request: HttpRequest) -> dict[str, Any]:
    """What the page tells of an agent's last four weeks, each count with the list behind it."""
    period = Period(today() - WEEKS + DAY, today())
    found = agent_figures.figures_of(profile.user_id, period)
    may_read = request.user.has_perm("handover.view_handover")
    counts = [
        {
            "title": title,
            "value": formatting.whole(found.counts[name]),
            "link": link(HANDOVERS, f"{agent_figures.AGENT}{profile.user_id}_{name}", period)
            if may_read
            else "",
        }
        for name, title in OF_AN_AGENT.items()
    ]
    times = [
        (
            _("Time to first reply, median"),
            formatting.said(found.first_word.p50, formatting.duration),
        ),
        (_("Handling, median"), formatting.said(found.handling.p50, formatting.duration)),
        (_("Customers' score"), formatting.said(found.score, formatting.score)),
    ]
    times += at_work(profile, period)
    conversations_url = (
        f"{reverse('admin:chat_conversation_changelist')}?reviewed=all&agent={profile.user_id}"
    )
    reviews = f"{reverse('admin:chat_review_changelist')}?agent__id__exact={profile.user_id}"
    may = request.user.has_perm
    return {
        "counts": counts,
        "times": [{"title": title, "value": value} for title, value in times],
        "conversations_url": conversations_url if may("chat.view_conversation") else "",
        "reviews_url": reviews if may("chat.view_review") else "",
    }


def at_work(profile: AgentProfile, period: Period) -> list[tuple[str, str]]:
    """The hours that the agent was in each state at the desk."""
    agent = profile.user_id
    found = presence_periods.seconds_by_state(
        period.since, period.until, timezone.now(), agents=[agent]
    )
    return [
        (str(state.label), formatting.duration(seconds))
        for state in AgentProfile.Presence
        if (seconds := found.get(agent, {}).get(state))
    ]


@admin.register(Label)
class LabelAdmin(ModelAdmin):
    """What agents sort conversations by. One that is in use is better offered no more."""

    list_display = ("name", "is_offered", "used")
    list_filter: ClassVar[tuple[str, ...]] = ("is_offered",)
    search_fields = ("name",)
    fields = ("name", "is_offered")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Label]:
        return super().get_queryset(request).annotate(count=Count("conversations"))

    @display(description=gettext_lazy("conversations"), ordering="count")
    def used(self, row: Any) -> int:
        return int(row.count)


@admin.register(CannedReply)
class CannedReplyAdmin(ModelAdmin):
    list_display = ("shortcut", "language", "text", "team")
    list_filter = ("language", "team")
    list_select_related = ("team",)
    search_fields = ("shortcut", "text")
