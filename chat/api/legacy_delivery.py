"""The end of a socket whose client does not speak `aicc.v1`: one message, one `response`.

Such a client takes the next `response` for the answer to what it said last; a second one would
leave it one behind for the rest of the conversation. What else is said (an agent's words, a
question asked while the customer waits, what another tab is answered) comes with its next one.
"""

from collections.abc import Sequence
from typing import Any

from chat.api.cursor import Send
from chat.api.delivery import Delivery
from chat.models import Message
from chat.protocol import outgoing
from chat.sessions.sessions import Session
from chat.turns import TurnReceipt

# Of what waits for the next response. The whole of it stands in GET …/messages.
MOST_UNHEARD = 50
UNHEARD_CHARACTERS = 6000
SPEAKERS = (Message.Sender.ASSISTANT, Message.Sender.AGENT)


class LegacyDelivery(Delivery):
    """As `Delivery`, with the frames of the first system alone."""

    current = False

    def __init__(self, session: Session, send: Send) -> None:
        super().__init__(session, send)
        self.owed: set[int] = set()  # messages of this socket that have no response yet
        self.answers: list[Message] = []  # to these, in the stretch that is being shown
        self.unheard: list[Message] = []
        self.is_replay = False  # the client asked for everything since a number

    async def begin(self, last_seq: int | None, epoch: str) -> None:
        self.is_replay = last_seq is not None
        await super().begin(last_seq, epoch)
        self.is_replay = False

    async def resume(self, last_seq: int, epoch: str) -> None:
        self.is_replay = True
        await super().resume(last_seq, epoch)
        self.is_replay = False

    async def show(self, entries: list[Message]) -> None:
        await super().show(entries)
        while self.answers:
            answer = self.answers.pop(0)
            end = self.answers[0].seq if self.answers else float("inf")
            told = [message for message in self.unheard if message.seq < end]
            self.unheard = [message for message in self.unheard if message.seq >= end]
            await self.respond(
                outgoing.response(answer, self.epoch),
                [message for message in told if message.seq < answer.seq],
                [message for message in told if message.seq > answer.seq],
            )

    async def send_entry(self, message: Message) -> None:
        """Sort an entry: sent now, with the next response, or told by a status alone."""
        # What agents do is told by a status alone, but for their warning: it has their name.
        if message.sender not in SPEAKERS and not message.agent_id:
            return
        if self.is_replay:
            await self.send(outgoing.response(message, self.epoch))
        elif message.reply_to in self.owed:
            self.owed.discard(message.reply_to)
            self.answers.append(message)
        else:
            self.unheard = [*self.unheard, message][-MOST_UNHEARD:]

    async def acknowledge_asked(self, asked: TurnReceipt) -> None:
        self.owed.add(asked.seq)

    async def answer(self, message: Message, *, again: bool = False) -> None:
        """Send an answer straight to who asked, unless a hint was faster.

        What follows an answer that calls a person comes with it: the client must have read a
        question before its next message is taken for the answer.
        """
        async with self.turn:
            if message.reply_to not in self.owed:
                return
            calls_person = (message.data or {}).get("handover_status") == "pending"
            if message.seq == self.cursor + 1 and not calls_person:
                await self.show([message])
            elif message.seq > self.cursor:
                await self.fill()
            if message.reply_to in self.owed:  # passed before it was asked for again
                self.owed.discard(message.reply_to)
                await self.respond(outgoing.response(message, self.epoch))

    def excuse(self, asked: TurnReceipt) -> None:
        self.owed.discard(asked.seq)

    async def notice(self, data: dict[str, Any], asked: TurnReceipt | None = None) -> None:
        """The response to what no answer is stored for."""
        async with self.turn:
            to: tuple[int | None, str | None] = (None, None)
            if asked:
                self.owed.discard(asked.seq)
                to = (asked.seq, outgoing.shown_id(asked.client_message_id))
            told, self.unheard = self.unheard, []
            await self.respond(
                outgoing.notice_frame(data, self.epoch, *to),
                [message for message in told if not asks(message)],
                [message for message in told if asks(message)],
            )

    async def respond(
        self, frame: dict[str, Any], before: Sequence[Message] = (), after: Sequence[Message] = ()
    ) -> None:
        await self.send(frame | {"data": with_unheard(frame["data"], before, after)})


def asks(message: Message) -> bool:
    return bool((message.data or {}).get("question"))


def with_unheard(
    data: dict[str, Any], before: Sequence[Message], after: Sequence[Message]
) -> dict[str, Any]:
    """A response's data with what else was said around its words, the newest of it at most
    UNHEARD_CHARACTERS; what is asked last is what its quick replies answer.
    """
    left = UNHEARD_CHARACTERS
    kept: dict[int, str] = {}
    for message in reversed([*before, *after]):
        words = f"{message.agent_name}: {message.text}" if message.agent_name else message.text
        if len(words) > left:
            break
        kept[message.seq] = words
        left -= len(words)
    texts = [
        *(kept[message.seq] for message in before if message.seq in kept),
        data["ai_message"],
        *(kept[message.seq] for message in after if message.seq in kept),
    ]
    asked = next((message.data for message in reversed(after) if asks(message)), None)
    shown = {} if asked is None else {key: asked[key] for key in ("quick_replies", "question")}
    return data | {"ai_message": "\n\n".join(texts)} | shown
