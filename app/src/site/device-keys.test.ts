import { expect, test } from "vitest";
import { deviceIn, type DeviceKey, withDeviceKeys } from "./device-keys.ts";

const BLOCK = `# The institute.
devices:
  - id: gas-1 # in the corridor
    zone: room
    signals:
      ch4: { profile: gas, calibration: { last: 2026-01-05, every: 180d } } # above
      co:
        profile: co
        calibration:
          last: 2026-02-01 # by Li
          every: 180d
# Between.
  - { id: gas-2, zone: room, signals: { ch4: { profile: gas } } } # flow
  - { id: bridge, zone: room, signals: {} }
# The end.
`;

const changed = (id: string, ...keys: readonly DeviceKey[]): string => {
  const text = withDeviceKeys(BLOCK, id, keys);
  return text.ok ? text.value : expect.fail(text.error);
};

test("a key that is there has another value, in lines of its own and within braces", () => {
  const last = (signal: string) => ({ path: ["signals", signal, "calibration", "last"], value: "none" });
  expect(changed("gas-1", last("ch4"), last("co"))).toBe(
    BLOCK.replace("last: 2026-01-05", "last: none").replace("last: 2026-02-01", "last: none"),
  );
});

test("a new key of a device stands below its id, quoted where YAML would take it for something else", () => {
  const keys = [
    { path: ["serial"], value: "0x12" },
    { path: ["replaced"], value: "2026-11-26T08:20:00+08:00" },
  ];
  expect(changed("gas-1", ...keys)).toBe(
    BLOCK.replace("# in the corridor\n", '# in the corridor\n    replaced: 2026-11-26T08:20:00+08:00\n    serial: "0x12"\n'),
  );
  expect(changed("gas-2", { path: ["serial"], value: "A, B" })).toBe(BLOCK.replace("{ id: gas-2,", '{ id: gas-2, serial: "A, B",'));
});

test("a new signal stands behind the last one", () => {
  const battery = { path: ["signals", "battery"], value: { profile: "battery", from: "batt: %" } };
  expect(changed("gas-1", battery)).toBe(
    BLOCK.replace("          every: 180d\n", '          every: 180d\n      battery:\n        profile: battery\n        from: "batt: %"\n'),
  );
  expect(changed("gas-2", battery)).toBe(
    BLOCK.replace("ch4: { profile: gas } } } # flow", 'ch4: { profile: gas }, battery: { profile: battery, from: "batt: %" } } } # flow'),
  );
  expect(changed("bridge", battery)).toBe(BLOCK.replace("signals: {}", 'signals: { battery: { profile: battery, from: "batt: %" } }'));
});

test("a file as programs write JSON stays one", () => {
  const json = JSON.stringify({ devices: [{ id: "a", zone: "z", signals: { t: { last: "x" } } }] }, undefined, 2);
  const text = withDeviceKeys(json, "a", [
    { path: ["serial"], value: "1" },
    { path: ["signals", "t", "last"], value: "none" },
  ]);
  expect(JSON.parse(text.ok ? text.value : "")).toEqual({
    devices: [{ id: "a", serial: "1", zone: "z", signals: { t: { last: "none" } } }],
  });
});

test("the last line of a file without a line break, and a key with nothing behind it", () => {
  const end = (text: string, ...keys: readonly DeviceKey[]) => withDeviceKeys(text, "a", keys);
  expect(end("devices:\n  - id: a", { path: ["serial"], value: "1" })).toEqual({
    ok: true,
    value: 'devices:\n  - id: a\n    serial: "1"\n',
  });
  expect(end("devices:\n  - id: a\n    serial:\n", { path: ["serial"], value: "x" })).toEqual({
    ok: true,
    value: "devices:\n  - id: a\n    serial: x\n",
  });
});

test.each([
  { text: "devices: []", error: "notThere" },
  { text: "devices:\n  - id: a\n    signals: &s { t: {} }\n  - id: b\n    signals: *s\n", id: "b", error: "notWritable" },
  { text: "devices:\n  - id: a\n    signals: [t]\n", error: "notWritable" },
])("$text is refused with $error", ({ text, id = "a", error }) => {
  expect(withDeviceKeys(text, id, [{ path: ["signals", "t"], value: { profile: "p" } }])).toEqual({ ok: false, error });
});

test("what a file says of a device is read as data", () => {
  expect(deviceIn(BLOCK, "gas-2")).toEqual({ id: "gas-2", zone: "room", signals: { ch4: { profile: "gas" } } });
  expect(deviceIn(BLOCK, "gas-3")).toBeUndefined();
});
