import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import type { CanaryHop } from "@labcanary/domain/messages";
import { generate, type Packet, parser } from "mqtt-packet";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../test/support/ports.ts";
import { createPublishRun } from "./publish-run.ts";

/** A broker that answers each packet as the test says, and keeps what it got. */
async function broker(answer: (packet: Packet, socket: Socket) => void) {
  const got: Packet[] = [];
  const server = createServer((socket) => {
    const incoming = parser();
    incoming.on("packet", (packet) => {
      got.push(packet);
      answer(packet, socket);
    });
    socket.on("data", (bytes) => incoming.parse(bytes));
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { got, port: (server.address() as AddressInfo).port };
}

async function publish(port: number, signal = new AbortController().signal) {
  const hops: CanaryHop[] = [];
  const outcome = await createPublishRun(() => ({ host: "127.0.0.1", port, token: "token" }))(7, {
    signal,
    passed: (hop) => void hops.push(hop),
  });
  return { outcome, hops };
}

const accepting = (returnCode: number) => (packet: Packet, socket: Socket) => {
  if (packet.cmd === "connect") socket.write(generate({ cmd: "connack", returnCode, sessionPresent: false }));
  if (packet.cmd === "publish" && packet.messageId !== undefined) socket.write(generate({ cmd: "puback", messageId: packet.messageId }));
};

test("it signs in, publishes the end of the last breach and the new one, and leaves in order", async () => {
  const { got, port } = await broker(accepting(0));
  const { outcome, hops } = await publish(port);
  expect(outcome.ok).toBe(true);
  expect(hops).toEqual(["published", "acknowledged"]);
  await expect.poll(() => got.map(({ cmd }) => cmd)).toEqual(["connect", "publish", "disconnect"]);
  expect(got[0]).toMatchObject({ clientId: "labcanary-canary", username: "labcanary-canary", password: Buffer.from("token"), clean: true });
  expect(got[1]).toMatchObject({ topic: "v1/devices/labcanary-canary/telemetry", qos: 1, retain: false });
  const { payload } = got[1] as Packet & { payload: Buffer };
  expect(JSON.parse(payload.toString())).toEqual([{ samples: { run: 0 } }, { samples: { run: 7 } }]);
});

test.each<{ by: string; answer: (packet: Packet, socket: Socket) => void; says: string; hops: CanaryHop[] }>([
  { by: "a refusal", answer: accepting(4), says: "CONNACK 4", hops: [] },
  { by: "a connection that is cut", answer: (_packet, socket) => socket.destroy(), says: "the connection was closed", hops: [] },
  {
    by: "something else than MQTT",
    answer: (_packet, socket) => socket.write("HTTP/1.1 400\r\n\r\n"),
    says: "the broker's answer is not MQTT",
    hops: [],
  },
  {
    by: "a log without room, for which the broker cuts the connection",
    answer: (packet, socket) => (packet.cmd === "publish" ? socket.destroy() : accepting(0)(packet, socket)),
    says: "the connection was closed",
    hops: ["published"],
  },
])("$by is told as $says", async ({ answer, says, hops }) => {
  const { port } = await broker(answer);
  expect(await publish(port)).toEqual({ outcome: { ok: false, error: says }, hops });
});

test("a broker that does not answer is left when the attempt is over", async () => {
  const attempt = new AbortController();
  const { port } = await broker(() => attempt.abort());
  expect((await publish(port, attempt.signal)).outcome).toEqual({ ok: false, error: "timeout" });
  expect((await publish(port, attempt.signal)).outcome).toEqual({ ok: false, error: "timeout" });
});

test("where nobody listens, the reason is the code", async () => {
  expect((await publish(await freePort())).outcome).toEqual({ ok: false, error: "ECONNREFUSED" });
  const nowhere = createPublishRun(() => undefined);
  expect(await nowhere(7, { signal: new AbortController().signal, passed() {} })).toEqual({
    ok: false,
    error: "there is no plain MQTT listener",
  });
});
