import { epochMs } from "@labcanary/domain/basics";
import { DECODE_ERRORS, type Frame } from "@labcanary/domain/telemetry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signal, testSite } from "../../../test/support/site.ts";
import { countFrame, EMPTY_TALLY } from "../tally.ts";
import { type DecodedFrame, FrameDecoder } from "./frame-decoder.ts";

const RECEIVED = epochMs(Date.parse("2026-11-22T08:00:00.000Z"));
const TEMPERATURE = signal({ key: "cab-17/temperature", name: "temperature", quantity: "temperature", unit: "Cel" });

function createDecoder(saved?: ReturnType<FrameDecoder["save"]>): FrameDecoder {
  const decoder = new FrameDecoder(saved);
  decoder.changeSite(testSite({ signals: [signal(), TEMPERATURE] }));
  return decoder;
}

const frame = (payload: string | Uint8Array, over: Partial<Frame> = {}): Frame => ({
  deviceId: "cab-17",
  topic: "v1/devices/cab-17/telemetry",
  payload: typeof payload === "string" ? Buffer.from(payload) : payload,
  qos: 1,
  retain: false,
  duplicate: false,
  ...over,
});

const decode = (payload: string | Uint8Array, over: Partial<Frame> = {}): DecodedFrame =>
  createDecoder().decode(frame(payload, over), RECEIVED);

const codes = ({ refused }: DecodedFrame): readonly string[] => refused.map(({ code }) => code);
const values = ({ readings }: DecodedFrame): readonly (number | undefined)[] =>
  readings.map((reading) => (reading.kind === "sample" ? reading.value : undefined));

describe("a payload of which nothing can be read is refused once, as a whole", () => {
  const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
  test.each([
    { what: "nothing at all", payload: "", code: "DECODE_NOT_JSON" },
    { what: "half a payload", payload: '{"samples":{"vapour":1', code: "DECODE_NOT_JSON" },
    { what: "NaN", payload: '{"samples":{"vapour":NaN}}', code: "DECODE_NOT_JSON" },
    { what: "a byte order mark", payload: '\uFEFF{"samples":{"vapour":1}}', code: "DECODE_NOT_JSON" },
    { what: "bytes that are no UTF-8", payload: Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), code: "DECODE_NOT_UTF8" },
    { what: "UTF-16", payload: new Uint8Array(Buffer.from('{"samples":{"温度":1}}', "utf16le")), code: "DECODE_NOT_UTF8" },
    { what: "a number", payload: "21", code: "DECODE_SHAPE" },
    { what: "null", payload: "null", code: "DECODE_SHAPE" },
    { what: "a text", payload: '"21"', code: "DECODE_SHAPE" },
    { what: "no samples key", payload: '{"vapour":1}', code: "DECODE_SHAPE" },
    { what: "samples that are a list", payload: '{"samples":[1,2]}', code: "DECODE_SHAPE" },
    { what: "samples in the prototype", payload: '{"__proto__":{"samples":{"vapour":1}}}', code: "DECODE_SHAPE" },
    { what: "a count that is a text", payload: '{"seq":"7","samples":{"vapour":1}}', code: "DECODE_SHAPE" },
    { what: "a negative count", payload: '{"seq":-1,"samples":{"vapour":1}}', code: "DECODE_SHAPE" },
    { what: "a list of numbers", payload: "[1,2,3]", code: "DECODE_SHAPE" },
    { what: "SenML with a wrong base unit", payload: '[{"bn":"cab-17:","bu":5},{"n":"vapour","v":1}]', code: "DECODE_SHAPE" },
    { what: "9 levels", payload: nested(10), code: "DECODE_TOO_DEEP" },
    { what: "30 000 levels", payload: nested(30_000), code: "DECODE_TOO_DEEP" },
    { what: "no samples in samples", payload: '{"samples":{}}', code: "DECODE_EMPTY" },
    { what: "an empty batch", payload: "[]", code: "DECODE_EMPTY" },
    { what: "SenML of base fields alone", payload: '[{"bn":"cab-17:"}]', code: "DECODE_EMPTY" },
    {
      what: "a batch past the limit",
      payload: JSON.stringify(Array.from({ length: 2001 }, (_, seq) => ({ seq, samples: { vapour: 1 } }))),
      code: "DECODE_TOO_MANY",
    },
  ])("$what: $code", ({ payload, code }) => {
    const decoded = decode(payload);
    expect(codes(decoded)).toEqual([code]);
    expect(decoded).toMatchObject({ readings: [], quarantined: [], duplicates: 0 });
    expect(decoded.refused[0]?.detail.length).toBeLessThanOrEqual(200);
  });
});

