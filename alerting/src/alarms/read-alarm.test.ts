import { readdirSync } from "node:fs";
import { err } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { readAlarm } from "./read-alarm.ts";

test("an alarm is found by its id and by its code, whatever its case, beside the running keeper", async () => {
  const { alerting, options, settle } = await startAlerting();
  const { dataFolder } = options;
  await alerting.takeConditions([changeOf("a"), changeOf("b")]);
  await settle();
  alerting.command(commandOf("a"));
  const alarm = alerting.get("a");
  const record = { alarm, timeline: alerting.timeline("a") };
  expect(record.timeline.length).toBeGreaterThan(3);
  expect(readAlarm(dataFolder, "a")).toEqual({ ok: true, value: record });
  expect(readAlarm(dataFolder, alarm?.code.toLowerCase() ?? "")).toEqual({ ok: true, value: record });
  expect(readAlarm(dataFolder, "nothing")).toEqual(err("unknown"));
});

test("a folder without alarms says so, and stays as it is", () => {
  const folder = temporaryFolder();
  expect(readAlarm(folder, "a")).toEqual(err("no-alarms"));
  expect(readdirSync(folder)).toEqual([]);
});
