"""The people who may sign in, and their roles. Nobody is deleted: what they did names them.

What somebody may do is changed on no page here: that takes two people (handover.admin.access).
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from aicc.backoffice.roles import name_of, permission_label
from handover.models import AccessChange
from handover.staff_access import changes as access_changes
from handover.staff_access.work_in_hand import work_in_hand

SHOWN_CHANGES = 10

admin.site.unregister(User)
admin.site.unregister(Group)


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name_of(name)) for name in Group.objects.values_list("name", flat=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class StaffAdmin(ModelAdmin):
    """Names of those who work here. A new one has no role and no password until both are
    asked for by one administrator and approved by another.
    """

    list_display = ("username", "full_name", "roles", "team", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    actions = None
    fieldsets = (
        (_("Person"), {"fields": ("username", "first_name", "last_name", "email")}),
        (
            _("Access"),
            {"fields": ("may_sign_in", "roles", "superuser", "beyond_roles", "last_login")},
        ),
    )
    add_fieldsets = fieldsets[:1]
    readonly_fields: ClassVar[tuple[str, ...]] = (
        *("may_sign_in", "roles", "superuser", "beyond_roles", "last_login"),
    )
    change_form_outer_before_template = "admin/staff.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request)
        return people.select_related("agent_profile__team").prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Also the name that a login has for good."""
        named = ("username",) if obj and access_changes.is_named_for_good(obj) else ()
        return (*self.readonly_fields, *named)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if isinstance(obj, User) and obj.is_superuser and not is_superuser(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """By no part of a password's hash, as in Django's own list of users: whether rows are
        left would tell it sign by sign.
        """
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True  # whoever is entered here works here
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to what the new colleague may do, unless a field of another form waits for them."""
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return HttpResponseRedirect(reverse("admin:handover_accesschange_ask", args=[obj.pk]))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        context = beside(request, user) if user else {}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    @display(description=_("name"))
    def full_name(self, row: User) -> str:
        return row.get_full_name() or "–"

    @display(description=_("roles"))
    def roles(self, row: User) -> str:
        return ", ".join(sorted(name_of(group.name) for group in row.groups.all())) or "–"

    @display(description=_("active"), boolean=True)
    def may_sign_in(self, row: User) -> bool:
        return row.is_active

    @display(description=_("superuser"), boolean=True)
    def superuser(self, row: User) -> bool:
        return row.is_superuser

    @display(description=_("permissions beside the roles"))
    def beyond_roles(self, row: User) -> str:
        """Given in the shell alone."""
        given = row.user_permissions.select_related("content_type")
        return ", ".join(permission_label(each) for each in given) or "–"

    @display(description=_("team"))
    def team(self, row: User) -> str:
        profile = getattr(row, "agent_profile", None)
        return str(profile.team) if profile and profile.team else "–"


def beside(request: HttpRequest, user: User) -> dict[str, Any]:
    """What may be asked for about this person, and what was."""
    by: Any = request.user
    may_ask = by.has_perm(access_changes.ASKS) and access_changes.may_touch(by, user)
    changes = AccessChange.objects.filter(user=user).select_related("user")
    return {
        "person": user,
        "ask_url": reverse("admin:handover_accesschange_ask", args=[user.pk]) if may_ask else "",
        "may_lock": may_ask and user.is_active,
        "held": work_in_hand(user).sentences() if may_ask else [],
        "changes": changes[:SHOWN_CHANGES] if by.has_perm("handover.view_accesschange") else [],
    }


@admin.register(Group)
class RoleAdmin(GroupAdmin, ModelAdmin):
    """Roles and what they may. Made anew by every migration, so they are changed in the code."""

    actions = None
    list_display = ("role",)
    fields = readonly_fields = ("role", "allowed")
    filter_horizontal = ()
    search_fields = ()  # by their names in the code, which nobody here knows
    ordering = ("pk",)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Under the name that people call it by; nothing here saves it."""
        role = super().get_object(request, object_id, from_field)
        if role is not None:
            role.name = name_of(role.name)
        return role

    @display(description=_("Role"))
    def role(self, row: Group) -> str:
        return name_of(row.name)

    @display(description=_("What it allows"))
    def allowed(self, row: Group) -> str:
        given = row.permissions.select_related("content_type")
        return format_html_join(
            mark_safe("<br>"), "{}", ((permission_label(each),) for each in given)
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
