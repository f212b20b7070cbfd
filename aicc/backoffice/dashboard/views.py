"""The dashboard's doors. Each asks for the permission to see it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from aicc.backoffice.dashboard import context as dashboard_context
from aicc.backoffice.dashboard import export, live
from chat.backoffice.sent_forms import new_token
from chat.backoffice.transcript_pages import flagged_yesterday, unreviewed_lately

PERMISSION = "handover.view_dashboard"


def may_see(request: HttpRequest) -> bool:
    return request.user.has_perm(PERMISSION)


def dashboard(request: HttpRequest, frame: dict[str, Any]) -> TemplateResponse:
    """frame: what every page of the site shows. `?part=figures` is the lower part alone."""
    period = dashboard_context.asked(request)
    if request.GET.get("part") == "figures":
        return TemplateResponse(
            request, "admin/dashboard/figures.html", dashboard_context.context(period)
        )
    context = frame | dashboard_context.context(period) | present(request)
    return TemplateResponse(request, "admin/dashboard.html", context)


def present(request: HttpRequest) -> dict[str, Any]:
    may = request.user.has_perm
    return {
        "now": live.state(),
        "form_token": new_token,
        **(unreviewed() if may("chat.view_review") else {}),
        "may_turn": may("chat.add_generationswitch"),
        "may_see_turns": may("chat.view_generationswitch"),
    }


def unreviewed() -> dict[str, int]:
    return {"unreviewed": unreviewed_lately(), "grave": flagged_yesterday()}


def now_view(request: HttpRequest) -> JsonResponse:
    """The present as the page shows it, and the state of the switch."""
    if not may_see(request):
        raise PermissionDenied
    context = present(request)
    return JsonResponse(
        {
            "html": render_to_string("admin/dashboard/now.html", context, request),
            "switch": render_to_string("admin/dashboard/switch.html", context, request),
            "is_on": context["now"]["is_on"],
            "alarm": context["now"]["alarm"],
        }
    )


def csv_view(request: HttpRequest) -> HttpResponse:
    """?from= and ?to= as for the page; ?by=hour for hours."""
    if not may_see(request):
        raise PermissionDenied
    period = dashboard_context.asked(request)
    by_hour = request.GET.get("by") == "hour"
    name = f"aicc-{'hours' if by_hour else 'days'}-{period.first}-{period.last}.csv"
    return HttpResponse(
        export.as_csv(period, by_hour=by_hour),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
