import assert from "node:assert/strict";
import { test } from "node:test";

import { Backoff } from "../../../static/chat/backoff.js";
import { openBrowser } from "./fakes.js";

openBrowser();

test("pauses between attempts that fail double, up to half a minute", () => {
  const backoff = new Backoff();

  const pauses = Array.from({ length: 9 }, () => backoff.fail());

  assert.deepEqual(pauses, [0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
});

test("a success begins with the short pauses again", () => {
  const backoff = new Backoff();
  for (let failure = 0; failure < 9; failure += 1) backoff.fail();

  backoff.reset();

  assert.equal(backoff.fail(), 0.5);
});

test("what the server asked for comes on top of the pause", () => {
  assert.equal(new Backoff({ first: 2 }).fail(20), 22);
});

test("at the end nothing is tried any more until a person wants it", () => {
  const backoff = new Backoff({ most: 3 });

  const pauses = [backoff.fail(), backoff.fail(), backoff.fail()];

  assert.deepEqual(pauses, [0.5, 1, null]);
  assert.ok(backoff.isOver);
  backoff.reset();
  assert.ok(!backoff.isOver);
});

test("an attempt that is given up has no pause", () => {
  const backoff = new Backoff();

  assert.equal(backoff.giveUp(), null);
  assert.ok(backoff.isOver);
});
