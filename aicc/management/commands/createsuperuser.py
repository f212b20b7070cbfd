"""Django's command, whose password keeps the rules by whatever way it was given."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User, UserManager
from django.contrib.auth.password_validation import validate_password


class CheckedManager(UserManager[User]):
    """That of logins. Raises ValidationError, which Django's command tells as its own refusal."""

    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> User:
        if password is not None:
            validate_password(password, self.model(username=username, email=email or ""))
        return super().create_superuser(username, email, password, **fields)


class CheckedUser:
    """The model of logins as Django's command uses it, with that manager."""

    _default_manager = CheckedManager()
    _default_manager.model = User

    def __call__(self, **fields: Any) -> User:
        return User(**fields)

    def __getattr__(self, name: str) -> Any:
        return getattr(User, name)


class Command(createsuperuser.Command):
    """Django asks the rules where somebody types the password, and passes over them on a `y`; one
    from DJANGO_SUPERUSER_PASSWORD it takes as it is. Until its owner has signed in, a password
    that is easy to guess would be the way in for whoever guesses it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.UserModel: Any = CheckedUser()
