import assert from "node:assert/strict";
import { test } from "node:test";

import { FrameHandler } from "../../../static/chat/frame-handler.js";
import { Drafts } from "../../../static/chat/streaming.js";
import { Transcript } from "../../../static/chat/transcript.js";
import { FakeStorage } from "./fakes.js";

const STATUS = { type: "status", message: "connected", owner: "assistant", epoch: "e1", head_seq: 0, recovered: true };
const entry = (seq, fields = {}) => ({ type: "entry", seq, sender: "agent", text: `${seq}`, ...fields });

/** A page's client but for its roads: what it did stands in `did`, what it told in `told`. */
function opens({ socketIsOpen = true } = {}) {
  const [did, told] = [[], []];
  const note = (name) => (...facts) => did.push([name, ...facts]);
  const transcript = new Transcript(new FakeStorage(), "lin", (it) => handler.deliver(it, "assistant"), false);
  const delivery = { settle: note("settle"), refuse: note("refuse"), flush: note("flush") };
  const handler = new FrameHandler({
    ...{ transcript, drafts: new Drafts(), delivery: () => delivery },
    thinking: { note() {}, reset() {} },
    send: (frame) => socketIsOpen && did.push(["send", frame]) > 0,
    catchUp: note("catchUp"),
    converse: (frame, event) => told.push(["converse", frame.owner, event]),
    tell: (name, fact) => told.push([name, fact]),
  });
  return { handler, did, told, messages: () => told.filter(([name]) => name === "onMessage").map(([, it]) => it) };
}

test("a connected socket sends what waits, and reads what it missed", () => {
  const { handler, did } = opens();

  handler.hear(STATUS);

  assert.deepEqual(did, [["catchUp"], ["flush"]]);
});

test("an acknowledged message is settled and stands in its place, as the server stored it", () => {
  const { handler, did, messages } = opens();

  handler.hear({ type: "ack", client_message_id: "m1", seq: 1, text: "stored", created_at: "2026-11-30T00:00:00Z", duplicate: false });

  assert.deepEqual(did[0], ["settle", "m1"]);
  assert.deepEqual(messages().map((it) => [it.seq, it.text, it.sender]), [[1, "stored", "customer"]]);
});

test("a gap is asked for once, and again when a pong says that it is still there", () => {
  const { handler, did } = opens();
  handler.hear(STATUS);
  did.length = 0;

  handler.hear(entry(2));
  handler.hear(entry(3));
  const asked = ["send", { type: "resume", last_seq: 0, epoch: "e1" }];
  assert.deepEqual(did, [asked]);
  handler.hear({ type: "pong", timestamp: 1, head_seq: 3 });

  assert.deepEqual(did, [asked, asked]);
});

test("a gap is read over HTTP where the socket is not open", () => {
  const { handler, did } = opens({ socketIsOpen: false });

  handler.hear(entry(2));

  assert.deepEqual(did, [["catchUp"]]);
});

test("what came cut, or could not be sent, is read over HTTP as a whole", () => {
  const { handler, did, messages } = opens();

  handler.hear(entry(1, { is_cut: true }));
  handler.hear({ type: "response", seq: 2, data: { ai_message: "…", is_cut: true } });
  handler.hear({ type: "error", code: "too_large_to_send", seq: 3, message: "", retryable: false });

  assert.deepEqual(did, [["catchUp"], ["catchUp"], ["catchUp"]]);
  assert.deepEqual(messages(), []);
});

test("a refused message is told to what sent it, any other refusal to the page", () => {
  const { handler, did, told } = opens();
  const refusal = { type: "error", code: "busy", message: "Later.", retryable: true };

  handler.hear({ ...refusal, client_message_id: "m1" });
  handler.hear(refusal);

  assert.deepEqual(did.map(([name, id]) => [name, id]), [["refuse", "m1"]]);
  assert.deepEqual(told, [["onError", { code: "busy", message: "Later." }]]);
});

test("another epoch voids all that was shown", () => {
  const { handler, told, messages } = opens();
  handler.hear(STATUS);
  handler.hear(entry(1));

  handler.hear({ ...STATUS, epoch: "e2" });
  handler.hear(entry(1));

  assert.equal(told.filter(([name]) => name === "onReset").length, 1);
  assert.deepEqual(messages().map(({ seq }) => seq), [1, 1]);
});

test("an agent who comes ends what the assistant was writing", () => {
  const { handler, told } = opens();
  handler.hear({ type: "delta", reply_to: 1, offset: 0, text: "Half an" });

  handler.hear({ ...STATUS, message: "agent_joined", owner: "agent" });

  const drafts = told.filter(([name]) => name === "onDelta").map(([, fact]) => fact.text);
  assert.deepEqual(drafts, ["Half an", null]);
});

test("a frame of a kind that is not known yet changes nothing", () => {
  const { handler, did, told } = opens();

  handler.hear({ type: "confetti" });

  assert.deepEqual([did, told], [[], []]);
});
