import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { days, epochMs, seconds } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { folderWith, follow, PATIENCE, SETTLED, siteIn, siteWith } from "../../../test/support/followed-site.ts";
import type { FollowingDeps } from "./in-force.ts";
import type { JournalLine } from "./site-change.ts";

describe("a change that loosens protection of life", () => {
  const GUARDED = siteWith({ guard: 8 });
  const LOOSER = siteWith({ guard: 9 }, "wang");
  const approve = (version: string, by = "li") => ({ version, by });

  /** A followed site whose file has been loosened, and waits. */
  async function loosened(content = LOOSER) {
    const folder = folderWith(GUARDED);
    const followed = await follow(folder);
    await followed.edit(content);
    return { ...followed, folder, waiting: followed.site.proposal()?.version ?? "" };
  }

  test("waits for a second person, in the journal and in sight", async () => {
    const { site, first, told } = await loosened();
    expect(site.current.version).toBe(first);
    expect(site.proposal()).toMatchObject({
      from: first,
      changedBy: "wang",
      more: 0,
      differences: [{ id: "frz-1/t/guard", verdict: "looser" }],
    });
    expect(site.health()).toEqual([
      {
        name: "site",
        state: "degraded",
        detail: `version ${first} stays in force: ${site.proposal()?.version} loosens protection of life (frz-1/t/guard) and waits for a second person besides wang`,
      },
    ]);
    expect(told("site-change-proposed")).toMatchObject([
      {
        actor: "system",
        detail: {
          from: first,
          to: site.proposal()?.version,
          changedBy: "wang",
          differences: [{ attributes: [{ before: "8 °C", after: "9 °C" }] }],
        },
      },
    ]);
    expect(told("site-changed")).toEqual([]);
  });

  test("is in force once another person has agreed to exactly that version", async () => {
    const { site, first, waiting, journal } = await loosened();
    expect(await site.approve(approve(waiting))).toEqual({ ok: true, value: { version: waiting, inForce: true } });
    expect([site.current.version, site.proposal()]).toEqual([waiting, undefined]);
    expect(site.health()).toMatchObject([
      { name: "site", state: "ok", detail: `version ${waiting}`, says: { code: "version", values: { version: waiting } } },
    ]);
    expect(journal.map(({ kind, actor, detail }) => `${kind} ${actor} ${String(detail["from"])}→${String(detail["to"])}`)).toEqual([
      `site-change-proposed system ${first}→${waiting}`,
      `site-change-approved user:li ${first}→${waiting}`,
      `site-changed system ${first}→${waiting}`,
    ]);
    expect(journal[2]?.detail).toMatchObject({ changedBy: "wang", approvedBy: "li" });
  });

  test("one that tightens is in force at once, and needs no name", async () => {
    const followed = await follow(folderWith(GUARDED));
    await followed.edit(siteWith({ guard: 7 }));
    expect(followed.kinds()).toEqual(["site-changed"]);
    expect(followed.site.proposal()).toBeUndefined();
  });

  test.each([
    { what: "whoever made it", decision: { by: "wang" }, code: "SITE_CHANGE_SAME_PERSON" },
    { what: "whoever came by a one-time link", decision: { by: "visitor" }, code: "SITE_CHANGE_NO_ACCOUNT" },
    { what: "who looked at another version", decision: { version: "0123" }, code: "SITE_CHANGE_OTHER_VERSION" },
    { what: "anybody, without the name of who made it", content: siteWith({ guard: 9 }), code: "SITE_CHANGE_AUTHOR_MISSING" },
    { what: "anybody, with a name that is no account's", content: siteWith({ guard: 9 }, "nobody"), code: "SITE_CHANGE_AUTHOR_UNKNOWN" },
  ])("is not agreed to by $what: $code, and that is in the journal", async ({ decision, content, code }) => {
    const { site, first, waiting, told } = await loosened(content);
    expect(await site.approve({ ...approve(waiting), ...decision })).toMatchObject({ ok: false, error: { code } });
    expect(site.current.version).toBe(first);
    expect(told("refused")).toMatchObject([{ actor: `user:${decision?.by ?? "li"}`, detail: { code } }]);
  });

  test("without a name, says that it waits for one", async () => {
    const { site } = await loosened(siteWith({ guard: 9 }));
    expect(site.health()[0]?.detail).toContain("waits for changedBy in the site file, the name of who changed it");
  });

  test("when none waits, there is nothing to agree to", async () => {
    const { site, told } = await follow(folderWith(GUARDED));
    expect(await site.approve(approve("1"))).toMatchObject({ ok: false, error: { code: "SITE_CHANGE_NONE" } });
    expect(told("refused")).toHaveLength(1);
  });

  test("stays out of force when it is rejected, until the file changes", async () => {
    const { site, first, waiting, kinds, told, folder, service } = await loosened();
    const no = { version: waiting, by: "li", reason: " the freezer is shared " };
    expect(await site.reject({ ...no, reason: "  " })).toMatchObject({ error: { code: "SITE_CHANGE_REASON_MISSING" } });
    expect(await site.reject({ ...no, by: "visitor" })).toMatchObject({ error: { code: "SITE_CHANGE_NO_ACCOUNT" } });
    expect(await site.reject(no)).toEqual({ ok: true, value: { version: waiting, inForce: false } });
    expect(told("site-change-rejected")).toMatchObject([{ actor: "user:li", detail: { to: waiting, reason: "the freezer is shared" } }]);
    expect(site.health()[0]?.detail).toBe(
      `version ${first} stays in force: ${waiting} was rejected by li (the freezer is shared); change the site`,
    );
    expect(await site.approve(approve(waiting))).toMatchObject({ error: { code: "SITE_CHANGE_REJECTED" } });
    await service.stop();
    const again = await follow(folder);
    expect(await again.site.approve(approve(waiting))).toMatchObject({ error: { code: "SITE_CHANGE_REJECTED" } });
    expect(again.kinds()).toEqual(["refused"]);
    await again.edit(siteWith({ guard: 9.5 }, "wang"));
    expect(again.site.proposal()?.rejected).toBeUndefined();
    expect(again.kinds()).toEqual(["refused", "site-change-proposed"]);
    expect(kinds()).not.toContain("site-changed");
  });

  test("whoever made it may reject it", async () => {
    const { site, waiting } = await loosened();
    expect(await site.reject({ version: waiting, by: "wang", reason: "a slip" })).toMatchObject({ ok: true });
  });

  test("is withdrawn when the file says again what is in force", async () => {
    const { site, edit, kinds } = await loosened();
    await edit(GUARDED);
    expect([site.proposal(), site.health()[0]?.state]).toEqual([undefined, "ok"]);
    expect(kinds()).toEqual(["site-change-proposed", "site-change-withdrawn"]);
    await edit(LOOSER);
    expect(kinds()).toEqual(["site-change-proposed", "site-change-withdrawn", "site-change-proposed"]);
  });

  test("gives way to another one, which is looked at anew", async () => {
    const { site, waiting, edit, kinds } = await loosened();
    await edit(siteWith({ guard: 30 }, "wang"));
    expect(await site.approve(approve(waiting))).toMatchObject({ error: { code: "SITE_CHANGE_OTHER_VERSION" } });
    await edit(siteWith({ guard: 7 }));
    expect(site.proposal()).toBeUndefined();
    expect(kinds()).toEqual([
      "site-change-proposed",
      "site-change-withdrawn",
      "site-change-proposed",
      "refused",
      "site-change-withdrawn",
      "site-changed",
    ]);
  });

  test("cannot be agreed to while the files are wrong", async () => {
    const { site, waiting, edit, first } = await loosened();
    await edit(LOOSER.replace("zone: room", "zone: cellar"));
    expect(await site.approve(approve(waiting))).toMatchObject({ error: { code: "SITE_CHANGE_NONE" } });
    expect(site.health()[0]?.detail).toContain("SITE_UNKNOWN_ZONE");
    await edit(LOOSER);
    expect(await site.approve(approve(waiting))).toMatchObject({ ok: true });
    expect(site.current.version).not.toBe(first);
  });

  test("that was agreed to is put in force as soon as it can be, also over a restart", async () => {
    const folder = folderWith(GUARDED);
    const apply = async (): Promise<void> => Promise.reject(new Error("log-full"));
    const { site, edit, service, first, logger } = await follow(folder, { apply });
    await edit(LOOSER);
    const waiting = site.proposal()?.version ?? "";
    expect(await site.approve(approve(waiting))).toEqual({ ok: true, value: { version: waiting, inForce: false } });
    expect([site.current.version, logger.lines.map(({ level }) => level)]).toEqual([first, ["error"]]);
    await service.stop();
    const again = await follow(folder);
    expect(again.site.current.version).toBe(waiting);
    expect(again.journal).toMatchObject([{ kind: "site-changed", detail: { from: first, to: waiting, approvedBy: "li" } }]);
  });

  test("is tried again while the platform runs", async () => {
    const apply = vi.fn<FollowingDeps["apply"]>(async () => undefined).mockRejectedValueOnce(new Error("log-full"));
    const { site, edit, clock } = await follow(folderWith(GUARDED), { apply });
    await edit(LOOSER);
    const waiting = site.proposal()?.version ?? "";
    expect(await site.approve(approve(waiting))).toMatchObject({ value: { inForce: false } });
    clock.advance(seconds(10));
    await expect.poll(() => site.current.version).toBe(waiting);
  });
});

