import { epochMs } from "@labcanary/domain/basics";
import { type AccessEvent, DECODE_ERRORS, type Frame } from "@labcanary/domain/telemetry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signal, testSite } from "../../../test/support/site.ts";
import { type DecodedEvents, EventDecoder } from "./event-decoder.ts";

const RECEIVED = epochMs(Date.parse("2026-11-22T08:00:00.000Z"));
const { substance: _substance, ...plain } = signal();
const DOOR = { ...plain, key: "cab-17/door", name: "door", quantity: "door", unit: "state", states: ["closed", "open"] } as const;
const SITE = testSite({
  signals: [signal(), DOOR],
  people: [
    { id: "wang", name: "Wang Fang", language: "zh", badges: ["04A2F1", "99:00"], roles: ["keeper"] },
    { id: "smith", name: "Alex Smith", language: "en", badges: ["0815"] },
  ],
});

function createDecoder(saved?: ReturnType<EventDecoder["save"]>): EventDecoder {
  const decoder = new EventDecoder(saved);
  decoder.changeSite(SITE);
  return decoder;
}

const frame = (payload: unknown, over: Partial<Frame> = {}): Frame => ({
  deviceId: "cab-17",
  topic: "v1/devices/cab-17/events",
  payload: payload instanceof Uint8Array ? payload : Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload)),
  qos: 1,
  retain: false,
  duplicate: false,
  ...over,
});

const decode = (payload: unknown, over: Partial<Frame> = {}): DecodedEvents => createDecoder().decode(frame(payload, over), RECEIVED);
const codes = ({ refused }: DecodedEvents): readonly string[] => refused.map(({ code }) => code);

test("what a gateway says on a topic that ends alike is no event", () => {
  expect(decode([{ kind: "badge" }], { topic: "plant/events" })).toEqual({ events: [], refused: [], duplicates: 0 });
});

describe("an event", () => {
  test("is placed in time, at its door, and with its person", () => {
    const said = { at: "2026-11-22T07:59:58Z", kind: "badge", door: "door", who: "04A2F1", granted: true, seq: 4, colour: "red" };
    const { events } = decode(said);
    expect(events).toEqual([
      {
        id: expect.stringMatching(/^cab-17:\d+:badge:[0-9a-z]+$/) as string,
        deviceId: "cab-17",
        kind: "badge",
        at: RECEIVED - 2000,
        receivedAt: RECEIVED,
        door: "door",
        credential: "04A2F1",
        person: { id: "wang", name: "Wang Fang", roles: ["keeper"] },
        granted: true,
        historical: false,
      },
    ]);
  });

  test.each([
    { who: "04:a2:f1", person: "wang", because: "readers write one card in several ways" },
    { who: "9900", person: "wang", because: "two cards of one person are one person" },
    { who: "0815", person: "smith" },
    { who: 815, person: undefined, because: "a number without its zero is another card" },
    { who: "04A2F2", person: undefined, because: "nobody has it" },
    { who: "__proto__", person: undefined, because: "nothing is inherited" },
  ])("of badge $who is $person's $because", ({ who, person }) => {
    expect(decode({ kind: "badge", who }).events[0]?.person?.id).toBe(person);
  });

  test.each([
    { said: { kind: "button", object: "exit", who: null }, gives: { kind: "button", object: "exit" } },
    { said: { kind: "tag", object: "E2801160" }, gives: { kind: "tag", object: "E2801160" } },
    { said: { kind: "unlock" }, gives: { kind: "unlock", at: RECEIVED } },
    { said: { kind: "sounder", state: "on", command: "s1" }, gives: { kind: "sounder", state: "on", command: "s1" } },
    { said: { kind: "sounder", state: "off" }, gives: { kind: "sounder", state: "off" } },
    { said: { kind: "lock", at: 5 }, gives: { kind: "lock", at: RECEIVED, deviceAt: 5, historical: false } },
    { said: { kind: "lock", at: RECEIVED - 5 * 60_000 }, gives: { historical: false } },
    { said: { kind: "lock", at: RECEIVED - 5 * 60_000 - 1 }, gives: { historical: true } },
  ])("said as $said gives $gives", ({ said, gives }) => {
    expect(decode(said).events).toMatchObject([gives]);
  });

  test("of a retained message is never fresh", () => {
    expect(decode({ kind: "unlock" }, { retain: true }).events).toMatchObject([{ historical: true }]);
  });
});

