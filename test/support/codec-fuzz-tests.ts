import { deserialize, serialize } from "node:v8";
import { isDeepStrictEqual } from "node:util";
import { epochMs, minutes } from "@labcanary/domain/basics";
import type { Signal } from "@labcanary/domain/site";
import { type Convention, DECODE_ERRORS, type Entry, type Frame, QUALITIES } from "@labcanary/domain/telemetry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codecFixtures, payloadOf, receiptOf } from "./codec-fixtures.ts";
import { createFuzzer, type FuzzedMessage, PICKS, saidIn } from "./codec-fuzz.ts";
import { signal } from "./site.ts";
import { FrameDecoder } from "../../ingest/src/decode/frame-decoder.ts";
import { MOST_ENTRIES } from "../../ingest/src/decode/json-payload.ts";
import type { Said } from "../../ingest/src/codecs/codec.ts";
import { CODECS } from "../../ingest/src/codecs/table.ts";

/** Issue 6: for every codec. */
const RUNS = 100_000;
/** Times and clones are dear, and each of the first runs has them as well as the last. */
const DEAR_RUNS = 5_000;

const GATEWAY = "gw";
const RECEIVED = epochMs(Date.parse("2026-11-22T09:00:30.000Z"));

function isSum(value: unknown, said: ReadonlySet<unknown>): boolean {
  const numbers = [...said].filter((one) => typeof one === "number");
  return numbers.some((one) => numbers.some((other) => Object.is(one + other, value)));
}

/** What a convention makes of what was said, besides taking it as it is. */
const MADE: Readonly<Partial<Record<Convention, (value: unknown, said: ReadonlySet<unknown>) => boolean>>> = {
  zigbee2mqtt: (value, said) => (value === "closed" && said.has(true)) || (value === "open" && said.has(false)),
  // RFC 8428, 4.1: a base value is added.
  senml: isSum,
  // Protocol Buffers' JSON leaves out what is 0 or false.
  chirpstack: (value) => value === 0 || value === false,
  // The payload is the text itself, also where it would be JSON; one NUL is the empty text.
  homie: (value) => typeof value === "string",
  // Bytes, which are no JSON but by chance.
  sparkplug: () => true,
};

interface Fuzzed {
  readonly message: FuzzedMessage;
  readonly codec: ReturnType<(typeof CODECS)[Convention]>;
  readonly memory: unknown;
}

/** The codecs of a convention's fixtures as they are new, and as they are after each of them. */
function standsOf(convention: Convention): readonly Omit<Fuzzed, "message">[] {
  const fixtures = codecFixtures().filter((fixture) => fixture.convention === convention);
  return fixtures.flatMap(({ speech, messages }) => {
    const codec = CODECS[convention](speech);
    let memory = codec.start;
    for (const message of messages) {
      const { topic, retained = false } = message;
      memory = codec.unwrap({ topic, payload: payloadOf(message), retained, receivedAt: receiptOf(message) }, memory).memory;
    }
    return [
      { codec, memory: codec.start },
      { codec, memory },
    ];
  });
}

const isPlain = (value: unknown): boolean => value === null || ["number", "string", "boolean"].includes(typeof value);

function checkEntry(entry: Entry, convention: Convention, said: ReadonlySet<unknown> | undefined): void {
  const { name, value, time } = entry;
  if (typeof name !== "string") throw new Error(`a name is ${typeof name}`);
  if (time !== undefined && !Number.isInteger(time)) throw new Error(`a time is ${time}`);
  if (said === undefined || value === null || !isPlain(value) || said.has(value)) return;
  if (MADE[convention]?.(value, said) !== true) throw new Error(`${name} is ${JSON.stringify(value)}, which nobody said`);
}

function checkSaid({ address, entries, replayed, presence }: Said, convention: Convention, leaves: ReadonlySet<unknown> | undefined): void {
  if (address !== undefined && (typeof address !== "string" || address === "")) throw new Error(`an address is "${String(address)}"`);
  if (typeof replayed !== "boolean") throw new Error("replayed is neither true nor false");
  if (presence !== undefined && presence !== "online" && presence !== "offline") throw new Error(`presence is ${String(presence)}`);
  for (const entry of entries) checkEntry(entry, convention, leaves);
}

