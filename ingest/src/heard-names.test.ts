import { expect, test } from "vitest";
import { heardNames } from "./heard-names.ts";

const speaks = { convention: "zigbee2mqtt", topics: ["zigbee2mqtt/#"], timeZone: "UTC" } as const;

test("a device is heard as itself, under its gateway by address or id, and a gateway's own under its id too", () => {
  const names = heardNames({
    devices: [{ id: "own" }, { id: "gw", speaks }, { id: "a", gateway: "gw", address: "0x1" }, { id: "b", gateway: "gw" }],
    signals: [
      { deviceId: "own", name: "co" },
      { deviceId: "gw", name: "state", wire: { name: "bridge" } },
      { deviceId: "a", name: "door", wire: { name: "contact" } },
      { deviceId: "b", name: "t", wire: { name: "t" } },
    ],
  });
  expect([...names]).toEqual([
    { deviceId: "own", signal: "co" },
    { deviceId: "gw", signal: "bridge" },
    { deviceId: "gw", address: "gw", signal: "bridge" },
    { deviceId: "gw", address: "0x1", signal: "contact" },
    { deviceId: "gw", address: "b", signal: "t" },
  ]);
});
