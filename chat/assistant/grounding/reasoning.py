"""What a model says to itself, taken out of what it says: in whatever marks, whole or half.

Models that reason put it between marks (`<think>`, `[THINK]`, channels) which a service may
leave in the text, or cut: some templates begin inside, so that only the closing mark comes.
"""

import re

from chat.assistant.language.normalise import compact, either, plain

WORDS = (
    r"(?:seed:|antml:|ant:|inner_)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflect(?:ion)?"
    r"|analysis|scratch_?pad|monologue|deliberation|inner_?thoughts?|plan(?:ning)?)"
)
OPENING = re.compile(
    rf"<\s*{WORDS}\b[^<>]{{0,80}}>|\[\s*{WORDS}\s*\]|◁\s*{WORDS}\s*▷|<\|\s*begin_of_{WORDS}\s*\|>"
    r"|(?:<\|start\|>\s*assistant\s*)?<\|channel\|?>\s*(?!final)[a-z_]{1,20}(?:[^<]|<\|constrain\|>){0,60}(?:<\|message\|>|\n)",
    re.IGNORECASE,
)
CLOSING = re.compile(
    rf"<\s*/\s*{WORDS}\s*>|\[\s*/\s*{WORDS}\s*\]|◁\s*/\s*{WORDS}\s*▷|<\|\s*end_of_{WORDS}\s*\|>"
    r"|(?:<\|end\|>)?\s*(?:<\|start\|>\s*assistant\s*)?<\|channel\|?>\s*final\s*[^<]{0,40}<\|message\|>"
    r"|<channel\|>|assistantfinal",
    re.IGNORECASE,
)
# What a service should have kept of how it talks to its model: the answer ends there.
ENDING = re.compile(
    r"<\|(?:im_end|eot_id|end|return|endoftext|end_of_text|end_of_turn|eom_id|eos)\|>"
    r"|</s>|<end_of_turn>|<eos>",
    re.IGNORECASE,
)
# The words of channels whose marks a service took out.
BARE_CHANNEL = re.compile(r"^\s*analysis(?=[A-Z가-힣])")
LONGEST_MARK = 160  # characters
# A bracket that closed before any mark began: a citation, a unit, an aside.
MARK_IS_WHOLE = re.compile(r"\[[^\[\]<]{0,60}\]|<[^<>|]{0,80}>(?!\s*<\|)")
MAY_BEGIN = re.compile(r"[<\[◁]|assistantf?i?n?a?l?$", re.IGNORECASE)
MARK = re.compile(
    f"(?P<closing>{CLOSING.pattern})|(?P<opening>{OPENING.pattern})|(?P<ending>{ENDING.pattern})",
    re.IGNORECASE,
)


