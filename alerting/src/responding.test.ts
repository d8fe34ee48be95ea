import type { OperatorCommand } from "@labcanary/domain/messages";
import { minutes } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../test/support/kannel-conditions.ts";

const startWithAlarm = async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  const give = (over: Partial<OperatorCommand>) => {
    const outcome = bench.alerting.command(commandOf("a", over));
    return outcome.ok ? outcome.value : outcome.error.code;
  };
  return { ...bench, give };
};
const PHOTO = { sha256: "ab".repeat(32), type: "image/jpeg", bytes: 120_000, width: 1600, height: 1200 } as const;

test("a place is reported safe after charge was taken; the alarm stands on, and keeps the report to its end and after", async () => {
  const { alerting, clock, give } = await startWithAlarm();
  expect(give({ verb: "report-safe", comment: "too early" })).toBe("CHARGE_NOT_TAKEN");
  expect(alerting.timeline("a").at(-1)).toMatchObject({ kind: "refused", detail: { verb: "report-safe", code: "CHARGE_NOT_TAKEN" } });
  give({ verb: "acknowledge" });
  const at = clock.now();
  const reportedSafe = { by: "mei", at, words: "valve shut" };
  expect(give({ verb: "report-safe", comment: "valve shut" })).toMatchObject({
    annunciation: "acknowledged",
    conditionActive: true,
    reportedSafe,
  });
  expect(alerting.timeline("a").at(-1)).toMatchObject({
    kind: "reported-safe",
    actor: "user:mei",
    detail: { comment: "valve shut", condition: "stands" },
  });
  expect(alerting.list().map(({ id }) => id)).toEqual(["a"]);
  clock.advance(minutes(1));
  await alerting.takeConditions([changeOf("a", { change: "cleared" })]);
  expect(alerting.get("a")).toMatchObject({ annunciation: "normal", reportedSafe });
  expect(give({ verb: "report-safe", by: "li" })).toMatchObject({ annunciation: "normal", reportedSafe: { by: "li" } });
  expect(alerting.timeline("a").at(-1)).toMatchObject({ kind: "reported-safe", detail: { condition: "gone" } });
});

test("the next occurrence knows nothing of the report", async () => {
  const { alerting, give } = await startWithAlarm();
  give({ verb: "acknowledge" });
  give({ verb: "report-safe" });
  await alerting.takeConditions([changeOf("a", { change: "cleared" }), changeOf("b")]);
  expect(alerting.get("b")).not.toHaveProperty("reportedSafe");
});

test("a photo is in the journal with its hash, once under one id, also when it is sent again", async () => {
  const { alerting, give } = await startWithAlarm();
  expect(give({ verb: "add-photo" })).toBe("PHOTO_MISSING");
  const takenAt = changeOf("a").at;
  for (const _ of [1, 2]) expect(give({ id: "photo-1", verb: "add-photo", photo: PHOTO, takenAt })).toMatchObject({ photos: 1 });
  const lines = alerting.timeline("a").filter(({ kind }) => kind === "photo-added");
  expect(lines).toMatchObject([{ actor: "user:mei", detail: { ...PHOTO, takenAt } }]);
  expect(alerting.get("a")?.firstHuman).toMatchObject({ by: "mei", through: "screen" });
});
