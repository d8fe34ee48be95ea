import { expect, test } from "vitest";
import { epochMs } from "../basics/index.ts";
import { Impairments } from "./impairments.ts";

const AT = epochMs(1000);
const LATER = epochMs(2000);

test("each signal whose impairment has changed is told once, however often it did, and then no more", () => {
  const impairments = new Impairments(3);
  expect(impairments.takeChanged()).toEqual([]);
  impairments.set(2, "silent", AT);
  impairments.set(0, "faulty", AT);
  impairments.set(2, "faulty", LATER);
  expect(impairments.takeChanged()).toEqual([2, 0]);
  expect(impairments.takeChanged()).toEqual([]);
});

test("one that lasts is no change, and keeps the time it began; one that ended is, also when it is back as it was", () => {
  const impairments = new Impairments(1);
  impairments.set(0, "silent", AT);
  impairments.takeChanged();
  const { revision } = impairments;
  impairments.set(0, "silent", LATER);
  expect([impairments.takeChanged(), impairments.revision]).toEqual([[], revision]);
  const told: unknown[] = [];
  impairments.forEach((...each) => told.push(each));
  expect(told).toEqual([[0, "silent", AT]]);

  impairments.set(0, undefined, LATER);
  impairments.set(0, "silent", LATER);
  expect(impairments.takeChanged()).toEqual([0]);
  expect(impairments.revision).toBe(revision + 2);
});

test("counts follow each change, and none goes below nothing", () => {
  const impairments = new Impairments(2);
  impairments.set(0, "silent", AT);
  impairments.set(1, "silent", AT);
  impairments.set(1, "simulated", AT);
  impairments.set(0, undefined, AT);
  impairments.set(0, undefined, AT);
  expect(impairments.counts()).toMatchObject({ silent: 0, simulated: 1 });
  expect([impairments.of(0), impairments.of(1)]).toEqual([undefined, "simulated"]);
});
