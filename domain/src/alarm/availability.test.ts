import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochMs, hours, minutes } from "../basics/index.ts";
import { collectAvailability, isNeeded, type LossSpan, PROTECTION_LOSSES, type ProtectedRoom, type Span } from "./availability.ts";

const at = (minute: number) => epochMs(minutes(minute));
const span = (from: number, to: number): Span => ({ from: at(from), to: at(to) });
const loss = (from: number, to: number, over: Partial<LossSpan> = {}): LossSpan => ({
  signal: "a/gas",
  loss: "silent",
  ...span(from, to),
  ...over,
});
const room = (...signals: string[]): ProtectedRoom => ({ roomId: "room", needed: signals.map((signal) => ({ signal, since: at(0) })) });

/** Of an hour that was watched throughout. */
function ofAnHour(losses: readonly LossSpan[], watches: readonly Span[] = [span(0, 60)], asked = room("a/gas", "b/gas")) {
  const collector = collectAvailability(span(0, 60));
  for (const watch of watches) collector.takeWatch(watch);
  for (const one of losses) collector.takeLoss(one);
  return collector.availabilityOf(asked);
}

describe("a room is protected", () => {
  test.each<{ losses: readonly LossSpan[]; watches?: readonly Span[]; available: number; because: string }>([
    { losses: [], available: 1, because: "nothing was lost" },
    { losses: [loss(0, 60)], available: 0, because: "it was silent all the time" },
    { losses: [loss(0, 15), loss(30, 45, { signal: "b/gas" })], available: 0.5, because: "both are needed" },
    { losses: [loss(0, 30), loss(15, 45, { signal: "b/gas" })], available: 0.25, because: "what overlaps counts once" },
    { losses: [loss(0, 15), loss(0, 15, { loss: "shelved" })], available: 0.75, because: "two reasons at one time count once" },
    { losses: [loss(0, 15), loss(0, 15)], available: 0.75, because: "said twice it counts once" },
    { losses: [loss(-30, 15), loss(45, 90)], available: 0.5, because: "only what lies within the span counts" },
    { losses: [loss(0, 60, { signal: "c/gas" })], available: 1, because: "the signal is of another room" },
    { losses: [], watches: [], available: 0, because: "nobody watched" },
    { losses: [], watches: [span(0, 15), span(30, 60)], available: 0.75, because: "the platform was away for a quarter" },
    { losses: [loss(10, 40)], watches: [span(0, 15), span(30, 60)], available: 0.5, because: "a loss and a gap that overlap count once" },
    { losses: [], watches: [span(-10, 40), span(20, 90)], available: 1, because: "watches may overlap: clocks are set back" },
  ])("$available of the time: $because", ({ losses, watches, available }) => {
    expect(ofAnHour(losses, watches)?.available).toBeCloseTo(available, 10);
  });

  test("what cost most comes first, with the signals it came from; a gap of the platform is nobody's", () => {
    const told = ofAnHour([loss(0, 10), loss(0, 20, { signal: "b/gas", loss: "faulty" })], [span(0, 30)]);
    expect(told?.losses).toEqual([
      { loss: "platform", lasted: minutes(30) },
      { loss: "faulty", lasted: minutes(20) },
      { loss: "silent", lasted: minutes(10) },
    ]);
    expect(told?.worst).toEqual([
      { signal: "b/gas", lasted: minutes(20) },
      { signal: "a/gas", lasted: minutes(10) },
    ]);
  });

  test("from when its first signal came: a new room is not held to account for the time before", () => {
    const asked = { roomId: "new", needed: [{ signal: "a/gas", since: at(45) }] };
    expect(ofAnHour([loss(0, 50)], [span(30, 60)], asked)).toMatchObject({ from: at(45), available: 1 - 5 / 15, unavailable: minutes(5) });
    expect(ofAnHour([], undefined, { roomId: "later", needed: [{ signal: "a/gas", since: at(60) }] })).toBeUndefined();
    expect(ofAnHour([], undefined, { roomId: "none", needed: [] })).toBeUndefined();
  });
});

test.each([
  { rules: [{ priority: "medium" }], needed: false },
  { rules: [{ priority: "low" }, { priority: "high" }], needed: true },
  { rules: [{ priority: "critical" }], needed: true },
  { rules: [{ priority: "low", lifeSafety: true }], needed: true },
  { rules: [{ priority: "medium", lifeSafety: false }], needed: false },
  { rules: [], needed: false },
] as const)("a signal with $rules is needed: $needed", ({ rules, needed }) => {
  expect(isNeeded(rules)).toBe(needed);
});

const anySpan = fc
  .tuple(fc.integer({ min: -50, max: 150 }), fc.integer({ min: 0, max: 80 }))
  .map(([from, length]) => span(from, from + length));
const anyLoss = fc
  .tuple(anySpan, fc.constantFrom("a/gas", "b/gas"), fc.constantFrom(...PROTECTION_LOSSES.filter((kind) => kind !== "platform")))
  .map(([{ from, to }, signal, kind]): LossSpan => ({ signal, loss: kind, from, to }));

/** Minute by minute, as a person would count it. */
function countedByMinute(losses: readonly LossSpan[], watches: readonly Span[]): number {
  const holds = ({ from, to }: Span, minute: number): boolean => from <= at(minute) && at(minute) < to;
  const minutesLost = Array.from({ length: 60 }, (_, minute) => minute).filter(
    (minute) => losses.some((one) => holds(one, minute)) || !watches.some((watch) => holds(watch, minute)),
  );
  return 1 - minutesLost.length / 60;
}

test("whatever happened: never more than all or less than nothing, as counted minute by minute, in any order, and no reason longer than the whole", () => {
  fc.assert(
    fc.property(fc.array(anyLoss, { maxLength: 12 }), fc.array(anySpan, { maxLength: 4 }), (losses, watches) => {
      const told = ofAnHour(losses, watches);
      expect(told?.available).toBeGreaterThanOrEqual(0);
      expect(told?.available).toBeLessThanOrEqual(1);
      expect(told?.available).toBeCloseTo(countedByMinute(losses, watches), 10);
      expect(ofAnHour(losses.toReversed(), watches.toReversed())).toEqual(told);
      for (const { lasted } of told?.losses ?? []) expect(lasted).toBeLessThanOrEqual(Math.min(told?.unavailable ?? 0, hours(1)));
    }),
  );
});

test("one loss more, or one watch less, never makes it better", () => {
  fc.assert(
    fc.property(fc.array(anyLoss, { minLength: 1, maxLength: 8 }), fc.array(anySpan, { minLength: 1, maxLength: 4 }), (losses, watches) => {
      const told = ofAnHour(losses, watches)?.available ?? Number.NaN;
      expect(ofAnHour(losses.slice(1), watches)?.available).toBeGreaterThanOrEqual(told - 1e-12);
      expect(ofAnHour(losses, watches.slice(1))?.available).toBeLessThanOrEqual(told + 1e-12);
    }),
  );
});
