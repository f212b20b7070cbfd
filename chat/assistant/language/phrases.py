"""The assistant's own words, in the customer's language and with the bank's name and numbers."""

from django.conf import settings

from aicc.platform.wording import korean
from chat.assistant.language import phrases_en, phrases_ko

WORDS = {"ko": phrases_ko, "en": phrases_en}


def say(name: str, language: str, **words: str) -> str:
    """The phrase of that name, e.g. `greeting`; words: what else it has places for."""
    bank = settings.AICC_BANK_NAME_EN if language == "en" else settings.AICC_BANK_NAME_KO
    words |= {
        "bank": bank,
        "phone": settings.AICC_BANK_PHONE,
        "fraud": settings.AICC_FRAUD_PHONE,
    }
    return korean.filled(WORDS[language].PHRASES[name], lambda piece: piece.format(**words))


def quick(language: str, *names: str) -> tuple[str, ...]:
    """Quick replies the customer may tap, e.g. `human`."""
    return tuple(WORDS[language].QUICK[name] for name in names)
