import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { milliseconds } from "@labcanary/domain/basics";
import { expect, onTestFinished, test, vi } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { createSiteInForce, type SiteChange } from "./in-force.ts";
import { loadSite } from "./load.ts";

const TEXT = "{ en: x, zh: x }";
const rule = (setpoint: number): string =>
  `{ kind: limit, direction: high, setpoint: ${setpoint}, priority: high, consequence: ${TEXT}, firstAction: ${TEXT}, responseTime: 5min, source: test }`;

/** A site of one signal with these limits. */
const siteWith = (limits: Readonly<Record<string, number>>): string => `
site: test
name: ${TEXT}
timeZone: UTC
people: { wang: { name: Wang, language: en, phone: "+8613800000001" } }
securityCentre: [wang]
zones: [{ id: room, kind: room, name: ${TEXT} }]
devices:
  - id: frz-1
    zone: room
    signals: { t: { quantity: temperature, rules: { ${Object.entries(limits)
      .map(([name, setpoint]) => `${name}: ${rule(setpoint)}`)
      .join(", ")} } } }
`;

const FIRST = siteWith({ high: 8, low: 20 });

async function follow(apply: (change: SiteChange) => Promise<void>) {
  const folder = temporaryFolder();
  const file = join(folder, "site.yaml");
  writeFileSync(file, FIRST);
  const first = loadSite(file);
  if (!first.ok) throw new Error(JSON.stringify(first.error));
  const clock = createSettableClock();
  const logger = createTestLogger();
  const site = createSiteInForce(file, first.value, { clock, logger });
  const service = site.following(apply);
  await service.start();
  onTestFinished(() => service.stop());
  return { site, file, clock, logger, first: first.value.version };
}

/** As an editor saves: a file beside it, then in its place. */
function save(file: string, content: string): void {
  writeFileSync(`${file}.swp`, content);
  renameSync(`${file}.swp`, file);
}

const SETTLED = milliseconds(300);

test("a saved change is applied once the editor is done, with what changed", async () => {
  const changes: SiteChange[] = [];
  const { site, file, clock, first } = await follow(async (change) => void changes.push(change));
  save(file, siteWith({ high: 9, "high-high": 12 }));
  await vi.waitUntil(() => clock.waiting > 0);
  expect(changes).toEqual([]);
  clock.advance(SETTLED);
  await vi.waitUntil(() => changes.length > 0);
  expect(changes).toEqual([
    { from: first, to: site.current.version, added: ["frz-1/t/high-high"], removed: ["frz-1/t/low"], changed: ["frz-1/t/high"] },
  ]);
  expect(site.current.version).not.toBe(first);
});

test("SIGHUP reloads too", async () => {
  const changes: SiteChange[] = [];
  const { file, clock } = await follow(async (change) => void changes.push(change));
  writeFileSync(file, siteWith({ high: 9 }));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await vi.waitUntil(() => changes.length > 0);
  expect(changes[0]?.removed).toEqual(["frz-1/t/low"]);
});

test("a wrong file leaves what runs as it was, and says where it is wrong", async () => {
  const apply = vi.fn<(change: SiteChange) => Promise<void>>(async () => undefined);
  const { site, file, clock, logger, first } = await follow(apply);
  writeFileSync(file, FIRST.replace("zone: room", "zone: cellar"));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await vi.waitUntil(() => logger.lines.length > 0);
  expect(logger.lines).toMatchObject([
    { level: "error", text: expect.stringContaining(`${file}:10: devices.0.zone: "cellar" is not under zones`) },
  ]);
  expect(site.current.version).toBe(first);
  expect(apply).not.toHaveBeenCalled();
});

test("a change that could not be applied is not in force, and is tried again", async () => {
  const apply = vi.fn<(change: SiteChange) => Promise<void>>(async () => undefined).mockRejectedValueOnce(new Error("log-full"));
  const { site, file, clock, logger, first } = await follow(apply);
  writeFileSync(file, siteWith({ high: 9 }));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await vi.waitUntil(() => logger.lines.some(({ level }) => level === "error"));
  expect(site.current.version).toBe(first);
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await vi.waitUntil(() => apply.mock.calls.length === 2);
  expect(site.current.version).not.toBe(first);
});

test("two changes are applied one after the other, in their order", async () => {
  let finishFirst = (): void => undefined;
  const applied: string[] = [];
  const { site, file, clock, first } = await follow(async ({ from, to }) => {
    if (applied.length === 0) await new Promise<void>((resolve) => (finishFirst = resolve));
    applied.push(`${from} to ${to}`);
  });
  writeFileSync(file, siteWith({ high: 9 }));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await vi.waitUntil(() => site.current.version !== first);
  const second = site.current.version;
  writeFileSync(file, siteWith({ high: 10 }));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  finishFirst();
  await vi.waitUntil(() => applied.length === 2);
  expect(applied).toEqual([`${first} to ${second}`, `${second} to ${site.current.version}`]);
});
