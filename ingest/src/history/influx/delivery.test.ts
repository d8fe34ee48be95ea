import fc from "fast-check";
import { expect, test } from "vitest";
import { createDelivery } from "./delivery.ts";
import type { PostOutcome } from "./write-endpoint.ts";

/** A server that keeps the good lines of a body (a partial write) or none, and refuses bodies of more than `most` lines. */
function fakeServer({ bad = new Set<string>(), partial = true, most = Number.POSITIVE_INFINITY } = {}) {
  const kept = new Set<string>();
  const bodies: string[][] = [];
  const post = async (body: string): Promise<PostOutcome> => {
    const lines = body.split("\n");
    bodies.push(lines);
    if (lines.length > most) return { kind: "too-large" };
    const good = lines.filter((line) => !bad.has(line));
    if (good.length === lines.length || partial) for (const line of good) kept.add(line);
    return good.length === lines.length ? { kind: "stored" } : { kind: "refused", detail: "400 partial write dropped=0" };
  };
  return { kept, bodies, post };
}
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index}`);

test("exactly the bad lines are refused and exactly the others kept, whether the server keeps part of a body or not", async () => {
  const lines = fc.uniqueArray(fc.nat(200), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.nat(60), lines, fc.boolean(), fc.integer({ min: 1, max: 80 }), async (count, badPlaces, partial, most) => {
      const all = numbered(count);
      const bad = new Set(badPlaces.map((place) => `line ${place}`).filter((line) => all.includes(line)));
      const server = fakeServer({ bad, partial, most });
      const outcome = await createDelivery()(all, server.post);
      expect(outcome.kind === "stored" && outcome.refused.map(({ place }) => all[place])).toEqual(all.filter((line) => bad.has(line)));
      expect([...server.kept].sort()).toEqual(all.filter((line) => !bad.has(line)).sort());
    }),
  );
});

test("a good batch is one body", async () => {
  const server = fakeServer();
  await createDelivery()(numbered(10_000), server.post);
  expect(server.bodies.length).toBe(1);
});

test("one bad line among 10 000 is found in 28 bodies, twice the depth of the halving", async () => {
  const server = fakeServer({ bad: new Set(["line 7777"]) });
  await createDelivery()(numbered(10_000), server.post);
  expect(server.bodies.length).toBeLessThanOrEqual(29);
});

test("after a 413 later bodies are small from the start", async () => {
  const server = fakeServer({ most: 3 });
  const deliver = createDelivery();
  await deliver(numbered(10), server.post);
  const before = server.bodies.length;
  await deliver(numbered(10), server.post);
  expect(server.bodies.slice(before).every((body) => body.length <= 3)).toBe(true);
  expect(server.kept.size).toBe(10);
});

test("a line too large by itself is refused and costs nobody else", async () => {
  const deliver = createDelivery();
  const outcome = await deliver(["a", "huge", "b"], async (body) => (body.includes("huge") ? { kind: "too-large" } : { kind: "stored" }));
  expect(outcome).toEqual({ kind: "stored", refused: [{ place: 1, detail: "413 the line alone is too large" }] });
});

test("a failure half-way is the outcome of the whole batch", async () => {
  let bodies = 0;
  const failure = { kind: "failed", reason: "unreachable", detail: "ECONNRESET" } as const;
  const outcome = await createDelivery()(numbered(4), async () => (bodies++ === 0 ? { kind: "refused", detail: "400" } : failure));
  expect(outcome).toEqual(failure);
});
