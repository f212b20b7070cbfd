"""Whether an id that a client chose says something of a person.

An id is a single word: what masking finds by its neighbours stands alone in it, or behind the
name that a program gave it (`otp:…`), and random letters and digits are nobody's number.
"""

import re

from chat.pii import mask

# Words and random ids: digits among letters are no number of a person.
LETTERED = re.compile(r"[0-9]{0,64}[A-Za-z][A-Za-z0-9]{0,64}")
SEVEN_DIGITS = re.compile(r"[0-9](?:[^0-9]{0,3}[0-9]){6}")
# What only its owner knows, by the name before it: alone it is no digits to be known by.
NAMED_SECRET = re.compile(
    r"(?i)(?<![a-z])(?:(?:password|passwd|passcode|pw):{1,2}[a-z0-9_.-]{4,64}"
    r"|(?:pin|otp|cvc|cvv)[:._-]{1,2}[0-9]{3,8}(?![a-z0-9])"
    r"|passport[:._-]{1,2}[a-z][0-9]{3}[a-z0-9][0-9]{4}(?![a-z0-9]))"
)


def looks_personal(identifier: str) -> bool:
    """identifier: at most 64 of the characters that ids of clients are made of."""
    if NAMED_SECRET.search(identifier):
        return True
    if not SEVEN_DIGITS.search(identifier):
        return False
    bare = LETTERED.sub("x", identifier)
    return mask(bare) != bare