describe("one wrong entry harms no other", () => {
  test.each([
    { what: "1e400", entry: "1e400", code: "DECODE_VALUE" },
    { what: "a text", entry: '"12"', code: "DECODE_VALUE" },
    { what: "a list", entry: "[12]", code: "DECODE_VALUE" },
    { what: "30 000 levels", entry: "[".repeat(30_000) + "]".repeat(30_000), code: "DECODE_VALUE" },
    { what: "a megabyte", entry: `"${"x".repeat(1_000_000)}"`, code: "DECODE_VALUE" },
    { what: "a prototype", entry: '{"__proto__":{"value":12}}', code: "DECODE_VALUE" },
    { what: "an unknown unit", entry: '{"value":12,"unit":"%LEL,x=1\\n"}', code: "DECODE_UNIT" },
    { what: "a unit that is a list", entry: '{"value":12,"unit":["ppm"]}', code: "DECODE_UNIT" },
    { what: "degrees of gas", entry: '{"value":12,"unit":"Cel"}', code: "DECODE_UNIT_CONVERSION" },
    { what: "a quality of its own", entry: '{"value":12,"quality":"fine"}', code: "DECODE_QUALITY" },
  ])("$what: $code", ({ entry, code }) => {
    const decoded = decode(`{"samples":{"vapour":${entry},"temperature":21}}`);
    expect(codes(decoded)).toEqual([code]);
    expect(values(decoded)).toEqual([21]);
  });

  test("nor a wrong message another one of its batch", () => {
    const decoded = decode(
      '[{"samples":{"vapour":1}},{"samples":5},"x",null,{"at":"never","samples":{"vapour":2}},{"at":5,"seq":0,"samples":{"temperature":3}}]',
    );
    expect(values(decoded)).toEqual([1, 3]);
    expect(codes(decoded)).toEqual(["DECODE_SHAPE", "DECODE_SHAPE", "DECODE_SHAPE", "DECODE_TIME"]);
  });

  test("nor a wrong record another one of its pack", () => {
    const decoded = decode('[{"bn":"cab-17:","n":"vapour","v":"x"},{"n":"temperature","v":21},{"n":"temperature","vd":"aGk"}]');
    expect(values(decoded)).toEqual([21]);
    expect(codes(decoded)).toEqual(["DECODE_VALUE", "DECODE_VALUE"]);
  });
});

test.each([
  { deviceId: "cab-17", quarantined: 2, because: "the site does not describe these signals" },
  { deviceId: "cab-99", quarantined: 3, because: "the site does not describe the device" },
])("$deviceId: $quarantined entries are put aside, $because", ({ deviceId, quarantined }) => {
  const decoded = decode('{"samples":{"__proto__":1,"constructor":2,"vapour":3}}', { deviceId });
  expect(decoded.quarantined).toHaveLength(quarantined);
  expect(decoded.readings).toHaveLength(3 - quarantined);
  expect(decoded.refused).toEqual([]);
});

test("what is not telemetry is not read", () => {
  expect(decode("rubbish", { topic: "v1/devices/cab-17/status" })).toEqual({ readings: [], quarantined: [], refused: [], duplicates: 0 });
});

