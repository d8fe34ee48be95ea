import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findRequirement, missingSentence, packagesFor, REQUIREMENTS, servicesOf } from "../../tools/requirements.ts";
import { temporaryFolder } from "./files.ts";

const named = (...names: readonly (keyof typeof REQUIREMENTS)[]) => names.map((name) => ({ name, ...REQUIREMENTS[name] }));

test.each([
  { missing: named(), packages: [], services: [] },
  { missing: named("influxd"), packages: ["influxdb"], services: ["influxdb"] },
  { missing: named("bearerbox", "smsbox", "fakesmsc"), packages: ["kannel", "kannel-extras"], services: ["kannel"] },
  { missing: named("gammu-smsd", "libdbdsqlite3.so"), packages: ["gammu-smsd", "libdbd-sqlite3"], services: ["gammu-smsd"] },
  { missing: named("chromium", "cjk-font"), packages: ["chromium", "fontconfig", "fonts-wqy-microhei"], services: [] },
])("what is missing is installed by $packages, each named once", ({ missing, packages, services }) => {
  expect(packagesFor(missing)).toEqual(packages);
  expect(servicesOf(missing)).toEqual(services);
});

test("a missing program is told with the command that installs it", () => {
  expect(missingSentence(named("influxd")[0]!)).toBe("influxd is not installed: apt-get install influxdb");
});

test("a program is found where the path says, if it can be run", () => {
  const folder = temporaryFolder();
  const program = join(folder, "made-up-program");
  writeFileSync(program, "#!/bin/sh\n");
  expect(findRequirement("made-up-program", folder)).toBeUndefined();
  chmodSync(program, 0o755);
  expect(findRequirement("made-up-program", `/nowhere:${folder}`)).toBe(program);
});
