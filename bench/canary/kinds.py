"""The canaries: for every kind that is masked, what somebody types, and what is then to be found
nowhere. Each is made for one field alone, so that what is found tells where it came in.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Canary:
    """typed: in a sentence. as_id: of the characters of an id; blank: it cannot be one.

    digits: what is left of it where all but digits is taken away; blank: too few to be told from
    other numbers. words: what else is not to be found.
    """

    kind: str
    field: str
    typed: str
    as_id: str = ""
    digits: str = ""
    words: tuple[str, ...] = ()


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)


def number(dice: random.Random, length: int) -> str:
    """Digits that no clock and no count looks like: no zero, no two alike in a row."""
    made = ""
    while len(made) < length:
        made += dice.choice([each for each in "123456789" if each != made[-1:]])
    return made


def with_check_digit(bare: str) -> str:
    """A card's number by its check digit (ISO/IEC 7812-1)."""
    doubled = [int(each) * (2 - place % 2) for place, each in enumerate(bare)]
    total = sum(each - 9 if each > 9 else each for each in doubled)
    return bare + str(-total % 10)


def resident(dice: random.Random) -> tuple[str, str]:
    born = f"{dice.randint(50, 99)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
    told = f"{born}-{dice.choice('12')}{number(dice, 6)}"
    return f"주민번호 {told}", told


def foreigner(dice: random.Random) -> tuple[str, str]:
    told = f"8{dice.randint(0, 9)}0{dice.randint(1, 9)}1{dice.randint(0, 9)}-5{number(dice, 6)}"
    return f"외국인등록번호는 {told}", told


def card(dice: random.Random) -> tuple[str, str]:
    bare = with_check_digit("4" + number(dice, 14))
    told = "-".join(bare[place : place + 4] for place in range(0, 16, 4))
    return f"카드 {told}", told


def telephone(dice: random.Random) -> tuple[str, str]:
    told = f"010-{number(dice, 4)}-{number(dice, 4)}"
    return f"전화 {told}", told


def account(dice: random.Random) -> tuple[str, str]:
    told = f"110-{number(dice, 3)}-{number(dice, 6)}"
    return f"계좌번호 {told}", told


def licence(dice: random.Random) -> tuple[str, str]:
    told = f"11-{dice.randint(10, 23)}-{number(dice, 6)}-{number(dice, 2)}"
    return f"운전면허 {told}", told


# By kind: the sentence, and the bare value as an id. The value is digits enough to be known
# anywhere.
LONG: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "resident number": resident,
    "foreigner number": foreigner,
    "card": card,
    "telephone": telephone,
    "account": account,
    "driving licence": licence,
}
SPELT = "영일이삼사오육칠팔구"
SYLLABLES = "민서준우하은지윤채원도현"


def spelt(dice: random.Random) -> str:
    return "".join(SPELT[int(each)] for each in number(dice, 4))


def letters(dice: random.Random, length: int) -> str:
    return "".join(dice.choice("bcdfghjkmnpqrtvxz") for _ in range(length))


def spelt_telephone(dice: random.Random) -> tuple[str, str, tuple[str, ...]]:
    first, last = spelt(dice), spelt(dice)
    return f"공일공 {first} {last}로 전화", "", (f"{first} {last}",)


def passport(dice: random.Random) -> tuple[str, str, tuple[str, ...]]:
    told = "M" + number(dice, 8)
    return f"여권번호 {told}", f"passport:{told}", (told,)


def email(dice: random.Random) -> tuple[str, str, tuple[str, ...]]:
    name = "lin." + letters(dice, 8)
    return f"메일 {name}@mail.example", "", (name,)


def password(dice: random.Random) -> tuple[str, str, tuple[str, ...]]:
    told = letters(dice, 6) + number(dice, 2)
    return f"비밀번호는 {told}!", f"password:{told}", (told,)


