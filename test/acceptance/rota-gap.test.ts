import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EXAMPLE_SITE, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

const NIGHT_DUTY = join(EXAMPLE_SITE, "../../night-duty");
const SMITH = "channels: [sms, email], account: asmith";

/** The example of night duty, with a leave of whoever has the nights of the week. */
function copyOfSite() {
  const folder = temporaryFolder();
  cpSync(NIGHT_DUTY, folder, { recursive: true });
  const site = join(folder, "site.yaml");
  const original = readFileSync(site, "utf8");
  expect(original).toContain(SMITH);
  const leave = (keys: string): void => writeFileSync(site, original.replace(SMITH, `${SMITH}, leave: [{ ${keys} }]`));
  return { site, leave };
}

it("a night in which nobody is on duty is on the console a week before, and over when somebody stands in", async () => {
  const { site, leave } = copyOfSite();
  leave("from: 2026-11-26, to: 2026-11-26");
  const lab = await startPlatform({ site });
  const gapAlarm = () => lab.platform.alerting.list().find(({ source }) => source.kind === "system" && source.condition === "rota-gap");
  expect(gapAlarm()).toMatchObject({
    priority: "medium",
    annunciation: "unacknowledged",
    conditionActive: true,
    evidence: {
      reason:
        "nobody is on duty: Chemist on call (chemist-on-call) from 2026-11-26 00:00:00 to 2026-11-26 08:00:00, Chemist on call (chemist-on-call) from 2026-11-26 20:00:00 to 2026-11-27 00:00:00",
    },
  });

  leave("from: 2026-11-26, to: 2026-11-26, substitute: li");
  await expect.poll(async () => (await lab.pass(1), gapAlarm()?.conditionActive)).toBe(false);
});