describe("what is no event is refused", () => {
  test.each([
    { what: "rubbish", payload: "04A2F1", codes: ["DECODE_NOT_JSON"] },
    { what: "no UTF-8", payload: Uint8Array.of(0x7b, 0xff), codes: ["DECODE_NOT_UTF8"] },
    { what: "an empty batch", payload: [], codes: ["DECODE_EMPTY"] },
    { what: "too many", payload: Array.from({ length: 2001 }, () => ({ kind: "lock" })), codes: ["DECODE_TOO_MANY"] },
    { what: "no objects", payload: [1, "lock", null, [{}]], codes: ["DECODE_SHAPE", "DECODE_SHAPE", "DECODE_SHAPE", "DECODE_SHAPE"] },
    { what: "no kind", payload: { who: "04A2F1" }, codes: ["DECODE_EVENT_KIND"] },
    { what: "another kind", payload: { kind: "knock" }, codes: ["DECODE_EVENT_KIND"] },
    { what: "a kind in the prototype", payload: '{"__proto__":{"kind":"lock"}}', codes: ["DECODE_EVENT_KIND"] },
    { what: "a door nobody knows", payload: { kind: "lock", door: "window" }, codes: ["DECODE_EVENT_DOOR"] },
    { what: "a door that is none", payload: { kind: "lock", door: "vapour" }, codes: ["DECODE_EVENT_DOOR"] },
    { what: "a door that is no name", payload: { kind: "lock", door: 7 }, codes: ["DECODE_EVENT_DOOR"] },
    { what: "a badge that is an object", payload: { kind: "badge", who: { card: "04A2F1" } }, codes: ["DECODE_EVENT_FIELD"] },
    { what: "a badge without end", payload: { kind: "badge", who: "04A2F1".repeat(20) }, codes: ["DECODE_EVENT_FIELD"] },
    { what: "an object that is none", payload: { kind: "tag", object: true }, codes: ["DECODE_EVENT_FIELD"] },
    { what: "access half granted", payload: { kind: "badge", granted: "yes" }, codes: ["DECODE_EVENT_FIELD"] },
    { what: "a sounder that does not say what it does", payload: { kind: "sounder", command: "s1" }, codes: ["DECODE_EVENT_FIELD"] },
    { what: "a sounder in no state", payload: { kind: "sounder", state: "loud" }, codes: ["DECODE_EVENT_FIELD"] },
    { what: "a command that is none", payload: { kind: "sounder", state: "on", command: [] }, codes: ["DECODE_EVENT_FIELD"] },
    { what: "a count below zero", payload: { kind: "badge", seq: -1 }, codes: ["DECODE_EVENT_FIELD"] },
    { what: "no time", payload: { kind: "badge", at: "yesterday" }, codes: ["DECODE_TIME"] },
    { what: "null for a time", payload: { kind: "badge", at: null }, codes: ["DECODE_TIME"] },
    { what: "a time before all", payload: { kind: "badge", at: -1 }, codes: ["DECODE_TIME_RANGE"] },
  ])("$what: $codes, without a word of the badge", ({ payload, codes: expected }) => {
    const decoded = decode(payload);
    expect(codes(decoded)).toEqual(expected);
    expect(decoded).toMatchObject({ events: [], duplicates: 0 });
    expect(JSON.stringify(decoded)).not.toContain("04A2F1");
  });

  test("and harms no other of its batch; what is left is in order", () => {
    const decoded = decode([{ kind: "lock", at: RECEIVED - 1000 }, { kind: "knock" }, { kind: "unlock", at: RECEIVED - 9000 }]);
    expect(decoded.events.map(({ kind }) => kind)).toEqual(["unlock", "lock"]);
    expect(codes(decoded)).toEqual(["DECODE_EVENT_KIND"]);
  });
});

test("what is not events is not read", () => {
  expect(decode("rubbish", { topic: "v1/devices/cab-17/telemetry" })).toEqual({ events: [], refused: [], duplicates: 0 });
});

test("a reader that has no signals can say events; a device nobody knows too", () => {
  expect(decode({ kind: "badge", who: "0815" }, { deviceId: "reader-9" }).events).toMatchObject([{ person: { id: "smith" } }]);
});

