import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { epochMs } from "@labcanary/domain/basics";
import type { AccessEvent } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { storedAccessLog } from "./stored-access-log.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const event = (id: string, over: Partial<AccessEvent> = {}): AccessEvent => ({
  id,
  deviceId: "cab-17",
  kind: "badge",
  at: AT,
  receivedAt: AT,
  historical: false,
  ...over,
});

test("events are read beside the running keeper, with the roles people had", async () => {
  const { alerting, options } = await startAlerting();
  await alerting.takeEvents([
    event("a", { person: { id: "wang", name: "Wang Fang", roles: ["keeper"] } }),
    event("b", { deviceId: "cab-18" }),
  ]);
  const query = { deviceId: "cab-17", from: AT, to: epochMs(AT + 1), limit: 10 };
  const log = storedAccessLog(options.dataFolder);
  expect(log?.events(query)).toEqual(alerting.events(query));
  expect(log?.events(query)).toMatchObject([{ id: "a", person: "wang", roles: ["keeper"] }]);
  await alerting.takeEvents([event("c")]);
  expect(log?.events(query).map(({ id }) => id)).toEqual(["a", "c"]);
});

test("a folder that never kept any says so, and stays as it is", async () => {
  const folder = temporaryFolder();
  expect(storedAccessLog(folder)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test("so does one that a release without events has written", async () => {
  const { options } = await startAlerting();
  const folder = temporaryFolder();
  const [file] = readdirSync(options.dataFolder).filter((name) => name.endsWith(".sqlite"));
  const old = new DatabaseSync(join(folder, "old"));
  old.exec("CREATE TABLE alarms (id TEXT PRIMARY KEY) STRICT");
  old.close();
  renameSync(join(folder, "old"), join(folder, file ?? ""));
  expect(storedAccessLog(folder)).toBeUndefined();
});
