import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EpochMs, milliseconds } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { expect, onTestFinished } from "vitest";
import { createSettableClock } from "./clock.ts";
import { temporaryFolder } from "./files.ts";
import { createTestLogger } from "./observing.ts";
import { type FollowingDeps, openSiteInForce } from "../../app/src/site/in-force.ts";
import { loadSite } from "../../app/src/site/load.ts";
import type { JournalLine } from "../../app/src/site/site-change.ts";

/** For tests that read the site several times: each is a process of its own, which takes seconds to start on a busy machine. */
export const PATIENCE = { timeout: 120_000 };

const TEXT = "{ en: x, zh: x }";
const rule = (setpoint: number, more = ""): string =>
  `{ kind: limit, direction: high, setpoint: ${setpoint}, priority: high, consequence: ${TEXT}, firstAction: ${TEXT}, responseTime: 5min, source: test${more} }`;

/** A site of one signal with these limits; on `guard`, lives depend. */
export const siteWith = (limits: Readonly<Record<string, number>>, changedBy?: string): string => `
site: test
name: ${TEXT}
timeZone: UTC
people: { wang: { name: Wang, language: en, phone: "+8613800000001" } }
securityCentre: [wang]
${changedBy === undefined ? "" : `changedBy: ${changedBy}`}
zones: [{ id: room, kind: room, name: ${TEXT} }]
devices:
  - id: frz-1
    zone: room
    signals: { t: { quantity: temperature, rules: { ${Object.entries(limits)
      .map(([name, setpoint]) => `${name}: ${rule(setpoint, name === "guard" ? ", lifeSafety: true" : "")}`)
      .join(", ")} } } }
`;

export const FIRST = siteWith({ high: 8, low: 20 });

export function siteIn(file: string): Site {
  const site = loadSite(file);
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value;
}

export const folderWith = (content = FIRST): string => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "site.yaml"), content);
  return folder;
};

/** Follows the site in a folder as a start of the platform does; the sites that come into force are kept, and what the journal is told. */
export async function follow(folder: string, over: Partial<FollowingDeps> & { readonly startsAt?: EpochMs } = {}) {
  const file = join(folder, "site.yaml");
  const { startsAt, ...deps } = over;
  const clock = createSettableClock(startsAt);
  const logger = createTestLogger();
  const journal: JournalLine[] = [];
  const keep = (): void => writeFileSync(join(folder, `${site.current.version}.json`), JSON.stringify(site.current));
  const site = await openSiteInForce({ file, dataFolder: join(folder, "data") }, siteIn(file), {
    clock,
    logger,
    load: async (path) => {
      const read = loadSite(path);
      return read.ok ? { ok: true, value: { site: read.value } } : read;
    },
    archived: async (version) => (await import(join(folder, `${version}.json`), { with: { type: "json" } })).default as Site,
  });
  // As ingest does on starting.
  keep();
  const service = site.following({
    apply: async () => keep(),
    record: (line) => void journal.push(line),
    isAccount: (name) => ["wang", "li"].includes(name),
    ...deps,
  });
  await service.start();
  onTestFinished(() => service.stop());
  const told = (kind: JournalLine["kind"]): readonly JournalLine[] => journal.filter((line) => line.kind === kind);
  const kinds = (): readonly string[] => journal.map(({ kind }) => kind);
  /** Saves the file and lets the reload come to rest. */
  const edit = async (content: string): Promise<void> => {
    const before = [site.health()[0]?.detail, journal.length];
    writeFileSync(file, content);
    process.emit("SIGHUP", "SIGHUP");
    clock.advance(SETTLED);
    await expect.poll(() => site.health()[0]?.detail !== before[0] || journal.length !== before[1]).toBe(true);
  };
  return { site, file, clock, logger, journal, told, kinds, edit, service, first: siteIn(file).version };
}

/** As an editor saves: a file beside it, then in its place. */
export function save(file: string, content: string): void {
  writeFileSync(`${file}.swp`, content);
  renameSync(`${file}.swp`, file);
}

export const SETTLED = milliseconds(300);