describe("told twice", () => {
  const AT = "2026-11-22T07:59:59Z";
  test.each([
    { first: { seq: 1, at: AT }, second: { seq: 1, at: AT }, duplicates: 1, because: "count and time are the same" },
    { first: { seq: 1, at: AT }, second: { seq: 2, at: AT }, duplicates: 0, because: "the count differs" },
    { first: { seq: 1 }, second: { seq: 1 }, duplicates: 0, because: "without a time a count proves nothing" },
    { first: { seq: 1 }, second: { seq: 1 }, duplicate: true, duplicates: 1, because: "MQTT says so too" },
    { first: { at: AT }, second: { at: AT }, duplicates: 1, because: "all it says is the same" },
    { first: { at: AT }, second: { at: AT, who: "0815" }, duplicates: 0, because: "another badge in one millisecond is another" },
    {
      first: { at: AT, kind: "sounder", state: "on", command: "a" },
      second: { at: AT, kind: "sounder", state: "on", command: "b" },
      duplicates: 0,
      because: "a siren answers two commands at once",
    },
    { first: {}, second: {}, duplicate: true, duplicates: 0, because: "the badge may have come twice" },
    { first: { at: 5 }, second: { at: 5 }, duplicates: 0, because: "a clock that stands still tells nothing apart" },
    { first: { at: 5, seq: 1 }, second: { at: 5, seq: 1 }, duplicates: 1, because: "the count does, whatever the clock" },
  ])("$first, then $second, DUP $duplicate: $duplicates duplicates, $because", ({ first, second, duplicate = false, duplicates }) => {
    const decoder = createDecoder();
    decoder.decode(frame({ kind: "badge", ...first }), RECEIVED);
    const restarted = createDecoder(structuredClone(decoder.save()));
    const again = restarted.decode(frame({ kind: "badge", ...second }, { duplicate }), epochMs(RECEIVED + 1000));
    expect(again.duplicates).toBe(duplicates);
    expect(again.events).toHaveLength(1 - duplicates);
  });

  test.each([{ at: AT }, { at: AT, seq: 1 }, { at: 5, seq: 1 }])("an event %o has one id, however often it comes", (said) => {
    const ids = [0, 1000].map(
      (later) => createDecoder().decode(frame({ kind: "badge", ...said }), epochMs(RECEIVED + later)).events[0]?.id,
    );
    expect(ids[0]).toBe(ids[1]);
  });

  test("the counts of two devices are apart", () => {
    const decoder = createDecoder();
    const said = { kind: "badge", at: AT, seq: 1 };
    expect(decoder.decode(frame(said), RECEIVED).duplicates).toBe(0);
    expect(decoder.decode(frame(said, { deviceId: "cab-18" }), RECEIVED).duplicates).toBe(0);
  });
});

describe("whatever arrives", () => {
  /** Nothing is thrown, every event is in exactly one place, every code has its row, nothing is left of a badge in a refusal. */
  function expectSound({ events, refused, duplicates }: DecodedEvents, said?: number): void {
    expect(events.length + refused.length + duplicates).toBeGreaterThan(0);
    if (said !== undefined) expect(events.length + refused.length + duplicates).toBe(said);
    for (const { code, detail } of refused) {
      expect(DECODE_ERRORS).toHaveProperty(code);
      expect(detail.length).toBeLessThanOrEqual(200);
    }
    for (const event of events) expectEvent(event);
  }
  function expectEvent({ at, receivedAt, door, id }: AccessEvent): void {
    expect(Number.isFinite(at) && receivedAt >= RECEIVED).toBe(true);
    expect(door === undefined || door === "door").toBe(true);
    expect(id.length).toBeLessThan(200);
  }

  test("bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => expectSound(decode(bytes))),
      { numRuns: 3000 },
    );
  });

  test("JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => expectSoundOrEmpty(text)),
      { numRuns: 3000 },
    );
    function expectSoundOrEmpty(text: string): void {
      const said: unknown = JSON.parse(text);
      expectSound(decode(text), Array.isArray(said) ? Math.max(1, said.length) : 1);
    }
  });

  test("events with anything in their fields", () => {
    const anything = fc.oneof(fc.jsonValue(), fc.constantFrom("badge", "unlock", "door", true, 3, RECEIVED, "2026-11-22T08:00:00Z"));
    const event = fc.dictionary(fc.constantFrom("at", "kind", "door", "who", "granted", "object", "seq", "more"), anything);
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), fc.boolean(), (batch, duplicate) => {
        const decoder = createDecoder();
        for (let time = 0; time < 2; time++) expectSound(decoder.decode(frame(batch, { duplicate }), RECEIVED), batch.length);
      }),
      { numRuns: 4000 },
    );
  });
});
