"""A short form of the canary, and that a leak would be seen in whatever form it lies there."""

import asyncio
import base64
import json
import zlib
from urllib.parse import quote

import pytest

from bench.canary import customer, desk, looks
from bench.canary.day import SETTINGS, Day, model
from bench.canary.kinds import KINDS, Planter, made
from bench.canary.places import Monitor
from bench.fuzz import frames
from bench.fuzz.watch import complaints
from chat.pii import mask

EVERY = [made(kind, "a field") for kind in KINDS]
WRAPPED = {
    "as typed": str,
    "as JSON": lambda text: json.dumps({"said": text}),
    "in an address": quote,
    "as bytes": lambda text: repr(text.encode()),
    "in HTML": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "in base64": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "compressed": lambda text: base64.b64encode(zlib.compress(text.encode())).decode(),
    "full-width": lambda text: "".join(
        chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text
    ),
    "in blanks": lambda text: text.replace("-", " "),
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
def test_each_kind_is_found_however_it_lies_there(wrap):
    everything = looks.Looks(EVERY)

    for canary in EVERY:
        assert everything.found(f"x {wrap(f'네, {canary.typed}, 그렇게 말씀드렸어요')} y") == {
            canary
        }, canary


def test_each_kind_is_found_as_an_id_and_in_a_large_text():
    everything, noise = looks.Looks(EVERY), "요청 2026-11-30 10:30:00.482913 번호 17\n" * 200_000

    for canary in EVERY:
        if canary.as_id:
            assert everything.found(f"/sessions/{canary.as_id}/end") == {canary}
    assert everything.found(noise + EVERY[0].typed + noise) == {EVERY[0]}


def test_nothing_is_found_where_all_is_masked(settings):
    settings.AICC_MASK_NAMES = True
    said = "\n".join(canary.typed for canary in EVERY)

    assert looks.Looks(EVERY).found(mask(said)) == set()


def test_a_field_that_did_not_get_a_kind_is_told():
    planter = Planter()
    planter.text("long", 2000)
    planter.text("short", 12)
    planter.identifier("id")

    assert [line.partition(":")[0] for line in planter.missing()] == ["short", "id"]
    for _ in KINDS:
        planter.text("short", 12)
        planter.identifier("id")
    assert planter.missing() == []


def test_each_field_of_both_sockets_gets_a_canary_or_something_that_is_taken():
    kinds = (frames.OF_CUSTOMER, frames.OF_DESK)
    fields = {name for kind in kinds for names in kind.values() for name in names}

    assert fields <= {*customer.TEXTS, *customer.IDS, *customer.VALUES}
    assert set(frames.OF_DESK) <= {*desk.IN_HAND, *desk.CALLS, *desk.ENDS, *desk.ABOUT_ALL}


@pytest.mark.servers
@pytest.mark.once
async def test_what_is_written_into_every_field_of_chat_desk_and_office_is_found_nowhere(
    aicc_server, private_redis
):
    with model() as service:
        server = await asyncio.to_thread(
            lambda: aicc_server(
                **SETTINGS,
                AICC_REDIS_URL=private_redis.url,
                OPENAI_BASE_URL=service.url,
                AICC_EMBEDDINGS_URL=service.url,
            )
        )
        day = Day(server, service, Monitor(private_redis))
        await asyncio.to_thread(day.passes, 1)
        faults = complaints(server.log())
        [reason, *_] = server.ask("SELECT reason FROM chat_generationswitch ORDER BY id DESC")
        found = await asyncio.to_thread(day.findings, server.folder)

    assert found == []
    assert faults == []
    assert service.asked
    assert len(day.planter.planted) > 130
    assert len(day.office.filled) > 50
    assert "[카드 ****-" in reason  # a form of the office wrote, and masked what it wrote
