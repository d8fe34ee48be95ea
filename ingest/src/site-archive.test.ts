import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/files.ts";
import { limitRule, signal, silenceRule, testSite } from "../../test/support/site.ts";
import { SiteArchive } from "./site-archive.ts";
import { siteOf, textOf } from "./site-text.ts";

const cabinet = (index: number, setpoint = 10) => {
  const key = `cab-${index}/vapour` as SignalKey;
  const rules = [limitRule({ id: `${key}/high`, signal: key, setpoint }), silenceRule({ id: `${key}/silent`, signal: key })];
  return signal({ key, deviceId: `cab-${index}`, rules });
};

const large = testSite({ version: "large", signals: [...Array.from({ length: 200 }, (_, index) => cabinet(index)), cabinet(200, 12)] });

test("a site is read as it was written, in the order it had, each rule and signal with what is its own", () => {
  const read = siteOf(textOf(large));
  expect(read).toEqual(large);
  expect(read.signals[200]?.rules[0]).toMatchObject({ id: "cab-200/vapour/high", signal: "cab-200/vapour", setpoint: 12 });
});

test("what a site does not say is not written, and is not there once read", () => {
  expect(siteOf(textOf({ ...large, plans: undefined } as unknown as typeof large))).toEqual(large);
});

test("what is alike is written once, and is one and the same once read", () => {
  expect(textOf(large).match(/"firstAction"/g)).toHaveLength(3);
  const [first, second] = siteOf(textOf(large)).signals;
  expect(second?.rules[0]?.firstAction).toBe(first?.rules[0]?.firstAction);
});

test("a site that an earlier release kept is read, and written anew when it is kept again", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "large.json"), JSON.stringify(large));
  const archive = new SiteArchive(folder);
  const read = await archive.load("large");
  expect(read).toEqual(large);
  await archive.keep(read);
  expect(readdirSync(folder).sort()).toEqual(["large.json", "large.site.json"]);
  expect(siteOf(readFileSync(join(folder, "large.site.json"), "utf8"))).toEqual(large);
});

test("a version that was never in force is no site", async () => {
  await expect(new SiteArchive(temporaryFolder()).load("never")).rejects.toThrow("ENOENT");
});
