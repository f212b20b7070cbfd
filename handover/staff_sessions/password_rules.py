"""What a password of staff may not be, beside Django's own rules."""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from handover.models import PastPassword
from handover.staff_sessions.guessable_pieces import Kind, part
from handover.staff_sessions.trivial_words import names

RUN = 6  # characters of a row of the keyboard, or in order, or the same
ROWS = (
    *("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"),
    *(
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ",
        "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
        "ㅋㅌㅊㅍㅠㅜㅡ",
        "가나다라마바사아자차카타파하",
    ),
)
LEAST_KINDS = 5  # of different characters
LEAST_PIECES = 6  # guessable_pieces


class NotUsedBefore:
    """None of the last ones of this login. Each is hashed anew to compare: a second in all."""

    def __init__(self, last: int = 5) -> None:
        self.last = last

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if user is None or user.pk is None:
            return
        past = PastPassword.objects.filter(user=user).values_list("password", flat=True)
        held = {user.password} if user.has_usable_password() else set()
        if any(check_password(password, each) for each in held.union(past[: self.last])):
            raise ValidationError(
                _("You have used this password before: choose another one."), code="used_before"
            )

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Keep its hash, and forget those that no rule asks for any more.

        It is temporary until a page says that its owner chose it (temporary_passwords).
        """
        if user is None or user.pk is None or not user.has_usable_password():
            return
        PastPassword.objects.create(user=user, password=user.password, is_temporary=True)
        rows = PastPassword.objects.filter(user=user)
        kept = rows.values_list("pk", flat=True)[: self.last]
        rows.exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return _("It must not be one of your last %(count)d passwords.") % {"count": self.last}


class NotGuessable:
    """No row of keys, no run of letters or digits, not the bank's or the product's name."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        word = password.casefold()
        if len(set(word)) < LEAST_KINDS or has_run(word) or any(each in word for each in names()):
            raise ValidationError(
                _("This password is easy to guess: no rows of keys, runs, or the bank's name."),
                code="guessable",
            )

    def get_help_text(self) -> str:
        return _("It must not hold rows of keys, runs of digits, or the bank's name.")


def has_run(word: str) -> bool:
    """Six in a row of the keyboard or the alphabet, either way, or six alike."""
    rows = [row for each in ROWS for row in (each, each[::-1])]
    parts = {word[start : start + RUN] for start in range(len(word) - RUN + 1)}
    return any(part == part[0] * RUN or any(part in row for row in rows) for part in parts)


class NotTrivial:
    """Not put together from words, digits and keys that are tried first: see guessable_pieces."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError, which names what was found and never the password's own part."""
        found = part(password, (*names(), *names_of(user)))
        if found.pieces < LEAST_PIECES:
            kinds = ", ".join(str(kind.label) for kind in found.kinds or (Kind.WALK,))
            raise ValidationError(
                _(
                    "This password is easy to guess: it is made of %(kinds)s. Take four or more "
                    "words that do not belong together; blanks may stand between them."
                ),
                code="trivial",
                params={"kinds": kinds},
            )

    def get_help_text(self) -> str:
        return _(
            "It must be more than common words, the bank's and your own name, years and rows of "
            "keys, also where Korean words are typed on Latin keys."
        )


def names_of(user: Any) -> list[str]:
    """What this person is called; none where nobody is known yet."""
    if user is None:
        return []
    mail = user.email.partition("@")[0]
    whole = [user.get_username(), user.first_name, user.last_name, mail]
    return [*whole, user.last_name + user.first_name]
