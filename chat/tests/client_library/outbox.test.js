import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Outbox, newId } from "../../../static/chat/outbox.js";
import { FakeStorage } from "./fakes.js";

const textsOf = (outbox) => outbox.all().map(({ text }) => text);

test("what was not sent is there after the page was loaded again, in its order", () => {
  const storage = new FakeStorage();
  const outbox = new Outbox(storage, "lin");
  for (const text of ["one", "two", "three"]) outbox.add(text);

  assert.deepEqual(textsOf(new Outbox(storage, "lin")), ["one", "two", "three"]);
});

test("the order stays although the device's clock is put back meanwhile", () => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const outbox = new Outbox(new FakeStorage(), "lin");
  outbox.add("first");
  mock.timers.setTime(5);
  outbox.add("second");
  mock.timers.reset();

  assert.deepEqual(textsOf(outbox), ["first", "second"]);
});

test("two tabs do not write over each other's messages", () => {
  const storage = new FakeStorage();
  const [one, other] = [new Outbox(storage, "lin"), new Outbox(storage, "lin")];
  one.add("from one");
  other.add("from the other");

  assert.deepEqual(textsOf(new Outbox(storage, "lin")).sort(), ["from one", "from the other"]);
});

test("a full disk loses nothing as long as the page lives", () => {
  const storage = new FakeStorage();
  storage.isFull = true;
  const outbox = new Outbox(storage, "lin");

  const { id } = outbox.add("kept");

  assert.equal(outbox.get(id).text, "kept");
  assert.equal(storage.length, 0);
});

test("another conversation's messages, and what is broken, are left alone", () => {
  const storage = new FakeStorage();
  new Outbox(storage, "mina").add("hers");
  storage.setItem("aicc.outbox.lin.broken", "{");
  storage.setItem("aicc.outbox.lin.empty", "null");

  assert.deepEqual(new Outbox(storage, "lin").all(), []);
  assert.equal(storage.length, 3);
});

test("a failed message waits for the customer, the others go on", () => {
  const outbox = new Outbox(new FakeStorage(), "lin");
  const item = outbox.add("refused");
  outbox.add("waits");
  outbox.write({ ...item, failed: "invalid" });

  assert.deepEqual(outbox.waiting().map(({ text }) => text), ["waits"]);
});

test("a new conversation takes over what the lost one could not send, as if it were new", () => {
  const storage = new FakeStorage();
  const lost = new Outbox(storage, "lost");
  lost.write({ ...lost.add("still to be said"), failed: "unavailable", attempts: 6 });
  const next = new Outbox(storage, "next");

  next.takeOver(lost);

  const [item] = next.waiting();
  assert.deepEqual([item.text, item.failed, item.attempts], ["still to be said", null, 0]);
  assert.deepEqual(new Outbox(storage, "lost").all(), []);
});

test("an id is what the server takes for one, and no two are alike", () => {
  const ids = Array.from({ length: 100 }, newId);

  assert.ok(ids.every((id) => /^[A-Za-z0-9_.:-]{1,64}$/.test(id)));
  assert.equal(new Set(ids).size, 100);
});
