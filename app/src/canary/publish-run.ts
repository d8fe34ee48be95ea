import { err, ok, type Result } from "@labcanary/domain/basics";
import type { CanaryHop, CanaryRunNumber } from "@labcanary/domain/messages";
import { CANARY_DEVICE, CANARY_NORMAL, CANARY_SIGNAL } from "@labcanary/domain/site";
import type { MqttClient } from "mqtt";

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

/** Publishes over the broker's own listener. An error is told by its code or name, which hold no secret. */
export function createPublishRun(connection: () => CanaryConnection | undefined): PublishRun {
  return async (run, { signal, passed }) => {
    const to = connection();
    if (to === undefined) return err("there is no plain MQTT listener");
    // Loaded with the first run: a command that never has one need not pay for it.
    const { connect } = await import("mqtt");
    if (signal.aborted) return err("timeout");
    const client = connect({
      protocol: "mqtt",
      host: to.host,
      port: to.port,
      clientId: CANARY_DEVICE,
      username: CANARY_DEVICE,
      password: to.token,
      clean: true,
      reconnectPeriod: 0,
    });
    const outcome = await exchange(client, run, { signal, passed });
    // With a DISCONNECT where the broker listens; else at once.
    client.end(!outcome.ok);
    return outcome;
  };
}

function exchange(client: MqttClient, run: CanaryRunNumber, { signal, passed }: PublishAttempt): Promise<Result<void, string>> {
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve(err(nameOf(error)));
    signal.addEventListener("abort", () => resolve(err("timeout")), { once: true });
    client.on("error", fail);
    client.on("close", () => resolve(err("the connection was closed")));
    client.on("connect", () => {
      client.publish(`v1/devices/${CANARY_DEVICE}/telemetry`, payloadOf(run), { qos: 1 }, (error) => {
        if (error !== undefined && error !== null) return fail(error);
        passed("acknowledged");
        resolve(ok(undefined));
      });
      passed("published");
    });
  });
}

/** `ECONNREFUSED`, or what a CONNACK or PUBACK was refused with. */
function nameOf(error: Error): string {
  const { code } = error as Error & { readonly code?: unknown };
  return typeof code === "string" ? code : typeof code === "number" ? `refused with code ${code}` : error.name;
}
