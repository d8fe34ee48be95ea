import { expect, test } from "vitest";
import { createTwinLinks } from "./twin-link.ts";

/** A simulated device's link, and what the drill's own device has said of it. */
function linked() {
  const said: unknown[] = [];
  const hand = (topic: string, payload: string | Uint8Array): void => void said.push([topic, JSON.parse(String(payload))]);
  const link = createTwinLinks(["gas-1/ch4"], { hand })({ deviceId: "gas-1" } as never, {} as never);
  const telemetry = (samples: object): void =>
    link.hand("v1/devices/gas-1/telemetry", JSON.stringify({ at: "2026-11-22T08:00Z", seq: 1, samples }));
  return { link, said, telemetry };
}

test("a value of a signal that is moved is said of its twin, by the drill's device, without a time", () => {
  const { link, said, telemetry } = linked();
  telemetry({ ch4: 1 });
  link.open();
  telemetry({ ch4: { value: 12.3, unit: "%LEL" }, temperature: 20 });
  expect(said).toEqual([["v1/devices/labcanary-drill/telemetry", { samples: { "gas-1:ch4": { value: 12.3, unit: "%LEL" } } }]]);
});

test("of other signals, of what a device says of itself, and of what is broken nothing is said", () => {
  const { link, said, telemetry } = linked();
  link.open();
  telemetry({ temperature: 20 });
  telemetry({ ch4: null });
  telemetry({ ch4: { value: null, state: "fault" } });
  link.hand("v1/devices/gas-1/telemetry", "{ half");
  link.hand("v1/devices/gas-1/status", '{"state":"online"}', true);
  link.cut();
  telemetry({ ch4: 1 });
  expect(said).toEqual([]);
});
