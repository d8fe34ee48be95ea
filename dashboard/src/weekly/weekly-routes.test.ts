import { randomUUID } from "node:crypto";
import { days, epochMs, err, hours, plus } from "@labcanary/domain/basics";
import { MOST_LINES } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { toldAlarm } from "../../../test/support/memory-weekly.ts";
import { testSite } from "../../../test/support/site.ts";

/** Monday 2026-11-23, 09:00 in Shanghai: the week from the 16th is due. */
const clock = createSettableClock(epochMs(Date.UTC(2026, 10, 23, 1)));
const CHEMISTRY = { en: 'Chemistry, "organic"', zh: "化学系" };
const users = {
  wang: "responsible-person",
  li: "safety-officer",
  nobody: "safety-officer",
  operator: "operator",
  engineer: "engineer",
  inspector: "inspector",
  boss: "administrator",
} as const;

/** Wang answers for the building, which is chemistry's; Li is of biology; of "nobody" the site says nothing. */
function site() {
  const { zones, people, ...others } = testSite();
  return {
    ...others,
    zones: zones.map((zone) => ({ ...zone, responsible: "wang", department: CHEMISTRY })),
    people: [...people, { id: "li", name: "Li", language: "zh" as const, department: { en: "Biology", zh: "生物系" } }],
  };
}

async function start() {
  const platform = await startBrowserPlatform({ clock, site: site(), users });
  const { ledgers, desk } = platform;
  const week = epochMs(Date.UTC(2026, 10, 17));
  for (let place = 0; place < 60; place++) {
    for (const line of toldAlarm(2 * place + 1, plus(week, hours(place)), "cabinet-17")) ledgers.reportLines.push(line);
    desk.note(`alarm-${place}`, "raised", "rules", { place });
    desk.note(`alarm-${place}`, "acknowledged", "user:mei", { place });
  }
  ledgers.makeReport(clock.now(), { zoneId: "chemistry" });
  ledgers.makeReport(clock.now(), { zoneId: "chemistry", department: CHEMISTRY, zones: site().zones.map(({ id }) => id) });
  const tokens = new Map<string, string>();
  const as = async (user: string): Promise<string> => {
    const token = tokens.get(user) ?? (await signIn(platform.url, user)).token;
    tokens.set(user, token);
    return token;
  };
  const get = async (user: string, path: string) => call(platform, "GET", `/api/v1/${path}`, { as: await as(user) });
  const post = async (user: string, path: string, body: object) => call(platform, "POST", `/api/v1/${path}`, { as: await as(user), body });
  const sha256Of = (number: number): string => ledgers.reports().get(number)?.sha256 ?? "";
  const sign = (user: string, number: number, over: object = {}) =>
    post(user, `weekly-reports/${number}/sign`, { sha256: sha256Of(number), password: PASSWORD, ...over });
  return { platform, get, post, sign, sha256Of };
}

test("a report is read in sentences and figures, and every figure leads to the lines of the journal it was counted from", async () => {
  const { platform, get } = await start();
  expect((await get("inspector", "weekly-reports")).body).toMatchObject({
    total: 2,
    unsigned: 2,
    missing: [],
    older: 0,
    reports: [{ number: 2, department: CHEMISTRY, week: { monday: "2026-11-16" } }, { number: 1 }],
  });
  const { report } = (await get("inspector", "weekly-reports/2")).body;
  const [alarms] = report.sections;
  expect(alarms.sentences[0]).toEqual({
    en: "60 alarms were put before people: 0 critical, 60 high, 0 medium, 0 low.",
    zh: "本周报警 60 次：紧急 0 次，高 60 次，中 0 次，低 0 次。",
  });
  expect(report.before).toEqual(["2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09"]);
  const [first] = alarms.figures;
  expect(first).toMatchObject({ name: "alarms", value: 60, of: 60, earlier: [null, null, null, null] });
  // The report names the first of them; the others are found by counting again.
  expect(first.lines).toHaveLength(MOST_LINES);
  const { lines } = (await get("inspector", "weekly-reports/2/figures/alarms")).body;
  expect(lines).toHaveLength(60);
  const { entries } = (await get("inspector", `journal?lines=${lines.join(",")}`)).body;
  expect(entries.map(({ number, kind }: { number: number; kind: string }) => [number, kind])).toEqual(
    lines.map((number: number) => [number, "raised"]),
  );
  expect(report.sources).toMatchObject([{ alarms: 60, what: { zh: "溶剂蒸气浓度高" } }]);
  expect((await get("inspector", "weekly-reports/2/figures/no-such")).body.code).toBe("REQUEST_INVALID");
  expect((await get("inspector", "weekly-reports/99")).body.code).toBe("WEEKLY_REPORT_UNKNOWN");
  expect((await get("inspector", "journal?lines=1,,2")).body.code).toBe("REQUEST_INVALID");
  platform.ledgers.missingWeeks.push("2026-11-09");
  expect((await get("inspector", "weekly-reports")).body.missing).toEqual(["2026-11-09"]);
});