def one_time_code(dice: random.Random) -> tuple[str, str, tuple[str, ...]]:
    told = number(dice, 6)
    return f"인증번호 {told}", f"OTP:{told}", (told,)


def security_card(dice: random.Random) -> tuple[str, str, tuple[str, ...]]:
    told = number(dice, 4)
    return f"보안카드 12번 {told}", "", (f"12번 {told}",)


def check_number(dice: random.Random) -> tuple[str, str, tuple[str, ...]]:
    told = number(dice, 3)
    return f"CVC {told}", f"CVC:{told}", (f"CVC {told}", f"CVC:{told}")


def name(dice: random.Random) -> tuple[str, str, tuple[str, ...]]:
    told = "김" + "".join(dice.sample(SYLLABLES, 2))
    return f"제 이름은 {told}입니다", "", (f"이름은 {told}",)


def address(dice: random.Random) -> tuple[str, str, tuple[str, ...]]:
    street = f"테헤란로 {number(dice, 3)}"
    return f"주소는 서울시 강남구 {street}입니다", "", (street,)


SHORT: dict[str, Callable[[random.Random], tuple[str, str, tuple[str, ...]]]] = {
    "spelt telephone": spelt_telephone,
    "passport": passport,
    "e-mail": email,
    "password": password,
    "one-time code": one_time_code,
    "security card": security_card,
    "check number": check_number,
    "name": name,
    "address": address,
}
KINDS = (*LONG, *SHORT)


def made(kind: str, where: str) -> Canary:
    dice = random.Random(f"{kind} in {where}")
    if kind in LONG:
        typed, as_id = LONG[kind](dice)
        # A telephone's first zero goes where +82 stands before it.
        return Canary(kind, where, typed, as_id, digits_of(as_id).lstrip("0"))
    typed, as_id, words = SHORT[kind](dice)
    return Canary(kind, where, typed, as_id, words=words)


@dataclass
class Planter:
    """Says what goes into a field next, and knows what went where.

    planted: by field, the kinds that it was given so far. ids: fields that take ids alone.
    bounds: of short texts, how many characters they take.
    """

    planted: dict[str, dict[str, Canary]] = field(default_factory=lambda: defaultdict(dict))
    ids: set[str] = field(default_factory=set)
    bounds: dict[str, int] = field(default_factory=dict)

    def text(self, where: str, most: int = 2000) -> str:
        """As many kinds as fit, those first that the field has not had yet."""
        given, said = self.planted[where], ""
        self.bounds[where] = most
        for kind in sorted(KINDS, key=lambda kind: kind in given):
            canary = made(kind, where)
            longer = f"{said}, {canary.typed}" if said else canary.typed
            if len(longer) <= most:
                said, given[kind] = longer, canary
        return said

    def identifier(self, where: str) -> str:
        """One kind as an id: the next that the field has not had."""
        given = self.planted[where]
        self.ids.add(where)
        able = [canary for canary in (made(kind, where) for kind in KINDS) if canary.as_id]
        canary = min(able, key=lambda each: each.kind in given)
        given[canary.kind] = canary
        return canary.as_id

    def one(self, where: str, kind: str) -> str:
        """The bare value of that kind, for a field that takes no other."""
        canary = made(kind, where)
        self.planted[where][kind] = canary
        self.bounds[where] = 0
        return canary.as_id

    def missing(self) -> list[str]:
        """Fields that did not get every kind that fits in them."""
        told = []
        for where, given in self.planted.items():
            if lacking := {kind for kind in KINDS if self.fits(kind, where)} - set(given):
                told.append(f"{where}: {', '.join(sorted(lacking))}")
        return told

    def fits(self, kind: str, where: str) -> bool:
        canary = made(kind, where)
        if where in self.ids:
            return bool(canary.as_id)
        return len(canary.typed) <= self.bounds[where]

    def canaries(self) -> list[Canary]:
        return [canary for given in self.planted.values() for canary in given.values()]
