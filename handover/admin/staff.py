"""The people who may sign in, and their roles. Nobody is deleted: what they did names them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from aicc.backoffice.roles import name_of

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class StaffAdmin(UserAdmin, ModelAdmin):
    """Logins. An administrator gives roles to others; only a superuser makes a superuser."""

    form, add_form = UserChangeForm, UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "full_name", "roles", "team", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    filter_horizontal = ()  # its two boxes cannot be read by everybody
    actions = None
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Role"), {"fields": ("is_active", "is_staff", "groups")}),
    )
    readonly_fields = ("last_login", "date_joined")

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("admin_pages/staff.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request)
        return people.select_related("agent_profile__team").prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not is_superuser(request):
            return fieldsets
        return (*fieldsets, (_("Superuser"), {"fields": ("is_superuser", "user_permissions")}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody gives themselves a role."""
        fields = super().get_readonly_fields(request, obj)
        own = obj is not None and obj.pk == request.user.pk and not is_superuser(request)
        return (*fields, "groups", "is_staff", "is_active") if own else fields

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Also decides about the page that gives another password."""
        if isinstance(obj, User) and obj.is_superuser and not is_superuser(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True  # whoever is entered here works here
        super().save_model(request, obj, form, change)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and db_field.name == "groups":
            field.label_from_instance = lambda group: name_of(group.name)
        return field

    @display(description=_("name"))
    def full_name(self, row: User) -> str:
        return row.get_full_name() or "–"

    @display(description=_("roles"))
    def roles(self, row: User) -> str:
        return ", ".join(sorted(name_of(group.name) for group in row.groups.all())) or "–"

    @display(description=_("team"))
    def team(self, row: User) -> str:
        profile = getattr(row, "agent_profile", None)
        return str(profile.team) if profile and profile.team else "–"


@admin.register(Group)
class RoleAdmin(GroupAdmin, ModelAdmin):
    """Roles and what they may. Made anew by every migration, so they are changed in the code."""

    actions = None
    list_display = ("role", "name")

    @display(description=_("Role"))
    def role(self, row: Group) -> str:
        return name_of(row.name)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
