"""A bank's identity provider for the tests: django-oauth-toolkit as a project of its own.

Run as `python bank_accounts.py FOLDER PORT CALLBACK`: it makes its database, key and people in the
folder, then serves on loopback. What FOLDER/claims.json holds goes into every identity token
before it is signed, over what is true (null takes a claim away): a provider that goes wrong.
"""

import json
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

CLIENT_ID, CLIENT_SECRET = "contact-centre", "a secret of the tests alone"
PASSWORD = "of the bank's account service"
PEOPLE = {"mei": ["cc-agents"], "sam": ["cc-leads"], "nobody-here": []}
FORM = (
    '<form method="post"><input name="csrfmiddlewaretoken" value="{{ csrf_token }}">'
    '<input name="username"><input name="password"></form>'
)
urlpatterns = []  # filled in `serve`, once Django is set up


def configure(folder: Path, port: int) -> None:
    key = folder / "key.pem"
    if not key.exists():
        made = rsa.generate_private_key(65537, 2048)
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        key.write_bytes(
            made.private_bytes(pem, serialization.PrivateFormat.TraditionalOpenSSL, plain)
        )
    loader = "django.template.loaders.locmem.Loader"
    templates = {"registration/login.html": FORM}
    settings.configure(
        SECRET_KEY="of the tests' provider",
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["127.0.0.1"],
        USE_TZ=True,
        SESSION_COOKIE_NAME="bank_session",
        LOGIN_URL="/login/",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "db.sqlite3",
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [(loader, templates)],
                    "context_processors": ["django.template.context_processors.request"],
                },
            }
        ],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.read_text(),
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
            "SCOPES": {"openid": "", "profile": "", "email": ""},
            "PKCE_REQUIRED": True,
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT": False,
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
        },
    )
    django.setup()


def make_people(callback: str) -> None:
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        User.objects.create_user(name, password=PASSWORD, email=f"{name}@bank.example")
    Application.objects.create(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=callback,
        post_logout_redirect_uris=callback.replace("oidc/answer/", "login/"),
        algorithm="RS256",
        skip_authorization=True,
    )


def validator(folder: Path) -> type:
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):
        oidc_claim_scope = None

        def get_additional_claims(self, request):
            name = request.user.get_username()
            return {
                "preferred_username": name,
                "email": request.user.email,
                "groups": PEOPLE[name],
                "sid": f"session-of-{name}",
            }

        def finalize_id_token(self, id_token, token, token_handler, request):
            held = LyingClaims(folder, id_token)
            return super().finalize_id_token(held, token, token_handler, request)

    return Validator


class LyingClaims(dict):
    """A token's claims that end as claims.json has them."""

    def __init__(self, folder, claims):
        super().__init__(claims)
        self.path = folder / "claims.json"

    def update(self, *given, **claims):
        super().update(*given, **claims)
        told = json.loads(self.path.read_text()) if self.path.exists() else {}
        for name, value in told.items():
            self.pop(name, None)
            if value is not None:
                self[name] = value


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def serve(folder: Path, port: int, callback: str) -> None:
    sys.modules["bank_accounts"] = sys.modules[__name__]
    configure(folder, port)
    globals()["Validator"] = validator(folder)
    make_people(callback)
    from django.contrib.auth.views import LoginView

    urlpatterns.extend(
        [path("login/", LoginView.as_view()), path("o/", include("oauth2_provider.urls"))]
    )
    with make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet) as server:
        (folder / "ready").touch()
        server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
