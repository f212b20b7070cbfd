"""How one comes into the back office: password, second factor, one's own login and password."""

from functools import wraps
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from unfold.sites import UnfoldAdminSite

from aicc.backoffice import (
    account_page,
    enrolment_page,
    own_password_page,
    passkey_pages,
    provider_pages,
    second_factor_pages,
)
from aicc.backoffice.sign_in_forms import PasswordForm, SignInForm, told_of
from handover.staff_access.views import PasswordLink

# Unfold's Alpine evaluates expressions and sets styles by itself. Only its own pages get
# this: whatever leaves the site by another road keeps the strict policy of the settings.
looser_policy = csp_replace(
    {
        "script-src": [SELF, UNSAFE_EVAL],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
    }
)


class SignInSite(UnfoldAdminSite):
    """Unfold's site with our ways in."""

    login_form = SignInForm

    @wraps(UnfoldAdminSite.login)
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Django's, whose view asks for the second factor before it signs anybody in."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        request.current_app = self.name
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "provider_url": provider_pages.address(request),
            **(extra_context or {}),
        }
        if REDIRECT_FIELD_NAME not in request.GET | request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index")
        view = second_factor_pages.TwoStepLogin.as_view(
            extra_context=context,
            authentication_form=self.login_form,
            template_name=self.login_template or "admin/sign_in.html",
        )
        return told_of(request, looser_policy(view)(request))

    def second_factor(self, request: HttpRequest) -> HttpResponseBase:
        """The code after the password. Nobody is signed in here."""
        page = second_factor_pages.code_page
        return looser_policy(lambda asked: page(asked, self.each_context))(request)

    def second_factor_set_up(self, request: HttpRequest) -> HttpResponseBase:
        """For whoever is signed in, or will be when it is set up."""
        page = enrolment_page.set_up_page
        return looser_policy(lambda asked: page(asked, self.each_context))(request)

    def own_password(self, request: HttpRequest) -> HttpResponseBase:
        """In place of a password that somebody else set. Nobody is signed in here."""
        page = own_password_page.own_password_page
        return looser_policy(lambda asked: page(asked, self.each_context))(request)

    def provider(self, request: HttpRequest) -> HttpResponseBase:
        """On to the bank's identity provider. Nobody is signed in here."""
        page = provider_pages.begin
        return looser_policy(lambda asked: page(asked, self.each_context))(request)

    def provider_answer(self, request: HttpRequest) -> HttpResponseBase:
        """Where the identity provider sends people back to. Nobody is signed in here."""
        page = provider_pages.answer
        return looser_policy(lambda asked: page(asked, self.each_context))(request)

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Here, and at the identity provider where they came from there and the bank wants it."""
        page = None
        if request.method == "POST":
            page = provider_pages.sign_out_there(request, self.each_context)
        return page or super().logout(request, extra_context)

    def account(self, request: HttpRequest) -> HttpResponse:
        return account_page.account_page(request, self.each_context)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Unfold's takes no form but its own; ours counts wrong passwords."""
        request.current_app = self.name
        return PasswordChangeView.as_view(
            form_class=PasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)

    def password_link(self, request: HttpRequest, **places: str) -> HttpResponseBase:
        """A new password for whoever holds a one-time link. Nobody is signed in here."""
        view = PasswordLink.as_view(extra_context=self.each_context(request))
        return looser_policy(view)(request, **places)

    def sign_in_urls(self) -> list[URLPattern]:
        set_up = self.second_factor_set_up
        return [
            path("password/<uidb64>/<token>/", self.password_link, name="password_link"),
            path("own-password/", self.own_password, name="own_password"),
            path("second-factor/", self.second_factor, name="second_factor"),
            path("second-factor/set-up/", set_up, name="second_factor_set_up"),
            path("second-factor/passkey/", passkey_pages.options, name="passkey_options"),
            path("oidc/", self.provider, name="provider"),
            path("oidc/answer/", self.provider_answer, name="provider_answer"),
            path("oidc/sign-out/", provider_pages.sign_out, name="provider_sign_out"),
            path("account/", self.admin_view(self.account), name="account"),
        ]
