"""A password of one's own, in place of one that somebody else set. Nothing else opens before."""

from typing import Any

from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from unfold.widgets import INPUT_CLASSES

from aicc.backoffice.second_factor_pages import Context, enter, remembering
from handover.staff_sessions import second_factor, temporary_passwords


class OwnPasswordForm(SetPasswordForm):
    """Django's, in the office's clothes."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = " ".join(INPUT_CLASSES)
        self.fields["new_password1"].widget.attrs["autofocus"] = True


@never_cache
@csrf_protect
def own_password_page(request: HttpRequest, context: Context) -> HttpResponse:
    """Asks whoever proved everything else for a new password, then signs them in."""
    pending = second_factor.pending(request, second_factor.PENDING_PASSWORD)
    if pending is None:
        return HttpResponseRedirect(reverse("admin:login"))
    form: Any = OwnPasswordForm(pending.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            temporary_passwords.chosen_by_owner(pending.user)
        request.session.pop(second_factor.PENDING_PASSWORD, None)
        enter(request, pending, pending.proof)
        return remembering(request, HttpResponseRedirect(pending.next), pending)
    told = {"title": _("Choose your own password"), "form": form}
    status = 422 if request.method == "POST" else 200
    page = "admin/own_password.html"
    return TemplateResponse(request, page, context(request) | told, status=status)
