"""Pages of the back office that are read and never edited."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin
from unfold.views import ChangeList


class CappedPaginator(Paginator):
    """Counts no further than anybody pages, and reads whole rows for one page alone.

    Of the rows that a filter passes over only what it asks for is read: a list of millions
    stays cheap.
    """

    MOST = 10_000  # rows; what lies behind them is found by filters and search

    @cached_property
    def first_keys(self) -> list[Any]:
        """Of the first page and one row more."""
        return self.keys(0, self.per_page + 1)

    @cached_property
    def count(self) -> int:
        if len(self.first_keys) <= self.per_page:  # a filter that finds little passes over all
            return len(self.first_keys)
        return self.rows.order_by()[: self.MOST].count()

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self.keys(first, first + self.per_page) if first else self.first_keys
        return Page(self.rows.filter(pk__in=keys[: self.per_page]), number, self)

    def keys(self, first: int, last: int) -> list[Any]:
        return list(self.rows.values_list("pk", flat=True)[first:last])

    @property
    def rows(self) -> QuerySet[Model]:
        return cast("QuerySet[Model]", self.object_list)


class CappedChangeList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        """Django's, which takes no paginator where one page holds everything."""
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list


class UncountedChangeList(CappedChangeList):
    """The rows of a list for somebody who shows no page of it."""

    def get_results(self, request: HttpRequest) -> None:
        """No page is read, and nothing is counted."""


class ReadOnlyModelAdmin(ModelAdmin):
    """A list and a page of each row; nothing here is added, changed or deleted.

    page_template: shows one row; its context is `page_context`'s.
    """

    page_template: ClassVar[str]
    actions: Any = None
    paginator = CappedPaginator
    show_full_result_count = False  # a COUNT(*) over millions of rows helps nobody
    show_facets = admin.ShowFacets.NEVER  # nor does a count for every choice of a filter
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return UncountedChangeList if getattr(request, "rows_alone", False) else CappedChangeList

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the page shows of `obj`."""
        raise NotImplementedError

    def row(self, request: HttpRequest, object_id: str) -> Any:
        """The row that this person may read, or None. Raises PermissionDenied."""
        self.may_read_or_leave(request)
        return self.get_object(request, object_id)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        obj = self.row(request, object_id)
        if request.method == "POST":
            raise PermissionDenied
        if obj is None:
            return self.not_there(request)
        return self.show(request, obj, self.page_context(request, obj))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.may_read_or_leave(request)
        return super().history_view(request, object_id, extra_context)

    def show(
        self,
        request: HttpRequest,
        obj: Any,
        context: dict[str, Any],
        status: int = 200,
        template: str = "",
    ) -> TemplateResponse:
        """One row's page, or another page about it by `template`."""
        request.current_app = self.admin_site.name
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(obj),
            "object": obj,
        }
        page = template or self.page_template
        return TemplateResponse(request, page, frame | context, status=status)

    def may_read_or_leave(self, request: HttpRequest) -> None:
        """Raises PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied

    def permission_view(
        self, permission: str, view: Callable[..., HttpResponseBase]
    ) -> Callable[..., Any]:
        """`view(self, request, …)` as a page of the back office; 403 without the permission."""

        @wraps(view)
        def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(self, request, *args, **kwargs)

        return cast("Callable[..., Any]", self.admin_site.admin_view(allowed))

    def list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def not_there(self, request: HttpRequest) -> HttpResponseRedirect:
        messages.warning(request, _("That page does not exist, or it is not yours to read."))
        return HttpResponseRedirect(self.list_url())


def seq_asked(request: HttpRequest, name: str) -> int | None:
    """An entry's number from the address; None when there is none, or it is no number."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def ids_asked(request: HttpRequest, name: str) -> list[int]:
    """Keys from the address, divided by commas; what is no key is left out."""
    parts = request.GET.get(name, "").split(",")
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19]
