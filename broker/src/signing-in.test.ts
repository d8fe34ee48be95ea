import type { Client, ConnectPacket } from "aedes";
import { expect, it } from "vitest";
import type { GuardedConnection } from "./guarded-connection.ts";
import { rememberAttempt } from "./signing-in.ts";

it("leaves aedes, which keeps CONNECT as long as the connection lives, neither the token nor the bytes it came in", () => {
  const read = Buffer.alloc(24);
  read.write('token{"state":"offline"}');
  const connection = { peer: {} } as GuardedConnection;
  const packet = {
    clientId: "cab-17",
    password: read.subarray(0, 5),
    will: { topic: "v1/devices/cab-17/status", payload: read.subarray(5), qos: 1, retain: true },
  } as unknown as ConnectPacket;
  rememberAttempt({ conn: connection } as unknown as Client, packet);
  expect(connection.attempt?.password?.toString()).toBe("token");
  expect(packet.password).toBeUndefined();
  const kept = packet.will?.payload as Buffer;
  expect(kept.toString()).toBe('{"state":"offline"}');
  // Of its own, or a piece shared with others would be kept with it.
  expect(kept.buffer.byteLength).toBe(kept.length);
});
