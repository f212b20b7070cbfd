"""How a member of staff is called: 박준호, and not "준호 박"."""

from typing import Any

HANGUL = range(0xAC00, 0xD7A4)  # the syllables


def full_name(user: Any) -> str:
    """In the order of the script that it is written in; "" for somebody without a name.

    In place of Django's `User.get_full_name`, so that every page says the same.
    """
    family, given = user.last_name.strip(), user.first_name.strip()
    if family and given and is_hangul(family + given):
        return family + given
    return f"{given} {family}".strip()


def is_hangul(text: str) -> bool:
    return all(ord(each) in HANGUL for each in text)
