"""What the socket fuzzer sends: frames as documented, the same with a fault, and what is none."""

import json
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from chat.protocol import incoming

ODD = "\0\u200b\u202e\u200d\ufeff\ud7ff\U0010ffff가힣ᄒ́٣９0-🏦\n\t\"\\'<&;%"
WORDS = ("대출 금리가 얼마인가요?", "상담원 연결", "Is my card lost?", "900101-1234567", "네")
numbers = st.one_of(
    st.integers(-2, 6),
    st.integers(-(2**70), 2**70),
    st.sampled_from([2**31, 2**31 + 1, 2**53, 2**53 + 1, 2**63, 2**64, -(2**63) - 1]),
)
texts = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=40),
    st.text(alphabet=ODD, max_size=40),
    st.text(alphabet=ODD, min_size=1, max_size=8).map(lambda each: each * 300),
)
scalars = st.one_of(
    st.none(), st.booleans(), numbers, st.floats(), texts, st.sampled_from(["", "1", "null"])
)
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
ids = st.from_regex(incoming.CLIENT_ID, fullmatch=True)
notes = st.none() | texts
# By the frame's type, for each of its fields what may stand in it.
OF_CUSTOMER = {
    "message": {"user_message": texts, "client_message_id": ids, "answers": st.none() | numbers},
    "ping": {"timestamp": scalars},
    "resume": {"last_seq": numbers, "epoch": texts},
    "request_handover": {"reason": notes},
    "cancel_handover": {},
    "typing": {"is_typing": st.booleans()},
    "feedback": {
        "seq": numbers, "rating": st.sampled_from(["up", "down", "none"]), "comment": notes,
    },
    "rate": {"score": st.integers(0, 6), "comment": notes},
    "end": {},
}  # fmt: skip
OF_DESK = {
    "ping": {"timestamp": scalars},
    "presence": {"presence": st.sampled_from(["online", "away", "break", "x"])},
    "resume": {"last_seq": numbers},
    "pull": {"conversation": numbers, "to": st.sampled_from(["queue", "me"])},
    "transfer": {
        "to": st.fixed_dictionaries({"agent": numbers}) | st.fixed_dictionaries({"team": numbers}),
        "reason": notes,
    },
    "hand_back": {"wrap_up": notes, "agreed": notes},
    "say": {"text": texts, "client_message_id": ids},
    "note": {"text": texts, "client_message_id": ids},
    "typing": {"is_typing": st.booleans()},
    "read": {"seq": numbers},
    "snooze": {"minutes": numbers, "reminder": notes},
    "labels": {"labels": st.lists(numbers, max_size=4)},
    "correct": {"summary": notes, "sentiment": notes, "category": notes},
    "close": {"outcome": texts, "wrap_up": notes, "agreed": notes},
    "call_back_take": {"call_back": numbers},
    "call_back_number": {"call_back": numbers, "reason": notes},
    "call_back_end": {"call_back": numbers, "outcome": texts, "note": notes},
    **{kind: {} for kind in ("leave", "brief", "claim", "release", "wake", "warn", "take_over")},
}
WITHOUT_HANDOVER = {"ping", "presence", "pull"}


@st.composite
def right(draw, kinds):
    """A frame as documented; its numbers may name what there is not."""
    kind = draw(st.sampled_from(sorted(kinds)))
    return {"type": kind} | {name: draw(of) for name, of in kinds[kind].items()}


@st.composite
def wrong(draw, kinds):
    """A frame with one fault: a field that is missing, of another kind, or not known."""
    frame = draw(right(kinds))
    name = draw(st.sampled_from(sorted(frame)))
    match draw(st.sampled_from(["missing", "junk", "unknown"])):
        case "missing":
            del frame[name]
        case "junk":
            frame[name] = draw(junk)
        case "unknown":
            frame[draw(texts)] = draw(junk)
    return frame


def cut(draw, kinds):
    whole = json.dumps(draw(right(kinds)), ensure_ascii=False)
    return whole[: draw(st.integers(0, len(whole)))]


@st.composite
def raw(draw, kinds):
    """What is no frame: other JSON, a piece of one, bytes, or brackets without end."""
    match draw(st.sampled_from(["json", "cut", "text", "bytes", "deep"])):
        case "json":
            return json.dumps(draw(junk))
        case "cut":
            return cut(draw, kinds)
        case "bytes":
            return draw(st.binary(max_size=60))
        case "deep":
            return draw(st.sampled_from(['{"type":', "["])) * draw(st.integers(1, 3000))
    return draw(st.text(max_size=60).filter(lambda text: text.isprintable()))


def any_frame(kinds):
    """Six of ten as documented."""
    return st.integers(0, 9).flatmap(
        lambda dice: right(kinds) if dice < 6 else wrong(kinds) if dice < 9 else raw(kinds)
    )


def drawn(kinds, count: int, number: int) -> list[Any]:
    """So many of them, the same for the same number."""
    found: list[Any] = []

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        derandomize=False,  # the seed decides
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(any_frame(kinds))
    def keep(frame: Any) -> None:
        found.append(frame)

    keep()
    return found