test("somebody of a different department signs it, with the password again, and nobody signs for them", async () => {
  const { platform, get, post, sign, sha256Of } = await start();
  expect((await get("wang", "weekly-reports/2")).body.refusal).toBe("REVIEWER_OWN_DEPARTMENT");
  expect((await get("nobody", "weekly-reports/2")).body.refusal).toBe("REVIEWER_DEPARTMENT_UNKNOWN");
  expect((await get("li", "weekly-reports/2")).body.refusal).toBeUndefined();
  expect((await sign("wang", 2)).body.code).toBe("REVIEWER_OWN_DEPARTMENT");
  expect((await sign("nobody", 2)).body.code).toBe("REVIEWER_DEPARTMENT_UNKNOWN");
  expect(platform.ledgers.refused).toMatchObject([
    { actor: "user:wang", verb: "sign", code: "REVIEWER_OWN_DEPARTMENT", number: 2 },
    { actor: "user:nobody", verb: "sign", code: "REVIEWER_DEPARTMENT_UNKNOWN", number: 2 },
  ]);
  for (const user of ["operator", "engineer", "inspector"]) expect((await sign(user, 2)).body.code).toBe("ROLE_FORBIDDEN");
  expect((await sign("li", 2, { password: "wrong" })).body.code).toBe("PASSWORD_WRONG");
  expect((await sign("li", 2, { sha256: "0".repeat(64) })).body.code).toBe("WEEKLY_REPORT_OTHER");
  expect((await sign("li", 2, { words: "x".repeat(1001) })).body.code).toBe("WEEKLY_REPORT_WORDS");
  expect((await sign("li", 99, { sha256: "0".repeat(64) })).body.code).toBe("WEEKLY_REPORT_UNKNOWN");
  const commandId = randomUUID();
  expect((await sign("li", 2, { commandId, words: "<script>alert(1)</script>" })).body.code).toBe("WORDS_MARKUP");
  const words = "H2S <10 ppm <b>throughout</b>";
  const signed = await sign("li", 2, { commandId, words });
  expect(signed.body.report.signed).toEqual({ by: "user:li", at: clock.now(), meaning: "reviewed", words });
  expect((await sign("li", 2, { commandId, words })).status).toBe(200);
  expect((await sign("li", 2)).body.code).toBe("WEEKLY_REPORT_SIGNED");
  expect((await get("li", "weekly-reports")).body.unsigned).toBe(1);
  expect((await post("li", "weekly-reports/2/recount", {})).body).toEqual({
    sha256: sha256Of(2),
    counted: sha256Of(2),
    same: true,
    untouched: [],
  });
  expect((await post("inspector", "weekly-reports/2/recount", {})).body.code).toBe("ROLE_FORBIDDEN");
  // A line is gone: what was signed is not what the journal says.
  platform.ledgers.reportLines.pop();
  expect((await post("li", "weekly-reports/2/recount", {})).body.same).toBe(false);
});

test("of what nobody of the site may sign it is said, and not of the rest", async () => {
  const { platform, get, sign } = await start();
  expect((await get("li", "weekly-reports")).body.unsignable).toBe(false);
  expect((await get("nobody", "weekly-reports/2")).body.unsignable).toBe(false);
  const { people } = testSite();
  platform.site = { ...site(), people: [...people] };
  expect((await get("li", "weekly-reports")).body.unsignable).toBe(true);
  expect((await get("nobody", "weekly-reports/2")).body).toMatchObject({ unsignable: true, refusal: "REVIEWER_DEPARTMENT_UNKNOWN" });
  expect((await sign("nobody", 2)).body.code).toBe("REVIEWER_DEPARTMENT_UNKNOWN");
});

