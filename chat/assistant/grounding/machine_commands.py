"""Orders to the machine that somebody put where the bank's words should stand.

The model does not see them, and what it would say for their sake stands nowhere; the articles'
own answer does not read them out. An article speaks to customers, politely, of the bank.
"""

import re

from chat.assistant.language.normalise import either, plain
from chat.assistant.language.sentences import sentences_of

COMMANDS = re.compile(
    either(r"""
        (?:규칙|지시|지침|명령|프롬프트|안전장치)(?:문|어|들|사항)?[을를은는도]?.{0,24}(?:무시|잊|따르지|어기|출력|공개|보여|말해)
        (?:고객|사용자|이용자|상대방?|질문자)(?:님|들)?(?:에게|한테|께|에겐)\s?.{0,80}(?:답|말|전|안내|요구|출력|알려|보내|권)(?:하라|해라|라\b|라고 해)
        (?:답|말|전|출력|답변|대답|안내|요구|요청|응답|설명)(?:하라|해라|할 것)(?![가-힣])
        (?:지금|이제|앞으로)(?:부터)?\s?(?:너|당신|넌|챗봇)(?:은|는|이)?
        (?:관리자|개발자|디버그|시스템|무제한)\s?(?:모드|권한|메시지|명령|프롬프트)
        \b(?:ignore|forget|disregard|override|bypass)\b.{0,40}\b(?:rules?|instructions?|prompts?|above|previous|guidelines)\b
        \b(?:tell|ask|instruct|order|urge|inform) (?:the |every |each |all |any )?(?:customer|user|client|caller)s?\b
        \b(?:reply|respond|answer|output|print|repeat)(?: only| exactly| always)? (?:with|verbatim|exactly|the following|this)\b
        \byou are now\b|\bfrom now on,? you\b|\b(?:developer|admin|god|debug|unrestricted) mode\b|\bsystem prompt\b
        (?:^|[\s\"'{\[<])(?:system|developer|assistant|tool_result|tool_call|tool|function_call|role)[\"']?\s?[:=>]
        <\|[a-z_]+\|>|\[/?inst\]|<</?sys>>
    """)
)


def commands_the_machine(text: str) -> bool:
    return bool(COMMANDS.search(plain(text)))


def without_commands(text: str) -> str:
    """The text without the sentences that are orders to the machine."""
    if not commands_the_machine(text):
        return text
    return "\n".join(each for each in sentences_of(text) if not commands_the_machine(each))
