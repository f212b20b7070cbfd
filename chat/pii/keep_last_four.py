"""What the finders share: how people write a long number in groups."""

Span = tuple[int, int, str]  # start, end, what stands there instead; blank: leave it as it is

TAKEN = "\0"  # stands in the reading where something was decided already
# What people write between groups of digits. chat.pii.normalize has made every dash `-`, every
# middle dot `·`, every wave `~` and every blank a plain one.
_BETWEEN = r"\s\-~·•._/"
GAP = rf"[{_BETWEEN}()]{{0,3}}"
STEP = rf"[{_BETWEEN}]{{1,3}}"
# What is said between groups: 010에 1234에 5678. A sign of any kind may stand for a dash too.
SAID = (
    r"\s?(?:에|의|국에|국|다시|대시|대쉬|하이픈|점|콤마|쉼표|슬래시|바|짝대기|작대기|빼기|dash"
    r"|그리고|(?:그\s?)?다음(?:에|은)?)\s?"
)
SIGN = r"\s?[^\w\s\0$₩€¥£%]\s?"  # before an amount, or behind a rate, it is none


def last_four(number: str) -> str:
    return "".join(character for character in number if character.isdigit())[-4:]
