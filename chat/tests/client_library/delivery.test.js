import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Delivery } from "../../../static/chat/delivery.js";
import { CallFailed } from "../../../static/chat/http.js";
import { Outbox } from "../../../static/chat/outbox.js";
import { FakeStorage, openBrowser, settled } from "./fakes.js";

openBrowser();
beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

const SECOND = 1000;

/** Lin's messages on their way; `socket.isReady` and `http.answer` are the test's to change. */
function lin() {
  const frames = [];
  const calls = [];
  const items = [];
  const failures = [];
  const socket = { isReady: true, send: (frame) => socket.isReady && frames.push(frame.user_message) > 0 };
  const http = {
    answer: () => new Promise(() => {}), // never
    say: (id, text) => {
      calls.push(text);
      return http.answer(id);
    },
  };
  const outbox = new Outbox(new FakeStorage(), "lin");
  const delivery = new Delivery({
    ...{ outbox, http, connection: socket },
    onItem: ({ text, state, code }) => items.push([text, state, ...(code ? [code] : [])]),
    onAnswer: () => {},
    onFailure: (failure) => failures.push(failure.code),
  });
  return { socket, http, outbox, delivery, frames, calls, items, failures };
}

const refuses = (code, retryable = false) => ({ type: "error", code, message: "", retryable });

test("one message is on its way at a time, in the order in which they were written", () => {
  const { delivery, frames } = lin();
  const ids = ["one", "two", "three"].map((text) => delivery.say(text));

  assert.deepEqual(frames, ["one"]);
  delivery.settle(ids[0]);
  assert.deepEqual(frames, ["one", "two"]);
  delivery.settle(ids[1]);
  assert.deepEqual(frames, ["one", "two", "three"]);
});

test("a message that the socket does not acknowledge in eight seconds goes over HTTP", () => {
  const { delivery, frames, calls } = lin();
  delivery.say("hello");

  mock.timers.tick(8 * SECOND - 1);
  assert.deepEqual(calls, []);
  mock.timers.tick(1);

  assert.deepEqual([frames, calls], [["hello"], ["hello"]]);
});

test("without a socket it goes over HTTP at once, and is gone from storage with its answer", async () => {
  const { delivery, http, socket, outbox, items } = lin();
  socket.isReady = false;
  http.answer = async () => ({ seq: 2 });

  delivery.say("hello");
  await settled();

  assert.deepEqual(items, [["hello", "sending"], ["hello", "sent"]]);
  assert.deepEqual(outbox.all(), []);
});

test("a message that is refused for good stands as failed, and the next one goes", () => {
  const { delivery, frames, items } = lin();
  const id = delivery.say("too long");
  delivery.say("fine");

  delivery.refuse(id, refuses("invalid"));

  assert.deepEqual(items.at(-1), ["too long", "failed", "invalid"]);
  assert.deepEqual(frames, ["too long", "fine"]);
});

test("one that is refused for a while is sent again before what was written later", () => {
  const { delivery, frames } = lin();
  const id = delivery.say("first");
  delivery.say("second");

  delivery.refuse(id, refuses("busy", true));
  assert.deepEqual(frames, ["first"]);
  mock.timers.tick(2 * SECOND);

  assert.deepEqual(frames, ["first", "first"]);
});

test("what is refused for a while six times has failed, until the customer sends it again", () => {
  const { delivery, frames, items } = lin();
  const id = delivery.say("hello");
  for (let refusal = 0; refusal < 6; refusal += 1) {
    delivery.refuse(id, refuses("busy", true));
    mock.timers.tick(60 * SECOND);
  }

  assert.deepEqual(items.at(-1), ["hello", "failed", "busy"]);
  assert.equal(frames.length, 6);
  delivery.retry(id);
  assert.equal(frames.length, 7);
});

test("a network that is away is tried again without counting against the message", async () => {
  const { delivery, http, socket, calls, outbox } = lin();
  socket.isReady = false;
  http.answer = () => Promise.reject(new CallFailed(0));
  const id = delivery.say("hello");
  for (let attempt = 0; attempt < 9; attempt += 1) {
    await settled();
    mock.timers.tick(60 * SECOND);
  }
  await settled();

  assert.equal(calls.length, 10);
  assert.deepEqual([outbox.get(id).attempts, outbox.get(id).failed], [0, null]);
});

test("a server that asks for time is given it", async () => {
  const { delivery, http, socket, calls } = lin();
  socket.isReady = false;
  http.answer = () => Promise.reject(new CallFailed(429, { code: "rate_limited", retryAfter: 40 }));
  delivery.say("hello");
  await settled();

  mock.timers.tick(40 * SECOND);
  assert.equal(calls.length, 1);
  mock.timers.tick(2 * SECOND);

  assert.equal(calls.length, 2);
});

test("a text under an id that the server knows with another is said anew under a new id", () => {
  const { delivery, outbox, frames } = lin();
  const id = delivery.say("hello");
  delivery.refuse(id, refuses("id_reuse"));

  delivery.retry(id);

  const [item] = outbox.all();
  assert.notEqual(item.id, id);
  assert.deepEqual(frames, ["hello", "hello"]);
});

test("a message for which the socket was closed as too large is not repeated", () => {
  const { delivery, items, frames } = lin();
  delivery.say("much");

  delivery.refuseSent();
  delivery.flush();

  assert.deepEqual(items.at(-1), ["much", "failed", "too_large"]);
  assert.deepEqual(frames, ["much"]);
});

test("a lost session loses no message", async () => {
  const { delivery, http, socket, outbox, failures } = lin();
  socket.isReady = false;
  http.answer = () => Promise.reject(new CallFailed(401, { code: "token" }));
  delivery.say("hello");
  await settled();

  assert.deepEqual(failures, ["token"]);
  assert.equal(outbox.waiting().length, 1);
});

test("what goes out on a socket that is lost needs not wait for it", () => {
  const { delivery, socket, calls } = lin();
  delivery.say("first");
  socket.isReady = false;

  delivery.say("second");

  assert.deepEqual(calls, ["first"]);
});
