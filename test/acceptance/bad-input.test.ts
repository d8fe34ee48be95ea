import { describe, expect, it } from "vitest";
import { startPlatform } from "../support/acceptance.ts";

const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;

const PAYLOADS: readonly { readonly what: string; readonly payload: string | Buffer; readonly code: string }[] = [
  { what: "no JSON", payload: "{vapour: 12", code: "DECODE_NOT_JSON" },
  { what: "nothing", payload: "", code: "DECODE_NOT_JSON" },
  { what: "NaN", payload: '{"samples":{"vapour":NaN}}', code: "DECODE_NOT_JSON" },
  { what: "a number beyond all", payload: '{"samples":{"vapour":1e400}}', code: "DECODE_VALUE" },
  { what: "no UTF-8", payload: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), code: "DECODE_NOT_UTF8" },
  { what: "deep nesting", payload: deep, code: "DECODE_TOO_DEEP" },
  { what: "another shape", payload: '{"vapour":12}', code: "DECODE_SHAPE" },
  { what: "a text for a number", payload: '{"samples":{"vapour":"12"}}', code: "DECODE_VALUE" },
  { what: "an unknown unit", payload: '{"samples":{"vapour":{"value":1,"unit":"furlong"}}}', code: "DECODE_UNIT" },
  { what: "a unit of something else", payload: '{"samples":{"vapour":{"value":1,"unit":"Cel"}}}', code: "DECODE_UNIT_CONVERSION" },
  { what: "an impossible value", payload: '{"samples":{"temperature":-300}}', code: "DECODE_RANGE" },
  { what: "an undeclared state", payload: '{"samples":{"door":"ajar"}}', code: "DECODE_VALUE" },
  { what: "a time without a zone", payload: '{"at":"2026-11-22T08:00:00","samples":{"vapour":1}}', code: "DECODE_TIME" },
  { what: "a time beyond all", payload: '{"at":1e17,"samples":{"vapour":1}}', code: "DECODE_TIME_RANGE" },
  { what: "an unknown quality", payload: '{"samples":{"vapour":{"value":1,"quality":"fine"}}}', code: "DECODE_QUALITY" },
];

describe("bad input", () => {
  it("is refused by name and counted, is readable afterwards, and harms neither the process, other readings nor the books", async () => {
    const test = await startPlatform();
    const bad = await test.device("cab-17");
    const good = await test.device("cab-18");
    for (const { payload } of PAYLOADS) {
      await bad.client.publishAsync("v1/devices/cab-17/telemetry", payload, { qos: 1 });
      await good.say({ temperature: 21 });
    }
    // Names of no signal, however hostile, wait in quarantine.
    const names = ["__proto__", "constructor", "vapour\n,x=1 value=9", 'a"b', "unknown"];
    await bad.say(JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:1`).join(",")}}`) as Record<string, unknown>);
    // Clocks that were never set do not lose a reading.
    await bad.say({ vapour: 3 }, { at: "1970-01-01T00:00:10Z" });
    await bad.say({ vapour: 4 }, { at: "2100-01-01T00:00:00Z" });
    await test.platform.ingest.evaluateUntilNow();

    const engineer = await test.signIn("engineer");
    const { rejects } = await engineer.get<{ rejects: { code: string; deviceId: string; payload: string }[] }>("rejects");
    expect(rejects.map(({ code }) => code).reverse()).toEqual(PAYLOADS.map(({ code }) => code));
    expect(rejects.every(({ deviceId, payload }) => deviceId === "cab-17" && payload.length <= 256)).toBe(true);

    await expect.poll(() => test.platform.ingest.books().waitingFrames).toBe(0);
    await expect.poll(() => test.platform.ingest.books().received).toBe(2 * PAYLOADS.length + names.length + 2);
    expect(test.platform.ingest.books()).toMatchObject({
      stored: PAYLOADS.length + 2,
      rejected: PAYLOADS.length,
      quarantined: names.length,
      duplicate: 0,
      balanced: true,
    });
    expect(test.alarms()).toEqual(["device-clock-wrong"]);
  });
});
