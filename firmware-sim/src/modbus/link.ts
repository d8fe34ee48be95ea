import type { DeviceDescription } from "../description.ts";
import type { Link } from "../mqtt/link.ts";
import type { ReadingValue } from "../payload.ts";
import { wordsFor } from "./register.ts";
import { createModbusServer } from "./server.ts";

/**
 * The way of a device that says nothing by itself: what it measures stands in its registers, and whoever asks is told. Cut or without power it does
 * not answer, and nothing of what it measured meanwhile is kept.
 */
export function createModbusLink({ modbus, signals }: DeviceDescription): Link {
  if (modbus === undefined) throw new RangeError("the device is not asked by Modbus");
  const server = createModbusServer();
  let ready: Promise<void> = Promise.resolve();
  let connections = 0;
  let acknowledged = 0;
  let dropped = 0;

  const shut = (): Promise<void> => {
    ready = ready.then(() => server.close());
    return ready;
  };
  return {
    open() {
      ready = ready.then(async () => {
        if (server.isOpen) return;
        await server.open(modbus.port);
        connections++;
      });
    },
    cut: () => void shut(),
    close: shut,
    hand(topic, payload) {
      // Status and what people do at it have no register.
      if (typeof payload !== "string" || !topic.endsWith("/telemetry")) return void dropped++;
      acknowledged++;
      const { samples } = JSON.parse(payload) as { readonly samples: Readonly<Record<string, ReadingValue>> };
      for (const { name, register } of signals) {
        const said = samples[name];
        if (said === undefined || register === undefined) continue;
        const isStated = typeof said === "object" && said !== null;
        const isOverRange = isStated && "state" in said && said.state === "over-range";
        const words = wordsFor(register, { value: isStated ? said.value : said, isOverRange });
        if (words !== undefined) server.write(register.table, register.address, words);
      }
    },
    get connected() {
      return server.isOpen;
    },
    whenConnected: () => ready,
    whenOffline: () => ready,
    // It is asked when it is asked.
    whenDrained: () => ready,
    stats: () => ({
      acknowledged,
      waiting: 0,
      dropped,
      connections,
      sessionsPresent: 0,
      losses: { refused: 0, unreachable: 0, closed: 0 },
    }),
  };
}
