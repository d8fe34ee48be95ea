import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import type { JournalEntry, SiteProposal } from "@labcanary/domain/messages";
import { describe, expect, it } from "vitest";
import { type Acceptance, EXAMPLE_SITE, type Person, signInWithAccount, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

const RULE = "cab-17/vapour/high-high";

/** The example, said to be changed by wang: a cabinet is a critical alarm from 20 %LEL on. */
function copyOfSite() {
  const folder = temporaryFolder();
  cpSync(dirname(EXAMPLE_SITE), folder, { recursive: true });
  const edit = (name: string, from: string, to: string): void => {
    const file = join(folder, name);
    const before = readFileSync(file, "utf8");
    expect(before).toContain(from);
    writeFileSync(file, before.replace(from, to));
  };
  edit("site.yaml", "securityCentre:", "changedBy: wang\nsecurityCentre:");
  return {
    site: join(folder, "site.yaml"),
    setLimit: (from: number, to: number) => edit("profiles.yaml", `setpoint: ${from}\n`, `setpoint: ${to}\n`),
  };
}

const changeOf = async (person: Person): Promise<SiteProposal | null> =>
  (await person.get<{ change: SiteProposal | null }>("site/change")).change;

async function untilProposed(lab: Acceptance, person: Person): Promise<SiteProposal> {
  await expect.poll(async () => (await lab.pass(1), changeOf(person))).not.toBeNull();
  const change = await changeOf(person);
  if (change === null) throw new Error("nothing waits any more");
  return change;
}

/** The limit in force, as the page shows it. */
async function limitInForce(person: Person): Promise<number | undefined> {
  const { signals } = await person.get<{ signals: { rules: { id: string; setpoint?: number }[] }[] }>("signals?zone=cabinet-17");
  return signals.flatMap(({ rules }) => rules).find(({ id }) => id === RULE)?.setpoint;
}

const linesAbout = (lab: Acceptance): readonly JournalEntry[] =>
  lab.platform.alerting
    .journal({ limit: 200 })
    .filter(({ kind, detail }) => kind.startsWith("site-") || String(detail["code"]).startsWith("SITE_"));

const heard = async (lab: Acceptance, vapour: number): Promise<readonly string[]> => {
  await (await lab.device("cab-17")).say({ vapour });
  await lab.platform.ingest.evaluateUntilNow();
  return lab.alarms();
};

describe("a second person", () => {
  it("is needed to loosen a limit that lives depend on: it waits, over a restart, until somebody else agrees", async () => {
    const { site, setLimit } = copyOfSite();
    const data = temporaryFolder();
    const first = await startPlatform({ site, data });
    const wang = await signInWithAccount(first, "wang");
    setLimit(20, 30);
    const change = await untilProposed(first, wang);
    expect(change).toMatchObject({
      changedBy: "wang",
      differences: [
        {
          about: "rule",
          id: RULE,
          isSafety: true,
          verdict: "looser",
          attributes: [{ attribute: "setpoint", before: "20 %LEL", after: "30 %LEL", verdict: "looser" }],
        },
      ],
    });
    const { items } = await wang.get<{ items: { name: string; state: string; detail: string }[] }>("health");
    expect(items.find(({ name }) => name === "site")).toMatchObject({
      state: "degraded",
      detail: expect.stringContaining("waits for a second person besides wang") as string,
    });

    // The old limit protects meanwhile; neither its author nor an operator nor a visitor can change that.
    expect(await heard(first, 25)).toContain(RULE);
    const { version } = change;
    const codes = [];
    for (const person of [wang, await signInWithAccount(first, "chen", "operator"), await first.signIn("engineer")]) {
      codes.push((await person.post<{ code: string }>("site/change/approve", { version })).body.code);
    }
    expect(codes).toEqual(["SITE_CHANGE_SAME_PERSON", "ROLE_FORBIDDEN", "SITE_CHANGE_NO_ACCOUNT"]);
    await first.stop();

    const second = await startPlatform({ site, data, clock: first.clock });
    const li = await signInWithAccount(second, "li");
    expect([await limitInForce(li), (await changeOf(li))?.version]).toEqual([20, version]);
    expect(await li.post("site/change/approve", { version })).toMatchObject({ status: 200, body: { version, inForce: true } });
    expect([await limitInForce(li), await changeOf(li)]).toEqual([30, null]);
    expect(linesAbout(second).map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
      "site-change-proposed system",
      "refused user:wang",
      "refused user:visitor",
      "site-change-approved user:li",
      "site-changed system",
    ]);
    expect(linesAbout(second).at(-1)?.detail).toMatchObject({ changedBy: "wang", approvedBy: "li", changed: [RULE] });

    // The alarm stays with the version of the rule that raised it, and its page can say so.
    const alarm = second.platform.alerting.list().find(({ source }) => source.kind === "rule" && source.ruleId === RULE);
    const answer = await li.get<{ alarm: { source: { ruleVersion: string } }; ruleNow: string }>(`alarms/${alarm?.id}`);
    expect(answer.ruleNow).toMatch(/^[0-9a-z]+$/);
    expect(answer.ruleNow).not.toBe(answer.alarm.source.ruleVersion);
    await second.stop();

    const third = await startPlatform({ site, data, clock: first.clock });
    expect(await limitInForce(await signInWithAccount(third, "li"))).toBe(30);
    await third.stop();
    expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
  });

  it("is needed for what was edited while the platform was stopped, too; not for what was tightened", async () => {
    const { site, setLimit } = copyOfSite();
    const data = temporaryFolder();
    const first = await startPlatform({ site, data });
    await first.stop();
    setLimit(20, 15);
    const second = await startPlatform({ site, data, clock: first.clock });
    expect([await limitInForce(await signInWithAccount(second, "wang")), linesAbout(second).map(({ kind }) => kind)]).toEqual([
      15,
      ["site-changed"],
    ]);
    await second.stop();
    setLimit(15, 30);
    const third = await startPlatform({ site, data, clock: first.clock });
    const li = await signInWithAccount(third, "li");
    expect([await limitInForce(li), (await changeOf(li))?.differences.map(({ id }) => id)]).toEqual([15, [RULE]]);
    expect(await heard(third, 16)).toContain(RULE);
  });

  it("can say no: the change stays out of force until the file changes", async () => {
    const { site, setLimit } = copyOfSite();
    const lab = await startPlatform({ site });
    await signInWithAccount(lab, "wang");
    const li = await signInWithAccount(lab, "li");
    setLimit(20, 30);
    const { version } = await untilProposed(lab, li);
    const reason = "the extraction of this cabinet is being repaired";
    expect((await li.post("site/change/reject", { version, reason })).status).toBe(200);
    expect(await changeOf(li)).toMatchObject({ version, rejected: { by: "li", reason } });
    expect(await li.post("site/change/approve", { version })).toMatchObject({ status: 409, body: { code: "SITE_CHANGE_REJECTED" } });
    expect(await limitInForce(li)).toBe(20);
    setLimit(30, 25);
    await expect.poll(async () => (await lab.pass(1), (await changeOf(li))?.version)).not.toBe(version);
    expect([await limitInForce(li), (await changeOf(li))?.rejected]).toEqual([20, undefined]);
    expect(await changeOf(li)).toMatchObject({ differences: [{ attributes: [{ before: "20 %LEL", after: "25 %LEL" }] }] });
  });
});
