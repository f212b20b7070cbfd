import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "../../../static/chat/streaming.js";
import { Transcript, entryOf } from "../../../static/chat/transcript.js";
import { FakeStorage } from "./fakes.js";

const entry = (seq, fields = {}) => entryOf({ type: "entry", seq, sender: "agent", text: `${seq}`, ...fields });

function reading({ storage = new FakeStorage(), fromSaved = false } = {}) {
  const shown = [];
  const transcript = new Transcript(storage, "lin", (it) => shown.push(it), fromSaved);
  return { storage, shown, transcript, seqs: () => shown.map(({ seq }) => seq) };
}

test("entries are shown in order, each once, however they come", () => {
  const { transcript, seqs } = reading();

  const closed = [2, 1, 1, 4, 2, 3].map((seq) => transcript.apply(entry(seq)));

  assert.deepEqual(seqs(), [1, 2, 3, 4]);
  assert.deepEqual(closed, [false, true, true, false, true, true]);
});

test("an entry that is known to exist and has not come leaves us behind", () => {
  const { transcript } = reading();
  transcript.heardOf(2);
  transcript.apply(entry(1));

  assert.ok(transcript.isBehind);
  transcript.apply(entry(2));
  assert.ok(!transcript.isBehind);
});

test("what stood there when the page opened is no news", () => {
  const { transcript, shown } = reading();
  transcript.heardOf(2);

  for (const seq of [1, 2, 3]) transcript.apply(entry(seq));

  assert.deepEqual(shown.map(({ isNews }) => isNews), [false, false, true]);
});

test("a page that keeps its own history goes on at its cursor", () => {
  const { storage, transcript } = reading();
  transcript.isSameEpoch("e1");
  transcript.apply(entry(1));

  const next = reading({ storage, fromSaved: true });

  assert.deepEqual([next.transcript.seq, next.transcript.epoch], [1, "e1"]);
  assert.equal(reading({ storage }).transcript.seq, 0);
});

test("a numbering that began anew is another epoch, and begins with nothing", () => {
  const { transcript, seqs } = reading();
  assert.ok(transcript.isSameEpoch("e1"));
  transcript.apply(entry(1));
  transcript.apply(entry(3));

  assert.ok(!transcript.isSameEpoch("e2"));
  transcript.reset("e2");
  transcript.apply(entry(1));
  transcript.apply(entry(2));

  assert.deepEqual(seqs(), [1, 1, 2]); // the old 3 is forgotten
});

test("a notice without a number is no entry", () => {
  assert.equal(entryOf({ type: "response", data: { ai_message: "An agent will answer." } }), null);
});

test("an answer and an agent's words have one shape", () => {
  const data = { ai_message: "Yes.", sender: "assistant" };
  const answer = entryOf({ type: "response", seq: 2, data, reply_to: 1, client_message_id: "m1" });
  const words = entry(3, { agent_name: "Mei", created_at: "2026-11-30T09:00:00+09:00" });

  assert.deepEqual([answer.sender, answer.text, answer.replyTo], ["assistant", "Yes.", 1]);
  assert.equal(answer.clientMessageId, null); // it names the question
  assert.deepEqual([words.agentName, words.createdAt], ["Mei", "2026-11-30T09:00:00+09:00"]);
});

test("an answer grows by its deltas, counted in code points", () => {
  const drafts = new Drafts();

  assert.equal(drafts.apply({ reply_to: 1, offset: 0, text: "😀 네" }), "😀 네");
  assert.equal(drafts.apply({ reply_to: 1, offset: 3, text: "." }), "😀 네.");
  assert.equal(drafts.apply({ reply_to: 1, offset: 2, text: "예." }), "😀 예."); // said anew
});

test("a delta whose beginning was missed shows nothing", () => {
  const drafts = new Drafts();

  assert.equal(drafts.apply({ reply_to: 1, offset: 5, text: "end" }), null);
});

test("a delta that comes after its answer is dropped", () => {
  const drafts = new Drafts();
  drafts.apply({ reply_to: 1, offset: 0, text: "half" });

  assert.ok(drafts.finish(1));
  assert.equal(drafts.apply({ reply_to: 1, offset: 4, text: " late" }), null);
  assert.deepEqual(drafts.clear(), []);
  drafts.reset();
  assert.equal(drafts.apply({ reply_to: 1, offset: 0, text: "anew" }), "anew");
});
