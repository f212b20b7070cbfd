"""What the finders share: how people write a long number in groups."""

Span = tuple[int, int, str]  # start, end, what stands there instead; blank: leave it as it is

# What people write between groups of digits, zero-width characters included.
_BETWEEN = r"\s\-‐-―−.·_/\u200b\u2060"
GAP = rf"[{_BETWEEN}()]{{0,3}}"
STEP = rf"[{_BETWEEN}]{{1,3}}"


def last_four(number: str) -> str:
    return "".join(character for character in number if character.isdigit())[-4:]
