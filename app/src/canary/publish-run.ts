import { createConnection, type Socket } from "node:net";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { CanaryHop, CanaryRunNumber } from "@labcanary/domain/messages";
import { CANARY_DEVICE, CANARY_NORMAL, CANARY_SIGNAL } from "@labcanary/domain/site";
import { generate, type Packet, parser } from "mqtt-packet";

export interface CanaryConnection {
  readonly host: string;
  readonly port: number;
  readonly token: string;
}

/** One attempt to have a run taken, as any device would: signs in, publishes at QoS 1, waits for the PUBACK, and leaves. */
export type PublishRun = (run: CanaryRunNumber, attempt: PublishAttempt) => Promise<Result<void, string>>;

export interface PublishAttempt {
  /** Ends it, as `timeout`. */
  readonly signal: AbortSignal;
  readonly passed: (hop: Extract<CanaryHop, "published" | "acknowledged">) => void;
}

/** In one message the end of the breach before and the new one. Without `at`: it counts as taken when it is received. */
const payloadOf = (run: CanaryRunNumber): string =>
  JSON.stringify([{ samples: { [CANARY_SIGNAL]: CANARY_NORMAL } }, { samples: { [CANARY_SIGNAL]: run } }]);

/** Seconds; chosen: longer than any attempt lasts, and as long as many a device's. */
const KEEP_ALIVE = 60;
const MESSAGE_ID = 1;

/**
 * Publishes over the broker's own listener. Four packets of MQTT 3.1.1 by hand: a client library would take 15 MB of memory for them.
 * An error is told by its code or name, which hold no secret.
 */
export function createPublishRun(connection: () => CanaryConnection | undefined): PublishRun {
  return async (run, attempt) => {
    const to = connection();
    if (to === undefined) return err("there is no plain MQTT listener");
    if (attempt.signal.aborted) return err("timeout");
    const socket = createConnection({ host: to.host, port: to.port });
    const outcome = await exchange(socket, to.token, run, attempt);
    if (outcome.ok) socket.end(generate({ cmd: "disconnect" }));
    else socket.destroy();
    return outcome;
  };
}

function exchange(socket: Socket, token: string, run: CanaryRunNumber, { signal, passed }: PublishAttempt): Promise<Result<void, string>> {
  return new Promise((resolve) => {
    const take = (packet: Packet): void => {
      if (packet.cmd === "connack") {
        const { returnCode = 0 } = packet;
        if (returnCode !== 0) return resolve(err(`CONNACK ${returnCode}`));
        const topic = `v1/devices/${CANARY_DEVICE}/telemetry`;
        socket.write(
          generate({ cmd: "publish", topic, payload: payloadOf(run), qos: 1, messageId: MESSAGE_ID, dup: false, retain: false }),
        );
        passed("published");
      } else if (packet.cmd === "puback" && packet.messageId === MESSAGE_ID) {
        passed("acknowledged");
        resolve(ok(undefined));
      }
    };
    const incoming = parser();
    incoming.on("packet", take);
    incoming.on("error", () => resolve(err("the broker's answer is not MQTT")));
    socket.on("data", (bytes) => incoming.parse(bytes));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(err(error.code ?? error.name)));
    socket.on("close", () => resolve(err("the connection was closed")));
    signal.addEventListener("abort", () => resolve(err("timeout")), { once: true });
    socket.write(
      generate({
        cmd: "connect",
        protocolId: "MQTT",
        protocolVersion: 4,
        clean: true,
        clientId: CANARY_DEVICE,
        keepalive: KEEP_ALIVE,
        username: CANARY_DEVICE,
        password: Buffer.from(token),
      }),
    );
  });
}
