"""Break-glass: what staff may do, changed in the shell without a second person, and recorded."""

import getpass
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from aicc.backoffice.roles import ROLES
from aicc.platform.command_arguments import MOST, login_name, whole_number
from aicc.platform.errors import AiccError
from handover.models import AccessChange
from handover.single_sign_on import accounts, provider
from handover.staff_access import changes, password_links
from handover.staff_access.work_in_hand import work_in_hand


class Command(BaseCommand):
    help = (
        "Give a bank its first administrators, or decide where there is no second one. "
        "Each use stays on record beside the requests of the back office."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="requests that wait for a decision")
        grant = commands.add_parser(
            "grant", help="exactly these roles, for a new login or an old one"
        )
        grant.add_argument("username", type=login_name)
        grant.add_argument("--role", action="append", required=True, choices=sorted(ROLES))
        link = commands.add_parser(
            "link", help="a one-time link for a new password, with its code"
        )
        link.add_argument("username", type=login_name)
        factor = commands.add_parser("reset-factor", help="the second factor is set up anew")
        factor.add_argument("username", type=login_name)
        lock = commands.add_parser("lock", help="nobody signs in with this login any more")
        lock.add_argument("username", type=login_name)
        tie = commands.add_parser(
            "tie", help="a login to an account of the bank's identity provider, by its number"
        )
        tie.add_argument("username", type=login_name)
        tie.add_argument("subject", help="the account's `sub`, as the provider's console shows it")
        approve = commands.add_parser("approve", help="a request, by its number in the list")
        approve.add_argument("number", type=whole_number(1, MOST))
        for each in (grant, link, factor, lock, tie, approve):
            each.add_argument("--reason", required=True, help="what for; it stays on record")
        for each in (grant, link, approve):
            each.add_argument("--site", default="http://localhost:8000", help="of the link")

    def handle(self, *, command: str, **options: Any) -> None:
        run: Callable[..., None] = getattr(self, f"run_{command.replace('-', '_')}")
        try:
            run(**options)
        except AiccError as error:
            raise CommandError(str(error.message)) from None

    def run_list(self, **options: Any) -> None:
        rows = list(AccessChange.pending().select_related("user").order_by("pk"))
        for row in rows:
            wanted = "as they are" if row.roles_after is None else ", ".join(row.roles_after)
            link = ", a password link" if row.sends_link else ""
            self.stdout.write(
                f"{row.pk}  {row.user.get_username()}: roles {wanted}{link}; "
                f"asked for by {row.requested_by_name}: {row.reason}"
            )
        if not rows:
            self.stdout.write("Nothing waits for a decision.")

    def run_grant(self, *, username: str, role: list[str], **options: Any) -> None:
        user, is_new = User.objects.get_or_create(username=username, defaults={"is_staff": True})
        if is_new:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        given = {"roles": role, "activates": True, "sends_link": not user.has_usable_password()}
        self.done(*self.change(user, given, options), options)

    def run_link(self, *, username: str, **options: Any) -> None:
        self.done(*self.change(person(username), {"sends_link": True}, options), options)

    def run_reset_factor(self, *, username: str, **options: Any) -> None:
        self.done(*self.change(person(username), {"resets_factor": True}, options), options)

    def run_lock(self, *, username: str, **options: Any) -> None:
        user = person(username)
        self.done(*self.change(user, {"activates": False}, options), options)
        for sentence in work_in_hand(user).sentences():
            self.stdout.write(sentence)

    def run_tie(self, *, username: str, subject: str, reason: str, **options: Any) -> None:
        if not provider.is_configured():
            raise CommandError("No identity provider is configured: AICC_OIDC_ISSUER.")
        if not 0 < len(subject) <= provider.SUBJECT_CHARACTERS:
            raise CommandError(f"A subject has 1 to {provider.SUBJECT_CHARACTERS} characters.")
        user = person(username)
        try:
            with transaction.atomic():
                accounts.tie_to(user, subject, operator=operator(), reason=reason)
        except IntegrityError:
            raise CommandError("This account is another login's already.") from None
        self.stdout.write(f"Done: {username} signs in with this account from now on.")

    def run_approve(self, *, number: int, **options: Any) -> None:
        row = changes.approve_by_shell(operator(), number, options["reason"])
        self.done(row, "", options)

    def change(
        self, user: User, given: dict[str, Any], options: dict[str, Any]
    ) -> tuple[AccessChange, str]:
        return changes.by_shell(operator(), user, options["reason"], **given)

    def done(self, row: AccessChange, code: str, options: dict[str, Any]) -> None:
        self.stdout.write(f"Done, and kept as change {row.pk} of {row.user.get_username()}.")
        if row.sends_link:
            self.stdout.write(f"Link: {options['site'].rstrip('/')}{password_links.path_of(row)}")
        if code:
            self.stdout.write(f"Code: {code}")


def operator() -> str:
    return f"shell: {getpass.getuser()}"


def person(username: str) -> User:
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"Nobody is called {username!r}.") from None
