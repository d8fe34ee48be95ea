import { epochMs } from "@labcanary/domain/basics";
import type { JournalEntry, MeasureCommand } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";

const since = epochMs(Date.UTC(2026, 10, 22, 7));
let commands = 0;
const commandOf = (over: Partial<MeasureCommand> = {}): MeasureCommand => ({
  kind: "measure-command",
  id: `measure-${++commands}`,
  entry: "silent cab-17/vapour",
  since,
  measure: "portable detector on the bench, checked every hour",
  dealtBy: "Chen, electrical workshop",
  by: "mei",
  signal: "cab-17/vapour",
  ...over,
});
const lines = (entries: readonly JournalEntry[], kind: JournalEntry["kind"]) => entries.filter((entry) => entry.kind === kind);

test("a measure is kept with who wrote it and when, over a restart, and is of that impairment alone", async () => {
  const bench = await startAlerting();
  const outcome = bench.alerting.noteMeasure(commandOf());
  expect(outcome).toMatchObject({ ok: true, value: { by: "mei", at: bench.clock.now() } });
  const after = await bench.restart();
  const measures = after.alerting.measures();
  expect(measures.of("silent cab-17/vapour", since)).toMatchObject({
    measure: "portable detector on the bench, checked every hour",
    by: "mei",
  });
  expect(measures.of("silent cab-17/vapour", epochMs(since + 1))).toBeUndefined();
  expect(measures.of("faulty cab-17/vapour", since)).toBeUndefined();
});

test("the journal has what was written before and what is after; a command seen twice is one line", async () => {
  const { alerting } = await startAlerting();
  const revision = alerting.measures().revision;
  alerting.noteMeasure(commandOf());
  const second = commandOf({ measure: "room locked", by: "li" });
  expect(alerting.noteMeasure(second)).toEqual(alerting.noteMeasure(second));
  expect(alerting.measures().revision).toBe(revision + 2);
  expect(lines(alerting.journal({ limit: 10 }), "measure-noted")).toMatchObject([
    { actor: "user:mei", detail: { signal: "cab-17/vapour", before: {}, after: { dealtBy: "Chen, electrical workshop" } } },
    {
      actor: "user:li",
      detail: { before: { measure: "portable detector on the bench, checked every hour" }, after: { measure: "room locked" } },
    },
  ]);
});

test.each([
  { over: { measure: "  " }, code: "MEASURE_MISSING" },
  { over: { measure: "x".repeat(1001) }, code: "COMMENT_TOO_LONG" },
  { over: { dealtBy: "x".repeat(1001) }, code: "COMMENT_TOO_LONG" },
] as const)("$code changes nothing, and is in the journal", async ({ over, code }) => {
  const { alerting } = await startAlerting();
  expect(alerting.noteMeasure(commandOf(over))).toMatchObject({ ok: false, error: { code } });
  expect(alerting.measures().of("silent cab-17/vapour", since)).toBeUndefined();
  expect(lines(alerting.journal({ limit: 10 }), "refused")).toMatchObject([{ detail: { code, verb: "note-measure" } }]);
});
