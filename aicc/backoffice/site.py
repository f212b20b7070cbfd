"""The supervisors' site: its frame, its first page, and the policy its pages run under."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.i18n import set_language

from aicc.backoffice import sidebar
from aicc.backoffice.audit_looks import recorded
from aicc.backoffice.dashboard import views as dashboard
from aicc.backoffice.sign_in_site import SignInSite, looser_policy
from aicc.backoffice.steady_views import steady
from chat.backoffice.sent_forms import new_token, sent_once
from chat.backoffice.transcript_pages import unreviewed_lately
from handover.reporting.people import waiting_count

BLUE = {  # the primary colour, from faint to deep
    "50": "#eff6ff",
    "100": "#dbeafe",
    "200": "#bfdbfe",
    "300": "#93c5fd",
    "400": "#60a5fa",
    "500": "#3b82f6",
    "600": "#1d4ed8",
    "700": "#1e40af",
    "800": "#1e3a8a",
    "900": "#172554",
    "950": "#0b1738",
}


def refusing_other_actions(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A list's view that answers 403 to an action which this person is not offered."""
    room = getattr(view, "__self__", None)
    if not isinstance(room, ModelAdmin) or view.__name__ != "changelist_view":
        return view

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.POST.get("action")
        if asked and asked not in room.get_actions(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def with_scripts(context: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """On every page: that a keyboard reaches what a mouse does. Of whoever is signed in: that the
    login is about to end, and forms that add something once.
    """
    styles = [*(context.get("styles") or []), static("admin_pages/office.css")]
    scripts = [*(context.get("scripts") or []), static("admin_pages/keyboard.js")]
    if request.user.is_authenticated:
        styles.append(static("admin_pages/session-end.css"))
        scripts += [static("admin_pages/session-end.js"), static("admin_pages/form-token.js")]
    return {"styles": styles, "scripts": scripts}


class SupervisorSite(SignInSite):
    """Django's admin, for the people who watch over the conversations and those who take them."""

    site_title = site_header = "Bank AICC"
    index_title = gettext_lazy("Dashboard")
    index_template = "admin/today.html"
    empty_value_display = "–"  # as everywhere else

    def admin_view(
        self, view: Callable[..., HttpResponse], cacheable: bool = False
    ) -> Callable[..., Any]:
        page = steady(recorded(sent_once(refusing_other_actions(view))))
        return looser_policy(super().admin_view(page, cacheable))

    def get_urls(self) -> list[URLPattern]:
        return [
            path("language/", set_language, name="language"),
            *self.sign_in_urls(),
            path("figures/now/", self.admin_view(dashboard.now_view), name="figures_now"),
            path("figures/csv/", self.admin_view(dashboard.csv_view), name="figures_csv"),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        request.room = sidebar.place_of(request)  # type: ignore[attr-defined]
        return context | {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_symbol": "support_agent",
            "site_url": reverse("chat-page"),
            "site_favicons": [
                {"href": static("chat/logo.svg"), "rel": "icon", "type": "image/svg+xml"}
            ],
            "show_languages": True,
            "account_links": [
                {"title": _("My login"), "link": reverse("admin:account")},
                {"title": _("Change password"), "link": reverse("admin:password_change")},
            ],
            "languages_action": reverse("admin:language"),
            "colors": context["colors"] | {"primary": BLUE},
            "form_token": new_token,
            **with_scripts(context, request),
        }

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """There is one front page; an application has none of its own."""
        return HttpResponseRedirect(reverse("admin:index"))

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        return sidebar.groups(request)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The dashboard; for others what waits for a person and the roads to it, two counts."""
        may = request.user.has_perm
        if dashboard.may_see(request):
            frame = self.each_context(request) | {"title": self.index_title}
            return dashboard.dashboard(request, frame)
        counts = {
            "rooms": sidebar.rooms(request),
            "waiting": waiting_count() if may("handover.view_handover") else None,
            "unreviewed": unreviewed_lately() if may("chat.view_review") else None,
        }
        return super().index(request, counts | (extra_context or {}))
