"""What the finders share: how people write a long number in groups."""

Span = tuple[int, int, str]  # start, end, what stands there instead; blank: leave it as it is

TAKEN = "\0"  # stands in the reading where something was decided already
# What people write between groups of digits. chat.pii.normalize has made every dash `-`, every
# middle dot `·`, every wave `~` and every blank a plain one.
_BETWEEN = r"\s\-~·•._/"
GAP = rf"[{_BETWEEN}()]{{0,3}}"
STEP = rf"[{_BETWEEN}]{{1,3}}"


def last_four(number: str) -> str:
    return "".join(character for character in number if character.isdigit())[-4:]