test("whatever is edited, decided and restarted, a limit that lives depend on is never looser than somebody else agreed to", async () => {
  const setpoints = fc.constantFrom(4, 6, 7, 8, 9);
  const step = fc.oneof(
    fc.record({ do: fc.constant("edit" as const), setpoint: setpoints, changedBy: fc.constantFrom("wang", "li", undefined) }),
    fc.record({ do: fc.constant("edit while stopped" as const), setpoint: setpoints, changedBy: fc.constantFrom("wang", "li") }),
    fc.record({
      do: fc.constantFrom("approve" as const, "approve" as const, "approve" as const, "reject" as const),
      by: fc.constantFrom("wang", "li", "visitor"),
    }),
    fc.record({ do: fc.constantFrom("spoil" as const, "restart" as const) }),
  );
  const limitOf = (site: Site): number => {
    const rule = site.signals[0]?.rules[0];
    return rule?.kind === "limit" ? rule.setpoint : Number.NaN;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
      const folder = folderWith(siteWith({ guard: 5 }));
      const file = join(folder, "site.yaml");
      const journal: JournalLine[] = [];
      const start = () => follow(folder, { record: (line) => void journal.push(line) });
      let followed = await start();
      let content = siteWith({ guard: 5 });
      let limit = 5;
      for (const one of steps) {
        const { site, clock, service } = followed;
        const reload = async (): Promise<void> => {
          writeFileSync(file, content);
          process.emit("SIGHUP", "SIGHUP");
          clock.advance(SETTLED);
          // A decision about nothing is taken in turn, after the reload.
          await site.approve({ version: "none", by: "li" });
        };
        if (one.do === "approve") await site.approve({ version: site.proposal()?.version ?? "", by: one.by });
        if (one.do === "reject") await site.reject({ version: site.proposal()?.version ?? "", by: one.by, reason: "no" });
        if (one.do === "edit") content = siteWith({ guard: one.setpoint }, one.changedBy);
        if (one.do === "edit") await reload();
        if (one.do === "spoil") {
          const right = content;
          content = "site: [";
          await reload();
          content = right;
          await reload();
        }
        if (one.do === "restart" || one.do === "edit while stopped") {
          await service.stop();
          if (one.do === "edit while stopped") content = siteWith({ guard: one.setpoint }, one.changedBy);
          writeFileSync(file, content);
          followed = await start();
        }
        const now = followed.site.current;
        if (limitOf(now) > limit) {
          const agreed = journal.find(({ kind, detail }) => kind === "site-change-approved" && detail["to"] === now.version);
          expect(agreed?.actor).not.toBe(`user:${now.changedBy}`);
          expect(["user:wang", "user:li"]).toContain(agreed?.actor);
          expect(journal.findLast(({ kind }) => kind === "site-changed")?.detail).toMatchObject({
            to: now.version,
            approvedBy: agreed?.actor.slice(5),
          });
        }
        limit = limitOf(now);
        // What the files say is in force, or waits in sight.
        expect([now.version, followed.site.proposal()?.version]).toContain(siteIn(file).version);
      }
      await followed.service.stop();
    }),
    { numRuns: 25 },
  );
});

