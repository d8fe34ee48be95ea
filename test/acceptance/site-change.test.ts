import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXAMPLE_SITE, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

function copyOfSite() {
  const folder = temporaryFolder();
  cpSync(dirname(EXAMPLE_SITE), folder, { recursive: true });
  const profiles = join(folder, "profiles.yaml");
  return {
    site: join(folder, "site.yaml"),
    edit: (from: string, to: string) => writeFileSync(profiles, readFileSync(profiles, "utf8").replace(from, to)),
  };
}

describe("an edited site file", () => {
  it("is in force without a restart, for the next reading, and the journal says what changed", async () => {
    const { site, edit } = copyOfSite();
    const test = await startPlatform({ site });
    const cabinet = await test.device("cab-17");
    await cabinet.say({ vapour: 8 });
    await test.platform.ingest.evaluateUntilNow();
    expect(test.alarms()).toEqual([]);
    edit("setpoint: 10", "setpoint: 7");
    const changes = () => test.platform.alerting.journal({ limit: 100 }).filter(({ kind }) => kind === "site-changed");
    await expect.poll(async () => (await test.pass(1), changes())).toHaveLength(1);
    // What counts as clean air after having been over range goes by the mildest level.
    const changed = ["cab-17/vapour/high", "cab-17/vapour/over-range"];
    expect(changes()[0]?.detail).toMatchObject({ changed, added: [], removed: [] });
    await cabinet.say({ vapour: 8 });
    await test.platform.ingest.evaluateUntilNow();
    expect(test.alarms()).toEqual(["cab-17/vapour/high"]);
  });

  it("that names an endpoint the installation lacks says so, of whom and which", async () => {
    const { site } = copyOfSite();
    const test = await startPlatform({ site });
    const missing = () => test.log.lines.filter(({ text }) => text.includes("the endpoints file does not have"));
    expect(missing()).toEqual([]);
    writeFileSync(site, readFileSync(site, "utf8").replace('phone: "+8613800000009"', 'phone: "+8613800000009", ntfy: duty-phones'));
    await expect.poll(async () => (await test.pass(1), missing().length)).toBe(1);
    expect(missing()[0]).toMatchObject({
      level: "warn",
      text: expect.stringContaining("desk is to be reached by the ntfy endpoint") as string,
    });
  });

  it("that is wrong changes nothing, and says where it is wrong", async () => {
    const { site, edit } = copyOfSite();
    const test = await startPlatform({ site });
    edit('unit: "%LEL"', 'unit: "Cel"');
    const said = () => test.log.lines.filter(({ text }) => text.includes("SITE_UNIT"));
    await expect.poll(async () => (await test.pass(1), said().length)).toBeGreaterThan(0);
    expect(said()[0]?.text).toMatch(/site\.yaml:\d+: devices\.0\.signals\.vapour\.unit: gas-concentration is measured in/);
    expect(test.platform.alerting.journal({ limit: 10 }).filter(({ kind }) => kind === "site-changed")).toEqual([]);
    const { items } = await (await test.signIn()).get<{ items: { name: string; state: string; detail: string }[] }>("health");
    expect(items.find(({ name }) => name === "site")).toMatchObject({
      state: "degraded",
      detail: expect.stringContaining("SITE_UNIT") as string,
    });
    await (await test.device("cab-17")).say({ vapour: 12 });
    await test.platform.ingest.evaluateUntilNow();
    // A slow machine may have let minutes pass on the clock until here, in which nobody else reported.
    expect(test.alarms().filter((name) => !name.endsWith("/silent"))).toEqual(["cab-17/vapour/high"]);
  });
});
