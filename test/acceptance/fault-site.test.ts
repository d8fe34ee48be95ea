import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { seconds } from "@labcanary/domain/basics";
import { expect, it, onTestFinished } from "vitest";
import { openSiteInForce } from "../../app/src/site/in-force.ts";
import { loadSite } from "../../app/src/site/load.ts";
import { loadSiteInProcess } from "../../app/src/site/load-in-process.ts";
import { EXAMPLE_SITE, signInWithAccount, startPlatform } from "../support/acceptance.ts";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { createTestLogger } from "../support/observing.ts";

function copyOfSite() {
  const folder = temporaryFolder();
  cpSync(dirname(EXAMPLE_SITE), folder, { recursive: true });
  const site = join(folder, "site.yaml");
  const edit = (name: string, from: RegExp, to: string): void => {
    const file = join(folder, name);
    const before = readFileSync(file, "utf8");
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(file, after);
  };
  return { site, edit };
}

it("a site that could not be put in force, for a full disk say, is tried again until it is", async () => {
  const { site: file, edit } = copyOfSite();
  const first = loadSite(file);
  if (!first.ok) throw new Error(JSON.stringify(first.error));
  const clock = createSettableClock();
  const site = await openSiteInForce({ file, dataFolder: temporaryFolder() }, first.value, {
    clock,
    logger: createTestLogger(),
    load: (path) => loadSiteInProcess(path),
    archived: async () => first.value,
  });
  let tries = 0;
  const service = site.following({
    apply: async () => {
      if (++tries < 3) throw new Error("no space left on device");
    },
    record: () => undefined,
    isAccount: () => false,
  });
  await service.start();
  onTestFinished(() => service.stop());
  edit("profiles.yaml", /setpoint: 10\b/, "setpoint: 7");
  await expect.poll(() => (clock.advance(seconds(1)), tries), { interval: 100 }).toBe(3);
  await expect.poll(() => site.current.version).not.toBe(first.value.version);
  const { version } = site.current;
  clock.advance(seconds(60));
  expect([tries, site.current.version]).toEqual([3, version]);
});

it("a device that is taken out of the site with an open alarm: the alarm ends by itself, people still see it and answer it", async () => {
  const { site, edit } = copyOfSite();
  const lab = await startPlatform({ site });
  await (await lab.device("cab-17")).say({ vapour: 25 });
  await lab.platform.ingest.evaluateUntilNow();
  const of = () => lab.platform.alerting.list().filter(({ source }) => source.kind === "rule" && source.signal === "cab-17/vapour");
  expect(of().map(({ conditionActive }) => conditionActive)).toEqual([true, true]);
  // Its marks on the plan are of signals, and go with it.
  edit("site.yaml", /^ *- \{ signal: cab-17\/.*\n/gm, "");
  edit("site.yaml", /id: cab-17\b([^]*)$/, "id: cab-99$1changedBy: wang\n");
  await signInWithAccount(lab, "wang");
  const li = await signInWithAccount(lab, "li");
  // Rules that lives depend on go with the device: a second person agrees.
  const waiting = async () => (await li.get<{ change: { version: string } | null }>("site/change")).change?.version;
  await expect.poll(async () => (await lab.pass(1), waiting())).toBeDefined();
  expect((await li.post("site/change/approve", { version: await waiting() })).status).toBe(200);
  await expect.poll(async () => (await lab.pass(1), of().map(({ conditionActive }) => conditionActive))).toEqual([false, false]);
  const operator = await lab.signIn();
  for (const { id } of of()) expect((await operator.post(`alarms/${id}/acknowledge`)).status).toBe(200);
  // The higher level latches: it waits for a reset, as it would with the device there.
  expect(of().map(({ annunciation }) => annunciation)).toEqual(["latched-acknowledged"]);
});
