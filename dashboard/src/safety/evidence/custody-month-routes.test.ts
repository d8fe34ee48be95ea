import { createHash } from "node:crypto";
import { canonicalJson, epochMs, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { call } from "../../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../../test/support/browser-platform.ts";
import { EIGHT } from "../../../../test/support/cabinet-story.ts";
import { createSettableClock } from "../../../../test/support/clock.ts";
import { unspaced } from "../../../../test/support/printed-pdf.ts";
import { stockHands } from "../../../../test/support/stock-hands.ts";
import { stockSite } from "../../../../test/support/stock-site.ts";
import { readWholePaper } from "../../../../test/support/whole-paper.ts";

const USERS = { wang: "responsible-person", zhao: "safety-officer", audit: "inspector", desk: "operator", chen: "engineer" } as const;
/** The 3rd of December 2026, at eight. */
const FILED_AT = epochMs(Date.UTC(2026, 11, 3, 8));
const text = (en: string) => ({ en, zh: en });

/** A bottle is stored in November and some of it withdrawn, for which the store was opened, and once more for nothing; in December it is filed. */
async function start() {
  const clock = createSettableClock(EIGHT);
  const { zones, people, ...others } = stockSite();
  const site = {
    ...others,
    zones: zones.map((zone) => ({ ...zone, department: text("Chemistry") })),
    people: people.map((person) => ({ ...person, department: text(person.id === "zhao" ? "Biology" : "Chemistry") })),
  };
  const platform = await startBrowserPlatform({ clock, site, users: USERS });
  const { ledgers } = platform;
  const hands = stockHands();
  const bench = { clock, ...ledgers };
  hands.stored(bench);
  clock.advance(minutes(60));
  hands.both(bench, { kind: "withdraw", quantity: "20", words: "gold leaching" });
  const find = (id: string) => {
    const span = { from: plus(EIGHT, minutes(91)), to: plus(EIGHT, minutes(92)) };
    ledgers.findings().carryOut({
      id,
      actor: "system",
      order: { verb: "find", finding: { kind: "opened-unrecorded", zoneId: "store", ...span, evidence: [] } },
    });
  };
  find("f1");
  clock.sleep((FILED_AT - clock.now()) as never);
  const door = [-1, 0, 1, 90, 91, 92].map((minute) => ({ at: plus(EIGHT, minutes(minute + 60)), isOpen: minute === 0 || minute === 91 }));
  const item = ledgers.makeMonth(clock.now(), { regime: "highly-toxic", zoneId: "store", doors: { store: door } });
  const take = async (who: keyof typeof USERS, path: string) => {
    const { token } = await signIn(platform.url, who);
    const answer = await fetch(`${platform.url}/api/v1/custody-months/${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  return { clock, platform, hands, bench, item, take, find };
}

test("what was filed of a month is a paper, a CSV and a JSON that hold to its hash, as it stood then, and the journal has who took them", async () => {
  const { platform, clock, hands, bench, item, take, find } = await start();
  const first = await take("audit", "1/pack.pdf");
  expect(first.answer.headers.get("content-disposition")).toContain("custody-1-highly-toxic-2026-11.pdf");
  const pdf = await readWholePaper("custody-month-en", first.bytes);
  for (const words of [
    "Custody evidence 2026-11: highly toxic chemicals · CM-1",
    "Sodium cyanide",
    "gold leaching",
    "Wang Fang (wang)\nLi Na (lina)",
    "NOT EXPLAINED",
    "3 movements of controlled substances were signed",
    "Building › Store: opened 2 times, 1 of them with no record",
    "SC-1/3 withdrawn",
    "Not reviewed yet when this was printed",
    item.sha256,
    `the last line was ${bench.lines.length - 1}`,
  ])
    expect(pdf.said).toContain(unspaced(words));
  const csv = await take("audit", "1/pack.csv");
  expect(pdf.said).toContain(createHash("sha256").update(csv.bytes).digest("hex"));
  const json = JSON.parse(Buffer.from((await take("audit", "1/pack.json")).bytes).toString("utf8")) as {
    readonly [name: string]: unknown;
    readonly records: readonly object[];
    readonly findings: readonly object[];
  };
  expect(createHash("sha256").update(canonicalJson(json["filed"])).digest("hex")).toBe(item.sha256);
  expect([json["sha256"], json["whole"], json.records.length, json.findings.length]).toEqual([item.sha256, true, 4, 1]);
  // What comes after it was filed is not in it, of whatever time it is.
  find("f2");
  clock.advance(minutes(1));
  hands.both(bench, { kind: "return", quantity: "20" });
  expect(Buffer.from((await take("audit", "1/pack.csv")).bytes)).toEqual(Buffer.from(csv.bytes));
  expect(Buffer.from((await take("audit", "1/pack.pdf")).bytes)).toEqual(Buffer.from(first.bytes));
  // Nor is it of what zones and clocks are called since.
  const { site } = platform;
  const renamed = site.zones.map((zone) => ({ ...zone, path: text(`Renamed ${zone.id}`) }));
  platform.site = { ...site, timeZone: "Asia/Shanghai", zones: renamed };
  expect(Buffer.from((await take("audit", "1/pack.csv")).bytes)).toEqual(Buffer.from(csv.bytes));
  expect(Buffer.from((await take("audit", "1/pack.pdf")).bytes)).toEqual(Buffer.from(first.bytes));
  platform.site = { ...platform.site, zones: renamed.filter(({ id }) => id !== "store") };
  expect(Buffer.from((await take("audit", "1/pack.csv")).bytes)).toEqual(Buffer.from(csv.bytes));
  platform.site = site;
  const taken = platform.desk.entries.filter(({ kind }) => kind === "substances-exported");
  expect(taken.map(({ actor, detail }) => [actor, detail["record"], detail["format"]])).toEqual(
    ["pdf", "csv", "json", "csv", "pdf", "csv", "pdf", "csv"].map((format) => ["user:audit", "report/1", format]),
  );
  expect(taken[0]?.detail["sha256"]).toBe(createHash("sha256").update(first.bytes).digest("hex"));
  const chinese = await readWholePaper("custody-month-zh", (await take("audit", "1/pack.pdf?language=zh")).bytes);
  for (const words of ["管控物品管理证据 2026-11：剧毒化学品 · CM-1", "储存柜开门情况", "打印时尚未审阅", "尚未说明"])
    expect(chinese.said).toContain(unspaced(words));
});

test("a pack is taken by somebody: a program and a one-time link get none, of any format, and the journal has no line of it", async () => {
  const { platform } = await start();
  const { token: chen } = await signIn(platform.url, "chen");
  const program = await call(platform, "POST", "/api/v1/tokens", {
    as: chen,
    body: { name: "robot", role: "engineer", days: 1, password: PASSWORD },
  });
  const link = new URL(platform.dashboard.issueOneTimeLink("safety-officer")).hash.replace("#sign-in=", "");
  const visitor = await call(platform, "POST", "/api/v1/session/one-time", { body: { token: link } });
  for (const { status, body } of [program, visitor]) {
    expect(status).toBe(201);
    for (const format of ["pdf", "csv", "json"]) {
      const answer = await call(platform, "GET", `/api/v1/custody-months/1/pack.${format}`, { as: body.token });
      expect([format, answer.body]).toMatchObject([format, { code: "PERSON_REQUIRED" }]);
    }
  }
  expect(platform.desk.entries.filter(({ kind }) => kind === "substances-exported")).toEqual([]);
});

test("who handles substances lists, counts again and signs it, and the paper says so; an operator and another kind of report do not reach it", async () => {
  const { platform, item, take } = await start();
  const as = async (who: keyof typeof USERS) => (await signIn(platform.url, who)).token;
  expect((await take("desk", "1/pack.pdf")).answer.status).toBe(403);
  expect((await take("audit", "2/pack.pdf")).answer.status).toBe(404);
  const wang = await as("wang");
  const { body: list } = await call(platform, "GET", "/api/v1/custody-months", { as: wang });
  expect(list).toMatchObject({
    total: 1,
    unsigned: 1,
    missing: [],
    unsignable: false,
    reports: [{ name: "CM-1", regime: "highly-toxic" }],
  });
  expect((await call(platform, "GET", "/api/v1/weekly-reports/1", { as: wang })).status).toBe(404);
  const { body: recounted } = await call(platform, "POST", "/api/v1/custody-months/1/recount", { as: wang, body: {} });
  expect(recounted).toMatchObject({ same: true });
  const sign = async (who: keyof typeof USERS) =>
    call(platform, "POST", "/api/v1/custody-months/1/sign", {
      as: await as(who),
      body: { password: PASSWORD, sha256: item.sha256, words: "Bottles looked at" },
    });
  expect((await sign("wang")).body).toMatchObject({ code: "REVIEWER_OWN_DEPARTMENT" });
  expect((await sign("zhao")).status).toBe(200);
  const { said } = await readWholePaper("custody-month-signed-en", (await take("audit", "1/pack.pdf")).bytes);
  expect(said).toContain(unspaced("Reviewed and signed by Zhao Min (zhao), 2026-12-03"));
  expect(said).toContain(unspaced("Bottles looked at"));
});
