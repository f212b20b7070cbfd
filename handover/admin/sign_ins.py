"""Failed sign-ins: who was locked out, from where, until when; and the way to unlock a login."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from handover.models import SignInFailures
from handover.staff_sessions import lock_out


@admin.register(SignInFailures)
class SignInFailuresAdmin(ReadOnlyModelAdmin):
    """What failed of each login and from each place. Unlocking is kept in the history."""

    page_template = "admin/sign_in_failures.html"
    list_display: ClassVar[tuple[str, ...]] = (
        "login",
        "from_where",
        "state_label",
        "failures",
        "untold",
        "lockouts",
        "last_failure_at",
    )
    list_filter = ("user",)
    list_select_related = ("user",)
    search_fields = ("user__username__startswith", "place__startswith", "last_address__startswith")
    ordering = ("-last_failure_at", "-pk")
    actions = ("unlock",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignInFailures]:
        """Without those that count nothing: somebody signed in, and nothing ever failed."""
        return super().get_queryset(request).filter(last_failure_at__isnull=False)

    def has_unlock_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("handover.unlock_signinfailures")

    @action(description=_("Unlock"), permissions=["unlock"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[SignInFailures]) -> None:
        for row in queryset:
            self.log_change(request, row, [{"changed": {"fields": ["locked_until"]}}])
        count = lock_out.unlock_rows(queryset)
        words = ngettext("%(count)d lock was lifted.", "%(count)d locks were lifted.", count)
        messages.success(request, words % {"count": count})

    @display(description=_("login"), ordering="user")
    def login(self, row: SignInFailures) -> str:
        if not row.account:
            return str(_("any"))
        return str(row.user or _("no login of ours"))

    @display(description=_("address or device"), ordering="place")
    def from_where(self, row: SignInFailures) -> str:
        if not row.place:
            return str(_("everywhere"))
        return str(_("a known device")) if row.place.startswith("device ") else row.place

    @display(description=_("state"), label={"locked": "danger", "open": "neutral"})
    def state_label(self, row: SignInFailures) -> tuple[str, str]:
        if row.locked_until and row.locked_until > timezone.now():
            until = date_format(localtime(row.locked_until), "TIME_FORMAT")
            return "locked", str(_("locked until %(time)s") % {"time": until})
        return "open", str(_("not locked"))

    def page_context(self, request: HttpRequest, obj: SignInFailures) -> dict[str, Any]:
        return {
            "login": self.login(obj),
            "from_where": self.from_where(obj),
            "state": self.state_label(obj)[1],
        }