test("a retained message is history only", () => {
  expect(decode('{"samples":{"vapour":3}}', { retain: true }).readings).toMatchObject([{ historical: true }]);
});

describe("told twice", () => {
  const message = (over: object): string => JSON.stringify({ samples: { vapour: 3, temperature: 21 }, ...over });
  const AT = "2026-11-22T07:59:59Z";
  test.each([
    { first: { seq: 1, at: AT }, second: { seq: 1, at: AT }, duplicates: 2, because: "count and time are the same" },
    { first: { seq: 1, at: AT }, second: { seq: 2, at: AT }, duplicates: 0, because: "the count differs" },
    {
      first: { seq: 1, at: AT },
      second: { seq: 1, at: "2026-11-22T07:59:59.001Z" },
      duplicates: 0,
      because: "the device restarted its count",
    },
    { first: { seq: 1 }, second: { seq: 1 }, duplicates: 0, because: "without a time a count proves nothing" },
    { first: { seq: 1 }, second: { seq: 1 }, duplicate: true, duplicates: 2, because: "MQTT says so too" },
    { first: { at: AT }, second: { at: AT }, duplicates: 2, because: "signal, time and value are the same" },
    { first: {}, second: {}, duplicates: 0, because: "with neither, both were taken on receipt" },
    { first: {}, second: {}, duplicate: true, duplicates: 0, because: "MQTT's flag alone says only that it may be a repeat" },
  ])("$first, then $second, DUP $duplicate: $duplicates duplicates, $because", ({ first, second, duplicate = false, duplicates }) => {
    const decoder = createDecoder();
    decoder.decode(frame(message(first)), RECEIVED);
    const again = decoder.decode(frame(message(second), { duplicate }), epochMs(RECEIVED + 1000));
    expect(again.duplicates).toBe(duplicates);
    expect(again.readings).toHaveLength(2 - duplicates);
  });

  test("a device without a count may say two values in one millisecond, and each once", () => {
    const decoder = createDecoder();
    const decoded = decoder.decode(
      frame(`[${[1, 2, 1, 0, -0].map((vapour) => JSON.stringify({ at: AT, samples: { vapour } })).join()}]`),
      RECEIVED,
    );
    expect(values(decoded)).toEqual([1, 2, 0]);
    expect(decoded.duplicates).toBe(2);
    expect(new Set(decoded.readings.map(({ tieBreak }) => tieBreak)).size).toBe(3);
  });

  test("a batch that was refused for its size is refused again, not taken for a repeat", () => {
    const batch = JSON.stringify(Array.from({ length: 2001 }, (_, seq) => ({ seq, at: AT, samples: { vapour: 1 } })));
    const decoder = createDecoder();
    for (let time = 0; time < 2; time++) expect(codes(decoder.decode(frame(batch), RECEIVED))).toEqual(["DECODE_TOO_MANY"]);
  });

  test("by a device that was replaced is said by two: the new one counts anew, and so after a restart", () => {
    const at = (replacedAt?: number) => {
      const hardware = replacedAt === undefined ? {} : { replacedAt: epochMs(replacedAt) };
      const { devices, ...site } = testSite({ signals: [signal()] });
      return { ...site, devices: devices.map((device) => ({ ...device, ...hardware })) };
    };
    const decoder = new FrameDecoder();
    decoder.changeSite(at());
    const counted = frame('{"at":"2026-11-22T08:00:00Z","seq":1,"samples":{"vapour":3}}');
    const plain = frame('{"at":"2026-11-22T08:00:01Z","samples":{"vapour":3}}');
    const duplicates = (of: FrameDecoder): readonly number[] => [counted, plain].map((one) => of.decode(one, RECEIVED).duplicates);
    expect([duplicates(decoder), duplicates(decoder)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    const resumed = new FrameDecoder(structuredClone(decoder.save()));
    resumed.changeSite(at());
    for (const one of [decoder, resumed]) {
      one.changeSite(at(1));
      expect([duplicates(one), duplicates(one)]).toEqual([
        [0, 0],
        [1, 1],
      ]);
    }
  });

  test("a decoder that goes on from what was saved knows the same repeats", () => {
    const decoder = createDecoder();
    decoder.decode(frame(message({ seq: 1, at: AT })), RECEIVED);
    const restarted = createDecoder(structuredClone(decoder.save()));
    expect(restarted.decode(frame(message({ seq: 1, at: AT })), RECEIVED).duplicates).toBe(2);
  });
});

describe("whatever arrives", () => {
  /** Nothing is thrown, every entry is in exactly one place, every value is finite, every code has its row. */
  function expectSound(decoded: DecodedFrame, entries?: number): void {
    const { readings, duplicates, refused, quarantined } = decoded;
    const { received } = countFrame(EMPTY_TALLY, decoded);
    expect(received).toBe(readings.length + duplicates + refused.length + quarantined.length);
    expect(received).toBeGreaterThan(0);
    if (entries !== undefined) expect(received).toBe(entries);
    for (const reading of readings) {
      expect(Number.isFinite(reading.at)).toBe(true);
      expect(Number.isInteger(reading.tieBreak)).toBe(true);
      if (reading.kind === "sample") expect(Number.isFinite(reading.value)).toBe(true);
    }
    for (const { code, detail } of refused) {
      expect(DECODE_ERRORS).toHaveProperty(code);
      expect(detail.length).toBeLessThanOrEqual(200);
    }
  }

  test("bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => expectSound(decode(bytes))),
      { numRuns: 500 },
    );
  });

  test("JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => expectSound(decode(text))),
      { numRuns: 500 },
    );
  });

  const value = fc.oneof(fc.double(), fc.boolean(), fc.string(), fc.constant(null), fc.jsonValue());
  const sample = fc.oneof(
    value,
    fc.record(
      {
        value,
        unit: fc.oneof(fc.constantFrom("%LEL", "ppm", "Cel", "degF", ""), fc.string()),
        quality: fc.constantFrom("good", "bad", "no"),
      },
      { requiredKeys: ["value"] },
    ),
  );
  const at = fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.double(),
    fc.string(),
    fc.constant(null),
  );
  const names = fc.oneof(fc.constantFrom("vapour", "temperature", "__proto__", "constructor"), fc.string());
  const message = fc.record({ at, seq: fc.nat(), samples: fc.dictionary(names, sample, { minKeys: 1 }) }, { requiredKeys: ["samples"] });

  test("native batches: every entry is counted once", () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), (batch) => {
        const text = JSON.stringify(batch);
        const entries = (JSON.parse(text) as { samples: object }[]).reduce((count, { samples }) => count + Object.keys(samples).length, 0);
        const decoder = createDecoder();
        expectSound(decoder.decode(frame(text), RECEIVED), entries);
        expectSound(decoder.decode(frame(text, { duplicate: true }), RECEIVED), entries);
      }),
      { numRuns: 500 },
    );
  });

  test("SenML packs", () => {
    const record = fc.record(
      {
        bn: fc.string(),
        bt: fc.double(),
        bu: fc.string(),
        bv: fc.double(),
        n: names,
        t: fc.double(),
        u: fc.string(),
        v: value,
        vb: value,
        vs: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), (pack) => expectSound(decode(JSON.stringify(pack)))),
      { numRuns: 500 },
    );
  });

  test("good payloads with a few bytes changed", () => {
    const good =
      '[{"at":"2026-11-22T08:00:00Z","seq":7,"samples":{"vapour":{"value":12.5,"unit":"%LEL","quality":"good"},"temperature":-0.5}}]';
    const change = fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(good);
        for (const [place, byte] of changes) bytes[place] = byte;
        expectSound(decode(bytes));
      }),
      { numRuns: 100_000 },
    );
  });
});