class Spoken:
    """The spoken part of a text that comes in pieces.

    is_inside: reasoning has begun and not ended. is_over: the service's own mark of an end came.
    takes_back: a closing mark came whose opening never did, so that all that was said before
        this piece was reasoning; True until the next piece. closed_unopened: that happened once.
    """

    def __init__(self) -> None:
        self.waiting, self.is_inside, self.is_over = "", False, False
        self.takes_back = self.closed_unopened = False
        self.is_first = True

    def add(self, piece: str) -> str:
        """What may be said of this piece and of what waited before it."""
        self.waiting += piece
        self.takes_back = False
        return self.read(at_end=False)

    def finish(self) -> str:
        self.takes_back = False
        return self.read(at_end=True)

    def read(self, *, at_end: bool) -> str:
        said: list[str] = []
        if self.is_first:
            begun = self.waiting.lstrip()[: len("analysis")].lower()
            if not at_end and "analysis".startswith(begun) and len(self.waiting) < LONGEST_MARK:
                return ""
            self.begin()
        while not self.is_over and (mark := MARK.search(self.waiting)):
            before, self.waiting = self.waiting[: mark.start()], self.waiting[mark.end() :]
            if mark["closing"]:
                if not self.is_inside:
                    self.takes_back = self.closed_unopened = True
                    said.clear()
                self.is_inside = False
                continue
            if not self.is_inside:
                said.append(before)
            self.is_inside = self.is_inside or bool(mark["opening"])
            self.is_over = bool(mark["ending"]) and not self.is_inside
        if self.is_over:
            self.waiting = ""
        end = len(self.waiting) if at_end else self.certain()
        if not self.is_inside:
            said.append(self.waiting[:end])
        self.waiting = self.waiting[end:]
        return "".join(said)

    def begin(self) -> None:
        self.is_first = False
        if bare := BARE_CHANNEL.match(self.waiting):
            self.is_inside, self.waiting = True, self.waiting[bare.end() :]

    def certain(self) -> int:
        """How much of what waits cannot be the beginning of a mark."""
        tail = max(0, len(self.waiting) - LONGEST_MARK)
        begins = MAY_BEGIN.search(self.waiting, tail)
        while begins and MARK_IS_WHOLE.match(self.waiting, begins.start()):
            begins = MAY_BEGIN.search(self.waiting, begins.end())
        return begins.start() if begins else len(self.waiting)


SAYS_TO_ITSELF_KO = re.compile(
    either(r"""
        (?:사용자|유저|고객|질문자)(?:님)?(?:가|이|는|은|께서)?.{0,24}(?:묻고있|물었|물어[보봤]|질문(?:했|하고|이다|을했)|요청(?:했|하고)|문의(?:했|하고)|궁금해(?:한|하고)|원한다)
        (?:패시지|passage|컨텍스트|context|프롬프트|prompt|지시문|시스템메시지)
        ^(?:추론|생각|분석|사고(?:과정)?|reasoning|analysis|thinking|thoughts?|최종답변)[::]
        (?:답변|대답|답)(?:해야|을작성|을생성|을만들|하면되)
    """)
)
# The bank speaks politely (합니다체); the plain style is how notes are taken.
PLAIN_STYLE_KO = re.compile(r"(?:(?<!니)다|하자|보자|겠지|겠군|는데\?|일까\??|인가\??)[.!…]*$")
SAYS_TO_ITSELF_EN = re.compile(
    either(r"""
        \bthe (?:user|customer|human|question|query)(?:'s)? (?:\w+ )?(?:asks?|asked|asking|wants?|wanted|says?|said|question|query|message|needs?|is about)\b
        \b(?:let me|let's|i'll|we'll|i will|i should|i need to|i must|i have to|we need to|we should|we must|we have to) (?:\w+ )?(?:think|see|check|look|analy[sz]e|answer|respond|reply|cite|find|copy|write|craft|compose|verify|recall|consider)\b
        \bpassages?\b,? ?(?:\[?\d|says?|states?|mentions?|does|doesn't|holds?|contains?|above|given)|\b(?:according to|from|in) (?:the )?(?:passages?|context|prompt)\b
        \bsystem (?:prompt|message)\b|\b(?:my|the) (?:instructions?|rules|guidelines) (?:say|said|tell|require|state)
        ^(?:reasoning|analysis|thinking|thoughts?(?: process)?|scratchpad|final answer)\s*:|^(?:hmm|wait|okay|ok|alright|so),? (?:the|i|we|let|so|now)\b
    """)
)


def says_to_itself(sentence: str, language: str, passages: str) -> bool:
    """Whether a sentence is a note of the model's and no word to a customer.

    What a passage says in these very words is the bank's.
    """
    if SAYS_TO_ITSELF_EN.search(plain(sentence)):
        return plain(sentence).strip() not in plain(passages)
    if language != "ko":
        return False
    tight = compact(sentence)
    if SAYS_TO_ITSELF_KO.search(tight) or PLAIN_STYLE_KO.search(tight):
        return tight.rstrip(".!…?") not in compact(passages)
    return False
