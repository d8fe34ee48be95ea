import type { NewRecords } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { verifyJournal } from "../index.ts";

const recordsOf = (id: string, number: number, ...acts: readonly string[]): NewRecords => ({
  id,
  actor: "user:mei",
  records: acts.map((act) => ({ ledger: "hazard", number, zoneId: "room-114", act: { act } })),
});

test("acts of one command are lines of the one journal, in their order, and are kept once", async () => {
  const { alerting } = await startAlerting();
  const kept = alerting.keepRecords(recordsOf("first", 1, "filed", "settled"));
  alerting.record({ kind: "signed-in", actor: "user:li", detail: {} });
  alerting.keepRecords(recordsOf("second", 2, "filed"));
  expect(alerting.keepRecords(recordsOf("first", 1, "filed", "settled"))).toEqual(kept);
  expect(kept).toMatchObject([
    { ledger: "hazard", number: 1, act: { act: "filed" }, actor: "user:mei", command: "first" },
    { ledger: "hazard", number: 1, act: { act: "settled" } },
  ]);
  expect(alerting.recordsAfter(0, 10).map(({ number, act }) => [number, act.act])).toEqual([
    [1, "filed"],
    [1, "settled"],
    [2, "filed"],
  ]);
  expect(alerting.recordsAfter(kept[1]?.line ?? 0, 10)).toMatchObject([{ number: 2 }]);
  expect(alerting.recordsOf("hazard", 1)).toEqual(kept);
});

test("they are under the journal's chain, and are there after a restart", async () => {
  const bench = await startAlerting();
  const kept = bench.alerting.keepRecords(recordsOf("first", 1, "filed"));
  const after = await bench.restart();
  expect(after.alerting.recordsAfter(0, 10)).toEqual(kept);
  expect(after.alerting.keepRecords(recordsOf("first", 1, "filed"))).toEqual(kept);
  await after.alerting.stop();
  expect(verifyJournal(bench.options)).toMatchObject({ ok: true, findings: [] });
});

test("what somebody may not do is a line and a count", async () => {
  const { alerting, metrics } = await startAlerting();
  const zoneId = "room-114";
  alerting.refuseRecord({ ledger: "hazard", number: 3, zoneId, actor: "user:mei", verb: "verify", code: "VERIFIER_SAME" });
  expect(alerting.journal({ limit: 1 })).toMatchObject([
    { kind: "refused", actor: "user:mei", detail: { record: "hazard/3", zone: zoneId, verb: "verify", code: "VERIFIER_SAME" } },
  ]);
  expect(metrics.counter("labcanary_refused_total", "record", "VERIFIER_SAME").value).toBe(1);
});
