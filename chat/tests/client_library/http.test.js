import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { HistorySync } from "../../../static/chat/history-sync.js";
import { CallFailed, HttpClient, startSession } from "../../../static/chat/http.js";
import { Poller } from "../../../static/chat/poller.js";
import { Transcript } from "../../../static/chat/transcript.js";
import { FakeStorage, openBrowser, settled } from "./fakes.js";

const SECOND = 1000;

beforeEach(openBrowser);
afterEach(() => mock.timers.reset());

/** The bank answers each call by `answer(path, options)`: [status, content, headers]. */
function bank(answer) {
  const asked = [];
  globalThis.fetch = async (address, options) => {
    asked.push([options.method, address, options.headers.Authorization ?? null]);
    const [status, content, headers] = answer(address, options);
    const body = typeof content === "string" ? content : JSON.stringify(content);
    return new Response(body, { status, headers });
  };
  return asked;
}

test("a token that has run out is renewed once for all who ask, and the call is made again", async () => {
  const tokens = [];
  const asked = bank((address, { headers }) => {
    if (address.endsWith("/token")) return [201, { token: "new" }];
    return headers.Authorization === "Bearer new" ? [200, { entries: [] }] : [401, { code: "token" }];
  });
  const http = new HttpClient({ session: "s1", token: "old", onToken: (token) => tokens.push(token) });

  await Promise.all([http.messages(0), http.messages(0)]);

  assert.deepEqual(tokens, ["new"]);
  assert.equal(asked.filter(([, address]) => address.endsWith("/token")).length, 1);
});

test("a server that answers no JSON, or nothing, is a failure that may pass", async () => {
  bank(() => [502, "<html>Bad gateway</html>"]);
  const http = new HttpClient({ session: "s1" });
  const failure = await http.act("end").catch((it) => it);

  assert.ok(failure instanceof CallFailed);
  assert.deepEqual([failure.status, failure.code, failure.detail], [502, "unavailable", ""]);
  assert.ok(failure.isPassing);
  globalThis.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  const none = await http.act("end").catch((it) => it);
  assert.deepEqual([none.status, none.code, none.detail], [0, "network", ""]);
});

test("a refusal says what the bank said, and when to come again", async () => {
  bank(() => [429, { detail: "Too many.", code: "rate_limited" }, { "Retry-After": "7" }]);

  const failure = await startSession({ language: "ko" }).catch((it) => it);

  assert.deepEqual([failure.message, failure.detail, failure.retryAfter], ["Too many.", "Too many.", 7]);
});

test("on our own page the cookie goes along, from another site only the token does", () => {
  assert.equal(new HttpClient({ session: "s1" }).credentials, "same-origin");
  assert.equal(new HttpClient({ base: "https://chat.bank.example", session: "s1" }).credentials, "omit");
});

function reads(pages) {
  const shown = [];
  const resets = [];
  const transcript = new Transcript(new FakeStorage(), "lin", (it) => shown.push(it.seq), false);
  const reading = new HistorySync({
    http: { messages: async (seq) => pages(seq) },
    transcript,
    onReset: (epoch) => {
      resets.push(epoch);
      transcript.reset(epoch);
    },
    onPage: () => {},
  });
  return { reading, shown, resets };
}

const page = (seqs, head, epoch = "e1") => ({
  entries: seqs.map((seq) => ({ seq, sender: "agent", text: `${seq}` })),
  head_seq: head,
  epoch,
});

test("what was missed is read page by page, by one reading for all who ask", async () => {
  let calls = 0;
  const { reading, shown } = reads((seq) => {
    calls += 1;
    return page(seq === 0 ? [1, 2] : [3], 3);
  });

  await Promise.all([reading.catchUp(), reading.catchUp()]);

  assert.deepEqual([shown, calls], [[1, 2, 3], 2]);
});

test("a numbering that began anew is read from its start", async () => {
  const epochs = ["e1", "e2", "e2"];
  const { reading, shown, resets } = reads(() => page([1], 1, epochs.shift()));
  await reading.catchUp();

  await reading.catchUp();

  assert.deepEqual([resets, shown], [["e2"], [1, 1]]);
});

test("servers that disagree about the numbering do not keep us busy", async () => {
  let number = 0;
  const { reading } = reads(() => page([], 0, `e${(number += 1)}`));

  await reading.catchUp(); // the first epoch that is heard of is the one we know

  await assert.rejects(reading.catchUp(), { status: 503 });
  assert.equal(number, 5);
});

test("a session that begins with its first message has nothing to read yet", async () => {
  const { reading, shown } = reads(() => {
    throw new CallFailed(404, { code: "not_found" });
  });

  await reading.catchUp();

  assert.deepEqual(shown, []);
});

/** Polls and says how many seconds lie between two readings. */
async function pausesOf(poller, count) {
  const pauses = [];
  const calls = [];
  const polled = poller.poll;
  poller.poll = () => {
    calls.push(1);
    return polled();
  };
  poller.start();
  await settled();
  for (let reading = 0; reading < count; reading += 1) {
    const before = calls.length;
    let seconds = 0;
    while (calls.length === before && seconds < 100) {
      mock.timers.tick(0.25 * SECOND);
      seconds += 0.25;
      await settled();
    }
    pauses.push(seconds);
  }
  poller.stop();
  return pauses;
}

test("the transcript is read each second while an answer is awaited, and slower and slower else", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const doors = { poll: async () => true, onRest: () => {} };

  assert.deepEqual(await pausesOf(new Poller({ ...doors, isUrgent: () => true }), 3), [1, 1, 1]);
  assert.deepEqual(await pausesOf(new Poller({ ...doors, isUrgent: () => false }), 2), [3, 3]);
  document.hidden = true;
  assert.deepEqual(await pausesOf(new Poller({ ...doors, isUrgent: () => false }), 2), [15, 15]);
  const quiet = { ...doors, poll: async () => false, isUrgent: () => false };
  const pauses = await pausesOf(new Poller(quiet), 40);
  assert.equal(Math.max(...pauses), 30);
});

test("readings that fail again and again come to rest", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let rests = 0;
  const poll = () => Promise.reject(new CallFailed(503));
  const poller = new Poller({ poll, isUrgent: () => true, onRest: () => (rests += 1) });

  await pausesOf(poller, 39);

  assert.equal(rests, 1);
});
