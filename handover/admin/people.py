"""Teams, the agents in them, and their canned replies."""

from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from handover.models import AgentProfile, CannedReply, Team


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    search_fields = ("name",)


@admin.register(AgentProfile)
class AgentProfileAdmin(ModelAdmin):
    """Team and capacity. Presence is the agent's own to say, at the desk."""

    list_display = ("user", "team", "capacity", "presence", "seen_at")
    list_filter: ClassVar[tuple[str, ...]] = ("team", "presence")
    list_select_related = ("user", "team")
    search_fields = ("user__username", "user__first_name", "user__last_name")
    readonly_fields = ("presence", "seen_at")


@admin.register(CannedReply)
class CannedReplyAdmin(ModelAdmin):
    list_display = ("shortcut", "language", "text", "team")
    list_filter = ("language", "team")
    list_select_related = ("team",)
    search_fields = ("shortcut", "text")