/** The gateway of the first fixture with a device for each address its fixtures have, and a signal for each name. */
function siteOf(convention: Convention): Parameters<FrameDecoder["changeSite"]>[0] {
  const [fixture] = codecFixtures().filter((one) => one.convention === convention);
  if (fixture === undefined) throw new Error(`${convention} has no fixture`);
  const said = codecFixtures()
    .filter((one) => one.convention === convention)
    .flatMap(({ messages }) => messages.flatMap((message) => message.said as readonly Partial<Said>[]));
  const names = Map.groupBy(said, ({ address = GATEWAY }) => address);
  const devices = [...names.keys()].map((address, index) =>
    address === GATEWAY ? { id: GATEWAY, speaks: fixture.speech } : { id: `device-${index}`, gateway: GATEWAY, address },
  );
  const gateway = names.has(GATEWAY) ? [] : [{ id: GATEWAY, speaks: fixture.speech }];
  const signals = [...names].flatMap(([, all], index) => {
    const deviceId = devices[index]?.id ?? GATEWAY;
    const values = new Map(all.flatMap(({ entries = [] }) => entries.map(({ name, value }) => [name, value] as const)));
    return [...values].map(([name, value], place): Signal => {
      const wire = { name };
      const common = { key: `${deviceId}/s${place}`, deviceId, name: `s${place}`, wire, rules: [] };
      return typeof value === "number" || value === null
        ? signal({ ...common, quantity: "number", unit: "1" })
        : signal({ ...common, quantity: "state", unit: "state", states: ["false", "true", "closed", "open", "ON", "OFF"] });
    });
  });
  return { devices: [...gateway, ...devices], signals };
}

/** The tests of one convention, for a file of its own: the files are shared among the workers. */
export function testFuzzed(convention: Convention): void {
  describe(`whatever a gateway sends as ${convention}`, () => {
    testEach(convention);
  });
}

function testEach(convention: Convention): void {
  const fuzz = createFuzzer(convention);
  const stands = standsOf(convention);

  test("its codec throws never, says nothing that was not said, and refuses with a code", { timeout: minutes(3) }, () => {
    fc.assert(
      fc.property(PICKS, (picks) => {
        const message = fuzz(picks);
        const { codec, memory } = stands[picks.place % stands.length] as (typeof stands)[number];
        const { said, refused } = codec.unwrap({ ...message, receivedAt: RECEIVED }, memory);
        const leaves = said.length === 0 ? undefined : saidIn(message.payload);
        for (const one of said) checkSaid(one, convention, leaves);
        for (const { code, detail } of refused) {
          if (!Object.hasOwn(DECODE_ERRORS, code) || detail.length > 200)
            throw new Error(`refused with ${code}: ${detail.length} characters`);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("comes to the same again, whatever is done with the memory in between, and leaves the memory it was given as it was", () => {
    fc.assert(
      fc.property(PICKS, (picks) => {
        const message = { ...fuzz(picks), receivedAt: RECEIVED };
        const { codec, memory } = stands[picks.place % stands.length] as (typeof stands)[number];
        const before = serialize(memory);
        const first = codec.unwrap(message, memory);
        const restored = deserialize(before) as unknown;
        if (!isDeepStrictEqual(memory, restored)) throw new Error("the memory it was given is another");
        if (!isDeepStrictEqual(codec.unwrap(message, restored), first)) throw new Error("the same message came to something else");
        serialize(first.memory);
      }),
      { numRuns: DEAR_RUNS },
    );
  });

  test("each entry of it is in the books once, and every reading is of a signal and of its kind", { timeout: minutes(2) }, () => {
    const site = siteOf(convention);
    const speech = site.devices.find(({ id }) => id === GATEWAY)?.speaks;
    if (speech === undefined) throw new Error("the gateway does not speak");
    const decoder = new FrameDecoder();
    decoder.changeSite(site);
    const codec = CODECS[convention](speech);
    const known = new Map(site.signals.map((one) => [one.key, one]));
    let memory = codec.start;
    let readings = 0;
    fc.assert(
      fc.property(PICKS, (picks) => {
        const { topic, payload, retained } = fuzz(picks);
        const frame: Frame = { deviceId: GATEWAY, topic, payload, qos: 1, retain: retained, duplicate: false };
        const unwrapped = codec.unwrap({ topic, payload, retained, receivedAt: RECEIVED }, memory);
        memory = unwrapped.memory;
        const decoded = decoder.decode(frame, RECEIVED);
        const offline = decoded.readings.filter((reading) => reading.kind === "fault" && reading.reason === "offline").length;
        const entries = unwrapped.said.reduce((count, one) => count + one.entries.length, unwrapped.refused.length);
        const booked = decoded.readings.length - offline + decoded.quarantined.length + decoded.refused.length + decoded.duplicates;
        if (booked !== (entries > MOST_ENTRIES ? 1 : entries)) throw new Error(`${entries} entries, ${booked} in the books`);
        for (const reading of decoded.readings) {
          const described = known.get(reading.signal);
          if (described === undefined) throw new Error(`a reading of ${reading.signal}`);
          if (reading.kind === "fault") continue;
          readings++;
          const isState = described.states?.[reading.value] !== undefined;
          if (described.states === undefined ? !Number.isFinite(reading.value) : !isState) throw new Error(`a value is ${reading.value}`);
          if (!QUALITIES.includes(reading.quality)) throw new Error(`a quality is ${reading.quality}`);
        }
        for (const { deviceId, signal: name, address = "", said } of decoded.quarantined) {
          if (deviceId !== GATEWAY || Math.max(name.length, address.length, said.length) > 200)
            throw new Error("put aside at length, or as another's");
        }
      }),
      { numRuns: RUNS / 4 },
    );
    expect(readings).toBeGreaterThan(0);
  });
}