test("one of a week that had not been, made by a clock that was ahead, says that it is void, waits for nobody, and nobody signs it", async () => {
  const { platform, get, sign } = await start();
  const { ledgers } = platform;
  const { number } = ledgers.makeReport(plus(clock.now(), days(60)), { zoneId: "chemistry" });
  expect(await sign("li", number)).toMatchObject({ status: 409, body: { code: "WEEKLY_REPORT_VOID" } });
  expect(ledgers.reports().carryOut({ id: "void", actor: "system", number, order: { verb: "void" } })).toMatchObject({ ok: true });
  expect(ledgers.reports().carryOut({ id: "void of a true one", actor: "system", number: 1, order: { verb: "void" } })).toMatchObject({
    ok: true,
  });
  const { body } = await get("li", "weekly-reports");
  expect(body).toMatchObject({ total: 3, unsigned: 2, reports: [{ number, voidedAt: clock.now() }, { number: 2 }, { number: 1 }] });
  expect(body.reports[2].voidedAt).toBeUndefined();
  expect((await get("li", `weekly-reports/${number}`)).body).toMatchObject({ unsignable: false, report: { voidedAt: clock.now() } });
  const { body: text } = await get("li", `weekly-reports/${number}/report.csv`);
  const [, ...lines] = (text as string).trimEnd().split("\r\n");
  expect(lines.every((line) => line.endsWith(',"void"'))).toBe(true);
});

test.each(["WEEKLY_REPORT_VOID", "REPORT_EARLIER_RULE"] as const)("what cannot be compared is not counted again: %s", async (code) => {
  const { platform, post } = await start();
  Object.assign(platform.ledgers, { recount: async () => err({ code }) });
  expect(await post("li", "weekly-reports/1/recount", {})).toMatchObject({ status: 409, body: { code } });
});

test("while too much is counted again, it is said when to ask again", async () => {
  const { platform, get, post } = await start();
  const refused = async () => err({ code: "REPORT_COUNT_BUSY" } as const);
  Object.assign(platform.ledgers, { recount: refused, linesOfFigure: refused });
  expect(await post("li", "weekly-reports/1/recount", {})).toMatchObject({ status: 503, body: { code: "REPORT_COUNT_BUSY" } });
  expect(await get("li", "weekly-reports/1/figures/alarms")).toMatchObject({ status: 503, body: { code: "REPORT_COUNT_BUSY" } });
});

test("a program does not sign", async () => {
  const { platform, get, post, sha256Of } = await start();
  const issued = await post("boss", "tokens", { name: "script", role: "safety-officer", days: 1, password: PASSWORD });
  expect(issued.status, JSON.stringify(issued.body)).toBe(201);
  const body = { sha256: sha256Of(2), password: PASSWORD };
  const refused = await call(platform, "POST", "/api/v1/weekly-reports/2/sign", { as: issued.body.token, body });
  expect(refused.body.code).toBe("PERSON_REQUIRED");
  expect((await get("li", "weekly-reports/2")).body.report.signed).toBeUndefined();
});

test("as comma-separated values it has a line for each figure and each source, and is no formula", async () => {
  const { get } = await start();
  const { body: text } = await get("inspector", "weekly-reports/2/report.csv");
  const [head, ...lines] = (text as string).trimEnd().split("\r\n");
  expect(head).toBe(
    `"report","week","department_en","department_zh","section","figure","name_en","name_zh","unit","value",${["2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09"].map((monday) => `"week_of_${monday}"`).join()},"lines_total","lines","sha256","void"`,
  );
  const { report } = (await get("inspector", "weekly-reports/2")).body;
  const figures = report.sections.flatMap((section: { figures: object[] }) => section.figures);
  expect(lines).toHaveLength(figures.length + 1);
  expect(lines[0]).toContain('"WR-2","2026-11-16","Chemistry, ""organic""","化学系","alarms","alarms"');
  expect(lines.find((line) => line.includes('"acknowledge-median"'))).toContain('"s","180",');
  expect(lines.at(-1)).toContain('"Solvent vapour high, Room 114"');
});
