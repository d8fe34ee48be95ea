import type { Convention } from "@labcanary/domain/telemetry";
import fc from "fast-check";
import { codecFixtures, payloadOf } from "./codec-fixtures.ts";

/** What a fuzzed message is made of: cheap numbers, so that a hundred thousand of them take seconds, and a failure shrinks to few. */
interface Picks {
  readonly kind: number;
  readonly source: number;
  readonly place: number;
  readonly ill: number;
  readonly bytes: Uint8Array;
}

export const PICKS: fc.Arbitrary<Picks> = fc.record({
  kind: fc.nat(9),
  source: fc.nat(10_000),
  place: fc.nat(10_000),
  ill: fc.nat(255),
  bytes: fc.uint8Array({ maxLength: 24 }),
});

/** What stands where something else belongs. */
const ILL_VALUES: readonly unknown[] = [
  null,
  [],
  {},
  "",
  "NaN",
  "nan",
  "1e999",
  "-127",
  " 12 ",
  -0,
  1e308,
  -1e308,
  2 ** 53,
  0.1,
  true,
  false,
  [1],
  [[[[[[[[[[[[1]]]]]]]]]]]],
  { __proto__: { contact: true } },
  JSON.parse('{"__proto__":1,"constructor":2,"toString":3}'),
  { a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } },
  "x".repeat(500),
  "\u0000",
  "\ud800",
  "2026-02-30T00:00:00Z",
  "0000-00-00T00:00:00",
  -1,
  1e21,
  Array.from({ length: 50 }, (_, index) => index),
];

/** JSON of every shape, made once. */
const SHAPES: readonly string[] = fc.sample(fc.json({ maxDepth: 5 }), { numRuns: 1000, seed: 1 });

/** Where a value of a JSON payload stands. */
interface Slot {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

function slotsOf(value: unknown, slots: Slot[] = []): readonly Slot[] {
  if (typeof value !== "object" || value === null) return slots;
  for (const key of Object.keys(value)) {
    slots.push({ parent: value as Record<string, unknown>, key });
    slotsOf((value as Record<string, unknown>)[key], slots);
  }
  return slots;
}

export interface FuzzedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
}

/** Turns picks into a message a gateway of the convention could send: a fixture bent in its bytes or its shape, or something else altogether. */
export function createFuzzer(convention: Convention): (picks: Picks) => FuzzedMessage {
  const messages = codecFixtures()
    .filter((fixture) => fixture.convention === convention)
    .flatMap((fixture) => fixture.messages);
  const payloads = messages.map(payloadOf);
  const texts = payloads.map((payload) => Buffer.from(payload).toString());
  return ({ kind, source, place, ill, bytes }) => {
    const index = source % messages.length;
    const topic = messages[index]?.topic ?? "";
    const original = payloads[index] ?? bytes;
    const payload = (): Uint8Array => {
      if (kind < 4) return bend(original, { place, ill, bytes });
      if (kind < 7) return reshape(texts[index] ?? "", { place, ill }) ?? bend(original, { place, ill, bytes });
      return kind < 8 ? Buffer.from(SHAPES[place % SHAPES.length] ?? "") : bytes;
    };
    return { topic, payload: payload(), retained: ill % 2 === 0 };
  };
}

/** One byte another, some cut out, some put in, or cut off. */
function bend(original: Uint8Array, { place, ill, bytes }: Pick<Picks, "place" | "ill" | "bytes">): Uint8Array {
  const at = original.length === 0 ? 0 : place % original.length;
  switch (ill % 4) {
    case 0: {
      const changed = Buffer.from(original);
      if (changed.length > 0) changed[at] = ill;
      return changed;
    }
    case 1:
      return Buffer.concat([original.subarray(0, at), original.subarray(at + 1 + (ill >> 2))]);
    case 2:
      return Buffer.concat([original.subarray(0, at), bytes, original.subarray(at)]);
    default:
      return original.subarray(0, at);
  }
}

/** One value of it another; undefined where it is no JSON. */
function reshape(text: string, { place, ill }: Pick<Picks, "place" | "ill">): Uint8Array | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const slots = slotsOf(value);
  const slot = slots[place % Math.max(slots.length, 1)];
  const instead = ILL_VALUES[ill % ILL_VALUES.length];
  if (slot === undefined) return Buffer.from(JSON.stringify(instead));
  slot.parent[slot.key] = instead;
  return Buffer.from(JSON.stringify(value));
}

/** Everything a JSON payload says: its leaves. Undefined where it is no JSON. */
export function saidIn(payload: Uint8Array): ReadonlySet<unknown> | undefined {
  try {
    const leaves = new Set<unknown>();
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) leaves.add(value);
      else for (const part of Object.values(value)) visit(part);
    };
    visit(JSON.parse(Buffer.from(payload).toString()));
    return leaves;
  } catch {
    return undefined;
  }
}
