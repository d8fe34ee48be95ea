import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { FIRST, folderWith, follow, save, SETTLED, siteIn, siteWith } from "../../../test/support/followed-site.ts";
import type { FollowingDeps } from "./in-force.ts";

test("a saved change is applied once the editor is done, with what changed", async () => {
  const { site, file, clock, first, journal } = await follow(folderWith());
  save(file, siteWith({ high: 9, "high-high": 12 }));
  await expect.poll(() => clock.waiting > 0).toBe(true);
  expect(journal).toEqual([]);
  clock.advance(SETTLED);
  await expect.poll(() => journal.length > 0).toBe(true);
  expect(journal).toEqual([
    {
      kind: "site-changed",
      actor: "system",
      detail: {
        from: first,
        to: site.current.version,
        added: ["frz-1/t/high-high"],
        removed: ["frz-1/t/low"],
        changed: ["frz-1/t/high"],
        newDays: [],
        more: 0,
        differences: [
          {
            about: "rule",
            id: "frz-1/t/high",
            change: "changed",
            isSafety: false,
            verdict: "looser",
            attributes: [{ attribute: "setpoint", before: "8 °C", after: "9 °C", verdict: "looser" }],
          },
          { about: "rule", id: "frz-1/t/low", change: "removed", isSafety: false, verdict: "looser", attributes: [] },
          { about: "rule", id: "frz-1/t/high-high", change: "added", isSafety: false, verdict: "tighter", attributes: [] },
        ],
      },
    },
  ]);
  expect(site.current.version).not.toBe(first);
});

test("SIGHUP reloads too", async () => {
  const { file, clock, journal } = await follow(folderWith());
  writeFileSync(file, siteWith({ high: 9 }));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await expect.poll(() => journal.length > 0).toBe(true);
  expect(journal[0]?.detail["removed"]).toEqual(["frz-1/t/low"]);
});

test("a wrong file leaves what runs as it was, and says where it is wrong", async () => {
  const apply = vi.fn<FollowingDeps["apply"]>(async () => undefined);
  const { site, file, clock, logger, first } = await follow(folderWith(), { apply });
  writeFileSync(file, FIRST.replace("zone: room", "zone: cellar"));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await expect.poll(() => logger.lines.length > 0).toBe(true);
  expect(logger.lines).toMatchObject([
    { level: "error", text: expect.stringContaining(`${file}:11: devices.0.zone: "cellar" is not under zones`) },
  ]);
  expect(site.current.version).toBe(first);
  expect(apply).not.toHaveBeenCalled();
});

test("a change that could not be applied is not in force, and is tried again", async () => {
  const apply = vi.fn<FollowingDeps["apply"]>(async () => undefined).mockRejectedValueOnce(new Error("log-full"));
  const { site, file, clock, logger, first } = await follow(folderWith(), { apply });
  writeFileSync(file, siteWith({ high: 9 }));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await expect.poll(() => logger.lines.some(({ level }) => level === "error")).toBe(true);
  expect(site.current.version).toBe(first);
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await expect.poll(() => apply.mock.calls.length).toBe(2);
  expect(site.current.version).not.toBe(first);
});

test("two changes are applied one after the other, in their order", async () => {
  let finishFirst = (): void => undefined;
  let isFirst = true;
  const apply = async (): Promise<void> => {
    if (isFirst) await new Promise<void>((resolve) => (finishFirst = resolve));
    isFirst = false;
  };
  const { site, file, clock, first, journal } = await follow(folderWith(), { apply });
  writeFileSync(file, siteWith({ high: 9 }));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  await expect.poll(() => site.current.version !== first).toBe(true);
  const second = site.current.version;
  writeFileSync(file, siteWith({ high: 10 }));
  process.emit("SIGHUP", "SIGHUP");
  clock.advance(SETTLED);
  finishFirst();
  await expect.poll(() => journal.length).toBe(2);
  expect(journal.map(({ detail }) => `${String(detail["from"])} to ${String(detail["to"])}`)).toEqual([
    `${first} to ${second}`,
    `${second} to ${site.current.version}`,
  ]);
});

describe("a site that was edited while the platform was stopped", () => {
  const GUARDED = siteWith({ guard: 8 });

  async function restarted(content: string) {
    const folder = folderWith(GUARDED);
    const before = await follow(folder);
    expect(before.journal).toEqual([]);
    await before.service.stop();
    writeFileSync(join(folder, "site.yaml"), content);
    return { ...(await follow(folder)), folder, first: before.first };
  }

  test("and loosened, waits: the site of the last run is in force", async () => {
    const { folder, first, site, kinds, service } = await restarted(siteWith({ guard: 9 }, "wang"));
    expect([site.proposal()?.version, site.current.version]).toEqual([siteIn(join(folder, "site.yaml")).version, first]);
    expect(site.current.signals[0]?.rules[0]).toMatchObject({ setpoint: 8 });
    expect(kinds()).toEqual(["site-change-proposed"]);
    const proposedAt = site.proposal()?.proposedAt;
    await service.stop();
    const again = await follow(folder);
    expect(again.journal).toEqual([]);
    expect(again.site.proposal()?.proposedAt).toBe(proposedAt);
    await again.site.approve({ version: again.site.proposal()?.version ?? "", by: "li" });
    expect(again.site.current.signals[0]?.rules[0]).toMatchObject({ setpoint: 9 });
  });

  test("and tightened, is in force, and the journal has the difference", async () => {
    const { site, journal } = await restarted(siteWith({ guard: 7 }));
    expect(site.current.signals[0]?.rules[0]).toMatchObject({ setpoint: 7 });
    expect(journal).toMatchObject([{ kind: "site-changed", detail: { changed: ["frz-1/t/guard"] } }]);
  });

  test("is not guessed at when what was in force cannot be read", async () => {
    const folder = folderWith(GUARDED);
    const { service, first } = await follow(folder);
    await service.stop();
    for (const [content, says] of [
      ["{", "does not say which site is in force"],
      ["{}", "does not say which site is in force"],
    ] as const) {
      writeFileSync(join(folder, "data", "site-in-force.json"), content);
      await expect(follow(folder)).rejects.toThrow(says);
    }
    writeFileSync(join(folder, "data", "site-in-force.json"), JSON.stringify({ version: `not-${first}` }));
    await expect(follow(folder)).rejects.toThrow(/version not-\w+, cannot be read .*then delete .*site-in-force\.json/);
  });
});
