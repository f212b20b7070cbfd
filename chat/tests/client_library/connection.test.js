import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Connection, protocolsWith, socketAddress } from "../../../static/chat/connection.js";
import { openBrowser, settled, sockets } from "./fakes.js";

const CONNECTED = { type: "status", message: "connected" };
const SECOND = 1000;

beforeEach(() => {
  openBrowser();
  mock.timers.enable({ apis: ["setTimeout"] });
});
afterEach(() => mock.timers.reset());

function connects(doors = {}) {
  const told = [];
  const connection = new Connection({
    address: () => "wss://www.bank.example/ws",
    protocols: () => ["aicc.v1"],
    renew: async () => told.push("renew"),
    onFrame: ({ type }) => told.push(type),
    onChange: () => told.push(connection.state),
    onClose: ({ code, final }) => told.push(final ? `final ${code}` : code),
    onRest: () => told.push("rest"),
    ...doors,
  });
  connection.start();
  return { connection, told };
}

test("a socket is open with the server's first word, not with the handshake", () => {
  const { connection } = connects();

  assert.ok(!connection.send({ type: "ping" }));
  sockets[0].says(CONNECTED);

  assert.ok(connection.isReady);
  assert.ok(connection.send({ type: "typing", is_typing: true }));
  assert.deepEqual(sockets[0].sent, [{ type: "typing", is_typing: true }]);
});

test("a server that says nothing for ten seconds is tried again", () => {
  connects();

  mock.timers.tick(10 * SECOND);
  assert.equal(sockets[0].closed, 1005);
  mock.timers.tick(0.5 * SECOND);

  assert.equal(sockets.length, 2);
});

test("a lost socket comes back after pauses that grow", () => {
  connects();
  const pauses = [0.5, 1, 2, 4];

  for (const seconds of pauses) {
    sockets.at(-1).ends(1006);
    const count = sockets.length;
    mock.timers.tick(seconds * SECOND - 1);
    assert.equal(sockets.length, count);
    mock.timers.tick(1);
    assert.equal(sockets.length, count + 1);
  }
});

test("only a socket that stood for ten seconds makes the pauses short again", () => {
  const { connection } = connects();
  sockets[0].ends(1006);
  mock.timers.tick(0.5 * SECOND);

  sockets[1].says(CONNECTED);
  assert.equal(connection.failures, 1);
  mock.timers.tick(10 * SECOND);

  assert.equal(connection.failures, 0);
});

test("a refused address or host is final", () => {
  const { connection, told } = connects();

  sockets[0].ends(4403);
  mock.timers.tick(600 * SECOND);

  assert.ok(connection.isOver);
  assert.ok(told.includes("final 4403"));
  assert.equal(sockets.length, 1);
});

test("a full server is left alone for as long as it asks", () => {
  connects();

  sockets[0].ends(4429, '{"retry_after": 30}');
  mock.timers.tick(30 * SECOND);
  assert.equal(sockets.length, 1);
  mock.timers.tick(0.5 * SECOND);

  assert.equal(sockets.length, 2);
});

test("a refused token is renewed once and tried at once, then with pauses", async () => {
  const { told } = connects();

  sockets[0].ends(4401);
  await settled();
  mock.timers.tick(0);
  assert.deepEqual([told.filter((it) => it === "renew").length, sockets.length], [1, 2]);
  sockets[1].ends(4401);
  await settled();
  mock.timers.tick(0);

  assert.equal(sockets.length, 2);
  mock.timers.tick(1 * SECOND);
  assert.equal(sockets.length, 3);
});

test("two pings without an answer end a socket that only seems to stand", () => {
  connects();
  sockets[0].says(CONNECTED);

  for (let ping = 0; ping < 3; ping += 1) mock.timers.tick(30 * SECOND);

  assert.equal(sockets[0].sent.filter(({ type }) => type === "ping").length, 2);
  assert.equal(sockets[0].closed, 1005);
});

test("a pong keeps it, and a frame that is no JSON does not end it", () => {
  const { connection } = connects();
  sockets[0].says(CONNECTED);

  for (let ping = 0; ping < 5; ping += 1) {
    mock.timers.tick(30 * SECOND);
    sockets[0].says({ type: "pong" });
    sockets[0].says("<html>");
  }

  assert.ok(connection.isReady);
});

test("whoever comes back to the tab learns in five seconds whether the socket stands", () => {
  const { connection } = connects();
  sockets[0].says(CONNECTED);

  connection.wake();
  assert.equal(sockets[0].sent.at(-1).type, "ping");
  mock.timers.tick(5 * SECOND);

  assert.ok(!connection.isReady);
});

test("after a hundred attempts it rests, and tries again when it is woken", () => {
  const { connection, told } = connects();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    sockets.at(-1).ends(1006);
    mock.timers.tick(30 * SECOND);
  }

  assert.equal(told.at(-1), "rest");
  const count = sockets.length;
  mock.timers.tick(3600 * SECOND);
  assert.equal(sockets.length, count);
  connection.wake();
  assert.equal(sockets.length, count + 1);
});

test("whoever stops it hears no more of it", () => {
  const { connection, told } = connects();
  sockets[0].says(CONNECTED);

  connection.stop();
  told.length = 0;
  sockets[0].says({ type: "entry" });
  mock.timers.tick(600 * SECOND);

  assert.deepEqual([sockets[0].closed, told, sockets.length], [1000, [], 1]);
});

test("the address says from where on the transcript is wanted, and never the token", () => {
  const fresh = socketAddress("", "s 1", { seq: 0, epoch: null });
  const later = socketAddress("https://chat.bank.example/aicc", "s1", { seq: 7, epoch: "e1" });

  assert.equal(fresh, "wss://www.bank.example/api/v1/chat/ws/s%201?stream=1");
  assert.equal(later, "wss://chat.bank.example/aicc/api/v1/chat/ws/s1?stream=1&last_seq=7&epoch=e1");
  assert.deepEqual(protocolsWith("t"), ["aicc.v1", "aicc.token.t"]);
  assert.deepEqual(protocolsWith(null), ["aicc.v1"]);
});