describe("in a key period", () => {
  /** The clock begins on 2026-11-22. */
  const inPeriod = (limits: Readonly<Record<string, number>>): string =>
    `${siteWith(limits, "wang")}keyPeriods: [{ id: fair, kind: event, name: { en: The fair, zh: 展会 }, from: "2026-11-20", to: "2026-11-24" }]\n`;

  test("what protects better waits for a second person too, and says why", PATIENCE, async () => {
    const { site, told, edit, first } = await follow(folderWith(inPeriod({ high: 8 })));
    await edit(inPeriod({ high: 7 }));
    const proposal = site.proposal();
    expect(proposal).toMatchObject({ from: first, frozen: { en: "The fair" }, differences: [{ verdict: "tighter" }] });
    expect(site.current.version).toBe(first);
    expect(site.health()[0]?.detail).toContain(
      "comes in a key period (The fair), in which every change waits for a second person besides wang",
    );
    expect(told("site-change-proposed")).toMatchObject([{ detail: { frozen: { zh: "展会" } } }]);
    const version = proposal?.version ?? "";
    expect(await site.approve({ version, by: "wang" })).toMatchObject({ ok: false, error: { code: "SITE_CHANGE_SAME_PERSON" } });
    expect(await site.approve({ version, by: "li" })).toMatchObject({ ok: true, value: { inForce: true } });
    expect(told("site-changed")).toMatchObject([{ detail: { approvedBy: "li", to: version } }]);
  });

  test("what waits goes on waiting when it is over, with a restart and without one", PATIENCE, async () => {
    const folder = folderWith(inPeriod({ high: 8 }));
    const { site, clock, service, told, first } = await follow(folder);
    writeFileSync(join(folder, "site.yaml"), inPeriod({ high: 7 }));
    process.emit("SIGHUP", "SIGHUP");
    clock.advance(SETTLED);
    await expect.poll(() => site.proposal() !== undefined).toBe(true);
    clock.sleep(days(5));
    process.emit("SIGHUP", "SIGHUP");
    clock.advance(SETTLED);
    // Turns of the follower come one after another: this one is answered after the reload.
    expect(await site.approve({ version: "other", by: "li" })).toMatchObject({ ok: false });
    expect(site.current.version).toBe(first);
    expect(told("site-changed")).toEqual([]);
    await service.stop();
    const later = await follow(folder, { startsAt: epochMs(clock.now()) });
    expect(later.site.current.version).toBe(first);
    expect(later.site.proposal()).toMatchObject({ frozen: { en: "The fair" } });
  });

  test("before and after it what protects better is in force at once", PATIENCE, async () => {
    const after = await follow(folderWith(inPeriod({ high: 8 })), { startsAt: epochMs(Date.UTC(2026, 10, 25)) });
    await after.edit(inPeriod({ high: 7 }));
    expect(after.told("site-changed")).toHaveLength(1);
  });

  test("taking it out of the site needs a second person before it begins", PATIENCE, async () => {
    const { site, edit } = await follow(folderWith(inPeriod({ high: 8 })), { startsAt: epochMs(Date.UTC(2026, 10, 1)) });
    await edit(siteWith({ high: 8 }, "wang"));
    expect(site.proposal()).toMatchObject({ differences: [{ id: "test/keyPeriods/fair", change: "removed", verdict: "looser" }] });
    expect(site.proposal()).not.toHaveProperty("frozen");
  });
});
